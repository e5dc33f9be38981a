package host_test

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

// limitEnvironment limits the size of every file that a child writes, in bytes.
const limitEnvironment = "DRIFTSYNC_TEST_FILE_LIMIT"

func limitFiles() error {
	limit, err := strconv.ParseUint(os.Getenv(limitEnvironment), 10, 64)
	if err != nil {
		return nil // no limit
	}
	signal.Ignore(syscall.SIGXFSZ) // a write that is too long is to fail, and not to kill
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit})
}

// A state folder whose disk is full at any point of a push fails that push with a name,
// and the first one that has room again leaves what an undisturbed one would.
func TestPush_DiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes twenty times")
	}
	b := newBench(t, demo.Options{Clean: true})
	disk := t.TempDir()
	size := func(bytes int, flags uintptr) error {
		return syscall.Mount("driftsync", disk, "tmpfs", flags, fmt.Sprintf("size=%d", bytes))
	}
	if err := size(32<<10, 0); err != nil {
		t.Skipf("not run: a disk of its own needs the right to mount (%v); TestPush_FileLimit runs without", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	b.options.StateDir = filepath.Join(disk, "state")
	w := newWorld(b, t)
	w.live = w.liveInFile
	failed := 0
	for room := 32 << 10; ; room *= 2 {
		if err := size(room, syscall.MS_REMOUNT); err != nil {
			t.Fatal(err)
		}
		w.tried()
		r, err := w.try()
		if err == nil {
			w.ended(r, b.options.StateDir)
			w.compare(fmt.Sprintf("%d bytes are enough", room))
			break
		}
		w.full(err)
		if _, missing := os.Stat(b.out); (missing != nil || len(b.live()) == 0) && r.Summary().Sent != 0 {
			t.Errorf("%d bytes: %d rows are said to be sent, and none arrived", room, r.Summary().Sent)
		}
		failed++
	}
	if failed < 4 {
		t.Errorf("the disk was full %d times only", failed)
	}
	if err := size(16<<20, syscall.MS_REMOUNT); err != nil {
		t.Fatal(err)
	}
	first := failed
	// Full again, with a state to lose.
	for free := range 8 {
		b.churn(free%5, free)
		w.tried()
		fill := filepath.Join(disk, "fill")
		w.fill(disk, fill, int64(free)*40<<10)
		_, err := w.try()
		if err := os.Remove(fill); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			w.full(err)
			failed++
		}
		w.ended(w.push(), b.options.StateDir)
		w.compare(fmt.Sprintf("there is room again after %d KiB, %v", free*40, err))
	}
	if failed-first < 3 {
		t.Errorf("the disk was full again %d times only", failed-first)
	}
	t.Logf("the disk was full in %d first pushes and %d later ones", first, failed-first)
}

// full checks that an error is one of the two that name the state folder.
func (w *world) full(err error) {
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SpoolWrite && f.Code != fault.ConfigState {
		w.tb.Fatal(err)
	}
}

// fill writes a file that leaves some bytes free on a disk.
func (w *world) fill(disk, path string, free int64) {
	var info syscall.Statfs_t
	if err := syscall.Statfs(disk, &info); err != nil {
		w.tb.Fatal(err)
	}
	n := max(0, int64(info.Bavail)*info.Bsize-free)
	if err := os.WriteFile(path, make([]byte, n), 0o600); err != nil {
		w.tb.Fatal(err)
	}
}

// A spool that cannot be written for the size of its files fails the push before
// anything is sent.
func TestPush_FileLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Clean: true})
	b.options.StateDir = filepath.Join(b.root, "state") // as the child has it
	b.to(filepath.Join(b.root, "out.db"))
	for _, limit := range []int{1 << 10, 8 << 10, 40 << 10} {
		child := b.child()
		child.Env = append(child.Env, fmt.Sprintf("%s=%d", limitEnvironment, limit))
		if err := child.Run(); err == nil {
			t.Errorf("a push with files of %d bytes did not fail", limit)
		}
		if info, err := os.Stat(b.out); err == nil && info.Size() > 0 && len(b.live()) > 0 {
			t.Errorf("%d bytes: something was sent", limit)
		}
	}
	w := newWorld(b, t)
	w.live = w.liveInFile
	w.ended(b.push(), b.options.StateDir)
	w.compare("there is no limit")
}

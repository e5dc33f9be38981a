package source

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// The log is copied into the file by whoever closes it last, and files are touched: that
// is no change. A row is one, in the log and in the file.
func TestContent(t *testing.T) {
	root, writer := project(t, insertTrend)
	path := filepath.Join(root, ".drift", "drift.db")
	d, err := OpenNoted(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	noted := d.Stamp
	if err := d.Close(); err != nil || noted.Content == "" {
		t.Fatalf("content %q, %v", noted.Content, err)
	}
	judge := func() Verdict {
		t.Helper()
		now, err := TakeStamp(path)
		if err != nil {
			t.Fatal(err)
		}
		return Judge(path, now, noted)
	}
	if v := judge(); v != Unchanged {
		t.Errorf("right after the push: %d", v)
	}
	execute(t, writer, "PRAGMA wal_checkpoint(PASSIVE)")
	if v := judge(); v != Unchanged {
		t.Errorf("after a checkpoint: %d", v)
	}
	execute(t, writer, "PRAGMA wal_checkpoint(TRUNCATE)")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if v := judge(); v != Unchanged {
		t.Errorf("touched: %d", v)
	}
	execute(t, writer, insertTrend)
	if v := judge(); v != Changed {
		t.Errorf("a row in the log: %d", v)
	}
	execute(t, writer, "PRAGMA wal_checkpoint(TRUNCATE)")
	if v := judge(); v != Changed {
		t.Errorf("a row in the file: %d", v)
	}
	noted.Content = ""
	if v := judge(); v != Touched {
		t.Errorf("without a digest: %d", v)
	}
	noted.At, noted.Main, noted.Log, noted.Tail = time.Now(), stampOf(t, path).Main, FileStamp{}, ""
	if v := judge(); v != Unsettled {
		t.Errorf("written just before: %d", v)
	}
}

func stampOf(t *testing.T, path string) Stamp {
	t.Helper()
	s, err := TakeStamp(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The log of a database that is reached by a link lies beside the file.
func TestContent_Link(t *testing.T) {
	root, writer := project(t, insertTrend)
	other := t.TempDir()
	link := filepath.Join(other, ".drift", "drift.db")
	err := os.Mkdir(filepath.Dir(link), 0o755)
	if err == nil {
		err = os.Symlink(filepath.Join(root, ".drift", "drift.db"), link)
	}
	if err != nil {
		t.Fatal(err)
	}
	content, stamp := Content(link), stampOf(t, link)
	execute(t, writer, insertTrend)
	if Content(link) == content || stampOf(t, link).Same(stamp) {
		t.Error("a row in the log is not seen")
	}
	patience := settle
	settle = -time.Hour
	t.Cleanup(func() { settle = patience })
	if n := count(t, other, "health_trends"); n != 4 {
		t.Errorf("%d rows, want 4", n)
	}
}

// A log whose end was not written whole ends before that, as for SQLite.
func TestContent_CutLog(t *testing.T) {
	root, writer := project(t, insertTrend)
	path := filepath.Join(root, ".drift", "drift.db")
	before := Content(path)
	execute(t, writer, insertTrend)
	if Content(path) == before {
		t.Fatal("a row changes nothing")
	}
	log, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	end, err := log.Seek(-1, io.SeekEnd)
	if err == nil {
		_, err = log.WriteAt([]byte{0xa5}, end)
	}
	if err != nil {
		t.Fatal(err)
	}
	if Content(path) != before {
		t.Error("a frame with a wrong sum counts")
	}
}

// Nobody has the database open: reading leaves no file, and a write meanwhile is seen.
func TestOpen_Lone(t *testing.T) {
	patience := settle
	settle = -time.Hour
	t.Cleanup(func() { settle = patience })
	root, writer := project(t, insertTrend)
	path := filepath.Join(root, ".drift", "drift.db")
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if n := count(t, root, "health_trends"); n != 2 {
		t.Errorf("%d rows", n)
	}
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	d, err := Open(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if f, ok := errors.AsType[*fault.Error](d.Close()); !ok || f.Code != fault.SourceLocked {
		t.Error("a write while it was read is not seen")
	}
}

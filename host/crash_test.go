package host_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/internal/demo"
)

// kills is how often TestPush_Killed kills a push: DRIFTSYNC_TEST_KILLS, or a dozen.
func kills(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("DRIFTSYNC_TEST_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	return 12
}

// TestPush_Killed kills pushes at random points with SIGKILL. The push after it leaves
// what an undisturbed one would have left.
func TestPush_Killed(t *testing.T) {
	b := newBench(t, demo.Options{Clean: true})
	b.options.StateDir = filepath.Join(b.root, "state") // as the child has it
	b.to(filepath.Join(b.root, "out.db"))
	w := newWorld(b, t)
	w.live = w.liveInFile
	began := time.Now()
	if err := b.child().Run(); err != nil {
		t.Fatalf("an undisturbed push: %v", err)
	}
	whole := time.Since(began)
	w.source = b.push().Source.String()
	w.pushed()
	w.compare("the first push")
	seed := uint64(1)
	if os.Getenv("DRIFTSYNC_TEST_KILLS") != "" {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d; where a push is depends on the machine all the same", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	ended := 0
	for round := range kills(t) {
		b.churn(rng.IntN(5), round)
		if round%3 == 0 { // everything is sent again
			if err := os.RemoveAll(b.out); err != nil {
				t.Fatal(err)
			}
			clear(w.logs)
			clear(w.maybe)
		}
		w.tried()
		delay := time.Duration(rng.Int64N(int64(whole) * 3 / 4))
		began := time.Now()
		killed := b.kill(delay)
		if !killed {
			ended++
			whole = min(whole, time.Since(began)) // the first push was slower, its caches being cold
		}
		r := b.push()
		w.source = r.Source.String()
		w.pushed()
		w.compare(fmt.Sprintf("round %d, killed %v after %s of %s, then full %v %s", round, killed, delay, whole, r.Full, r.FullReason))
	}
	t.Logf("%d of %d pushes ended before they were killed", ended, kills(t))
	got, want := b.live(), newWhole(t, b).live()
	extra := slices.DeleteFunc(minus(got, want), func(row string) bool { return strings.HasPrefix(row, "cloud_health_trends|") }) // a log
	if lost := minus(want, got); len(lost)+len(extra) > 0 {
		t.Errorf("%d rows are missing, %d are too many", len(lost), len(extra))
	}
	left, err := filepath.Glob(filepath.Join(b.options.StateDir, "*", "spool", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("a spool is left: %d files, %v", len(left), err)
	}
}

// child is a process that pushes the project.
func (b *bench) child() *exec.Cmd {
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), pushEnvironment+"="+b.root)
	return command
}

// kill kills a push after a delay, and reports whether it was still running.
func (b *bench) kill(after time.Duration) bool {
	b.t.Helper()
	command := b.child()
	if err := command.Start(); err != nil {
		b.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	err := command.Wait()
	_, killed := errors.AsType[*exec.ExitError](err)
	return killed
}

// churn changes, deletes and adds rows.
func (b *bench) churn(rest, round int) {
	b.exec("drift", fmt.Sprintf(`UPDATE functions SET end_line=end_line+1 WHERE id%%5=%[1]d;
		DELETE FROM violations WHERE rowid%%17=%[1]d;
		DELETE FROM health_trends WHERE id%%23=%[1]d;
		UPDATE detections SET id=id+1000000 WHERE id%%5=%[1]d;
		INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES('round',%[2]d,%[2]d)`, rest, round))
	b.exec("cortex", fmt.Sprintf("UPDATE memories SET access_count=access_count+1 WHERE rowid%%5=%d", rest))
}

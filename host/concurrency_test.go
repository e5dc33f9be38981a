package host_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// writerEnvironment makes this test binary write into the project that it names, as
// fast as it can, until its standard input ends.
const writerEnvironment = "DRIFTSYNC_TEST_WRITER"

func writeLikeDrift(root string) int {
	conn, err := sqlite3.Open(filepath.Join(root, ".drift", "drift.db"))
	if err != nil {
		return 1
	}
	defer conn.Close()
	var stop atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop.Store(true)
	}()
	if err := conn.Exec("PRAGMA busy_timeout=5000; PRAGMA synchronous=OFF"); err != nil {
		return 1
	}
	last := time.Now()
	for n := 0; !stop.Load(); n++ {
		err := conn.Exec(fmt.Sprintf(`BEGIN IMMEDIATE;
			INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES('write',%[1]d,%[1]d);
			UPDATE functions SET end_line=%[1]d WHERE id%%7=%[1]d%%7;
			UPDATE detections SET confidence=0.5 WHERE id=(SELECT min(id) FROM detections);
			COMMIT`, n))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		if n%20 != 0 {
			continue
		}
		whole, err := checkpoint(conn)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		if whole { // since when was there none?
			fmt.Println(checkpointed, time.Since(last).Milliseconds())
			last = time.Now()
		}
	}
	fmt.Println(conn.TotalChanges())
	return 0
}

// checkpointed begins a line of the writer about a checkpoint that got everything.
const checkpointed = "checkpoint"

// checkpoint does what Drift's automatic checkpoints do, and reports whether no reader
// held any of it back.
func checkpoint(conn *sqlite3.Conn) (bool, error) {
	stmt, _, err := conn.Prepare("PRAGMA wal_checkpoint(PASSIVE)")
	if err != nil {
		return false, err
	}
	defer stmt.Close()
	return stmt.Step() && stmt.ColumnInt(0) == 0 && stmt.ColumnInt(1) == stmt.ColumnInt(2), stmt.Err()
}

// writer is a process that writes into a project as Drift does, but without a pause.
type writer struct {
	*exec.Cmd
	in   io.Closer
	done chan string // the last line

	mu      sync.Mutex
	waiting chan struct{} // closed by the next whole checkpoint
	longest time.Duration // between two of them
}

func startWriter(t *testing.T, root string) *writer {
	t.Helper()
	w := &writer{Cmd: exec.Command(os.Args[0]), done: make(chan string, 1), waiting: make(chan struct{})}
	w.Env = append(os.Environ(), writerEnvironment+"="+root)
	w.Stderr = os.Stderr
	in, err := w.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.in = in
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	go w.listen(bufio.NewScanner(out))
	return w
}

func (w *writer) listen(lines *bufio.Scanner) {
	last := ""
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), checkpointed+" "); ok {
			w.mu.Lock()
			ms, _ := strconv.Atoi(rest)
			w.longest = max(w.longest, time.Duration(ms)*time.Millisecond)
			close(w.waiting)
			w.waiting = make(chan struct{})
			w.mu.Unlock()
			continue
		}
		last = lines.Text()
	}
	w.done <- last
}

// await waits for the next whole checkpoint.
func (w *writer) await(t *testing.T) {
	w.mu.Lock()
	next := w.waiting
	w.mu.Unlock()
	select {
	case <-next:
	case <-time.After(time.Minute):
		t.Error("a reader holds the checkpoints back")
	}
}

// Drift writes at full speed while pushes read. No push fails, none holds a checkpoint
// back once it has read, and the last one leaves what is there.
func TestPush_WhileDriftWrites(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a writer process")
	}
	b := newBench(t, demo.Options{Clean: true})
	w := newWorld(b, t)
	w.live = w.liveInFile
	drift := startWriter(t, b.root)
	drift.await(t)
	var reading time.Duration
	for range 4 {
		var once sync.Once
		r := b.push(b.through(&failing{write: func(int, *sink.Part) ([]sink.Refusal, error) {
			once.Do(func() { // two, since the next one may have begun before
				drift.await(t)
				drift.await(t)
			})
			return nil, nil
		}}))
		if r.Unchanged {
			t.Error("a push saw no change while Drift wrote")
		}
		reading = max(reading, r.Timing.Open+r.Timing.Begin+r.Timing.Read)
	}
	if err := drift.in.Close(); err != nil {
		t.Fatal(err)
	}
	if changes, err := strconv.Atoi(<-drift.done); err != nil || changes < 100 {
		t.Errorf("the writer changed %d rows, %v", changes, err)
	}
	if err := drift.Wait(); err != nil {
		t.Errorf("the writer failed: %v", err)
	}
	if drift.longest > 3*reading+2*time.Second { // the rest is what a busy machine takes
		t.Errorf("no whole checkpoint for %s, while reading took %s", drift.longest, reading)
	}
	t.Logf("the longest time without a whole checkpoint was %s, the longest reading %s", drift.longest, reading)
	w.ended(b.push(), b.options.StateDir)
	w.compare("the last push")
}

// The snapshots are closed before the first row is sent, so that a slow destination
// holds back no checkpoint.
func TestPush_SendingHoldsNoCheckpointBack(t *testing.T) {
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	checked := false
	b.push(b.through(&failing{write: func(int, *sink.Part) ([]sink.Refusal, error) {
		if checked {
			return nil, nil
		}
		checked = true
		conn, err := sqlite3.Open(filepath.Join(b.root, ".drift", "drift.db"))
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		stmt, _, err := conn.Prepare("PRAGMA wal_checkpoint(TRUNCATE)")
		if err != nil {
			return nil, err
		}
		defer stmt.Close()
		if !stmt.Step() || stmt.ColumnInt(0) != 0 || stmt.ColumnInt(1) != 0 {
			t.Errorf("checkpoint: busy %d, %d frames left", stmt.ColumnInt(0), stmt.ColumnInt(1))
		}
		return nil, nil
	}}))
	if !checked {
		t.Fatal("nothing was sent")
	}
}

// TestPush_Fleet lets many sources push to one project at once: laptops and CI, each
// twice. What is there is the union of their databases. DRIFTSYNC_TEST_SOURCES sets
// another number.
func TestPush_Fleet(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes from many projects")
	}
	sources := 4
	if n, err := strconv.Atoi(os.Getenv("DRIFTSYNC_TEST_SOURCES")); err == nil {
		sources = n
	}
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	dir := t.TempDir()
	fleet := make([]*world, sources)
	for i := range fleet {
		w := newWorld(&bench{t: t, root: filepath.Join(dir, fmt.Sprint(i), "home", "ada", "shop"), options: template.options}, t)
		w.live = c.live(w)
		w.folder(template.root, w.root)
		w.churn(i%5, i)
		w.options.Root, w.options.StateDir, w.options.Destination = w.root, filepath.Join(dir, fmt.Sprint(i), "state"), c.destination(t)
		if i%3 == 0 {
			w.options.SourceName = fmt.Sprint("ci-", i)
		}
		fleet[i] = w
	}
	for round := range 2 {
		var group errgroup.Group
		group.SetLimit(6) // so many pushes fit into the memory of a test machine
		for i, w := range fleet {
			group.Go(func() error {
				r, err := host.Push(context.WithoutCancel(t.Context()), w.options)
				if err == nil && !r.Complete {
					err = fmt.Errorf("source %d is incomplete", i)
				}
				w.source = r.Source.String()
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for i, w := range fleet {
			w.pushed()
			w.compare(fmt.Sprintf("round %d of source %d", round, i))
			if seen[w.source] {
				t.Errorf("two projects are source %s", w.source)
			}
			seen[w.source] = true
			w.churn((i+1)%5, sources+i)
		}
	}
	var n int
	if err := c.Pool().QueryRow(t.Context(), "select count(distinct sync_source_id) from "+
		schema.Find(schema.Drift, "functions").Cloud).Scan(&n); err != nil || n != sources {
		t.Errorf("%d sources, %v", n, err)
	}
}

package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/internal/demo"
)

func TestCheck(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Rows: 1700, Clean: true})
	b.options.Destination = host.Destination{}
	check := func() *host.Result {
		t.Helper()
		r, err := host.Check(t.Context(), b.options)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	began := time.Now()
	if r := check(); r.Status() != fault.ExitOK || r.Summary().Sent == 0 || r.Unchanged {
		t.Fatalf("a clean project: status %d, %+v", r.Status(), r.Summary())
	}
	whole := time.Since(began)
	b.settle()
	if r := check(); r.Status() != fault.ExitOK || r.Summary().Sent != 0 {
		t.Errorf("the second check judged %d rows again", r.Summary().Sent)
	}
	began = time.Now()
	if r := check(); !r.Unchanged || time.Since(began) > max(time.Second, whole) { // in proportion on a busy machine
		t.Errorf("unchanged %v after %s, the first one took %s", r.Unchanged, time.Since(began), whole)
	}

	// A row that no plugin can clean: a number column of cortex.db, which is not STRICT.
	b.exec("cortex", "UPDATE memories SET access_count='home of '||id WHERE rowid=(SELECT min(rowid) FROM memories)")
	for range 2 { // what is known counts as well
		r := check()
		if r.Status() != fault.ExitPartial || len(r.Quarantined) != 1 || r.Quarantined[0].Column != "access_count" {
			t.Errorf("status %d, quarantined %+v", r.Status(), r.Quarantined)
		}
	}
	b.exec("cortex", "UPDATE memories SET access_count=1 WHERE typeof(access_count)='text'")
	if r := check(); r.Status() != fault.ExitOK {
		t.Errorf("the mended project has status %d", r.Status())
	}
}

// settle makes the databases old enough for their time stamps to be evidence.
func (b *bench) settle() {
	b.t.Helper()
	old := time.Now().Add(-time.Minute)
	files, _ := filepath.Glob(filepath.Join(b.root, ".*", "*.db*"))
	for _, f := range files {
		if err := os.Chtimes(f, old, old); err != nil {
			b.t.Fatal(err)
		}
	}
	// The change time cannot be set: wait it out.
	for _, f := range files {
		for {
			stamp, err := source.TakeStamp(f)
			if err != nil || stamp.Settled() {
				break
			}
			<-time.After(50 * time.Millisecond)
		}
	}
}

// A check leaves no trace in the state of a destination.
func TestCheck_MovesNoState(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Rows: 1700})
	before := b.push()
	if _, err := host.Check(t.Context(), b.options); err != nil {
		t.Fatal(err)
	}
	after := b.push()
	if after.Summary().Sent != 0 || after.Source != before.Source || after.Full {
		t.Errorf("the push after a check sent %d rows, full %v", after.Summary().Sent, after.Full)
	}
}

func TestCheck_NoDatabase(t *testing.T) {
	_, err := host.Check(t.Context(), host.Options{Root: t.TempDir(), StateDir: t.TempDir(), CacheDir: cacheDir, Worker: worker})
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SourceMissing {
		t.Errorf("an empty project: %v", err)
	}
}

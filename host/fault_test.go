package host_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// failing is a destination that fails where a test wants it to.
type failing struct {
	sink.Sink
	mu     sync.Mutex
	writes int
	write  func(n int, p *sink.Part) ([]sink.Refusal, error) // before the write; n counts from 1
	finish func() error
}

func (f *failing) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	f.mu.Lock()
	f.writes++
	n := f.writes
	f.mu.Unlock()
	if f.write != nil {
		if refused, err := f.write(n, p); refused != nil || err != nil {
			return refused, err
		}
	}
	return f.Sink.Write(ctx, p)
}

func (f *failing) Finish(ctx context.Context, r *sink.Run) error {
	if f.finish != nil {
		if err := f.finish(); err != nil {
			return err
		}
	}
	return f.Sink.Finish(ctx, r)
}

// LastPolicy is that of the destination, which a push asks for beside [sink.Sink].
func (f *failing) LastPolicy(ctx context.Context, run uuid.UUID) (string, error) {
	return f.Sink.(interface {
		LastPolicy(context.Context, uuid.UUID) (string, error)
	}).LastPolicy(ctx, run)
}

// through puts f before the destination of a bench.
func (b *bench) through(f *failing) func(*host.Options) {
	return func(o *host.Options) {
		open := o.Destination.Open
		o.Destination.Open = func() (sink.Sink, error) {
			var err error
			f.Sink, err = open()
			return f, err
		}
	}
}

var errDown = fault.New(fault.SinkUnreachable, "the destination does not answer", "try later", nil)

// live returns what a dashboard would see, without what differs between runs.
func (b *bench) live() []string {
	b.t.Helper()
	var all []string
	for _, t := range schema.Synced() {
		columns := "id"
		for _, c := range t.Carried() {
			columns += `, "` + c.InCloud() + `"`
		}
		for _, row := range b.rows("SELECT " + columns + " FROM " + t.Cloud + " WHERE removed_at IS NULL") {
			all = append(all, t.Cloud+"|"+row)
		}
	}
	slices.Sort(all)
	return all
}

func TestPush_DestinationFailsInTheMiddle(t *testing.T) {
	b := newBench(t, demo.Options{})
	for _, at := range []int{1, 20, 40} {
		r, err := b.try(b.through(&failing{write: func(n int, _ *sink.Part) ([]sink.Refusal, error) {
			if n >= at {
				return nil, errDown
			}
			return nil, nil
		}}))
		if fault.Status(err) != fault.ExitUnreachable {
			t.Fatalf("at %d: %v", at, err)
		}
		for _, table := range r.Tables {
			if table.Read != table.Unchanged+table.Sent+table.Dropped+table.Quarantined+table.Pending {
				t.Errorf("at %d: counts of %s do not add up: %+v", at, table.Name, table.Counts)
			}
		}
		if r.Complete || r.Summary().Pending == 0 {
			t.Errorf("at %d: complete %v, pending %d", at, r.Complete, r.Summary().Pending)
		}
	}
	r := b.push()
	if r.Summary().Unchanged == 0 {
		t.Error("nothing that had arrived was remembered")
	}
	whole := newWhole(t, b)
	if got, want := b.live(), whole.live(); !slices.Equal(got, want) {
		t.Errorf("%d live rows, an undisturbed push leaves %d", len(got), len(want))
	}
}

// newWhole pushes the project of b undisturbed, with the same keys, to another file.
func newWhole(t *testing.T, b *bench) *bench {
	t.Helper()
	whole := &bench{t: t, root: b.root, options: b.options}
	path := b.out + ".whole"
	whole.out = path
	whole.options.Destination.Open = func() (sink.Sink, error) { return sqlite.Open(context.Background(), path, sqlite.Options{}) }
	whole.options.Destination.Kept = func(context.Context, uuid.UUID, uuid.UUID) (bool, error) { return false, nil }
	// The same state makes the same ids; the empty destination makes it send all.
	whole.push()
	return whole
}

func TestPush_AnswerLostAfterTheCommit(t *testing.T) {
	b := newBench(t, demo.Options{})
	if _, err := b.try(b.through(&failing{finish: func() error { return errDown }})); err == nil {
		t.Fatal("no error")
	}
	if got := b.push().Summary(); got.Sent != 0 {
		t.Errorf("%d rows that had been confirmed were sent again", got.Sent)
	}
}

// A push that delivered nothing says so, and what is left to do.
func TestPush_NothingDelivered(t *testing.T) {
	b := newBench(t, demo.Options{Clean: true})
	b.push()
	b.exec("drift", "DELETE FROM violations; UPDATE functions SET end_line=end_line+1")
	r, err := b.try(b.through(&failing{write: func(int, *sink.Part) ([]sink.Refusal, error) { return nil, errDown }}))
	if err == nil {
		t.Fatal("no error")
	}
	if sum := r.Summary(); sum.Sent != 0 || sum.Removed != 0 || sum.Pending == 0 {
		t.Errorf("%v, %+v", err, sum)
	}
}

func TestPush_StopsOneTable(t *testing.T) {
	b := newBench(t, demo.Options{})
	r := b.push(b.through(&failing{write: func(_ int, p *sink.Part) ([]sink.Refusal, error) {
		if p.Table.Name == "violations" {
			return nil, fault.New(fault.SinkSchema, "the project lacks a column", "apply the migrations", nil)
		}
		return nil, nil
	}}))
	if r.Status() != fault.ExitRefused || len(r.Stopped) != 1 || r.Complete {
		t.Errorf("status %d, stopped %v, complete %v", r.Status(), r.Stopped, r.Complete)
	}
	if n := b.rows("SELECT count(*) FROM cloud_violations")[0]; n != "0" {
		t.Errorf("%s rows of the stopped table arrived", n)
	}
	if got := b.push().Summary(); fmt.Sprint(got.Sent) != b.rows("SELECT count(*) FROM cloud_violations")[0] {
		t.Errorf("the next push sent %d rows", got.Sent)
	}
}

func TestPush_RefusedRowsAreQuarantined(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	refuse := &failing{}
	refuse.write = func(_ int, p *sink.Part) ([]sink.Refusal, error) {
		if p.Table.Name != "violations" || p.Kind != sink.Upsert {
			return nil, nil
		}
		rest := *p
		rest.Body, rest.Offsets = p.Range(1, p.Rows()), offsetsFrom(p, 1)
		if _, err := refuse.Sink.Write(context.Background(), &rest); err != nil {
			return nil, err
		}
		return []sink.Refusal{{Row: 0, Code: "22P05"}}, nil
	}
	r := b.push(b.through(refuse))
	if r.Status() != fault.ExitPartial || r.New != 1 || len(r.Quarantined) != 1 || r.Quarantined[0].Reason != "22P05" {
		t.Errorf("status %d, new %d, %+v", r.Status(), r.New, r.Quarantined)
	}
	// It is known now, and is no news; it is tried again when it changes.
	b.exec("drift", "UPDATE functions SET end_line=end_line+1 WHERE id=(SELECT min(id) FROM functions)")
	if r := b.push(b.through(refuse)); r.Status() != fault.ExitOK || len(r.Quarantined) != 1 {
		t.Errorf("status %d, %+v", r.Status(), r.Quarantined)
	}
	b.exec("drift", "UPDATE functions SET end_line=end_line+1 WHERE id=(SELECT min(id) FROM functions)")
	if r := b.push(); len(r.Quarantined) != 1 || r.Quarantined[0].Reason != "22P05" || r.Summary().Sent != 1 {
		t.Errorf("sent %d, %+v", r.Summary().Sent, r.Quarantined)
	}
	b.exec("drift", "UPDATE violations SET line=line+1")
	if r := b.push(); len(r.Quarantined) != 0 || fmt.Sprint(r.Summary().Sent) != b.rows("SELECT count(*) FROM cloud_violations")[0] {
		t.Errorf("sent %d, %+v", r.Summary().Sent, r.Quarantined)
	}
}

func offsetsFrom(p *sink.Part, row int) []uint32 {
	var at []uint32
	for _, o := range p.Offsets[row:] {
		at = append(at, o-p.Offsets[row]+1)
	}
	return at
}

func TestPush_CellsOfTheWrongTypeStayHere(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	b.exec("cortex", "UPDATE memories SET summary=x'00ff' WHERE rowid=(SELECT min(rowid) FROM memories)")
	r := b.push()
	if r.Status() != fault.ExitPartial || len(r.Quarantined) != 1 || r.Quarantined[0].Column != "summary" || r.Summary().Removed != 1 {
		t.Errorf("status %d, removed %d, %+v", r.Status(), r.Summary().Removed, r.Quarantined)
	}
	if n := b.rows("SELECT count(*) FROM cloud_memories WHERE removed_at IS NOT NULL AND local_id IS NULL AND importance IS NULL")[0]; n != "1" {
		t.Errorf("%s withdrawn rows, want 1 without any cell", n)
	}
	b.exec("cortex", "UPDATE memories SET summary='fine' WHERE rowid=(SELECT min(rowid) FROM memories)")
	if r := b.push(); r.Status() != fault.ExitOK || r.Summary().Sent != 1 {
		t.Errorf("status %d, sent %d", r.Status(), r.Summary().Sent)
	}
}

func TestPush_HostileTextArrives(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.exec("cortex", `INSERT INTO degradation_log(component, failure, fallback, details, timestamp)
		VALUES('x', 'nul '||char(0)||' end', CAST(x'62ff62' AS TEXT), '{}', 't'), ('big', 'f', 'f', '{"n":1e400}', 't')`)
	b.exec("drift", "INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES('inf',9e999,9007199254740993)")
	r := b.push()
	if r.Status() != fault.ExitOK {
		t.Fatalf("status %d, %+v", r.Status(), r.Quarantined)
	}
	if got := b.rows("SELECT failure, fallback FROM cloud_cortex_degradation_log WHERE component='x'"); len(got) != 1 || got[0] != "nul \ufffd end|b\ufffdb" {
		t.Errorf("%q", got)
	}
	if got := b.rows("SELECT metric_value, recorded_at FROM cloud_health_trends WHERE metric_name='inf'"); len(got) != 1 || got[0] != "Inf|9007199254740993" {
		t.Errorf("%q", got)
	}
}

func TestPush_TwoSourcesInOneDestination(t *testing.T) {
	one := newBench(t, demo.Options{})
	two := newBench(t, demo.Options{Seed: 9})
	two.to(one.out)
	a, b := one.push(), two.push()
	if a.Source == b.Source {
		t.Fatal("two projects are one source")
	}
	two.exec("drift", "DELETE FROM violations")
	two.push()
	if n := one.rows(fmt.Sprintf("SELECT count(*) FROM cloud_violations WHERE removed_at IS NULL AND sync_source_id='%s'", a.Source))[0]; n != fmt.Sprint(one.made.Rows["drift.violations"]) {
		t.Errorf("%s rows of the other source are live", n)
	}
}

func TestPush_MissingDatabaseRemovesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	before := len(b.live())
	if err := os.Rename(b.root+"/.cortex", b.root+"/elsewhere"); err != nil {
		t.Fatal(err)
	}
	if r := b.push(func(o *host.Options) { o.Full = true }); len(r.Missing) != 1 || r.Summary().Removed != 0 {
		t.Errorf("missing %v, removed %d", r.Missing, r.Summary().Removed)
	}
	if after := len(b.live()); after != before {
		t.Errorf("%d live rows, %d before", after, before)
	}
}

func TestPush_TwoAtOnce(t *testing.T) {
	b := newBench(t, demo.Options{})
	entered, release := make(chan struct{}), make(chan struct{})
	slow := &failing{finish: func() error { close(entered); <-release; return nil }}
	done := make(chan error)
	go func() {
		_, err := b.try(b.through(slow))
		done <- err
	}()
	<-entered
	_, err := b.try()
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.StateBusy {
		t.Errorf("the second push gave %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A job of the same source that died in the middle left rows that nobody else knows
// of, while the last finished run is still this one's.
func TestPush_AfterAnotherJobDied(t *testing.T) {
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	b.options.TeamKey, b.options.SourceName = []byte(strings.Repeat("k", 32)), "ci"
	b.push()
	b.exec("drift", "CREATE TABLE kept AS SELECT * FROM violations; UPDATE violations SET id=id||'-2'")
	other := t.TempDir()
	dies := &failing{finish: func() error { return errDown }}
	if _, err := b.try(b.through(dies), func(o *host.Options) { o.StateDir = other }); err == nil {
		t.Fatal("the other job did not die")
	}
	b.exec("drift", "DELETE FROM violations; INSERT INTO violations SELECT * FROM kept; DROP TABLE kept")
	r := b.push()
	if n := b.rows("SELECT count(*) FROM cloud_violations WHERE removed_at IS NULL AND local_id NOT LIKE '%-2'")[0]; n != fmt.Sprint(b.made.Rows["drift.violations"]) {
		t.Errorf("%s of its rows are live, the source has %d; full %v", n, b.made.Rows["drift.violations"], r.Full)
	}
}

// A spool that nobody can read any more holds up no push: the next one sends everything,
// and removes what is no longer there.
func TestPush_DamagedSpool(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	w := newWorld(b, t)
	w.live = w.liveInFile
	w.ended(b.push(), b.options.StateDir)
	stores, err := filepath.Glob(filepath.Join(b.options.StateDir, "*", "meta.json"))
	if err != nil || len(stores) != 1 {
		t.Fatalf("%v, %v", stores, err)
	}
	dir := filepath.Join(filepath.Dir(stores[0]), "spool")
	for _, name := range []string{"run.json", "parts.json", "records"} {
		b.churn(1, 1)
		b.push(func(o *host.Options) { o.DryRun, o.DryRunDir = true, dir })
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		r := b.push()
		if !r.Full || !r.Complete {
			t.Errorf("%s: full %v, complete %v", name, r.Full, r.Complete)
		}
		w.ended(r, b.options.StateDir)
		w.compare(name)
	}
}

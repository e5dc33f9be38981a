package host_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/project"
)

// cacheDir is shared by all tests: compiling a guest takes a second, and far longer
// under the race detector.
var cacheDir = filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))

// worker is the command line of a worker without the race detector, under which a plugin
// starts several times slower; see `make race`. The workers of host/plugin are tested with it.
var worker = strings.Fields(os.Getenv("DRIFTSYNC_TEST_WORKER"))

func TestMain(m *testing.M) {
	host.WorkerMain()
	if len(worker) > 0 {
		plugin.UseWorker(worker...) // in examples too, which name none
	}
	if err := compiled.Use(filepath.Join(cacheDir, "sqlite")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := limitFiles(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, variable := range []string{pushEnvironment, fullEnvironment} {
		if root := os.Getenv(variable); root != "" {
			os.Exit(pushFromEnvironment(root, variable == fullEnvironment))
		}
	}
	for _, variable := range []string{readEnvironment, copyEnvironment} {
		if root := os.Getenv(variable); root != "" {
			os.Exit(copyFromEnvironment(root, variable == copyEnvironment))
		}
	}
	if root := os.Getenv(writerEnvironment); root != "" {
		os.Exit(writeLikeDrift(root))
	}
	os.Exit(pgtest.Main(m))
}

func TestPush_EveryTableArrives(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	r := b.push()
	if len(r.Tables) != 73 || r.Status() != fault.ExitOK || !r.Complete {
		t.Errorf("%d tables, status %d, complete %v, quarantined %v", len(r.Tables), r.Status(), r.Complete, r.Quarantined)
	}
	for _, table := range r.Tables {
		got := b.rows("SELECT count(*) FROM " + table.Cloud)[0]
		if want := fmt.Sprint(b.made.Rows[table.Name]); got != want {
			t.Errorf("%s: %s rows arrived, Drift has %s", table.Name, got, want)
		}
	}
}

// The plan of a dry run holds the very cells that a push puts there.
func TestPush_CellByCell(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	plan := filepath.Join(t.TempDir(), "plan")
	r := b.push(func(o *host.Options) { o.DryRun, o.DryRunDir, o.Full = true, plan, true })
	if !r.Sendable || r.Spool != plan {
		t.Errorf("sendable %v, spool %q", r.Sendable, r.Spool)
	}
	bodies, err := filepath.Glob(filepath.Join(plan, "bodies", "*.json"))
	if err != nil || len(bodies) < 73 {
		t.Fatalf("%d bodies, %v", len(bodies), err)
	}
	for _, path := range bodies {
		b.compareBody(path)
	}
}

func (b *bench) compareBody(path string) {
	b.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	var objects []map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&objects); err != nil {
		b.t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	_, table, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".json"), "_")
	columns := slices.Sorted(maps.Keys(objects[0]))
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "synced_at" || c == "sync_epoch" })
	stored := make(map[string][]any)
	conn, err := sqlite3.OpenFlags(b.out, sqlite3.OPEN_READONLY)
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(`SELECT id, "` + strings.Join(columns, `","`) + `" FROM ` + table)
	if err != nil {
		b.t.Fatal(err)
	}
	defer stmt.Close()
	for stmt.Step() {
		cells := make([]any, len(columns)+1)
		if err := stmt.Columns(cells...); err != nil {
			b.t.Fatal(err)
		}
		stored[cells[0].(string)] = cells[1:]
	}
	for _, o := range objects {
		var want []any
		for _, c := range columns {
			want = append(want, inSQLite(o[c]))
		}
		for i, v := range stored[o["id"].(string)] {
			if n, ok := want[i].(int64); ok && v == float64(n) {
				want[i] = v // JSON writes a whole REAL without a point
			}
		}
		if diff := cmp.Diff(want, stored[o["id"].(string)]); diff != "" {
			b.t.Fatalf("%s: a row differs (- body, + stored)\n%s", table, diff)
		}
	}
}

// inSQLite returns a JSON value as SQLite stores it.
func inSQLite(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

func TestPush_OnlyWhatChanged(t *testing.T) {
	b := newBench(t, demo.Options{})
	total := b.push().Summary().Sent
	if r := b.push(); r.Summary().Sent+r.Summary().Removed != 0 {
		t.Errorf("the second push sent %+v", r.Summary())
	}
	var read int64
	for _, c := range []struct {
		name, database, sql string
		sent, removed       int64
	}{
		{"insert", "drift", "INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES('x',1,99)", 1, 0},
		{"update", "cortex", "UPDATE memories SET access_count=access_count+1 WHERE rowid=(SELECT min(rowid) FROM memories)", 1, 0},
		{"update of a renewed row", "drift", "UPDATE functions SET end_line=end_line+1 WHERE id=(SELECT min(id) FROM functions)", 1, 0},
		{"delete", "drift", "DELETE FROM violations WHERE rowid=(SELECT min(rowid) FROM violations)", 0, 1},
		{"delete from a log", "drift", "DELETE FROM health_trends WHERE recorded_at=99", 0, 0},
		{"another key", "drift", "UPDATE constraints SET id=id||'-2' WHERE rowid=(SELECT min(rowid) FROM constraints)", 1, 1},
		{"volatile cells", "drift", "UPDATE violations SET created_at=created_at+100", 0, 0},
		{"renewed ids", "drift", "UPDATE detections SET id=id+1000000", 0, 0},
	} {
		b.exec(c.database, c.sql)
		r := b.push()
		read = r.Summary().Read
		if got := r.Summary(); got.Sent != c.sent || got.Removed != c.removed || r.Full {
			t.Errorf("%s: sent %d, removed %d, full %v; want %d and %d", c.name, got.Sent, got.Removed, r.Full, c.sent, c.removed)
		}
	}
	if err := demo.Reanalyze(t.Context(), b.root); err != nil {
		t.Fatal(err)
	}
	// Of unchanged sources Drift writes the same findings beside those of the run before.
	if got := b.push().Summary(); got.Sent != got.Read-read || got.Sent == 0 || got.Removed != 0 {
		t.Errorf("an analyze that changes nothing sent %+v, %d rows were there before", got, read)
	}
	b.to(filepath.Join(t.TempDir(), "second.db"))
	if got := b.push().Summary(); got.Sent < total-5 {
		t.Errorf("a second destination got %d rows of %d", got.Sent, total)
	}
}

func TestPush_Tombstones(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	first := b.rows("SELECT id, severity FROM cloud_violations WHERE removed_at IS NULL ORDER BY id LIMIT 1")[0]
	b.exec("drift", "CREATE TABLE kept AS SELECT * FROM violations; DELETE FROM violations")
	b.push()
	if live := b.rows("SELECT count(*) FROM cloud_violations WHERE removed_at IS NULL")[0]; live != "0" {
		t.Errorf("%s rows are still live", live)
	}
	id, _, _ := strings.Cut(first, "|")
	if got := b.rows("SELECT id, severity, message FROM cloud_violations WHERE id='" + id + "'")[0]; got != first+"|" {
		t.Errorf("the tombstone is %q, want its safe cells only", got)
	}
	b.exec("drift", "INSERT INTO violations SELECT * FROM kept; DROP TABLE kept")
	b.push()
	if gone := b.rows("SELECT count(*) FROM cloud_violations WHERE removed_at IS NOT NULL")[0]; gone != "0" {
		t.Errorf("%s rows did not come back", gone)
	}
}

func TestPush_DestinationReset(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	total := b.push().Summary().Sent
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(b.out + suffix)
	}
	if r := b.push(); r.Summary().Sent != total || !r.Full {
		t.Errorf("a reset destination got %d rows of %d, full %v", r.Summary().Sent, total, r.Full)
	}
}

func TestPush_LostStateIsFullAndSwept(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.options.TeamKey = []byte(strings.Repeat("k", 32))
	b.push()
	b.exec("drift", "DELETE FROM violations WHERE rowid%2=0")
	if err := os.RemoveAll(b.options.StateDir); err != nil {
		t.Fatal(err)
	}
	r := b.push()
	if !r.Full || r.FullReason == "" {
		t.Errorf("full %v, %q", r.Full, r.FullReason)
	}
	live := b.rows("SELECT count(*) FROM cloud_violations WHERE removed_at IS NULL")[0]
	for _, table := range r.Tables {
		if table.Name == "drift.violations" && (fmt.Sprint(table.Sent) != live || table.Removed == 0) {
			t.Errorf("%s live rows, counts %+v", live, table.Counts)
		}
	}
}

func TestPush_LimitedRemovesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	b.exec("drift", "DELETE FROM violations; UPDATE functions SET end_line=end_line+1")
	r := b.push(func(o *host.Options) { o.Tables = []string{"violations"} })
	if got := r.Summary(); got.Removed != 0 || got.Read != 0 || len(r.Tables) != 1 {
		t.Errorf("a limited push removed %d rows of %d tables", got.Removed, len(r.Tables))
	}
	if got := b.push().Summary(); got.Removed == 0 || got.Sent == 0 {
		t.Errorf("the next push sent %+v", got)
	}
}

// Roots that drift.db names stay in force when it is not pushed, so nothing else is
// redacted otherwise.
func TestPush_OneDatabaseIsRedactedAsInAll(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	r := b.push(func(o *host.Options) { o.Databases = []string{"cortex"} })
	if got := r.Summary(); got.Sent+got.Removed != 0 || got.Unchanged != got.Read || got.Read == 0 {
		t.Errorf("a push of one database: %+v", got)
	}
}

func TestPush_DryRunOpensNothing(t *testing.T) {
	b := newBench(t, demo.Options{})
	b.options.Destination.Open = func() (sink.Sink, error) {
		t.Error("a dry run opened the destination")
		return nil, errors.New("refused")
	}
	r := b.push(func(o *host.Options) { o.DryRun = true })
	if r.Summary().Sent == 0 || r.Sendable {
		t.Errorf("sent %d, sendable %v", r.Summary().Sent, r.Sendable)
	}
	if _, err := os.Stat(b.out); err == nil {
		t.Error("a dry run made the destination")
	}
}

func TestPush_Faults(t *testing.T) {
	empty := t.TempDir()
	broken := t.TempDir()
	os.Mkdir(filepath.Join(broken, ".drift"), 0o755)
	os.WriteFile(filepath.Join(broken, ".drift", "bridge.db"), []byte("no database"), 0o644)
	out := filepath.Join(t.TempDir(), "out.db")
	for _, c := range []struct {
		name, root string
		change     func(*host.Options)
		want       fault.Code
	}{
		{"no database", empty, nil, fault.SourceMissing},
		{"corrupt", broken, nil, fault.SourceCorrupt},
		{"no destination", empty, func(o *host.Options) { o.Destination = host.Destination{} }, fault.ConfigDestination},
		{"a path as the name of the source", empty, func(o *host.Options) { o.SourceName = "/home/ada/shop" }, fault.ConfigInvalid},
		{"no such table", empty, func(o *host.Options) { o.Tables = []string{"nothing_*"} }, fault.ConfigInvalid},
	} {
		b := &bench{t: t, options: host.Options{Root: c.root, StateDir: t.TempDir(), CacheDir: cacheDir, Worker: worker}}
		b.to(out)
		_, err := b.try(func(o *host.Options) {
			if c.change != nil {
				c.change(o)
			}
		})
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: something was sent", c.name)
		}
	}
}

func TestPush_CleanProjectsQuarantineNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	for _, at := range []struct{ user, root string }{
		{"root", "/"}, {"runner", "/app"}, {"app", "/app"}, {"dev", "/src"}, {"test", `C:\src`}, {"test", "/"},
	} {
		t.Run(at.user+" "+at.root, func(t *testing.T) {
			b := newBench(t, demo.Options{Root: at.root, Clean: true, Rows: 1700})
			b.options.Surroundings = &project.Surroundings{Roots: []string{at.root}, Homes: []string{"/home/" + at.user}, Users: []string{at.user}, Hosts: []string{"build-7"}}
			if r := b.push(); len(r.Quarantined) > 0 {
				t.Errorf("%d rows, first %+v", len(r.Quarantined), r.Quarantined[0])
			}
		})
	}
}

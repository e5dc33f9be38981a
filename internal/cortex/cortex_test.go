package cortex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
)

func TestMain(m *testing.M) {
	if err := compiled.Use(filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()), "sqlite")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// place is a project with two memories of its own, m1 changed at noon and m2 at one.
type place struct {
	t    *testing.T
	root string
	*Store
}

const noon, one = "2026-03-01T12:00:00.000Z", "2026-03-01T13:00:00+00:00"

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, root: t.TempDir()}
	if _, err := demo.Generate(t.Context(), p.root, demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	p.exec(`DELETE FROM conflict_log; DELETE FROM sync_log; DELETE FROM sync_state; DELETE FROM memories;`)
	for id, at := range map[string]string{"m1": noon, "m2": one} {
		p.exec(fmt.Sprintf(`INSERT INTO memories (id, memory_type, content, transaction_time, valid_time, last_accessed, content_hash, updated_at)
			VALUES ('%s', 'core', '{}', '%[2]s', '%[2]s', '%[2]s', 'x', '%[2]s')`, id, at))
	}
	var err error
	if p.Store, err = Open(p.root); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (p *place) connect() *sqlite3.Conn {
	p.t.Helper()
	conn, err := sqlite3.Open(filepath.Join(p.root, filepath.FromSlash(File)))
	if err != nil {
		p.t.Fatal(err)
	}
	return conn
}

func (p *place) exec(sql string) {
	p.t.Helper()
	conn := p.connect()
	defer conn.Close()
	if err := conn.Exec("PRAGMA foreign_keys=OFF; " + sql); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) conflict(memory, remote string) {
	p.t.Helper()
	p.exec(fmt.Sprintf("INSERT INTO conflict_log (memory_id, local_version, remote_version) VALUES ('%s', '{}', '%s')", memory, remote))
}

// rows returns what a query finds, a line a row; times that are not fixed become T.
func (p *place) rows(query string) []string {
	p.t.Helper()
	conn := p.connect()
	defer conn.Close()
	stmt, _, err := conn.Prepare(query)
	if err != nil {
		p.t.Fatal(err)
	}
	defer stmt.Close()
	var all []string
	for stmt.Step() {
		var cells []string
		for i := range stmt.ColumnCount() {
			text := stmt.ColumnText(i)
			if at, err := time.Parse(timeLayout, text); err == nil && time.Since(at) < time.Hour {
				text = "T"
			}
			cells = append(cells, text)
		}
		all = append(all, strings.Join(cells, "|"))
	}
	return all
}

func TestStore_Resolve(t *testing.T) {
	later := time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC)
	other := uuid.MustParse("11111111-1111-4111-8111-111111111111")
	for _, c := range []struct {
		name     string
		logged   string // remote version of a conflict of m1, "" for none
		remotes  []Remote
		memory   string
		strategy Strategy
		reason   string // part of it, "" where it is applied
		want     []string
	}{
		{"local wins", "whatever", nil, "m1", LocalWins, "", []string{"whatever|local_wins|T"}},
		{"manual marks it and leaves it open", "whatever", nil, "m1", Manual, "", []string{"whatever|manual|"}},
		{"remote wins", "whatever", nil, "m1", RemoteWins, "redacted copy", []string{"whatever|pending|"}},
		{"merge", "whatever", nil, "m1", CRDTMerge, "redacted copy", []string{"whatever|pending|"}},
		{"an older remote loses", `{"updated_at":"2026-03-01T11:59:59Z"}`, nil, "m1", LastWriteWins, "", []string{`{"updated_at":"2026-03-01T11:59:59Z"}|last_write_wins|T`}},
		{"a newer remote", `{"updated_at":"2026-03-01T12:00:01Z"}`, nil, "m1", LastWriteWins, "not older", []string{`{"updated_at":"2026-03-01T12:00:01Z"}|pending|`}},
		{"a remote of the same time", noon, nil, "m1", LastWriteWins, "not older", []string{noon + "|pending|"}},
		{"a remote without a time", `{"v": 2}`, nil, "m1", LastWriteWins, "not known", []string{`{"v": 2}|pending|`}},
		{"the time zones of both spellings", "2026-03-01T12:30:00.000Z", nil, "m2", LastWriteWins, "no open conflict", []string{"2026-03-01T12:30:00.000Z|pending|"}},
		{"another memory's conflict", "whatever", nil, "m2", LocalWins, "no open conflict", []string{"whatever|pending|"}},
		{"no such memory", "whatever", nil, "m3", LocalWins, "no such memory", []string{"whatever|pending|"}},
		{"no conflict", "", nil, "m1", LocalWins, "no open conflict", nil},
		{"another source's version", "", []Remote{{other, later}}, "m1", LocalWins, "",
			[]string{`{"source":"11111111-1111-4111-8111-111111111111","updated_at":"2026-03-01T14:00:00.000Z"}|local_wins|T`}},
		{"another source's newer version", "", []Remote{{other, later}}, "m1", LastWriteWins, "not older", nil},
		{"one of two is newer", "2026-03-01T11:00:00Z", []Remote{{other, later}}, "m1", LastWriteWins, "not older", []string{"2026-03-01T11:00:00Z|pending|"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			if c.logged != "" {
				p.conflict("m1", c.logged)
			}
			before := p.rows("SELECT * FROM memories ORDER BY id")
			r, err := p.Resolve(t.Context(), c.memory, c.strategy, c.remotes)
			if err != nil {
				t.Fatal(err)
			}
			if r.Applied != (c.reason == "") || !strings.Contains(r.Reason, c.reason) || r.Memory != c.memory {
				t.Errorf("answer is %+v", r)
			}
			if r.Applied && r.Previous != "pending" {
				t.Errorf("previous is %q", r.Previous)
			}
			if diff := cmp.Diff(c.want, p.rows("SELECT remote_version, resolution, resolved_at FROM conflict_log ORDER BY id")); diff != "" {
				t.Error(diff)
			}
			if !slices.Equal(before, p.rows("SELECT * FROM memories ORDER BY id")) {
				t.Error("a memory was touched")
			}
		})
	}
}

// A conflict that is settled is not found again, a newer version of the other source
// is; one that is left to a person stays open and can still be decided.
func TestStore_ResolveAgain(t *testing.T) {
	p := newPlace(t)
	remote := Remote{uuid.UUID{1}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	steps := []struct {
		strategy Strategy
		after    time.Duration
		previous string
		applied  bool
		open     int
	}{
		{Manual, 0, "pending", true, 1},
		{Manual, 0, "manual", true, 1},
		{LocalWins, 0, "manual", true, 0},
		{LocalWins, 0, "", false, 0},
		{LastWriteWins, time.Minute, "pending", true, 0},
	}
	for i, s := range steps {
		r, err := p.Resolve(t.Context(), "m1", s.strategy, []Remote{{remote.Source, remote.Updated.Add(s.after)}})
		if err != nil {
			t.Fatal(err)
		}
		open, err := p.OpenConflicts(t.Context())
		if err != nil || r.Applied != s.applied || r.Previous != s.previous || open != s.open {
			t.Errorf("step %d: %+v, %d open, %v", i, r, open, err)
		}
	}
}

func TestStore_Record(t *testing.T) {
	p := newPlace(t)
	if st, err := p.State(t.Context()); err != nil || st != (State{}) {
		t.Errorf("state before is %+v, %v", st, err)
	}
	p.exec(`INSERT INTO sync_log (direction, memory_id, operation) VALUES ('push','m1','update'), ('push','m2','update'), ('pull','m1','update')`)
	if err := p.Record(t.Context(), Outcome{Status: "idle", Token: "run-1", Entries: []Entry{{"m1", Update}, {"gone", Delete}}}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"push|m1|update|success|{}", "push|m2|update|pending|{}", "pull|m1|update|pending|{}",
		`push|m1|update|success|{"by":"driftsync","run":"run-1"}`, `push|gone|delete|success|{"by":"driftsync","run":"run-1"}`,
	}
	if diff := cmp.Diff(want, p.rows("SELECT direction, memory_id, operation, status, details FROM sync_log ORDER BY id")); diff != "" {
		t.Error(diff)
	}
	if logged, err := p.Logged(t.Context()); err != nil || !slices.Equal(logged, []string{"gone"}) {
		t.Errorf("logged are %v, %v", logged, err)
	}
	if err := p.Record(t.Context(), Outcome{Status: "offline"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1|T|run-1|offline|T"}, p.rows("SELECT id, last_sync_at, last_sync_token, status, updated_at FROM sync_state")); diff != "" {
		t.Errorf("a failed sync moved more than the status: %s", diff)
	}
	st, err := p.State(t.Context())
	if err != nil || st.Token != "run-1" || st.Status != "offline" {
		t.Errorf("state is %+v, %v", st, err)
	}
}

// Nothing but the three tables can be written, and Drift's log is left as long as it is.
func TestStore_WritesNothingElse(t *testing.T) {
	p := newPlace(t)
	for _, sql := range []string{
		"UPDATE memories SET summary='x'", "DELETE FROM sync_log", "DELETE FROM memories", "DROP TABLE sync_log",
		"INSERT INTO memory_versions DEFAULT VALUES", "PRAGMA wal_checkpoint(TRUNCATE)", "CREATE TABLE x (y)", "ATTACH 'x' AS y", "VACUUM",
	} {
		if err := p.Store.exec(t.Context(), sql); err == nil {
			t.Errorf("%s was let through", sql)
		}
	}
	log := filepath.Join(p.root, ".cortex", "cortex.db-wal")
	size := func() int64 {
		info, err := os.Stat(log)
		if err != nil {
			return -1
		}
		return info.Size()
	}
	// Another connection that stays open keeps the log from being reset by anybody.
	reader := p.connect()
	defer reader.Close()
	if err := p.Record(t.Context(), Outcome{Status: "idle", Token: "run"}); err != nil {
		t.Fatal(err)
	}
	before := size()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if after := size(); after < before || before <= 0 {
		t.Errorf("the log had %d bytes and has %d", before, after)
	}
}

func TestOpen_Faults(t *testing.T) {
	code := func(err error) fault.Code {
		f, _ := errors.AsType[*fault.Error](err)
		if f == nil {
			return ""
		}
		return f.Code
	}
	if _, err := Open(t.TempDir()); code(err) != fault.SourceMissing {
		t.Errorf("no database: %v", err)
	}
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, ".cortex"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, ".cortex", "cortex.db"), []byte(strings.Repeat("no database ", 500)), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(root)
	if err == nil {
		_, err = s.State(t.Context())
		s.Close()
	}
	if code(err) != fault.SourceCorrupt {
		t.Errorf("a damaged database: %v", err)
	}
	p := newPlace(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := p.Record(ctx, Outcome{Status: "idle"}); code(err) != fault.Interrupted {
		t.Errorf("an ended context: %v", err)
	}
}

func TestChanges(t *testing.T) {
	f := func(b byte) [16]byte { return [16]byte{b} }
	got := Changes([]string{"new", "same", "other", "gone", "never"},
		map[string][16]byte{"same": f(1), "other": f(2), "gone": f(3)},
		map[string][16]byte{"new": f(9), "same": f(1), "other": f(8)})
	if diff := cmp.Diff([]Entry{{"new", Create}, {"other", Update}, {"gone", Delete}}, got); diff != "" {
		t.Error(diff)
	}
}

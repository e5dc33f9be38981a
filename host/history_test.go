package host_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// world is what random histories happen to: one project with its state, and what the
// destination has to show afterwards. The model knows nothing of the engine: it is
// the rows of the databases themselves, and for logs every row that was ever pushed.
type world struct {
	*bench
	t       *rapid.T                     // draws
	tb      rapid.TB                     // fails
	logs    map[string]map[string]string // by table: the row by its identity
	maybe   map[string][]string          // by table and identity: rows that may have arrived
	live    func(t *schema.Table, columns []*schema.Column) []string
	other   *bench // another project that pushes to the same destination
	source  string // of the project
	saved   map[string]string
	version int
	aside   string // database that is missing for now
}

// Rows of one table get cells now and then that no destination takes.
const (
	poisoned  = "cortex.memories"
	wholesome = "typeof(summary) <> 'blob'"
)

// kept are the classes whose cells leave a clean project as they are.
func kept(c *schema.Column, t *schema.Table) bool {
	return !c.Local && c.Class == abi.Safe && c.Ref == "" && c.Name != t.Identity.Renewed && !c.Volatile
}

func keptColumns(t *schema.Table) []*schema.Column {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c *schema.Column) bool { return !kept(c, t) })
}

// asText is a cell as SQL that writes it as text, the same in every database.
func asText(c *schema.Column, name string) string {
	if c.Type == abi.Float {
		return `CASE WHEN "` + name + `" IS NULL THEN '' ELSE printf('%.6f', "` + name + `") END`
	}
	return `"` + name + `"`
}

// local returns a line for each row of a table, and its identity.
func (w *world) local(t *schema.Table) (rows, identities []string) {
	i := slices.IndexFunc(schema.Databases(), func(d *schema.Database) bool { return d.Name == t.Database })
	path := filepath.Join(w.root, filepath.FromSlash(schema.Databases()[i].File))
	columns := keptColumns(t)
	var quoted []string
	for _, c := range columns {
		quoted = append(quoted, asText(c, c.Name))
	}
	for _, name := range t.Identity.Columns {
		quoted = append(quoted, `"`+name+`"`)
	}
	if len(quoted) == 0 {
		quoted = []string{"1"}
	}
	where := ""
	if t.FullName() == poisoned {
		where = " WHERE " + wholesome
	}
	for _, row := range w.query(path, "SELECT "+strings.Join(quoted, ", ")+" FROM "+t.Name+where) {
		rows = append(rows, strings.Join(row[:len(columns)], "|"))
		identities = append(identities, strings.Join(row[len(columns):], "|"))
	}
	return rows, identities
}

func (w *world) query(path, sql string) [][]string {
	conn, err := sqlite3.OpenFlags(path, sqlite3.OPEN_READONLY)
	if err != nil {
		w.tb.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		w.tb.Fatalf("%s: %v", sql, err)
	}
	defer stmt.Close()
	var all [][]string
	for stmt.Step() {
		cells := make([]string, stmt.ColumnCount())
		for i := range cells {
			cells[i] = stmt.ColumnText(i)
		}
		all = append(all, cells)
	}
	if err := stmt.Err(); err != nil {
		w.tb.Fatal(err)
	}
	return all
}

// pushed takes what a complete push has read into the model.
func (w *world) pushed() {
	for _, t := range schema.Synced() {
		if t.Rows != schema.Log || t.Database == w.aside {
			continue
		}
		if w.logs[t.FullName()] == nil {
			w.logs[t.FullName()] = make(map[string]string)
		}
		rows, identities := w.local(t)
		for i, id := range identities {
			w.logs[t.FullName()][id] = rows[i]
		}
	}
}

// tried notes what a push may have carried that did not end, or was limited: rows of
// logs that are there now in this form, in an older one, or not at all.
func (w *world) tried() {
	for _, t := range schema.Synced() {
		if t.Rows != schema.Log || t.Database == w.aside {
			continue
		}
		rows, identities := w.local(t)
		for i, id := range identities {
			w.maybe[t.FullName()+id] = append(w.maybe[t.FullName()+id], rows[i])
		}
	}
}

// settle takes into the model which of those rows arrived.
func (w *world) settle(t *schema.Table, got []string) {
	logs := w.logs[t.FullName()]
	for id, rows := range w.maybe {
		id, ok := strings.CutPrefix(id, t.FullName())
		if !ok {
			continue
		}
		extra := minus(got, slices.Sorted(maps.Values(logs)))
		for _, row := range rows {
			if slices.Contains(extra, row) {
				logs[id] = row
			}
		}
	}
}

// compare compares the destination with the model.
func (w *world) compare(what string) {
	for _, t := range schema.Synced() {
		if t.Database == w.aside {
			continue
		}
		got := w.live(t, keptColumns(t))
		slices.Sort(got)
		var want []string
		if t.Rows == schema.Log {
			w.settle(t, got)
			want = slices.Collect(maps.Values(w.logs[t.FullName()]))
		} else {
			want, _ = w.local(t)
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			w.tb.Fatalf("%s has %d live rows, the model %d\ngot  %.1000q\nwant %.1000q\nafter %s", t.FullName(), len(got), len(want), minus(got, want), minus(want, got), what)
		}
	}
}

// minus returns what of a is not in b, both sorted.
func minus(a, b []string) []string {
	count := make(map[string]int)
	for _, s := range b {
		count[s]++
	}
	var rest []string
	for _, s := range a {
		if count[s]--; count[s] < 0 {
			rest = append(rest, s)
		}
	}
	return rest
}

// liveInFile returns the live rows of a table in a file sink.
func (w *world) liveInFile(t *schema.Table, columns []*schema.Column) []string {
	var quoted []string
	for _, c := range columns {
		quoted = append(quoted, asText(c, c.InCloud()))
	}
	if len(quoted) == 0 {
		quoted = []string{"1"}
	}
	var all []string
	for _, row := range w.query(w.out, "SELECT "+strings.Join(quoted, ", ")+" FROM "+t.Cloud+" WHERE removed_at IS NULL AND sync_source_id = '"+w.source+"'") {
		all = append(all, strings.Join(row[:len(columns)], "|"))
	}
	return all
}

// folder copies a folder to another, which it replaces.
func (w *world) folder(from, to string) {
	if err := os.RemoveAll(to); err != nil {
		w.tb.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.tb.Fatal(err)
	}
}

// histories is how many histories a test tries: DRIFTSYNC_TEST_HISTORIES, or n.
func histories(t *testing.T, n int, property func(*rapid.T)) {
	if testing.Short() {
		t.Skip("pushes a hundred times")
	}
	if wanted, err := strconv.Atoi(os.Getenv("DRIFTSYNC_TEST_HISTORIES")); err == nil {
		n = wanted
	}
	failed := false
	rapid.Check(t, func(rt *rapid.T) {
		if n--; n < 0 && !failed {
			return
		}
		defer func() {
			if p := recover(); p != nil {
				failed = true // from here on the history is made smaller
				panic(p)
			}
		}()
		property(rt)
	})
}

// TestPush_Histories pushes between random things that happen to databases, state and
// destination, and compares the live rows with the databases after each push.
func TestPush_Histories(t *testing.T) {
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	histories(t, 6, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		w := &world{t: rt, tb: rt, logs: map[string]map[string]string{}, maybe: map[string][]string{}, saved: map[string]string{}, version: 7,
			bench: &bench{t: t, root: template.root, options: template.options}}
		w.live = w.liveInFile
		w.root = filepath.Join(dir, "home", "ada", "shop")
		w.folder(template.root, w.root)
		w.options.Root, w.options.StateDir = w.root, filepath.Join(dir, "state")
		w.options.TeamKey = []byte(strings.Repeat("k", 32))
		w.to(filepath.Join(dir, "out.db"))
		w.neighbour(template, dir)
		w.history(filepath.Join(dir, "spare"), map[string]func(){"destination reset": func() {
			os.Remove(w.out)
			clear(w.logs) // which start anew there
			clear(w.maybe)
		}})
		os.RemoveAll(dir)
	})
}

// neighbour makes another project that pushes to the same destination.
func (w *world) neighbour(template *bench, dir string) {
	w.other = &bench{t: w.bench.t, root: filepath.Join(dir, "home", "bob", "shop"), out: w.out, options: w.options}
	w.other.options.Root, w.other.options.StateDir = w.other.root, filepath.Join(dir, "other")
	w.folder(template.root, w.other.root)
}

func (w *world) history(spare string, more map[string]func()) {
	events := w.events(spare)
	maps.Copy(events, more)
	for range rapid.IntRange(2, 5).Draw(w.t, "pushes") {
		var done []string
		for range rapid.IntRange(0, 3).Draw(w.t, "events") {
			done = append(done, w.event(events))
		}
		for range rapid.IntRange(0, 12).Draw(w.t, "changes") {
			done = append(done, w.change())
		}
		full := rapid.IntRange(0, 5).Draw(w.t, "full") == 0
		r, err := w.try(func(o *host.Options) { o.Full = full })
		if err != nil {
			w.tb.Fatalf("%v\nafter %q", err, done)
		}
		if slices.ContainsFunc(r.Quarantined, func(q state.Quarantined) bool { return q.Database+"."+q.Table != poisoned || q.Stage != "source" }) {
			w.tb.Fatalf("quarantined %+v\nafter %q", r.Quarantined, done)
		}
		w.source = r.Source.String()
		w.pushed()
		w.compare(fmt.Sprintf("%q, full %v, %s", done, r.Full, r.FullReason))
	}
}

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

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// world is what random histories happen to: one project with its state, and what the
// destination has to show afterwards. The model knows nothing of the engine: it is
// the rows of the databases themselves, and for logs every row that was ever pushed.
type world struct {
	*bench
	t       *rapid.T                       // draws
	tb      rapid.TB                       // fails
	logs    map[string]map[string][]string // by table: the row by its identity
	maybe   map[string][][]string          // by table and identity: rows that may have arrived
	live    func(t *schema.Table) [][]string
	other   *bench // another project that pushes to the same destination
	source  string // of the project
	saved   map[string]string
	version int
	aside   string // database that is missing for now
	spare   string // folder for what a history needs beside the project
	wasm    []byte // of the stricter policy
	// pristine is a folder with the databases as they were made
	pristine    string
	strict      bool              // the policy of examples/policies/tables is in force
	policy      string            // in force at the last complete push, see policyNow
	born        string            // root under which the databases were made
	compareMore func(what string) // what the destination shows beside its rows
	// distinct cells of the table that was read last, where only their form is compared
	rawDistinct []map[string]bool
}

// newWorld returns a world of which live is still to be set.
func newWorld(b *bench, tb rapid.TB) *world {
	return &world{bench: b, tb: tb, born: b.options.Root, logs: map[string]map[string][]string{}, maybe: map[string][][]string{}, saved: map[string]string{}, version: 7}
}

// Rows of one table get cells now and then that stay here: one of a type that its
// column does not have, and one that the guard refuses.
const (
	poisoned  = "cortex.memories"
	wholesome = "typeof(summary) <> 'blob' AND summary NOT LIKE '%circle%'"
)

// namesCircle makes "circle" a name of this machine. The guard looks for it in paths; the
// default plugin does not, to which the word is a common one.
func namesCircle(t *testing.T) { t.Setenv("HOME", filepath.Join(t.TempDir(), "circle")) }

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

// policyNow is everything but rows and surroundings that decides what leaves: plugins,
// and the key of pseudonyms.
func (w *world) policyNow(stateDir string) string {
	key := w.options.TeamKey
	if key == nil {
		key, _ = os.ReadFile(filepath.Join(stateDir, "machine.json"))
	}
	return fmt.Sprintf("%v %x", w.strict, key)
}

// pushed takes what a complete push has read into the model. After a change of policy,
// rows of logs that are no longer here keep only their safe cells.
func (w *world) pushed() { w.pushedFrom(w.options.StateDir) }

// ended takes a complete push with a state folder into the model. A machine that has no
// name of its own is another source when its state is lost.
func (w *world) ended(r *host.Result, stateDir string) {
	w.from(r)
	w.pushedFrom(stateDir)
}

// reached takes a push into the model that did not end, or was limited.
func (w *world) reached(r *host.Result) {
	if r.Source != uuid.Nil {
		w.from(r)
	}
	w.tried()
}

func (w *world) from(r *host.Result) {
	if w.source != "" && w.source != r.Source.String() {
		w.forget()
	}
	w.source = r.Source.String()
}

func (w *world) pushedFrom(stateDir string) {
	policy := w.policyNow(stateDir)
	changed := w.policy != "" && w.policy != policy
	w.policy = policy
	for _, t := range schema.Synced() {
		if t.Rows != schema.Log {
			continue
		}
		logs := w.logs[t.FullName()]
		if logs == nil {
			logs = make(map[string][]string)
			w.logs[t.FullName()] = logs
		}
		if changed {
			w.strip(t, logs)
		}
		if t.Database == w.aside {
			continue
		}
		rows, identities := w.local(t)
		for i, id := range identities {
			if logs[id] = rows[i]; rows[i] == nil {
				delete(logs, id) // withdrawn by the policy
			}
		}
	}
}

// strip takes a change of policy into the model of a log. Of a database that is missing
// now, it happens when it is back, if the state of then knows of it.
func (w *world) strip(t *schema.Table, logs map[string][]string) {
	for id, forms := range w.maybe {
		if strings.HasPrefix(id, t.FullName()) {
			for _, cells := range forms {
				w.maybe[id] = append(w.maybe[id], stripped(t, cells))
			}
		}
	}
	for id, cells := range logs {
		if t.Database == w.aside {
			w.maybe[t.FullName()+id] = append(w.maybe[t.FullName()+id], stripped(t, cells))
			continue
		}
		logs[id] = stripped(t, cells)
	}
}

// began notes the policy of a first push that did not end, or was limited.
func (w *world) began() {
	if w.policy == "" {
		w.policy = w.policyNow(w.options.StateDir)
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
			if rows[i] != nil {
				w.maybe[t.FullName()+id] = append(w.maybe[t.FullName()+id], rows[i])
			}
		}
	}
}

// settle takes into the model which of those rows arrived.
func (w *world) settle(t *schema.Table, got []string) {
	logs := w.logs[t.FullName()]
	extra := minus(got, lines(slices.Collect(maps.Values(logs))))
	for id, forms := range w.maybe {
		id, ok := strings.CutPrefix(id, t.FullName())
		if !ok {
			continue
		}
		for _, cells := range forms {
			if slices.Contains(extra, strings.Join(cells, "|")) {
				logs[id] = cells
			}
		}
	}
}

// compare compares the destination with the model, cell by cell.
func (w *world) compare(what string) {
	for _, t := range schema.Synced() {
		if t.Database == w.aside {
			continue
		}
		live := w.live(t)
		there := make([]map[string]bool, len(compared(t)))
		for _, row := range live {
			distinct(there, compared(t), row)
			for i, c := range compared(t) {
				row[i] = form(c, t, row[i])
			}
		}
		got := lines(live)
		var want []string
		if t.Rows == schema.Log {
			w.settle(t, got)
			want = lines(slices.Collect(maps.Values(w.logs[t.FullName()])))
		} else {
			rows, _ := w.local(t)
			want = lines(slices.DeleteFunc(rows, func(cells []string) bool { return cells == nil }))
			for i, c := range compared(t) {
				if len(there[i]) != len(w.rawDistinct[i]) {
					w.tb.Errorf("%s.%s has %d different cells, the source %d, after %s", t.FullName(), c.Name, len(there[i]), len(w.rawDistinct[i]), what)
				}
			}
		}
		if !slices.Equal(got, want) {
			w.tb.Fatalf("%s has %d live rows, the model %d\ngot  %.1000q\nwant %.1000q\nafter %s", t.FullName(), len(got), len(want), minus(got, want), minus(want, got), what)
		}
	}
	if w.compareMore != nil {
		w.compareMore(what)
	}
}

// lines joins the cells of each row, and sorts the rows.
func lines(rows [][]string) []string {
	all := make([]string, len(rows))
	for i, cells := range rows {
		all[i] = strings.Join(cells, "|")
	}
	slices.Sort(all)
	return all
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
	wasm, pristine := stricterPolicy(t), t.TempDir()
	namesCircle(t)
	new(world).folder(template.root, pristine)
	histories(t, 4, func(rt *rapid.T) {
		w := newHistory(t, rt, template, pristine, wasm)
		w.live = w.liveInFile
		w.to(filepath.Join(w.spare, "out.db"))
		w.kept()
	})
}

// TestPush_HistoriesInFolder is TestPush_Histories with a folder of lines of JSON as the
// destination.
func TestPush_HistoriesInFolder(t *testing.T) {
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	wasm, pristine := stricterPolicy(t), t.TempDir()
	namesCircle(t)
	new(world).folder(template.root, pristine)
	histories(t, 1, func(rt *rapid.T) {
		w := newHistory(t, rt, template, pristine, wasm)
		w.live = w.liveInFolder
		w.toFolder(filepath.Join(w.spare, "out"))
		w.kept()
	})
}

// kept is the history of a destination that is kept on this machine.
func (w *world) kept() {
	if rapid.Bool().Draw(w.t, "team") {
		w.options.TeamKey = []byte(strings.Repeat("k", 32))
	}
	w.neighbour()
	w.history(map[string]func(){
		"destination reset": func() {
			if err := os.RemoveAll(w.out); err != nil {
				w.tb.Fatal(err)
			}
			w.forget()
		},
		"a team has a key now": func() { w.options.TeamKey = []byte(strings.Repeat("k", 32)) },
		"key file lost":        w.loseKeyFile,
	})
}

// loseKeyFile removes the key beside the destination. A push whose state has the key puts
// it back; without, it is refused, and the key comes from a backup.
func (w *world) loseKeyFile() {
	path := w.out + keyfile.Suffix
	backup, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return // nothing was pushed yet
	}
	if err := errors.Join(err, os.Remove(path)); err != nil {
		w.tb.Fatal(err)
	}
	r, err := w.try(func(*host.Options) {})
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.SinkKeyLost {
		if err := os.WriteFile(path, backup, 0o600); err != nil {
			w.tb.Fatal(err)
		}
		return
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		w.tb.Fatal(err)
	}
	w.ended(r, w.options.StateDir)
	w.compare("the key file was lost")
}

// newHistory returns a world in the template's folder, since texts name that root, with
// the databases as they were made.
func newHistory(t *testing.T, rt *rapid.T, template *bench, pristine string, wasm []byte) *world {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		rt.Fatal(err)
	}
	w := newWorld(&bench{t: t, root: template.root, options: template.options}, rt)
	w.t, w.spare, w.wasm, w.pristine = rt, dir, wasm, pristine
	w.folder(pristine, w.root)
	w.options.StateDir = filepath.Join(dir, "state")
	if rapid.Bool().Draw(rt, "named") {
		w.options.SourceName = "ci"
	}
	return w
}

// neighbour makes another project that pushes to the same destination.
func (w *world) neighbour() {
	w.other = &bench{t: w.bench.t, root: filepath.Join(w.spare, "home", "bob", "shop"), out: w.out, options: w.options}
	w.other.options.Root = w.other.root
	if rapid.Bool().Draw(w.t, "other machine") {
		w.other.options.StateDir = filepath.Join(w.spare, "other")
	}
	w.other.options.SourceName = ""
	w.folder(w.pristine, w.other.root)
}

// forget is what the model does when the destination has nothing of the source.
func (w *world) forget() {
	clear(w.logs)
	clear(w.maybe)
	w.policy = ""
}

func (w *world) history(more map[string]func()) {
	events := w.events()
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
		w.judge(r, done)
		w.ended(r, w.options.StateDir)
		w.compare(fmt.Sprintf("%q, full %v, %s", done, r.Full, r.FullReason))
	}
}

// judge holds the account of a push to what was done to the rows.
func (w *world) judge(r *host.Result, done []string) {
	for _, q := range r.Quarantined {
		if q.Database+"."+q.Table != poisoned || q.Stage != "source" && q.Stage != "guard" {
			w.tb.Fatalf("quarantined %+v\nafter %q", q, done)
		}
	}
	if w.aside == schema.Cortex {
		return
	}
	bad := w.query(w.path(schema.Cortex), "SELECT count(*) FROM memories WHERE NOT ("+wholesome+")")[0][0]
	if fmt.Sprint(len(r.Quarantined)) != bad {
		w.tb.Fatalf("%d rows are quarantined, %s should be\nafter %q", len(r.Quarantined), bad, done)
	}
	for _, table := range r.Tables {
		if table.Read != table.Unchanged+table.Sent+table.Dropped+table.Quarantined+table.Pending || table.Pending > 0 {
			w.tb.Fatalf("%s: counts do not add up: %+v\nafter %q", table.Name, table.Counts, done)
		}
	}
}

package prove

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/schema"
)

const root = "/home/ada/shop"

func TestMain(m *testing.M) {
	cache := filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()), "sqlite")
	if err := compiled.Use(cache); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// A core is found in every spelling that a program could have given it, wherever in a
// text it stands.
func TestSearcher(t *testing.T) {
	c := &Canary{core: "shop/Bodavigu kelo", at: 5}
	s := newSearcher([]*Canary{c})
	plain := "see /home/ada/shop/Bodavigu kelo/cart.ts"
	escaped := strings.Trim(marshal(strings.ReplaceAll(plain, "/", `\`)), `"`)
	unicode := strings.NewReplacer("B", `\u0042`, "/", `\u002f`, " ", `\\u0020`).Replace(plain)
	for name, text := range map[string]string{
		"plain": plain, "upper": strings.ToUpper(plain), "lower": strings.ToLower(plain),
		"Windows": strings.ReplaceAll(plain, "/", `\`), "in JSON": escaped, "twice in JSON": strings.Trim(marshal(escaped), `"`),
		"escaped slashes": strings.ReplaceAll(plain, "/", `\/`), "code points": unicode,
		"percent": url.PathEscape(plain), "percent twice": url.PathEscape(url.PathEscape(plain)),
		"hex": hex.EncodeToString([]byte(plain)), "upper hex": strings.ToUpper(hex.EncodeToString([]byte(plain))),
		"base64": base64.StdEncoding.EncodeToString([]byte(plain)), "base64 of lower": base64.URLEncoding.EncodeToString([]byte(strings.ToLower(plain))),
	} {
		for shift := range 4 {
			if !s.holds([]byte(strings.Repeat("x", shift) + text)) {
				t.Errorf("%s is not found behind %d bytes", name, shift)
			}
		}
	}
	for shift := range 4 {
		if !s.holds([]byte(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + plain)))) {
			t.Errorf("base64 at alignment %d is not found", shift%3)
		}
	}
	for name, text := range map[string]string{
		"what may stay": "Bodavigu kelo/cart.ts", "another": "shop/Bodavigu kela", "empty": "", "short": "shop/Bo", "cut": "hop/Bodavigu kelo",
	} {
		if s.holds([]byte(text)) {
			t.Errorf("%s is found", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`\u00e9\\u002f%2F%252F\x41%e9`))
	f.Add([]byte(`\ud83d%`))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		if got := decode(nil, b); len(got) > len(b) || !bytes.Equal(b, before) {
			t.Fatalf("%d bytes of %d, or the text was changed", len(got), len(b))
		}
	})
}

// Every canary that can be planted is found in its own text, and is like no other.
func TestCanaries_AreFound(t *testing.T) {
	p := newPlanner(1, root)
	p.named = true
	var all []*Canary
	for _, table := range schema.Synced() {
		for _, c := range table.Carried() {
			if plantable(c) {
				all = append(all, p.column(table, c)...)
			}
		}
	}
	s, seen := newSearcher(all), make(map[string]bool)
	for _, c := range all {
		found := false
		s.find([]byte(c.text), new(views), func(core string, _ Spelling) { found = found || core == c.core })
		if !found {
			t.Errorf("%s as %s in %s is not found", c.kind, c.spelling, c.column.Class)
		}
		if seen[c.core] && c.kind != Name {
			t.Errorf("a %s is planted twice", c.kind)
		}
		seen[c.core] = true
	}
	if len(all) < 10_000 {
		t.Errorf("%d canaries", len(all))
	}
}

func TestPut(t *testing.T) {
	first := func(int) int { return 0 }
	for _, c := range []struct {
		cell, text string
		at         Place
		want       string
		place      Place
	}{
		{"a cell", "x", Whole, "x", Whole},
		{"orders are slow", "x", Between, "orders x are slow", Between},
		{"checkout", "x", Between, "checkout found x in orders", Between},
		{"checkout", "x", Appended, "checkout x", Appended},
		{"", "x", Appended, "x", Appended},
		{"checkout", `x"`, Document, `{"line":12,"note":"x\""}`, Document},
		{`{"a":"b c","n":1.50}`, "x", Between, `{"a":"b x c","n":1.50}`, Words},
		{`{"a":"b"}`, "x", Appended, `{"a":"b x"}`, Words},
		{`["a"]`, "x", Document, `["a","x"]`, Element},
		{`{"n":1}`, "x", Between, `{"n":1,"note":"x"}`, Element},
		{`{"a":"b"} c`, "x", Appended, `{"a":"b"} c x`, Appended},
	} {
		if got, place := put(c.cell, c.text, c.at, first); got != c.want || place != c.place {
			t.Errorf("%s in %q: %q, %s", c.at, c.cell, got, place)
		}
	}
	if got, place := put(`{"a":"b"}`, "x", Document, func(n int) int { return n - 1 }); got != `{"a":"x"}` || place != Value {
		t.Errorf("a value: %s, %s", got, place)
	}
}

// fixture makes empty databases of Drift's schema versions.
func fixture(t *testing.T, version int) string {
	t.Helper()
	dir := t.TempDir()
	for _, db := range schema.Databases() {
		path := filepath.Join(dir, filepath.FromSlash(db.File))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		conn, err := sqlite3.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		at := version
		if db.Name != schema.Drift {
			at = db.Versions[len(db.Versions)-1]
		}
		script := fmt.Sprintf("PRAGMA user_version=%d;", at)
		for _, table := range db.Tables {
			script += strings.Join(table.LocalDDL(at), ";") + ";"
		}
		if err := errors.Join(conn.Exec(script), conn.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Tables that are empty, of each schema version, get rows that are made up, in all
// columns that they have.
func TestPlant_EmptyTables(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	for _, version := range []int{7, 8, 9} {
		g, err := Plant(t.Context(), fixture(t, version), root, 1)
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		r := g.Result()
		if len(g.Tables) != 73 || r.Columns < 300 || !g.Persons || r.Arrived != 0 {
			t.Errorf("version %d: %d columns of %d tables, persons %v", version, r.Columns, len(g.Tables), g.Persons)
		}
		for _, table := range g.Tables {
			if table.MadeUp == 0 || table.Copies != 0 {
				t.Errorf("version %d: %+v", version, table)
			}
		}
	}
}

// A root whose path holds a planted value would be taken for an arrival.
func TestPlant_RootHoldsAValue(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	g, err := Plant(t.Context(), fixture(t, 9), root, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range g.all {
		if c.kind != Path {
			continue
		}
		_, err := Plant(t.Context(), fixture(t, 9), "/srv/"+c.core, 3)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.ConfigInvalid || strings.Contains(f.Error()+f.Hint, c.core) {
			t.Errorf("the root is a planted path: %v", err)
		}
		return
	}
}

func TestCheckRoot(t *testing.T) {
	for r, ok := range map[string]bool{"/": false, "//": false, `C:\`: false, "C:": false, "/app": true, `C:\app`: true} {
		if err := CheckRoot(r); (err == nil) != ok {
			t.Errorf("%s: %v", r, err)
		}
	}
}

func TestPlant_Interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Plant(ctx, fixture(t, 9), root, 1)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.Interrupted {
		t.Errorf("%v", err)
	}
}

// What arrives is told by column and spelling, what does not is gone; and no account
// holds a value.
func TestGarden_Body(t *testing.T) {
	g, err := Plant(t.Context(), fixture(t, 9), root, 1)
	if err != nil {
		t.Fatal(err)
	}
	table := schema.Find(schema.Drift, "violations")
	part := &sink.Part{Table: table, Kind: sink.Upsert}
	var rows []string
	planted := make(map[Spelling]*Canary)
	for _, c := range g.all {
		if c.table == table && c.column.Name == "message" && c.kind == Path && c.place == Whole {
			planted[c.spelling] = c
			rows = append(rows, marshal(map[string]any{"id": uuid.New(), "message": strings.ToUpper(c.text)}))
		}
	}
	part.Body = []byte("[" + strings.Join(rows, separator) + "]")
	g.Body(part)
	r := g.Result()
	if r.Arrived != len(planted) || len(r.Leaks) != len(planted) || r.Planted != r.Gone+r.Arrived {
		t.Errorf("%+v of %d; %d leaks", r.Counts, len(planted), len(r.Leaks))
	}
	for _, l := range r.Leaks {
		if l.Table != "drift.violations" || l.Column != "message" || l.Class != "free_text" || l.Kind != Path || l.Arrived != OtherCase {
			t.Errorf("%+v", l)
		}
	}
	var page bytes.Buffer
	if err := HTML(&page, "shop", r); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r)
	if err != nil || g.search.holds(data) || g.search.holds(page.Bytes()) {
		t.Errorf("the account holds a planted value, or %v", err)
	}
	for _, outside := range []string{"<script", "src=", "@import", "url(", "://"} {
		if strings.Contains(page.String(), outside) {
			t.Errorf("the page holds %s", outside)
		}
	}
}

// A core that arrives in another place than its column counts.
func TestGarden_Elsewhere(t *testing.T) {
	g, err := Plant(t.Context(), fixture(t, 9), root, 1)
	if err != nil {
		t.Fatal(err)
	}
	var c *Canary
	for _, each := range g.all {
		if each.kind == Secret {
			c = each
		}
	}
	g.Body(&sink.Part{Table: schema.Find(schema.Drift, "violations"), Body: []byte(`[{"message":"` + c.core + `"}]`)})
	g.Other([]byte(g.all[0].core))
	if r := g.Result(); r.Arrived != 2 {
		t.Errorf("%+v", r.Counts)
	}
}

func BenchmarkSearcher(b *testing.B) {
	p := newPlanner(1, root)
	var all []*Canary
	for _, table := range schema.Synced() {
		for _, c := range table.Carried() {
			if plantable(c) {
				all = append(all, p.column(table, c)...)
			}
		}
	}
	s, w := newSearcher(all), new(views)
	text := bytes.Repeat([]byte(`{"file":"src/orders/cart.ts","message":"orders are slow on Mondays","severity":"info","line":12}`), 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.find(text, w, func(string, Spelling) { b.Fatal("found") })
	}
}

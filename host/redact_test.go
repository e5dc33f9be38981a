package host_test

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/schema"
)

const redactRoot = "/home/ada/work/shop"

var ada = project.Surroundings{Roots: []string{redactRoot}, Homes: []string{"/home/ada"}, Users: []string{"ada"}}

func newRedactor(t *testing.T, around project.Surroundings) *host.Redactor {
	t.Helper()
	r, err := host.NewRedactor(t.Context(), host.RedactOptions{Root: redactRoot, CacheDir: cacheDir, Worker: worker,
		Key: []byte("a key of tests, 32 bytes or so..."), Surroundings: &around})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func TestRedactPath(t *testing.T) {
	for _, c := range []struct{ root, path, want string }{
		{redactRoot, redactRoot + "/src/cart.go", "src/cart.go"},
		{redactRoot, redactRoot, ""},
		{redactRoot, redactRoot + "/", ""},
		{redactRoot, "src/cart.go", "src/cart.go"},
		{redactRoot, "./src/./cart.go", "src/cart.go"},
		{redactRoot, redactRoot + "-old/src/cart.go", "cart.go"},
		{redactRoot, "/etc/passwd", "passwd"},
		{redactRoot, "/home/ada", ""},
		{redactRoot, "/Users/ada/", ""},
		{redactRoot, "~/notes.md", "notes.md"},
		{redactRoot, "~ada", ""},
		{redactRoot, "../../secret/cart.go", "cart.go"},
		{redactRoot, redactRoot + "/../other/cart.go", "cart.go"},
		{redactRoot, "src/../cart.go", "src/../cart.go"},
		{redactRoot, "file:///home/ada/work/shop/a.go", "a.go"},
		{redactRoot, "https://ada@example.org/x/y.go", "y.go"},
		{`C:\Users\ada\shop`, `c:\users\ADA\shop\src\cart.go`, "src/cart.go"},
		{`C:\Users\ada\shop`, `C:\Users\ada\shop\\src\\cart.go`, "src/cart.go"},
		{`C:\Users\ada\shop`, `D:\data\cart.go`, "cart.go"},
		{`C:\Users\ada\shop`, `C:cart.go`, "cart.go"},
		{redactRoot, "%2Fhome%2Fada%2Fwork%2Fshop%2Fa.go", "a.go"},
		{"/", "/src/cart.go", "src/cart.go"},
		{redactRoot, "", ""},
		{redactRoot, "..", ""},
	} {
		if got := host.RedactPath(c.root, c.path); got != c.want {
			t.Errorf("RedactPath(%q, %q) = %q, want %q", c.root, c.path, got, c.want)
		}
	}
}

// What RedactPath keeps is what the default plugin keeps, or less.
func TestRedactPath_AsThePlugin(t *testing.T) {
	r := newRedactor(t, project.Surroundings{Roots: []string{redactRoot}})
	segment := rapid.SampledFrom([]string{"work", "shop", "src", "cart.go", "..", ".", "tmp", "a b", "Users", "x"})
	same, all := 0, 0
	rapid.Check(t, func(q *rapid.T) {
		p := strings.Join(rapid.SliceOfN(segment, 1, 7).Draw(q, "segments"), rapid.SampledFrom([]string{"/", `\`}).Draw(q, "separator"))
		p = rapid.SampledFrom([]string{"", "/", redactRoot + "/", "C:/", `C:\`, "~/", "../", "/home/ada/work/", "file:///"}).Draw(q, "prefix") + p
		out, err := r.Row(t.Context(), "drift.functions", map[string]any{"file": p})
		if err != nil {
			q.Fatal(err)
		}
		plugin, _ := out.Cells["file"].(string)
		got, want := host.RedactPath(redactRoot, p), clean(plugin)
		all++
		switch {
		case got == want:
			same++
		case got == path.Base(got) && got == path.Base(want), got == "":
		default:
			q.Errorf("RedactPath(%q) = %q, the plugin says %q", p, got, plugin)
		}
	})
	if 2*same < all {
		t.Errorf("only %d paths of %d came out the same", same, all)
	}
}

// clean leaves out empty segments and dots, which the plugin keeps.
func clean(p string) string {
	var kept []string
	for _, s := range strings.Split(p, "/") {
		if s != "" && s != "." {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, "/")
}

// Every row of a pushed project leaves a Redactor as it arrived at the destination.
func TestRedactor_AsAPush(t *testing.T) {
	b := newBench(t, demo.Options{Rows: 1700})
	b.options.TeamKey = []byte("a key of tests, 32 bytes or so...")
	b.push()
	r, err := host.NewRedactor(t.Context(), host.RedactOptions{Root: b.root, CacheDir: cacheDir, Worker: worker, Key: b.options.TeamKey, Authors: b.authors()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, name := range []string{"drift.violations", "drift.constants", "drift.decisions", "drift.secrets", "drift.dna_genes", "drift.contracts"} {
		t.Run(name, func(t *testing.T) {
			database, table, _ := strings.Cut(name, ".")
			catalogue := schema.Find(database, table)
			got, stayed := map[string]int{}, 0
			for _, row := range b.source(catalogue) {
				out, err := r.Row(t.Context(), name, row)
				if err != nil {
					t.Fatal(err)
				}
				if out.Stage != "" {
					stayed++
					continue
				}
				got[line(catalogue, out.Cells)]++
			}
			want := map[string]int{}
			for _, cells := range b.arrived(catalogue) {
				want[line(catalogue, cells)]++
			}
			if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
				t.Errorf("%d rows, %d stayed here; the destination has others:\n%.2000s", len(want), stayed, diff)
			}
		})
	}
}

// authors are the values that a push reads before the first row.
func (b *bench) authors() (all []string) {
	for _, table := range []string{"decisions", "feedback"} {
		for _, row := range b.source(schema.Find("drift", table)) {
			if author, ok := row["author"].(string); ok {
				all = append(all, author)
			}
		}
	}
	return all
}

// The author of one cell is the same person in the text of another.
func TestRedactor_Persons(t *testing.T) {
	r, err := host.NewRedactor(t.Context(), host.RedactOptions{Root: redactRoot, CacheDir: cacheDir, Worker: worker, Key: []byte("a key of tests, 32 bytes or so..."),
		Surroundings: &ada, Authors: []string{"Marta Vogel <marta.vogel@mill.example>"}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out, err := r.Row(t.Context(), "drift.decisions", map[string]any{"id": 1, "author": "Marta Vogel <marta.vogel@mill.example>",
		"description": "Fix tax, as m.vogel asked\n\nCo-authored-by: Marta Vogel <Marta.Vogel@mill.example>"})
	if err != nil {
		t.Fatal(err)
	}
	author := fmt.Sprint(out.Cells["author"])
	want := "Fix tax, as " + author + " asked\n\nCo-authored-by: " + author
	if got := out.Cells["description"]; got != want || !strings.HasPrefix(author, "[P:") {
		t.Errorf("the text is %q, want %q", got, want)
	}
}

// source reads the rows of a table as a program would that has them from elsewhere.
func (b *bench) source(t *schema.Table) []map[string]any {
	return b.scan(b.root+"/.drift/"+t.Database+".db", "SELECT * FROM "+t.Name)
}

func (b *bench) arrived(t *schema.Table) []map[string]any {
	return b.scan(b.out, "SELECT * FROM "+t.Cloud+" WHERE removed_at IS NULL")
}

func (b *bench) scan(file, query string) []map[string]any {
	b.t.Helper()
	conn, err := sqlite3.OpenFlags(file, sqlite3.OPEN_READONLY)
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(query)
	if err != nil {
		b.t.Fatal(err)
	}
	defer stmt.Close()
	var all []map[string]any
	for stmt.Step() {
		row := map[string]any{}
		for i := range stmt.ColumnCount() {
			switch stmt.ColumnType(i) {
			case sqlite3.INTEGER:
				row[stmt.ColumnName(i)] = stmt.ColumnInt64(i)
			case sqlite3.FLOAT:
				row[stmt.ColumnName(i)] = stmt.ColumnFloat(i)
			case sqlite3.TEXT:
				row[stmt.ColumnName(i)] = stmt.ColumnText(i)
			case sqlite3.BLOB:
				row[stmt.ColumnName(i)] = stmt.ColumnBlob(i, nil)
			}
		}
		all = append(all, row)
	}
	if err := stmt.Err(); err != nil {
		b.t.Fatal(err)
	}
	return all
}

// line is the text cells of a row: numbers leave as they are, and ids are made
// anew.
func line(t *schema.Table, cells map[string]any) string {
	var parts []string
	for _, c := range t.Carried() {
		cell := cells[c.Name]
		if key, arrived := cells["local_id"]; arrived && c.Name == t.PrimaryKey[0] {
			cell = key
		}
		if text, ok := cell.(string); ok {
			parts = append(parts, c.Name+"="+text)
		}
	}
	return strings.Join(parts, "\n")
}

func TestRedactor_Row(t *testing.T) {
	r := newRedactor(t, ada)
	secret := "AKIA" + "IOSFODNN7EXAMPLE"
	out, err := r.Row(t.Context(), "drift.secrets", map[string]any{"file": redactRoot + "/src/a.go", "line": 3, "redacted_value": secret,
		"confidence": 1, "not_a_column": secret})
	if err != nil || out.Stage != "" {
		t.Fatalf("%+v, %v", out, err)
	}
	if out.Cells["file"] != "src/a.go" || out.Cells["redacted_value"] != "[REDACTED]" || out.Cells["line"] != int64(3) {
		t.Errorf("cells are %v", out.Cells)
	}
	if strings.Contains(fmt.Sprint(out), secret) {
		t.Error("the secret is in the outcome")
	}
	if out, err = r.Row(t.Context(), "drift.secrets", map[string]any{"line": "three"}); err != nil || out.Stage != "source" || out.Column != "line" {
		t.Errorf("a text in a number column: %+v, %v", out, err)
	}
	for _, name := range []string{"drift.parse_cache", "drift.nothing", "secrets"} {
		_, err := r.Row(t.Context(), name, nil)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.ConfigInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRedactor_SeveralAtOnce(t *testing.T) {
	first, second := newRedactor(t, ada), newRedactor(t, ada)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range 20 {
				r := first
				if (i+n)%2 == 0 {
					r = second
				}
				name := fmt.Sprintf("src/%d/%d.go", i, n)
				out, err := r.Row(t.Context(), "drift.functions", map[string]any{"file": redactRoot + "/" + name})
				if err != nil || out.Cells["file"] != name {
					t.Errorf("%v, %v", out, err)
				}
			}
		})
	}
	group.Wait()
}

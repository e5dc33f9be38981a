package demo

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"
)

func TestArrivals(t *testing.T) {
	planted := Planted(Options{Root: "/home/marlowe/shop", Seed: 3})
	byKind := map[string]Plant{}
	for _, p := range planted {
		byKind[p.Kind] = p
	}
	file := filepath.Join(t.TempDir(), "out.db")
	conn, err := sqlite3.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 9000) // over several pages
	for _, q := range []string{
		"CREATE TABLE a (n INTEGER, t TEXT)", `CREATE TABLE "b c" (d BLOB)`,
		"INSERT INTO a VALUES (1, '" + long + byKind[StripeKey].Value + "'), (2, NULL)",
		"INSERT INTO a VALUES (3, '" + byKind[TextMail].Value[1:] + "')",
		`INSERT INTO "b c" VALUES (CAST('see ` + byKind[Snippet].Value + "' AS BLOB))",
	} {
		if err := conn.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	all, err := Arrivals(t.Context(), file, planted)
	if err != nil {
		t.Fatal(err)
	}
	got, total := map[string][]string{}, 0
	for _, a := range all {
		total += a.Planted
		if a.Arrived != len(a.Columns) {
			t.Errorf("%s: %d arrived, of %d columns", a.Sort, a.Arrived, len(a.Columns))
		}
		if a.Arrived > 0 {
			got[a.Sort] = a.Columns
		}
	}
	want := map[string][]string{"secrets": {byKind[StripeKey].Where}, "code": {byKind[Snippet].Where}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if total != len(planted) {
		t.Errorf("%d values have a sort, %d are planted", total, len(planted))
	}
	if _, err := Arrivals(t.Context(), filepath.Join(t.TempDir(), "none.db"), planted); err == nil {
		t.Error("a missing file gave no error")
	}
}

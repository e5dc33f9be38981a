package host_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// reference is a column, or some, that name a row of another table of their database.
type reference struct {
	from, to        *schema.Table
	columns, target []string
}

// references returns every one that the catalogue knows, and columns that a dashboard
// joins as well.
func references() (all []reference) {
	add := func(from *schema.Table, columns []string, to string, target []string) {
		if t := schema.Find(from.Database, to); t != nil && t.Syncs() {
			all = append(all, reference{from, t, columns, target})
		}
	}
	for _, t := range schema.Synced() {
		for _, r := range t.References() {
			if !r.Mistaken {
				add(t, r.Columns, r.Table, r.References)
			}
		}
	}
	add(schema.Find(schema.Drift, "call_edges"), []string{"caller_id"}, "call_edges", []string{"callee_id"})
	add(schema.Find(schema.Drift, "impact_scores"), []string{"function_id"}, "test_quality", []string{"function_id"})
	add(schema.Find(schema.Drift, "conventions"), []string{"pattern_id"}, "pattern_confidence", []string{"pattern_id"})
	return all
}

// join is SQL that counts the pairs of a reference, under names that in gives.
func (r reference) join(table func(*schema.Table) string, in func(*schema.Column) string) string {
	var on []string
	for i, c := range r.columns {
		on = append(on, fmt.Sprintf(`a."%s" = b."%s"`, in(r.from.Column(c)), in(r.to.Column(r.target[i]))))
	}
	return "SELECT count(*) FROM " + table(r.from) + " a JOIN " + table(r.to) + " b ON " + strings.Join(on, " AND ")
}

// A reference joins as many rows at the destination as in the source, before and after
// an analyze that renews the ids.
func TestPush_ReferencesJoin(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Clean: true}) // elsewhere, redaction may make two keys one
	w := newWorld(b, t)
	for round := range 2 {
		b.push()
		matched := 0
		for _, r := range references() {
			want := w.query(w.path(r.from.Database), r.join(func(t *schema.Table) string { return t.Name }, func(c *schema.Column) string { return c.Name }))[0][0]
			got := b.rows(r.join(func(t *schema.Table) string { return t.Cloud }, (*schema.Column).InCloud) + " WHERE a.removed_at IS NULL AND b.removed_at IS NULL")[0]
			if got != want {
				t.Errorf("round %d: %s.%v joins %s rows of %s, in the source %s", round, r.from.Name, r.columns, got, r.to.Name, want)
			}
			if want != "0" {
				matched++
			}
		}
		if matched < 20 {
			t.Fatalf("only %d references join any rows", matched)
		}
		if err := demo.Reanalyze(t.Context(), b.root); err != nil {
			t.Fatal(err)
		}
	}
}

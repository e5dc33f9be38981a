package sinktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// Viewed is a destination with views.
type Viewed struct {
	Destination
	// View returns the columns of a view in their order, and its rows: cells are null,
	// bool, json.Number, string, []any or map[string]any.
	View func(t *testing.T, name string) (columns []string, rows [][]any)
}

// CompareViews writes the same rows into two empty destinations and compares every view. It
// leaves out what cannot be equal: the ids of sources, which it compares by name; the clocks
// of the destinations; and the name of a project, which a file does not have. SQLite has no
// truth values, lists and objects: 0 and 1 stand for the one, JSON text for the others.
func CompareViews(t *testing.T, one, two Viewed) {
	all := []*viewer{newViewer(t, one), newViewer(t, two)}
	each := func(f func(*viewer)) {
		for _, v := range all {
			f(v)
		}
	}
	compare := func(when string) {
		t.Helper()
		names := migration.DashboardViews()
		for _, table := range schema.Synced() {
			names = append(names, migration.CurrentView(table))
		}
		for _, name := range names {
			if diff := cmp.Diff(all[0].read(t, name), all[1].read(t, name)); diff != "" {
				t.Errorf("%s, %s: %s", when, name, diff)
			}
		}
	}
	each(func(v *viewer) { v.push("laptop", 0, false) })
	compare("after a run that is not complete")
	each(func(v *viewer) { v.push("ci", 100, true) })
	each(func(v *viewer) { v.push("laptop", 200, true) })
	compare("of the first complete source")
	for _, name := range []string{"current_violations", "v_top_violations", "v_trend_violations"} {
		if rows := all[0].read(t, name); len(rows) < 3 {
			t.Errorf("%s has %d rows", name, len(rows)-1)
		}
	}
	each(func(v *viewer) { v.retire("ci") })
	compare("after that one was retired")
	each(func(v *viewer) { v.push("laptop", 200, true) })
	compare("of the source after it")
}

// viewer is a destination under comparison.
type viewer struct {
	Viewed
	t       *testing.T
	sources map[string]uuid.UUID
}

func newViewer(t *testing.T, d Viewed) *viewer { return &viewer{d, t, map[string]uuid.UUID{}} }

// push writes rows of every table: live ones, one without values, one that is gone, and one
// that was withdrawn.
func (v *viewer) push(name string, from int, complete bool) {
	v.t.Helper()
	c := open(v.t, v.Destination, name, digest('a'))
	v.sources[name] = c.begin().Source
	const live = 24
	for _, table := range schema.Synced() {
		var rows []row
		for n := from; n < from+live; n++ {
			values := cells{}
			for i, col := range table.CloudColumns() {
				if col.Source != nil {
					values[col.Name] = various(table, col, n, i)
				}
			}
			rows = append(rows, row{id(n), values})
		}
		c.write(c.part(table, sink.Upsert, append(rows, row{id: id(from + live)})...))
		c.write(c.part(table, sink.Gone, row{id: id(from)}))
		c.write(c.part(table, sink.Withdrawn, row{id: id(from + 1)}))
	}
	run := c.run()
	run.Complete = complete
	if err := c.Finish(v.t.Context(), run); err != nil {
		v.t.Fatal(err)
	}
}

func (v *viewer) retire(name string) {
	v.t.Helper()
	s := v.Open(v.t)
	defer s.Close()
	if _, err := s.(sink.Registry).Retire(v.t.Context(), v.sources[name]); err != nil {
		v.t.Fatal(err)
	}
}

// spellings are those of words that the views count by.
var spellings = map[string][]any{
	"severity":         {"error", "Error", "WARNING", "warning", "info", nil, "Critical", "high", "HIGH", "low"},
	"zone":             {"ZoneOfPain", "zone_of_pain", "zone of pain", "MainSequence", nil},
	"rule_id":          {"no-eval", "no-eval", "unused", nil},
	"pattern_id":       {"p1", "p1", "p2", nil},
	"gate_id":          {"g1", "g2", "g3", "g1", "g1"},
	"file":             {"src/a.go", "src/b.go", nil},
	"cwes":             {`["89","0"]`, "89,0", "CWE-089: SQL injection", "cwe_79", "CWE-79: XSS, seen since 2021", "[79, 89]", "none", nil, "CWE-123456", "cwecwe-22", "xcwe-5;cwe - 7", " 078 | 0045", "CWE  352/CWE-", "['327']"},
	"owasp_categories": {"A03:2021", "A03:2021-Injection", "a3", `["A10:2021","A02:2025"]`, "API3:2023", nil, "aa1", "a010", "A11, a01x", "a-1,A09", "Ba4", "a5"},
}

func various(table *schema.Table, col schema.CloudColumn, n, i int) any {
	if words := spellings[col.Name]; words != nil && col.Postgres == "TEXT" {
		return words[n%len(words)]
	}
	switch {
	case (n+i)%11 == 0:
		return nil
	case col.Postgres == "BIGINT":
		return int64(n * (i + 3) % 17)
	case col.Postgres == "DOUBLE PRECISION":
		return float64(n*(i+3)%17) / 16
	case col.Postgres == "BOOLEAN":
		return (n+i)%3 == 0
	}
	return sample(table, col, n)
}

// read returns the lines of a view: its columns, then its rows in an order of their own.
func (v *viewer) read(t *testing.T, name string) []string {
	t.Helper()
	columns, rows := v.View(t, name)
	var lines []string
	for _, r := range rows {
		var parts []string
		for i, cell := range r {
			parts = append(parts, columns[i]+"="+v.plain(columns[i], cell))
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	slices.Sort(lines)
	return append([]string{strings.Join(columns, " ")}, lines...)
}

// plain is a cell as both kinds of destination can say it.
func (v *viewer) plain(column string, cell any) string {
	switch column {
	case "synced_at", "first_synced_at", "last_push_at", "newest_push_at":
		return fmt.Sprint(cell != nil)
	case "project_name", "tenant_id", "project_id":
		return ""
	}
	switch c := cell.(type) {
	case bool:
		return map[bool]string{true: "1", false: "0"}[c]
	case json.Number:
		f, err := c.Float64()
		if err != nil {
			v.t.Fatal(err)
		}
		return fmt.Sprint(math.Round(f*1e9) / 1e9)
	case string:
		if column == "sync_source_id" {
			for name, id := range v.sources {
				if id.String() == c {
					return name
				}
			}
		}
		var parsed any
		if strings.IndexAny(c, "[{") == 0 && json.Unmarshal([]byte(c), &parsed) == nil {
			return compact(v.t, parsed)
		}
		return c
	case []any, map[string]any:
		return compact(v.t, c)
	}
	return fmt.Sprint(cell)
}

func compact(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Cells decodes a row that is a JSON array.
func Cells(t testing.TB, text []byte) (cells []any) {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if err := in.Decode(&cells); err != nil {
		t.Fatal(err)
	}
	return cells
}

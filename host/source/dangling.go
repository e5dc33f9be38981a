package source

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/schema"
)

// Dangling counts the rows of a table whose reference points to no row. They leave as
// they are; a join over them finds nothing.
type Dangling struct {
	Table  string `json:"table"`  // "database.table"
	Column string `json:"column"` // several are joined by commas
	To     string `json:"to"`     // "table.column"
	Rows   int64  `json:"rows"`
}

// Dangling counts, by reference, the rows of a table that point to no row of the file.
// References of which every row points to one are left out.
func (d *Database) Dangling(ctx context.Context, t *Table) ([]Dangling, error) {
	d.conn.SetInterrupt(ctx)
	var all []Dangling
	for _, r := range t.References() {
		if !t.hasAll(r.Columns) {
			continue
		}
		to := d.table(r.Table)
		if to != nil && !to.hasAll(r.References) {
			to = nil
		}
		n, err := d.count(danglingRows(t, r, to))
		if err != nil {
			return nil, d.explain(err)
		}
		if n > 0 {
			all = append(all, Dangling{t.FullName(), strings.Join(r.Columns, ", "), r.Table + "." + strings.Join(r.References, ", "), n})
		}
	}
	return all, nil
}

// danglingRows returns the query that counts them; to is nil where the file lacks what is
// meant.
func danglingRows(t *Table, r schema.ForeignKey, to *Table) string {
	var set, equal []string
	for i, name := range r.Columns {
		set = append(set, "a."+quote(name)+" IS NOT NULL")
		equal = append(equal, "b."+quote(r.References[i])+" = a."+quote(name))
	}
	query := "SELECT count(*) FROM " + quote(t.name) + " a WHERE " + strings.Join(set, " AND ")
	if r.Mistaken || to == nil {
		return query
	}
	return query + " AND NOT EXISTS (SELECT 1 FROM " + quote(to.name) + " b WHERE " + strings.Join(equal, " AND ") + ")"
}

func (d *Database) count(query string) (int64, error) {
	stmt, _, err := d.conn.Prepare(query)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	if !stmt.Step() {
		return 0, stmt.Err()
	}
	return stmt.ColumnInt64(0), nil
}

// named is how many columns a line names.
const named = 4

// DescribeDangling says in one line what is counted, the most first; it is empty where
// nothing is.
func DescribeDangling(all []Dangling) string {
	var sum int64
	for _, d := range all {
		sum += d.Rows
	}
	if sum == 0 {
		return ""
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Dangling) int { return int(max(-1, min(1, b.Rows-a.Rows))) })
	var parts []string
	for _, d := range all[:min(named, len(all))] {
		parts = append(parts, fmt.Sprintf("%s.%s %s", d.Table, d.Column, humanize.Comma(d.Rows)))
	}
	if more := len(all) - named; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more columns", more))
	}
	verb := "references point"
	if sum == 1 {
		verb = "reference points"
	}
	return fmt.Sprintf("%s %s to no row: %s", humanize.Comma(sum), verb, strings.Join(parts, ", "))
}

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/schema"
)

// byColumn prints what rules would take away: table by table, a line a column with its
// class and its rules, the most frequent first.
func (r *pushReport) byColumn(b *strings.Builder) {
	order := make(map[string]int) // as in the table above
	for i, t := range r.Tables {
		order[t.Name] = i
	}
	effects := slices.Clone(r.Effects)
	slices.SortStableFunc(effects, func(x, y host.Effect) int {
		return cmp.Or(cmp.Compare(order[x.Table], order[y.Table]), cmp.Compare(x.Column, y.Column), cmp.Compare(y.Count, x.Count))
	})
	b.WriteString("\nWould be taken away first: column, class, times, rules\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	table := ""
	for len(effects) > 0 {
		n := 1
		for n < len(effects) && effects[n].Table == effects[0].Table && effects[n].Column == effects[0].Column {
			n++
		}
		if effects[0].Table != table {
			table = effects[0].Table
			w.Flush() // each table has widths of its own
			fmt.Fprintf(b, "  %s\n", table)
		}
		columnLine(w, effects[:n])
		effects = effects[n:]
	}
	w.Flush()
}

// rulesPerLine keeps lines of several rules short of [widest].
const rulesPerLine = 3

// columnLine prints the effects on one column, or on whole rows.
func columnLine(w *tabwriter.Writer, effects []host.Effect) {
	name, class := effects[0].Column, classOf(effects[0].Table, effects[0].Column)
	if name == "" {
		name = "(whole rows)"
	}
	var total int64
	var rules []string
	for _, e := range effects {
		total += e.Count
		rule := e.Rule
		if e.Plugin != verify.Default {
			rule = e.Plugin + "/" + rule
		}
		if len(effects) > 1 {
			rule += " " + humanize.Comma(e.Count)
		}
		rules = append(rules, rule)
	}
	count := humanize.Comma(total)
	for line := range slices.Chunk(rules, rulesPerLine) {
		fmt.Fprintf(w, "    %s\t%s\t%s\t%s\n", name, class, count, strings.Join(line, ", "))
		name, class, count = "", "", ""
	}
}

// classOf returns the class of a column by the catalogue, "-" for whole rows.
func classOf(table, column string) string {
	database, name, _ := strings.Cut(table, ".")
	if t := schema.Find(database, name); t != nil {
		for _, c := range t.Columns {
			if c.Name == column {
				return c.Class.String()
			}
		}
	}
	return "-"
}

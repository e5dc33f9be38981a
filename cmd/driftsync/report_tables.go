package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
)

// column is one of the counts. On a narrow screen there is no room for those that say
// nothing.
type column struct {
	title  string
	always bool
	cell   func(t *host.TableResult) string // "-" for none
}

var columns = []column{
	{"read", true, func(t *host.TableResult) string { return number(t.Read) }},
	{"unchanged", false, func(t *host.TableResult) string { return number(t.Unchanged) }},
	{"sent", true, func(t *host.TableResult) string { return number(t.Sent) }},
	{"dropped", false, func(t *host.TableResult) string { return number(t.Dropped) }},
	{"quarantined", true, func(t *host.TableResult) string { return number(t.Quarantined) }},
	{"removed", false, func(t *host.TableResult) string { return number(t.Removed) }},
	{"pending", false, func(t *host.TableResult) string { return number(t.Pending) }},
}

// planned are the columns of a dry run.
var planned = []column{
	columns[0], columns[1],
	{"rewritten", true, func(t *host.TableResult) string { return number(t.Rewritten) }},
	columns[3],
	{"quarantined", false, columns[4].cell},
	{"would send", true, func(t *host.TableResult) string { return number(t.Sent) }},
	columns[5],
	{"bytes", true, func(t *host.TableResult) string {
		if t.Bytes == 0 {
			return "-"
		}
		return humanize.IBytes(uint64(t.Bytes))
	}},
}

// sum adds the tables up.
func (r *pushReport) sum() *host.TableResult {
	sum := &host.TableResult{Name: "total", Counts: r.Summary()}
	for _, t := range r.Tables {
		sum.Rewritten += t.Rewritten
		sum.Bytes += t.Bytes
	}
	return sum
}

func (r *pushReport) tables(b *strings.Builder) {
	sum := r.sum()
	if sum.Read+sum.Removed == 0 {
		b.WriteString("  Nothing to send: these tables are empty here, and there.\n")
		return
	}
	listed, changed := r.listed()
	width := len("table")
	for _, t := range listed {
		width = max(width, len(t.Name))
	}
	shown := r.shown(sum, width)
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, cell func(c column) string) {
		fmt.Fprintf(table, "  %-*s\t", width, name)
		for _, c := range shown {
			fmt.Fprintf(table, "%s\t", cell(c))
		}
		fmt.Fprintln(table)
	}
	line("table", func(c column) string { return c.title })
	for i := range listed {
		line(listed[i].Name, func(c column) string { return c.cell(&listed[i]) })
	}
	line(sum.Name, func(c column) string { return c.cell(sum) })
	table.Flush()
	r.unlisted(b, len(listed) < changed)
}

// shown returns the columns that say something and fit beside names of that width.
func (r *pushReport) shown(sum *host.TableResult, names int) []column {
	all := columns
	if r.DryRun {
		all = planned
	}
	all = slices.DeleteFunc(slices.Clone(all), func(c column) bool { return !c.always && c.cell(sum) == "-" })
	for _, title := range []string{"unchanged", "rewritten", "read", "bytes"} {
		line := 2 + names
		for _, c := range all {
			line += 2 + max(len(c.title), len(c.cell(sum)))
		}
		if r.width == 0 || line+2 <= r.width {
			break
		}
		all = slices.DeleteFunc(all, func(c column) bool { return c.title == title })
	}
	return all
}

// listedTables is how many tables that changed are listed one by one; of more, each
// database has a line, and so has a table of which rows did not leave.
const listedTables = 12

// listed returns the lines of the summary, and how many tables have changed.
func (r *pushReport) listed() (lines []host.TableResult, changed int) {
	moved := slices.DeleteFunc(slices.Clone(r.Tables), func(t host.TableResult) bool { return t.Read == t.Unchanged && t.Removed == 0 })
	if r.verbose || r.DryRun || len(moved) <= listedTables {
		return moved, len(moved)
	}
	var names []string
	count := make(map[string]int)
	for _, t := range moved {
		name, _, _ := strings.Cut(t.Name, ".")
		at := slices.Index(names, name)
		if at < 0 {
			at, names, lines = len(names), append(names, name), append(lines, host.TableResult{})
		}
		lines[at].Add(t.Counts)
		count[name]++
	}
	for i, name := range names {
		lines[i].Name = fmt.Sprintf("%s.db, %d tables", name, count[name])
	}
	for _, t := range moved {
		if t.Dropped+t.Quarantined+t.Pending > 0 {
			t.Name = "  " + t.Name
			lines = append(lines, t)
		}
	}
	return lines, len(moved)
}

// unlisted says which tables have no line of their own.
func (r *pushReport) unlisted(b *strings.Builder, summed bool) {
	empty, unchanged := 0, 0
	for _, t := range r.Tables {
		switch {
		case t.Read+t.Removed == 0:
			empty++
		case t.Read == t.Unchanged && t.Removed == 0:
			unchanged++
		}
	}
	var said []string
	if empty > 0 {
		said = append(said, areTables(empty, "empty"))
	}
	if unchanged > 0 {
		said = append(said, areTables(unchanged, "unchanged"))
	}
	if summed {
		said = append(said, "-v lists each table")
	}
	if len(said) > 0 {
		fmt.Fprintf(b, "    %s\n", strings.Join(said, "; "))
	}
}

func areTables(n int, state string) string {
	if n == 1 {
		return "1 table is " + state
	}
	return fmt.Sprintf("%d tables are %s", n, state)
}

// rows counts rows in words.
func rows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return humanize.Comma(n) + " rows"
}

func number(n int64) string {
	if n == 0 {
		return "-"
	}
	return humanize.Comma(n)
}

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/source"
)

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// pushReport prints the account of a push for a person.
type pushReport struct {
	*host.Result
	plan    string // that was sent
	verbose bool   // a line for each table and each rule
	width   int    // of a line, in characters; 0 for any
}

func (r *pushReport) print(w io.Writer) error {
	var b strings.Builder
	if r.idle() {
		r.upToDate(&b)
	} else {
		r.account(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// account is what a push that had something to do says.
func (r *pushReport) account(b *strings.Builder) {
	r.heading(b)
	r.tables(b)
	r.rules(b)
	r.shadows(b)
	r.destroyed(b)
	r.stays(b)
	r.dangling(b)
	r.quarantined(b)
	r.ending(b)
}

// idle reports whether the push had nothing to send, though there are rows.
func (r *pushReport) idle() bool {
	sum := r.Summary()
	return r.Unchanged || sum.Read > 0 && sum.Read == sum.Unchanged && sum.Removed == 0
}

// upToDate is what a push that had nothing to send says.
func (r *pushReport) upToDate(b *strings.Builder) {
	if r.DryRun && r.Unchanged {
		fmt.Fprintf(b, "Dry run: nothing changed since the last push to %s.\nA push would send nothing, so there is no plan.\n", r.Destination)
		r.unshown(b)
		return
	}
	fmt.Fprintf(b, "Nothing changed since the last push to %s.\n", r.Destination)
	if r.Unasked != "" {
		fmt.Fprintf(b, "Whether it still has that push could not be asked: %s.\n", r.Unasked)
	}
	if there, tables := r.there(); there > 0 {
		fmt.Fprintf(b, "%s in %s are up to date.\n", rows(there), counted(tables, "table"))
	}
	r.reasons(b)
	if r.Unchanged {
		r.unshown(b)
		return
	}
	r.shadows(b)
	r.stays(b)
	r.quarantined(b)
	if r.DryRun {
		r.ending(b)
	}
}

// there counts the rows that are at the destination, and the tables that have some.
func (r *pushReport) there() (rows int64, tables int) {
	for _, t := range r.Tables {
		if t.Unchanged > 0 {
			rows, tables = rows+t.Unchanged, tables+1
		}
	}
	return rows, tables
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return humanize.Comma(int64(n)) + " " + what
}

func (r *pushReport) heading(b *strings.Builder) {
	what := "Pushed to "
	if r.DryRun {
		what = "Dry run, nothing was sent. Would push to "
	}
	fmt.Fprintf(b, "%s%s", what, r.Destination)
	if r.plan != "" {
		fmt.Fprintf(b, ", byte for byte as planned in %s", r.plan)
	}
	b.WriteByte('\n')
	r.reasons(b)
	b.WriteByte('\n')
}

// reasons says why more was sent or judged than what changed, and what ran without a pin.
func (r *pushReport) reasons(b *strings.Builder) {
	if r.Full && r.FullReason != "asked for" {
		fmt.Fprintf(b, "Everything was sent: %s.\n", r.FullReason)
	}
	if r.Again != "" && !r.Full {
		fmt.Fprintf(b, "Every row was redacted again: %s.\n", r.Again)
	}
	for _, p := range r.Plugins {
		if p.Reason != "" {
			fmt.Fprintf(b, "Plugin %s runs unsigned or unpinned, because: %q\n", p.Name, p.Reason)
		}
	}
}

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

// rules prints what was taken away, the most frequent rule first.
func (r *pushReport) rules(b *strings.Builder) {
	if len(r.Rules) == 0 {
		return
	}
	if r.DryRun {
		r.byColumn(b)
	}
	names := slices.SortedFunc(maps.Keys(r.Rules), func(x, y string) int {
		if d := r.Rules[y] - r.Rules[x]; d != 0 {
			return int(max(-1, min(1, d)))
		}
		return strings.Compare(x, y)
	})
	what := "Taken away before anything left"
	if r.DryRun {
		what = "The same by rule"
	}
	fmt.Fprintf(b, "\n%s\n", what)
	most := len(names)
	if !r.verbose && most > listedRules+1 {
		most = listedRules
	}
	rest := int64(0)
	for i, name := range names {
		if i < most {
			fmt.Fprintf(b, "  %12s  %s\n", humanize.Comma(r.Rules[name]), name)
		} else {
			rest += r.Rules[name]
		}
	}
	if rest > 0 {
		fmt.Fprintf(b, "  %12s  by %d other rules; -v lists each\n", humanize.Comma(rest), len(names)-most)
	}
}

// listedRules is how many rules are listed one by one.
const listedRules = 7

// unshown says of a push that read nothing that no policy in shadow mode saw a row.
func (r *pushReport) unshown(w io.Writer) {
	for _, s := range r.Shadows {
		fmt.Fprintf(w, "Plugin %s is in shadow mode and saw no row: %s.\n", s.Plugin, allRows)
	}
}

// allRows says how a policy in shadow mode sees rows that have not changed.
const allRows = "push --dry-run --full shows it every row and sends none, driftsync plugins diff compares it over the corpus"

// shadows prints what policies in shadow mode would take from what leaves.
func (r *pushReport) shadows(b *strings.Builder) {
	unchanged := r.Summary().Unchanged
	for i := range r.Shadows {
		s := &r.Shadows[i]
		fmt.Fprintf(b, "\nIn shadow mode, %s %s changed nothing; of %s that it judged it would take\n", s.Plugin, s.Version, rows(s.Rows))
		for _, e := range s.Effects {
			class := e.Class
			if class == "" {
				class = "(rows)"
			}
			fmt.Fprintf(b, "  %12s  %-14s %-28s %s\n", humanize.Comma(e.Count), class, e.Table, e.Rule)
		}
		if len(s.Effects) == 0 {
			b.WriteString("             -  nothing\n")
		}
		for _, count := range []struct {
			n    int64
			text string
		}{{s.Unjudged, "it failed on"}, {s.Unseen, "left without it"}, {unchanged, "have not changed, so it did not see them: " + allRows}} {
			if count.n > 0 {
				fmt.Fprintf(b, "  %12s  rows %s\n", humanize.Comma(count.n), count.text)
			}
		}
		if s.Ended != "" {
			fmt.Fprintf(b, "  It was ended (%s) after %s, and the push went on; shadow_seconds under [limits] allows %s.\n", s.Ended, s.Took.Round(time.Millisecond), s.Limit)
		}
	}
}

// alarmPercent is the share of what the default leaves from which on a plugin is warned of.
const alarmPercent = 50

// destroyed prints what plugins took beyond the default.
func (r *pushReport) destroyed(b *strings.Builder) {
	if len(r.Destroyed) == 0 {
		return
	}
	b.WriteString("\nTaken by plugins beyond the bundled default\n")
	for i := range r.Destroyed {
		d := &r.Destroyed[i]
		fmt.Fprintf(b, "  %s: %s\n", d.Plugin, d.Amounts)
		printParts(b, "    ", d.Parts)
		if d.Percent() > alarmPercent {
			fmt.Fprintf(b, "  WARNING: %s takes away %.0f percent of what there was. Look at driftsync plugins explain --plugin %s; --max-destroyed stops such a push.\n", d.Plugin, d.Percent(), d.Plugin)
		}
	}
}

// shownParts is how many tables and classes are listed for a person; --json has all.
const shownParts = 8

func printParts(w io.Writer, indent string, parts []plugin.Part) {
	for _, p := range parts[:min(len(parts), shownParts)] {
		fmt.Fprintf(w, "%s%s\n", indent, p.Line())
	}
	if more := len(parts) - shownParts; more > 0 {
		fmt.Fprintf(w, "%sand in %d other places\n", indent, more)
	}
}

// stays prints what did not leave, and why.
func (r *pushReport) stays(b *strings.Builder) {
	if len(r.Missing) > 0 {
		fmt.Fprintf(b, "\nSkipped, not found: %s.db\n", strings.Join(r.Missing, ".db, "))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Unknown)) {
		u := r.Unknown[name]
		if len(u.Tables) > 0 {
			fmt.Fprintf(b, "Stays here, since driftsync does not know it: table %s of %s.db\n", strings.Join(u.Tables, ", "), name)
		}
		if len(u.Columns) > 0 {
			fmt.Fprintf(b, "Stays here, since driftsync does not know it: column %s of %s.db\n", strings.Join(u.Columns, ", "), name)
		}
		if u.Newer {
			fmt.Fprintf(b, "%s.db has a newer schema than this driftsync knows; a newer driftsync would see all of it.\n", name)
		}
	}
}

// listedDangling is how many columns with references that point nowhere are listed.
const listedDangling = 3

func (r *pushReport) dangling(b *strings.Builder) {
	line := source.DescribeDangling(r.Dangling)
	if line == "" {
		return
	}
	said, rest, _ := strings.Cut(line, ": ")
	columns := strings.Split(rest, ", ")
	fmt.Fprintf(b, "\n%s, and leave as they are\n", said)
	for i, column := range columns {
		if i == listedDangling && !r.verbose && len(columns) > listedDangling+1 {
			fmt.Fprintf(b, "    and in %d other columns; -v lists each\n", len(columns)-listedDangling)
			return
		}
		fmt.Fprintf(b, "    %s\n", column)
	}
}

// quarantined counts the rows that stay here, by reason.
func (r *pushReport) quarantined(b *strings.Builder) {
	if len(r.Quarantined) == 0 {
		return
	}
	reasons := make(map[string]int)
	for _, q := range r.Quarantined {
		reasons[fmt.Sprintf("%s.%s %s: %s %s", q.Database, q.Table, q.Column, q.Stage, q.Reason)]++
	}
	b.WriteString("\nQuarantined, these rows stay here\n")
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(b, "  %12s  %s\n", humanize.Comma(int64(reasons[reason])), reason)
	}
}

func (r *pushReport) ending(b *strings.Builder) {
	sum := r.Summary()
	if r.DryRun && sum.Sent+sum.Removed == 0 {
		fmt.Fprintf(b, "\nA push would send nothing; the plan in %s is empty.\n", r.Spool)
		return
	}
	if r.DryRun {
		fmt.Fprintf(b, "\n%s in %s, as request bodies in %s\n", rows(sum.Sent), r.Timing.Total.Round(time.Millisecond), r.Spool)
		if r.Sendable {
			fmt.Fprintf(b, "Send these very bytes with --plan %s instead of --dry-run.\n", r.Spool)
		} else {
			fmt.Fprintf(b, "The plan cannot be sent: %s.\n", r.Unsendable)
		}
		return
	}
	if sum.Sent+sum.Removed == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s, %s in %s", rows(sum.Sent+sum.Removed), humanize.IBytes(uint64(r.Bytes)), r.Timing.Total.Round(time.Millisecond))
	if r.plan == "" {
		fmt.Fprintf(b, ": %s reading, %s sending", r.Timing.Read.Round(time.Millisecond), r.Timing.Send.Round(time.Millisecond))
	}
	b.WriteString(".\n")
}

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
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

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host/plugin"
)

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

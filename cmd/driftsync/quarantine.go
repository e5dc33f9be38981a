package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
)

type quarantineCommand struct {
	List  quarantineList  `cmd:"" help:"Count the rows that stay here, by reason."`
	Show  quarantineShow  `cmd:"" help:"Show them one by one, by digest; never a value."`
	Retry quarantineRetry `cmd:"" help:"Push again: a row that is clean now leaves."`
	Drop  quarantineDrop  `cmd:"" help:"Forget the list: the next push that meets such rows reports them as new."`
}

// where names a source at a destination, as push does.
type where struct {
	Root   string `placeholder:"DIR" help:"Project root; default as push finds it."`
	To     string `placeholder:"SINK" help:"Destination, as for push."`
	Source string `placeholder:"NAME" help:"Source, as for push."`
}

func (w *where) options(c *cli) (*host.Options, error) {
	root, cfg, err := c.settings(w.Root)
	if err != nil {
		return nil, err
	}
	p := &pushCommand{To: w.To, Source: w.Source}
	if err := p.aimAloud(c, root, cfg.Cloud.URL); err != nil {
		return nil, err
	}
	w.To, w.Source = p.To, p.Source
	return p.options(c, root)
}

func (w *where) quarantined(c *cli) ([]state.Quarantined, error) {
	o, err := w.options(c)
	if err != nil {
		return nil, err
	}
	status, err := host.ReadStatus(*o)
	if err != nil {
		return nil, err
	}
	if !status.Pushed && len(status.Quarantined) == 0 {
		return nil, nothingPushed(status.Destination)
	}
	return status.Quarantined, nil
}

// nothingPushed keeps a misspelt destination from looking like a clean one.
func nothingPushed(destination string) error {
	return fault.New(fault.ConfigDestination, "nothing was pushed from here to "+destination,
		"name the destination and the source as for driftsync push, or push first", nil)
}

type quarantineList struct{ where }

const (
	quarantineListSchema = "driftsync.quarantine.list/1"
	quarantineShowSchema = "driftsync.quarantine.show/1"
	quarantineDropSchema = "driftsync.quarantine.drop/1"
)

// reason is one line of the list.
type reason struct {
	Table  string `json:"table"` // "database.table"
	Column string `json:"column,omitempty"`
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
	Hint   string `json:"hint"`
}

// Run prints the list.
func (q *quarantineList) Run(c *cli, s streams) error {
	rows, err := q.quarantined(c)
	if err != nil {
		return fail(c, s, quarantineListSchema, err)
	}
	reasons := byReason(rows)
	if c.JSON {
		return printJSON(s.out, envelope{Schema: quarantineListSchema, OK: true, Summary: map[string]int{"rows": len(rows)}, Result: reasons})
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(s.out, "No row stays here.")
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Rows\tTable\tColumn\tStage\tReason")
	for _, r := range reasons {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", humanize.Comma(int64(r.Rows)), r.Table, r.Column, r.Stage, r.Reason)
	}
	return errors.Join(w.Flush(), printNext(s.out, rows))
}

// printNext says what a person can do about rows.
func printNext(out io.Writer, rows []state.Quarantined) error {
	var next []string
	for _, r := range byReason(rows) {
		if !slices.Contains(next, r.Hint) {
			next = append(next, r.Hint)
		}
	}
	_, err := fmt.Fprintf(out, "\nNext\n  %s\n", strings.Join(next, "\n  "))
	return err
}

func byReason(rows []state.Quarantined) []reason {
	counts := make(map[reason]int)
	for _, q := range rows {
		table := q.Database + "." + q.Table
		counts[reason{Table: table, Column: q.Column, Stage: q.Stage, Reason: q.Reason, Hint: nextFor(q)}]++
	}
	list := make([]reason, 0, len(counts))
	for r, n := range counts {
		r.Rows = n
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b reason) int {
		return strings.Compare(a.Table+"\x00"+a.Column+"\x00"+a.Reason, b.Table+"\x00"+b.Column+"\x00"+b.Reason)
	})
	return list
}

// nextFor says what a person can do about a row.
func nextFor(q state.Quarantined) string {
	switch q.Stage {
	case "guard":
		return "driftsync preview --table " + q.Table
	case "plugin":
		return "driftsync plugins verify FILE"
	case "sink":
		return "driftsync schema diff"
	}
	if q.Reason == extract.TooLarge {
		return "shorten the cell where it comes from, and run drift analyze; or leave it: every other row leaves"
	}
	return "fix it at its source: drift analyze"
}

type quarantineShow struct {
	where
	Digest []string `arg:"" optional:"" help:"Digests, or their beginnings; default all."`
}

// Run prints the rows.
func (q *quarantineShow) Run(c *cli, s streams) error {
	rows, err := q.quarantined(c)
	if err != nil {
		return fail(c, s, quarantineShowSchema, err)
	}
	wanted := slices.DeleteFunc(rows, func(r state.Quarantined) bool {
		return len(q.Digest) > 0 && !slices.ContainsFunc(q.Digest, func(d string) bool { return strings.HasPrefix(r.Digest, d) })
	})
	if len(q.Digest) > 0 && len(wanted) == 0 {
		return fail(c, s, quarantineShowSchema, fault.New(fault.ConfigInvalid, "no quarantined row has such a digest", "see driftsync quarantine show", nil))
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: quarantineShowSchema, OK: true, Summary: map[string]int{"rows": len(wanted)}, Result: wanted})
	}
	if len(wanted) == 0 {
		_, err := fmt.Fprintln(s.out, "No row stays here.")
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range wanted {
		fmt.Fprintf(w, "%s\t%s.%s\t%s\t%s\t%s\n", r.Digest, r.Database, r.Table, r.Column, r.Stage, r.Reason)
	}
	return errors.Join(w.Flush(), printNext(s.out, wanted))
}

type quarantineRetry struct{ where }

// Run pushes the tables that have quarantined rows.
func (q *quarantineRetry) Run(c *cli, s streams, ctx *context.Context) error {
	rows, err := q.quarantined(c)
	if err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	if len(rows) == 0 {
		if c.JSON {
			return printJSON(s.out, envelope{Schema: "driftsync.push/1", OK: true, Summary: sink.Counts{}})
		}
		_, err := fmt.Fprintln(s.out, "No row stays here.")
		return err
	}
	tables := make(map[string]bool)
	for _, r := range rows {
		tables[r.Database+"."+r.Table] = true
	}
	root, _, err := c.settings(q.Root)
	if err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	return push(*ctx, c, s, root, &pushCommand{To: q.To, Source: q.Source, Table: slices.Sorted(maps.Keys(tables))})
}

type quarantineDrop struct {
	where
	Yes bool `help:"Do it."`
}

// Run forgets the list.
func (q *quarantineDrop) Run(c *cli, s streams) error {
	n, err := q.drop(c)
	if err != nil {
		return fail(c, s, quarantineDropSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: quarantineDropSchema, OK: true, Summary: map[string]int{"forgotten": n}})
	}
	_, err = fmt.Fprintf(s.out, "The list is forgotten: %s. They still cannot leave; the next push says so again.\n", rows(int64(n)))
	return err
}

func (q *quarantineDrop) drop(c *cli) (int, error) {
	if !q.Yes {
		return 0, fault.New(fault.UsageInvalid, "`quarantine drop` deletes the list of rows that were held back", "confirm with --yes", nil)
	}
	o, err := q.options(c)
	if err != nil {
		return 0, err
	}
	if _, err := q.quarantined(c); err != nil {
		return 0, err
	}
	return host.ForgetQuarantine(*o)
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/internal/project"
)

type checkCommand struct {
	Root string `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	Full bool   `help:"Judge every row again, not only what changed since the last check."`

	SARIF string `name:"sarif" type:"path" placeholder:"FILE" help:"Also write the findings there as SARIF 2.1.0, for code scanning: tables, columns and rules, never a value."`
}

const checkSchema = "driftsync.check/1"

// finding is how many rows one reason keeps here.
type finding struct {
	Table  string `json:"table"`
	Column string `json:"column,omitempty"`
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

type checkResult struct {
	Findings []finding                 `json:"findings"`
	Unknown  map[string]source.Unknown `json:"unknown"`
	Missing  []string                  `json:"missing"`
	Plugins  []sink.PluginRecord       `json:"plugins"`
	Timing   host.Timing               `json:"timing"`
}

type checkSummary struct {
	Unchanged bool  `json:"unchanged"` // nothing changed since the last check
	Rows      int64 `json:"rows"`
	Judged    int64 `json:"judged"`   // of them in this check; the others passed before
	Findings  int   `json:"findings"` // rows that must stay here
}

// Run judges what a push would send, and sends nothing.
func (k *checkCommand) Run(c *cli, s streams, ctx *context.Context) error {
	r, err := k.check(*ctx, c, s)
	if err != nil {
		return fail(c, s, checkSchema, err)
	}
	status := r.Status()
	result := checkResult{Findings: findings(r), Unknown: r.Unknown, Missing: r.Missing, Plugins: r.Plugins, Timing: r.Timing}
	if k.SARIF != "" {
		if err := writeSARIF(k.SARIF, result.Findings); err != nil {
			return fail(c, s, checkSchema, err)
		}
	}
	switch {
	case c.JSON:
		sum := r.Summary()
		err = printJSON(s.out, envelope{Schema: checkSchema, OK: status == fault.ExitOK, Result: result, Summary: checkSummary{
			Unchanged: r.Unchanged, Rows: sum.Read, Judged: sum.Read - sum.Unchanged, Findings: len(r.Quarantined)}})
	case !c.Quiet || status != fault.ExitOK:
		err = printCheck(s.out, r, result.Findings)
	}
	if err != nil {
		return err
	}
	if status != fault.ExitOK {
		return statusError(status)
	}
	return nil
}

func (k *checkCommand) check(ctx context.Context, c *cli, s streams) (*host.Result, error) {
	root, err := project.Root(k.Root, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
	if err != nil {
		return nil, err
	}
	// A check goes nowhere: it needs no destination that is complete, and no login.
	o, err := (&pushCommand{To: nowhere, Full: k.Full}).options(c, root)
	if err != nil {
		return nil, err
	}
	bar := newBar(c, s)
	defer bar.end()
	o.Progress = func(step host.Progress) {
		if step.Stage == "read" { // nothing is sent, whatever a push would call it
			bar.step(step)
		}
	}
	return host.Check(ctx, *o)
}

// findings counts the rows by reason, in the order of the tables.
func findings(r *host.Result) []finding {
	all := []finding{}
	for _, q := range r.Quarantined {
		f := finding{Table: q.Database + "." + q.Table, Column: q.Column, Stage: q.Stage, Reason: q.Reason}
		i := slices.IndexFunc(all, func(has finding) bool {
			has.Rows = 0
			return has == f
		})
		if i < 0 {
			i, all = len(all), append(all, f)
		}
		all[i].Rows++
	}
	return all
}

func printCheck(w io.Writer, r *host.Result, found []finding) error {
	var b strings.Builder
	sum := r.Summary()
	switch {
	case r.Unchanged:
		b.WriteString("Nothing changed since the last check.\n")
	default:
		fmt.Fprintf(&b, "Checked %s, %s of them now.\n", rows(sum.Read), humanize.Comma(sum.Read-sum.Unchanged))
	}
	if len(found) == 0 {
		b.WriteString("Nothing that would leave breaks the policy.\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	fmt.Fprintf(&b, "%s would break the policy, and would stay here:\n\n", rows(int64(len(r.Quarantined))))
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, f := range found {
		column := f.Column
		if column == "" {
			column = "(row)"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%d\n", f.Table, column, f.Stage, f.Reason, f.Rows)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

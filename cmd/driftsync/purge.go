package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
)

type purgeCommand struct {
	Root   string `placeholder:"DIR" help:"Project root whose configuration names the Supabase project."`
	Source string `xor:"scope" required:"" placeholder:"ID" help:"A source with all its rows: its id, how it begins, or its name; see driftsync source list."`
	Author string `xor:"scope" required:"" placeholder:"NAME" help:"A person: name, e-mail address, or pseudonym as it stands in the cloud. Cells that are the pseudonym are emptied, and in texts it is masked; the rows stay."`
	Before string `xor:"scope" required:"" placeholder:"TIME" help:"Tombstones, log rows and run records from before: 90d, 2026-01-31 (UTC) or 2026-01-31T18:00:00Z; at least a day ago."`
	DryRun bool   `xor:"sure" help:"Count what would be erased, and erase nothing."`
	Yes    bool   `xor:"sure" help:"Do it. Nothing brings back what is erased but the databases that it came from."`
}

const purgeSchema = "driftsync.purge/1"

// Run erases or counts, and prints the receipt.
func (p *purgeCommand) Run(c *cli, s streams, ctx *context.Context) error {
	receipt, err := p.purge(*ctx, c)
	switch {
	case c.JSON && receipt != nil:
		counts := map[string]int64{"rows": receipt.Rows, "tables": int64(len(receipt.Tables))}
		if printErr := printJSON(s.out, envelope{Schema: purgeSchema, OK: err == nil, Summary: counts, Result: receipt, Error: newFault(err)}); printErr != nil {
			return printErr
		}
		if err != nil {
			return statusError(fault.Status(err))
		}
		return nil
	case err != nil && (receipt == nil || receipt.Rows == 0):
		return fail(c, s, purgeSchema, err)
	case c.Quiet:
		return err
	}
	if printErr := printReceipt(s.out, receipt); printErr != nil {
		return printErr
	}
	return err
}

// purge returns the receipt, also beside an error where something was erased.
func (p *purgeCommand) purge(ctx context.Context, c *cli) (*host.Receipt, error) {
	if !p.DryRun && !p.Yes {
		return nil, fault.New(fault.UsageInvalid, "`purge` erases rows for good", "look at what it would erase with --dry-run, then confirm with --yes", nil)
	}
	scope := host.Scope{Author: p.Author}
	var err error
	if p.Before != "" {
		if scope.Before, err = before(p.Before, time.Now()); err != nil {
			return nil, err
		}
	}
	w := &where{Root: p.Root, To: "cloud"}
	if p.Source == "" {
		o, err := w.options(c)
		if err != nil {
			return nil, err
		}
		return host.Purge(ctx, *o, scope, p.DryRun)
	}
	o, all, err := w.sources(ctx, c)
	if err != nil {
		return nil, err
	}
	if scope.Source, err = findSource(all, p.Source); err != nil {
		return nil, err
	}
	return host.Purge(ctx, *o, scope, p.DryRun)
}

// before reads a time that is at least a day ago: a date, a time, or days before now.
func before(text string, now time.Time) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	if days, ok := strings.CutSuffix(text, "d"); err != nil && ok {
		var n uint64
		if n, err = strconv.ParseUint(days, 10, 16); err == nil {
			at = now.AddDate(0, 0, -int(n))
		}
	}
	switch {
	case err != nil:
		return time.Time{}, fault.New(fault.UsageInvalid, "--before is no time", "write 90d, 2026-01-31 or 2026-01-31T18:00:00Z", nil)
	case at.After(now):
		return time.Time{}, fault.New(fault.UsageInvalid, "--before is in the future", "name a time at least a day ago", nil)
	case at.After(now.AddDate(0, 0, -1)):
		return time.Time{}, fault.New(fault.UsageInvalid, "--before is less than a day ago", "name an earlier time, or erase a source with --source", nil)
	}
	return at, nil
}

func printReceipt(out io.Writer, r *host.Receipt) error {
	did := "Erased from "
	if r.DryRun {
		did = "Nothing was erased. Would erase from "
	}
	if !r.DryRun && !r.Finished {
		did = "Not finished; another purge takes up the rest. Erased so far from "
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "%s%s, at %s\n  %s: %s in %d tables\n", did, r.Destination, r.At.UTC().Format(time.RFC3339), scopeOf(r), rows(r.Rows), len(r.Tables))
	for _, table := range slices.Sorted(maps.Keys(r.Tables)) {
		fmt.Fprintf(w, "%s\t  %s\n", humanize.Comma(r.Tables[table]), table)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, afterwards(r))
	return err
}

func scopeOf(r *host.Receipt) string {
	switch {
	case r.Source != uuid.Nil:
		return "source " + r.Source.String()
	case r.Author != "":
		return "author " + r.Author
	}
	return "before " + r.Before.UTC().Format(time.RFC3339)
}

// afterwards says what the next push does.
func afterwards(r *host.Receipt) string {
	switch {
	case r.Here:
		return "This clone has forgotten that it pushed: its next push makes a new source and sends everything."
	case r.Source != uuid.Nil:
		return "A clone that pushes it again makes a new source and sends everything. Where that is not wanted, end its owner's membership: driftsync link revoke ADDRESS --member."
	case r.Author != "" && r.Rows == 0:
		return "Nothing holds this pseudonym. Without a team's key every machine makes others: then name the pseudonym that the cloud shows."
	case r.Author != "":
		return "A push that sends only changes leaves this as it is. push --full, or another policy, sends again what the databases still say of the author: delete it there first, or add a rule that takes authors away."
	}
	return "A push that sends only changes leaves this as it is. push --full sends log rows again that Drift's databases still have."
}

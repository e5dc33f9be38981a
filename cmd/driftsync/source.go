package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/glyph"
)

type sourceCommand struct {
	List     sourceList     `cmd:"" help:"Which sources the destination has: name, owner, whether it is this clone, last push, rows."`
	Adopt    sourceAdopt    `cmd:"" help:"Make this clone go on with a source of yours, as on a laptop that replaces another."`
	Rename   sourceRename   `cmd:"" help:"Give a source another name, so that the one it has is free."`
	Handover sourceHandover `cmd:"" help:"Make another member the owner of a source, as when its owner has left."`
	Primary  sourcePrimary  `cmd:"" help:"Make a source the one that dashboards show."`
	Retire   sourceRetire   `cmd:"" help:"End a source: its rows are marked as removed, and no push finds it any more."`
}

const (
	sourceListSchema     = "driftsync.source.list/1"
	sourceAdoptSchema    = "driftsync.source.adopt/1"
	sourceRenameSchema   = "driftsync.source.rename/1"
	sourceHandoverSchema = "driftsync.source.handover/1"
	sourcePrimarySchema  = "driftsync.source.primary/1"
	sourceRetireSchema   = "driftsync.source.retire/1"
)

// sources returns the options and what the destination has. A file that is not there is
// not made for it.
func (w *where) sources(ctx context.Context, c *cli) (*host.Options, []host.SourceStatus, error) {
	o, err := w.options(c)
	if err != nil {
		return nil, nil, err
	}
	if path, local := destination.Path(o.Destination.Name); local {
		if _, err := os.Stat(path); err != nil {
			return nil, nil, nothingPushed(o.Destination.Name)
		}
	}
	all, err := host.Sources(ctx, *o)
	return o, all, err
}

type sourceList struct{ where }

// Run prints the sources.
func (l *sourceList) Run(c *cli, s streams, ctx *context.Context) error {
	_, all, err := l.sources(*ctx, c)
	if err != nil {
		return fail(c, s, sourceListSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourceListSchema, OK: true, Summary: map[string]int{"sources": len(all)}, Result: all})
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Source\tName\tOwner\tLast push\tRows\t")
	for _, is := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", is.ID, orDash(glyph.Visible(is.Name)), ownerOf(is), lastPush(is), humanize.Comma(is.Rows), strings.Join(remarks(is), ", "))
	}
	return w.Flush()
}

func ownerOf(is host.SourceStatus) string {
	switch {
	case is.Mine:
		return "you"
	case is.Email != "":
		return glyph.Visible(is.Email)
	}
	return orDash(is.Owner)
}

func lastPush(is host.SourceStatus) string {
	if is.LastPush.IsZero() {
		return "never"
	}
	return is.LastPush.Local().Format("2006-01-02 15:04")
}

// remarks are what is special about a source.
func remarks(is host.SourceStatus) (all []string) {
	for _, m := range []struct {
		is   bool
		text string
	}{{is.Here, "this clone"}, {is.Primary, "primary"}, {is.Retired, "retired"}, {is.Gone && !is.Retired, "owner gone"}} {
		if m.is {
			all = append(all, m.text)
		}
	}
	return all
}

// chosen is a source that a command names.
type chosen struct {
	where
	ID string `arg:"" help:"Id of the source, or how it begins, or its name; see driftsync source list."`
}

func (c *chosen) find(all []host.SourceStatus) (uuid.UUID, error) { return findSource(all, c.ID) }

// findSource returns the source of that name, else the one whose id begins so.
func findSource(all []host.SourceStatus, wanted string) (uuid.UUID, error) {
	var found []uuid.UUID
	for _, is := range all {
		if is.Name != "" && is.Name == wanted {
			return is.ID, nil
		}
		if wanted != "" && strings.HasPrefix(is.ID.String(), strings.ToLower(wanted)) {
			found = append(found, is.ID)
		}
	}
	if len(found) != 1 {
		return uuid.Nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("%d sources of the destination have an id that begins so, and none has that name", len(found)),
			"choose one of driftsync source list, with the same --to", nil)
	}
	return found[0], nil
}

type sourceAdopt struct{ chosen }

// Run makes this clone go on with a source.
func (a *sourceAdopt) Run(c *cli, s streams, ctx *context.Context) error {
	id, err := a.adopt(*ctx, c)
	if err != nil {
		return fail(c, s, sourceAdoptSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourceAdoptSchema, OK: true, Summary: map[string]string{"source": id.String()}})
	}
	_, err = fmt.Fprintf(s.out, "This clone goes on with source %s. The next push sends everything once, under the ids that are there.\n", id)
	return err
}

func (a *sourceAdopt) adopt(ctx context.Context, c *cli) (uuid.UUID, error) {
	o, all, err := a.sources(ctx, c)
	if err != nil {
		return uuid.Nil, err
	}
	id, err := a.find(all)
	if err != nil {
		return uuid.Nil, err
	}
	return id, host.Adopt(ctx, *o, id)
}

type sourceRetire struct {
	chosen
	Yes bool `help:"Do it."`
}

// Run ends a source.
func (r *sourceRetire) Run(c *cli, s streams, ctx *context.Context) error {
	id, n, err := r.retire(*ctx, c)
	if err != nil {
		return fail(c, s, sourceRetireSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourceRetireSchema, OK: true, Summary: map[string]any{"source": id, "removed": n}})
	}
	_, err = fmt.Fprintf(s.out, "Source %s has ended; marked as removed: %s.\n", id, rows(n))
	return err
}

func (r *sourceRetire) retire(ctx context.Context, c *cli) (uuid.UUID, int64, error) {
	if !r.Yes {
		return uuid.Nil, 0, fault.New(fault.UsageInvalid, "`source retire` marks every row of the source as removed, and cannot be undone", "confirm with --yes", nil)
	}
	o, all, err := r.sources(ctx, c)
	if err != nil {
		return uuid.Nil, 0, err
	}
	id, err := r.find(all)
	if err != nil {
		return uuid.Nil, 0, err
	}
	n, err := host.Retire(ctx, *o, id)
	return id, n, err
}

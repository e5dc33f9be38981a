package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/glyph"
)

// settle finds the source and does something with it.
func (c *chosen) settle(ctx context.Context, g *cli, do func(host.Options, uuid.UUID) error) (uuid.UUID, error) {
	o, all, err := c.sources(ctx, g)
	if err != nil {
		return uuid.Nil, err
	}
	id, err := c.find(all)
	if err != nil {
		return uuid.Nil, err
	}
	return id, do(*o, id)
}

type sourceRename struct {
	chosen
	Name string `arg:"" help:"New name, unique in the project."`
}

// Run renames a source.
func (r *sourceRename) Run(c *cli, s streams, ctx *context.Context) error {
	was := ""
	id, err := r.settle(*ctx, c, func(o host.Options, id uuid.UUID) (err error) {
		was, err = host.RenameSource(*ctx, o, id, r.Name)
		return err
	})
	if err != nil {
		return fail(c, s, sourceRenameSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourceRenameSchema, OK: true, Summary: map[string]string{"source": id.String(), "was": was, "name": r.Name}})
	}
	_, err = fmt.Fprintf(s.out, "Source %s was %s and is %s now. Its owner goes on with it by --source; a push under the old name makes a new source.\n",
		id, glyph.Visible(was), glyph.Visible(r.Name))
	return err
}

type sourceHandover struct {
	chosen
	Member string `arg:"" optional:"" help:"E-mail address or id of a member who may push; yourself by default."`
}

// Run hands a source over.
func (h *sourceHandover) Run(c *cli, s streams, ctx *context.Context) error {
	name := ""
	id, err := h.settle(*ctx, c, func(o host.Options, id uuid.UUID) (err error) {
		name, err = host.HandOver(*ctx, o, id, h.Member)
		return err
	})
	if err != nil {
		return fail(c, s, sourceHandoverSchema, err)
	}
	to := cmp.Or(h.Member, "you")
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourceHandoverSchema, OK: true, Summary: map[string]string{"source": id.String(), "name": name, "owner": to}})
	}
	next := "driftsync source adopt " + id.String() + " in their clone"
	if name != "" {
		next = "pushes with --source " + glyph.Visible(name)
	}
	_, err = fmt.Fprintf(s.out, "Source %s belongs to %s now, and the account that had it pushes to it no more. It goes on by %s: the first push sends everything once, under the ids that are there.\n",
		id, glyph.Visible(to), next)
	return err
}

type sourcePrimary struct{ chosen }

// Run makes a source the one that dashboards show.
func (p *sourcePrimary) Run(c *cli, s streams, ctx *context.Context) error {
	id, err := p.settle(*ctx, c, func(o host.Options, id uuid.UUID) error { return host.ShowSource(*ctx, o, id) })
	if err != nil {
		return fail(c, s, sourcePrimarySchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: sourcePrimarySchema, OK: true, Summary: map[string]string{"source": id.String()}})
	}
	_, err = fmt.Fprintf(s.out, "Dashboards show source %s.\n", id)
	return err
}

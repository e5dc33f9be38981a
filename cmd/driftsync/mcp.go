package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/cortex"
	"github.com/driftsync/driftsync/internal/mcp"
	"github.com/driftsync/driftsync/schema"
)

type mcpCommand struct {
	Root   string `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	To     string `placeholder:"SINK" help:"Destination: file:PATH, ndjson:DIR, or cloud (the configured Supabase project; the default)."`
	Source string `placeholder:"NAME" help:"Name of this set of databases."`
}

// Run serves agents on standard input and output until the input ends. Destination,
// source and plugins are those of its start: no tool changes them.
func (m *mcpCommand) Run(c *cli, s streams, ctx *context.Context) error {
	p, err := openCloudProject(c, m.Root, m.To, m.Source)
	if err != nil {
		return fail(c, s, "driftsync.mcp/1", err)
	}
	server := mcp.NewServer(p.tools(), version())
	err = server.Run(*ctx, mcp.Drain(&sdk.IOTransport{Reader: io.NopCloser(s.in), Writer: nopCloser{s.out}}))
	if err == nil || (*ctx).Err() != nil || errors.Is(err, io.EOF) {
		return nil
	}
	return fault.New(fault.Internal, "the connection to the client ended", "start the server again", err)
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func (p *cloud) tools() mcp.Project {
	return mcp.Project{
		Sync: func(ctx context.Context, full bool, progress func(mcp.Step)) (*cortex.SyncOutcome, error) {
			q := *p
			o := *p.options
			o.Progress = func(s host.Progress) { progress(mcp.Step{Stage: s.Stage, Table: s.Table, Rows: s.Rows}) }
			q.options = &o
			done, err := q.sync(ctx, full)
			if done == nil {
				return nil, err
			}
			return &done.SyncOutcome, err
		},
		Status: p.status,
		Resolve: func(ctx context.Context, memory, resolution string) (*cortex.Resolution, error) {
			if err := p.needCortex(); err != nil {
				return nil, err
			}
			return p.resolve(ctx, memory, resolution)
		},
		Preview: p.preview,
	}
}

// preview is a dry run of which only shapes, counts and rules are kept.
func (p *cloud) preview(ctx context.Context, table string, all bool) (*mcp.Preview, error) {
	dir, err := os.MkdirTemp("", "driftsync-preview-")
	if err != nil {
		return nil, noRoom(err)
	}
	defer os.RemoveAll(dir)
	o := *p.options
	o.DryRun, o.DryRunDir, o.Full = true, filepath.Join(dir, "plan"), all
	if o.Destination.Name == "" {
		o.Destination.Name = "nowhere"
	}
	if table != "" {
		o.Tables = []string{table}
	}
	r, err := host.Push(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &mcp.Preview{Unchanged: r.Unchanged, Tables: []mcp.PreviewTable{}, StaysHere: []string{}, Quarantined: []mcp.Quarantine{}}
	for _, t := range r.Tables {
		if t.Read > 0 || t.Removed > 0 {
			out.Tables = append(out.Tables, mcp.PreviewTable{Table: t.Name, Cloud: t.Cloud, Rows: t.Read, Unchanged: t.Unchanged,
				Send: t.Sent, Remove: t.Removed, Dropped: t.Dropped, Quarantined: t.Quarantined})
		}
	}
	out.Columns = previewColumns(r, table != "")
	for database, u := range r.Unknown {
		for _, name := range append(slices.Clone(u.Tables), u.Columns...) {
			out.StaysHere = append(out.StaysHere, database+"."+name)
		}
	}
	for database, names := range r.Stays {
		for _, name := range names {
			out.StaysHere = append(out.StaysHere, database+"."+name)
		}
	}
	slices.Sort(out.StaysHere)
	for _, f := range findings(r) {
		out.Quarantined = append(out.Quarantined, mcp.Quarantine(f))
	}
	return out, nil
}

// previewColumns lists the columns from which something was taken away, and with
// every all columns of the tables in the result.
func previewColumns(r *host.Result, every bool) []mcp.PreviewColumn {
	columns := []mcp.PreviewColumn{}
	for _, t := range r.Tables {
		database, name, _ := strings.Cut(t.Name, ".")
		for _, c := range schema.Find(database, name).Carried() {
			rules := make(map[string]int64)
			for _, e := range r.Effects {
				if e.Table == t.Name && e.Column == c.Name {
					rules[e.Plugin+"/"+e.Rule] += e.Count
				}
			}
			if every || len(rules) > 0 {
				columns = append(columns, mcp.PreviewColumn{Table: t.Name, Column: c.Name, Class: c.ClassName, Rules: rules})
			}
		}
	}
	return columns
}

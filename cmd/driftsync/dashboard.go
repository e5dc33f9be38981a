package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cli/browser"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/dashboard"
)

type dashboardCommand struct {
	Root string `placeholder:"DIR" help:"Project root; default as push finds it."`
	From string `placeholder:"SINK" help:"What to show: file:PATH, or cloud (the configured Supabase project). Default where the last push went."`
	Open bool   `help:"Open the browser. Without it the address is printed."`
	Port int    `placeholder:"N" help:"Port of 127.0.0.1; default any that is free."`
}

const dashboardSchema = "driftsync.dashboard/1"

// dashboardResult is printed when the dashboard can be opened.
type dashboardResult struct {
	URL         string `json:"url"` // with the token of this start
	Kind        string `json:"kind"`
	Destination string `json:"destination"`
}

// Run serves the dashboard until it is interrupted, which is how it ends well.
func (d *dashboardCommand) Run(c *cli, s streams, ctx *context.Context) error {
	source, err := d.source(*ctx, c)
	if err != nil {
		return fail(c, s, dashboardSchema, err)
	}
	server, err := dashboard.Listen(source, d.Port)
	if err != nil {
		source.Close()
		return fail(c, s, dashboardSchema, err)
	}
	about := source.About()
	if err := d.tell(c, s, dashboardResult{server.URL(), about.Kind, about.Destination}); err != nil {
		source.Close()
		return err
	}
	return server.Serve(*ctx)
}

// tell prints where the dashboard is, and opens it where that is asked for.
func (d *dashboardCommand) tell(c *cli, s streams, is dashboardResult) error {
	if c.JSON {
		if err := printJSON(s.out, envelope{Schema: dashboardSchema, OK: true, Summary: map[string]string{"url": is.URL}, Result: is}); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintln(s.out, is.URL); err != nil {
		return err
	}
	if !c.JSON && !c.Quiet {
		fmt.Fprintf(s.err, "driftsync: this address shows %s. It holds the token of this start: keep it to yourself. End with Ctrl-C\n", is.Destination)
	}
	if d.Open {
		browser.Stdout, browser.Stderr = s.err, s.err
		if err := browser.OpenURL(is.URL); err != nil {
			fmt.Fprintln(s.err, "driftsync: no browser opened; open the address yourself")
		}
	}
	return nil
}

// source opens what the flag names, else what a push from here would go to, or the last one
// went to.
func (d *dashboardCommand) source(ctx context.Context, c *cli) (dashboard.Source, error) {
	root, cfg, err := c.settings(d.Root)
	if err != nil {
		return nil, err
	}
	p := &pushCommand{To: d.From}
	if _, err := p.aim(c, root, cfg.Cloud.URL); err != nil {
		return nil, err
	}
	switch kind, path, _ := strings.Cut(p.To, ":"); {
	case kind == "file" && path != "":
		return openFile(ctx, c, path)
	case p.To == "cloud", p.To == "" && cfg.Cloud.URL != "":
		return d.cloud(ctx, cfg)
	case p.To == "":
		return nil, fault.New(fault.ConfigDestination, "nothing was pushed from here, and no Supabase project is configured",
			"push first, or name what to show with --from file:out.db", nil)
	}
	return nil, fault.New(fault.ConfigDestination, fmt.Sprintf("--from %q is not something that a dashboard shows", p.To), "use --from file:out.db or --from cloud", nil)
}

func openFile(ctx context.Context, c *cli, path string) (dashboard.Source, error) {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return nil, err
	}
	if err := compiled.Use(filepath.Join(o.CacheDir, "sqlite")); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	source, err := dashboard.OpenFile(ctx, path)
	if err != nil {
		return nil, err // not a typed nil
	}
	return source, nil
}

// cloud shows what the session may see. The token stays in this process.
func (d *dashboardCommand) cloud(ctx context.Context, cfg *config.Config) (dashboard.Source, error) {
	to, err := cloudDestination(cfg)
	if err != nil {
		return nil, err
	}
	tokens, err := tokens(cfg)
	if err != nil {
		return nil, err
	}
	if tokens.Origin() == "" {
		return nil, fault.New(fault.SinkLogin, "there is no session for "+cfg.Cloud.URL, "run driftsync login", nil)
	}
	reader, err := openCloud(cfg, to.Tenant, to.Project)
	if err != nil {
		return nil, err
	}
	source := dashboard.OpenCloud(reader, to.Name, to.Project)
	if err := source.Check(ctx); err != nil {
		return nil, errors.Join(err, source.Close())
	}
	return source, nil
}

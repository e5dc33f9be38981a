package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/preview"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/schema"
)

type demoCommand struct {
	From         string `placeholder:"DIR" help:"Source tree to take names from; default this folder if it holds code, else a small shop."`
	Rows         int    `placeholder:"N" help:"Rows over all tables, a million included." default:"5000"`
	Dir          string `placeholder:"DIR" help:"Where to make the project; default a new folder below the system's temporary one."`
	OnlyGenerate string `placeholder:"DIR" help:"Make the project there, and stop."`
	Seed         uint64 `help:"Another seed makes other planted values." default:"1"`
	Open         bool   `help:"Open the dashboard of what was sent, until Ctrl-C."`
}

// Run makes the project, pushes it to a file, and says what to look at.
func (d *demoCommand) Run(c *cli, s streams, ctx *context.Context) error {
	dir, err := d.folder()
	if err != nil {
		return fail(c, s, "driftsync.demo/1", err)
	}
	if d.From == "" {
		d.From = demo.DefaultFrom(".")
	} else if !isFolder(d.From) {
		return fail(c, s, "driftsync.demo/1", fault.New(fault.ConfigInvalid, "--from is not a folder", "name a source tree, or leave it out", nil))
	}
	if err := d.prepare(c); err != nil {
		return fail(c, s, "driftsync.demo/1", err)
	}
	made, err := demo.Generate(*ctx, dir, demo.Options{From: d.From, Rows: d.Rows, Seed: d.Seed})
	if err != nil {
		return fail(c, s, "driftsync.demo/1", err)
	}
	if d.OnlyGenerate != "" {
		if c.JSON {
			return printJSON(s.out, envelope{Schema: "driftsync.demo/1", OK: true, Summary: made})
		}
		d.made(s, c.Quiet, dir, made)
		return nil
	}
	d.made(s, c.Quiet || c.JSON, dir, made)
	out := filepath.Join(dir, "out.db")
	var proof *prove.Result
	if !c.Quiet && !c.JSON { // before the push, whose report names it
		if proof, err = (&proveCommand{Seed: &d.Seed}).prove(*ctx, c, s, dir); err != nil {
			return fail(c, s, "driftsync.demo/1", err)
		}
	}
	if err := push(*ctx, c, s, dir, &pushCommand{To: "file:" + out, Source: "demo"}); err != nil {
		return err
	}
	if !c.Quiet && !c.JSON {
		if err := d.tell(*ctx, c, s, dir, out, made, proof); err != nil {
			return err
		}
	}
	if d.Open {
		return (&dashboardCommand{Root: dir, From: "file:" + out, Open: true}).Run(c, s, ctx)
	}
	return nil
}

// tell shows what became of the project, and where to look next.
func (d *demoCommand) tell(ctx context.Context, c *cli, s streams, dir, out string, made *demo.Summary, proof *prove.Result) error {
	if err := d.row(ctx, c, s, dir); err != nil {
		return err
	}
	if err := d.arrived(ctx, c, s.out, out, made); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Planted %s more into a private copy (driftsync prove): %s arrived.\n",
		humanize.Comma(int64(proof.Planted)), humanize.Comma(int64(proof.Arrived)))
	_, err := fmt.Fprintf(s.out, `
Look at what left, in the %[3]d tables of the cloud:
  sqlite3 %[1]s "select file, message from cloud_violations limit 5"
Look at every rule; push again, and nothing is sent:
  driftsync preview --root %[2]s
  driftsync push --root %[2]s --source demo --to file:%[1]s
Look at pictures of it in the browser:
  driftsync dashboard --from file:%[1]s --open
`, out, dir, len(schema.Synced()))
	return err
}

// row shows one row before and after. Its values are made up.
func (d *demoCommand) row(ctx context.Context, c *cli, s streams, dir string) error {
	tables, _, err := (&previewCommand{Root: dir, Table: []string{"drift.violations"}, Sample: 1}).tables(ctx, c, s)
	if err != nil || len(tables) == 0 {
		return err
	}
	fmt.Fprintln(s.out, "\nOne row, before and after:")
	style := previewStyle(c, s)
	style.Width = min(style.Width, 60)
	return preview.Rows(s.out, tables, style)
}

// prepare lets SQLite use compiled code before the first database is made.
func (d *demoCommand) prepare(c *cli) error {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return err
	}
	return compiled.Use(filepath.Join(o.CacheDir, "sqlite"))
}

func (d *demoCommand) folder() (string, error) {
	switch {
	case d.OnlyGenerate != "":
		return filepath.Abs(d.OnlyGenerate)
	case d.Dir != "":
		return filepath.Abs(d.Dir)
	}
	dir, err := os.MkdirTemp("", "driftsync-demo-")
	if err != nil {
		err = fault.New(fault.ConfigInvalid, "no temporary folder can be made", "check TMPDIR, or name a folder with --dir", err)
	}
	return dir, err
}

func (d *demoCommand) made(s streams, quiet bool, dir string, made *demo.Summary) {
	if quiet {
		return
	}
	planted := 0
	for _, p := range made.Planted {
		planted += p.Count
	}
	fmt.Fprintf(s.out, "Made a project in %s\nfrom %s files with %s functions: %s rows in %d tables,\nwith %s planted secrets, paths, names and lines of code.\n\n",
		dir, humanize.Comma(int64(made.Files)), humanize.Comma(int64(made.Functions)), humanize.Comma(int64(made.Total)), len(made.Rows), humanize.Comma(int64(planted)))
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/preview"
)

type previewCommand struct {
	Root       string   `placeholder:"DIR" help:"Project root; default as push finds it."`
	DB         []string `name:"db" predictor:"database" placeholder:"NAME" help:"Only this database. May be repeated."`
	Table      []string `predictor:"table" placeholder:"GLOB" help:"Only these tables: functions, memory_*, bridge.*. May be repeated."`
	Sample     int      `placeholder:"N" default:"3" help:"Rows to take from each table, those with the most edits first; and cells to show of each rule. With --verbose every row follows, by table."`
	ShowSource bool     `help:"Show values before as they are. Only on a terminal."`
	HTML       string   `placeholder:"FILE" help:"Write an HTML page instead of text."`
}

const previewSchema = "driftsync.preview/1"

// Run shows rows before and after. Nothing leaves.
func (p *previewCommand) Run(c *cli, s streams, ctx *context.Context) error {
	tables, root, err := p.tables(*ctx, c, s)
	if err != nil {
		return fail(c, s, previewSchema, err)
	}
	if !p.ShowSource {
		tables = preview.Masked(tables)
	}
	if p.HTML != "" {
		if err := p.page(root, tables); err != nil {
			return fail(c, s, previewSchema, err)
		}
	}
	switch {
	case c.JSON:
		return printJSON(s.out, envelope{Schema: previewSchema, OK: true, Summary: map[string]int{"tables": len(tables)}, Result: tables})
	case p.HTML != "":
		if !c.Quiet {
			fmt.Fprintf(s.out, "Written to %s. Nothing was sent.\n", p.HTML)
		}
		return nil
	}
	if len(tables) == 0 {
		_, err = fmt.Fprintln(s.out, "No row to show: these tables are empty.")
		return err
	}
	style := previewStyle(c, s)
	if err := preview.Text(s.out, tables, max(1, p.Sample), style); err != nil {
		return err
	}
	if c.Verbose {
		if err := preview.Rows(s.out, tables, style); err != nil {
			return err
		}
	}
	text := "Nothing was sent. Values before are masked to their shape; --show-source shows\nthem, on a terminal."
	if p.ShowSource {
		text = "Nothing was sent. Values before are shown as they are here."
	}
	_, err = fmt.Fprintln(s.out, text)
	return err
}

// previewStyle fits values to standard output.
func previewStyle(c *cli, s streams) preview.Style {
	colour := coloured(c, s.out)
	with := func(code string) func(string) string {
		return func(text string) string { return paint(colour && text != "", code, text) }
	}
	return preview.Style{Before: with(red), After: with(green), Note: with(faint), Width: widthOf(s.out), Plain: plainOnly(s.out)}
}

func (p *previewCommand) tables(ctx context.Context, c *cli, s streams) ([]preview.Table, string, error) {
	if p.ShowSource && (c.JSON || p.HTML != "" || !isTerminal(s.out)) {
		return nil, "", fault.New(fault.UsageInvalid, "--show-source shows what must not leave, on a terminal only", "leave it out", nil)
	}
	root, _, err := c.settings(p.Root)
	if err != nil {
		return nil, "", err
	}
	o, err := (&pushCommand{To: "file:preview", DB: p.DB, Table: p.Table}).options(c, root)
	if err != nil {
		return nil, "", err
	}
	tables, err := host.Preview(ctx, *o, max(1, p.Sample))
	return tables, root, err
}

// page writes the HTML file readable only by its owner.
func (p *previewCommand) page(root string, tables []preview.Table) error {
	f, err := os.OpenFile(p.HTML, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritten(p.HTML, "--html", err)
	}
	if err := preview.HTML(f, filepath.Base(root), tables); err != nil {
		f.Close()
		return fault.New(fault.Internal, "the page cannot be made", "please report this", nil)
	}
	if err := f.Close(); err != nil {
		return unwritten(p.HTML, "--html", err)
	}
	return nil
}

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
)

type docsCommand struct {
	Topic  string `arg:"" optional:"" predictor:"topic" help:"A topic, or the code of an error; see driftsync --help for their names."`
	Format string `enum:"md,man,json" default:"md" help:"md, man or json."`
}

const docsSchema = "driftsync.docs/1"

// Run prints a topic, or the reference of every command.
func (d *docsCommand) Run(c *cli, s streams, model *kong.Application) error {
	asJSON := c.JSON || d.Format == "json"
	text, err := "", error(nil)
	if d.Topic != "" {
		if text, err = topic(d.Topic); err != nil {
			return fail(c, s, docsSchema, err)
		}
	}
	switch {
	case asJSON:
		return printJSON(s.out, envelope{Schema: docsSchema, OK: true, Summary: map[string]string{"version": version()}, Result: described(model, d.Topic, text)})
	case d.Topic != "":
	case d.Format == "man":
		var b strings.Builder
		manual(&b, model)
		text = b.String()
	default:
		var b strings.Builder
		reference(&b, model)
		text = b.String()
	}
	_, err = io.WriteString(s.out, text)
	return err
}

// reference writes the page docs/cli.md.
func reference(b *strings.Builder, model *kong.Application) {
	b.WriteString("# driftsync: commands\n\nMade by `driftsync docs`; a test compares it.\n\n" + model.Help + "\n\n## For every command\n\n")
	flagTable(b, model.Flags)
	for _, node := range model.Leaves(true) {
		fmt.Fprintf(b, "\n## %s\n\n%s\n\n    %s\n", node.Path(), node.Help, "driftsync "+usage(node))
		if len(node.Flags) > 0 || len(node.Positional) > 0 {
			b.WriteString("\n")
			arguments(b, node)
		}
		guideTo(node.Path()).markdown(b)
	}
	b.WriteString("\n## Environment\n\nA flag overrides a variable, a variable overrides `driftsync.toml` at the project root, and that overrides `~/.drift/driftsync.toml`.\n\n| variable | |\n|---|---|\n")
	for _, v := range config.Variables() {
		fmt.Fprintf(b, "| `%s` | %s |\n", v.Name, v.What)
	}
	b.WriteString("\n## Exit status\n\n")
	b.WriteString(exitTable())
	b.WriteString("\n## Codes of errors\n\nEvery error has a stable code; `--json` gives it as `error.code`, `driftsync docs CODE` explains it.\n\n| code | status | what it means | what to do |\n|---|---|---|---|\n")
	for _, code := range fault.Codes() {
		e := fault.Explain(code)
		fmt.Fprintf(b, "| `%s` | %d | %s | %s |\n", code, code.Status(), cell(e.What), cell(e.Next))
	}
}

// markdown writes the guide of a command.
func (g guide) markdown(b *strings.Builder) {
	b.WriteString("\n```sh\n")
	for _, e := range g.examples {
		fmt.Fprintf(b, "%s    # %s\n", e.line, e.what)
	}
	fmt.Fprintf(b, "```\n\nExit status: %s.", numbers(g.all()))
	if len(g.see) > 0 {
		fmt.Fprintf(b, " See also `driftsync %s`.", strings.Join(g.see, "`, `driftsync "))
	}
	b.WriteString("\n")
}

func exitTable() string {
	var b strings.Builder
	b.WriteString("| status | |\n|---|---|\n")
	for _, s := range fault.Statuses() {
		fmt.Fprintf(&b, "| %d | %s |\n", s.Status, s.Text)
	}
	return b.String()
}

func arguments(b *strings.Builder, node *kong.Node) {
	b.WriteString("| | |\n|---|---|\n")
	for _, p := range node.Positional {
		fmt.Fprintf(b, "| `%s` | %s |\n", p.Summary(), cell(p.Help))
	}
	flagRows(b, node.Flags)
}

func flagTable(b *strings.Builder, flags []*kong.Flag) {
	b.WriteString("| | |\n|---|---|\n")
	flagRows(b, flags)
}

func flagRows(b *strings.Builder, flags []*kong.Flag) {
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", cell(spelled(f)), cell(f.Help))
	}
}

func spelled(f *kong.Flag) string {
	name := "--" + f.Name
	if f.Short != 0 {
		name = fmt.Sprintf("-%c, %s", f.Short, name)
	}
	if f.IsBool() {
		return name
	}
	return name + " " + strings.Trim(f.FormatPlaceHolder(), `"`)
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// manual writes one page for man(1).
func manual(b *strings.Builder, model *kong.Application) {
	fmt.Fprintf(b, ".TH DRIFTSYNC 1\n.SH NAME\ndriftsync \\- %s\n.SH SYNOPSIS\n.B driftsync\n.I command\n[flags]\n.SH OPTIONS\n", roff(model.Help))
	for _, f := range model.Flags {
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(spelled(f)), roff(f.Help))
	}
	b.WriteString(".SH COMMANDS\n")
	for _, node := range model.Leaves(true) {
		fmt.Fprintf(b, ".SS %s\n%s\n", roff(node.Path()), roff(node.Help))
		for _, p := range node.Positional {
			fmt.Fprintf(b, ".TP\n.I %s\n%s\n", roff(p.Summary()), roff(p.Help))
		}
		for _, f := range node.Flags {
			if !f.Hidden {
				fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(spelled(f)), roff(f.Help))
			}
		}
		for _, e := range guideTo(node.Path()).examples {
			fmt.Fprintf(b, ".PP\n%s:\n.nf\n%s\n.fi\n", roff(e.what), roff(e.line))
		}
	}
	b.WriteString(".SH ENVIRONMENT\n")
	for _, v := range config.Variables() {
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", v.Name, roff(v.What))
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, s := range fault.Statuses() {
		fmt.Fprintf(b, ".TP\n.B %d\n%s\n", s.Status, roff(s.Text))
	}
}

// roff escapes what a line of roff would obey.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host/fault"
)

// widest is the length from which lines of help are broken, on wider terminals too.
const widest = 120

func helpOptions() kong.HelpOptions {
	return kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: widest}
}

// printHelp prints kong's help, and behind it what the guide says.
func printHelp(o kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	o.FlagsLast = selected == nil || len(selected.Children) > 0
	o.NoExpandSubcommands = selected == nil
	if err := printUsage(o, ctx); err != nil {
		return err
	}
	var b strings.Builder
	switch {
	case selected == nil:
		fmt.Fprintf(&b, "\nTopics: %s, and every code of an error:\n  driftsync docs TOPIC\n", strings.Join(topicNames(), ", "))
	case len(selected.Children) == 0:
		guideTo(selected.Path()).print(&b)
	}
	_, err := io.WriteString(ctx.Stdout, b.String())
	return err
}

// usage is kong's usage line of a command. Of flags of which one is needed kong asks for all;
// here they are offered.
func usage(node *kong.Node) string {
	var all, one []string
	for _, flag := range node.Flags {
		if flag.Required {
			all = append(all, flag.Summary())
		}
		if flag.Required && len(flag.Xor) > 0 {
			one = append(one, flag.Summary())
		}
	}
	if len(one) < 2 || len(one) != len(all) {
		return node.Summary()
	}
	return strings.Replace(node.Summary(), strings.Join(all, " "), "("+strings.Join(one, " | ")+")", 1)
}

// printUsage prints kong's help with that line.
func printUsage(o kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil || usage(node) == node.Summary() {
		return kong.DefaultHelpPrinter(o, ctx)
	}
	out := ctx.Stdout
	defer func() { ctx.Stdout = out }()
	var b strings.Builder
	ctx.Stdout = &b
	if err := kong.DefaultHelpPrinter(o, ctx); err != nil {
		return err
	}
	_, err := io.WriteString(out, strings.Replace(b.String(), node.Summary(), usage(node), 1))
	return err
}

// helped returns the command line that one with help as its first word stands for: a topic, or
// the help of a command. Flags may stand before it.
func helped(parser *kong.Kong, args []string) []string {
	at := 0
	for at < len(args) && strings.HasPrefix(args[at], "-") {
		at++
		if takesNext(parser, args[at-1]) {
			at++
		}
	}
	if at >= len(args) || args[at] != "help" {
		return args
	}
	before, about := args[:at:at], args[at+1:]
	if len(about) == 1 && slices.Contains(topicNames(), about[0]) &&
		!slices.ContainsFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == about[0] }) {
		return append(before, "docs", about[0])
	}
	return append(append(before, about...), "--help")
}

// takesNext reports whether the value of a flag of every command is the word behind it.
func takesNext(parser *kong.Kong, arg string) bool {
	return slices.ContainsFunc(parser.Model.Flags, func(f *kong.Flag) bool { return arg == "--"+f.Name && !f.IsBool() })
}

// print writes the part of help that follows the flags.
func (g guide) print(b *strings.Builder) {
	b.WriteString("\nExamples:\n")
	for _, e := range g.examples {
		fmt.Fprintf(b, "  # %s\n  %s\n", e.what, e.line)
	}
	fmt.Fprintf(b, "\nExit status: %s; driftsync docs exit-codes\n", numbers(g.all()))
	if len(g.see) > 0 {
		fmt.Fprintf(b, "See also: driftsync %s\n", strings.Join(g.see, ", driftsync "))
	}
}

// all are the statuses with which the command may end.
func (g guide) all() []int {
	all := append([]int{fault.ExitOK, fault.ExitFailure, fault.ExitUsage}, g.statuses...)
	slices.Sort(all)
	return slices.Compact(all)
}

func numbers(all []int) string {
	text := make([]string, len(all))
	for i, n := range all {
		text[i] = fmt.Sprint(n)
	}
	return strings.Join(text, ", ")
}

// incomplete reports whether a command line ends where a command has to follow. Then
// help says more than an error.
func incomplete(err error) *kong.Context {
	parse, ok := errors.AsType[*kong.ParseError](err)
	if !ok || !strings.HasPrefix(parse.Error(), "expected one of") {
		return nil
	}
	return parse.Context
}

// usageText says in plain words what is wrong with a command line.
func usageText(err error) string {
	text := regexp.MustCompile(`^(--[\w-]+): expected \w+ value but got "EOL" \(<EOL>\)$`).
		ReplaceAllString(err.Error(), "$1 needs a value")
	text = regexp.MustCompile(`^(--[\w-]+): expected duration but got (".*"): .*$`).
		ReplaceAllString(text, "$1: $2 is not a duration; write 90s or 5m")
	return regexp.MustCompile(`^expected "(<[^"]+>)[^"]*"$`).ReplaceAllString(text, "the argument $1 is missing")
}

// named returns the command that a bad command line names, "" for none.
func named(err error) string {
	parse, ok := errors.AsType[*kong.ParseError](err)
	if !ok {
		return ""
	}
	var names []string
	for _, p := range parse.Context.Path {
		if p.Command != nil {
			names = append(names, p.Command.Name)
		}
	}
	return strings.Join(names, " ")
}

// versionFlag is --version, the command for those who look for it among the flags.
type versionFlag bool

// BeforeReset prints the version before anything is missed on the command line.
func (versionFlag) BeforeReset(app *kong.Kong, ctx *kong.Context) error {
	c := &cli{}
	for _, arg := range ctx.Args {
		c.JSON = c.JSON || arg == "--json"
	}
	if err := (versionCommand{}).Run(c, streams{out: app.Stdout}); err != nil {
		return err
	}
	app.Exit(fault.ExitOK)
	return nil
}

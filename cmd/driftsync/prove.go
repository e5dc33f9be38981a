package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/internal/verify"
)

type proveCommand struct {
	Root string  `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	Seed *uint64 `placeholder:"N" help:"Plant what an earlier proof planted; default another one each time. It is printed."`
	HTML string  `placeholder:"FILE" help:"Write one HTML page instead of text."`
}

const proveSchema = "driftsync.prove/1"

// Run proves. It ends with the guard's status when a planted value arrives.
func (k *proveCommand) Run(c *cli, s streams, ctx *context.Context) error {
	root, err := project.Root(k.Root, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
	if err != nil {
		return fail(c, s, proveSchema, err)
	}
	r, err := k.prove(*ctx, c, s, root)
	if err == nil && k.HTML != "" {
		err = k.page(filepath.Base(root), r)
	}
	if err != nil {
		return fail(c, s, proveSchema, err)
	}
	switch {
	case c.JSON:
		err = printJSON(s.out, envelope{Schema: proveSchema, OK: r.Arrived == 0, Summary: r.Counts, Result: r})
	case c.Quiet && r.Arrived == 0:
	case k.HTML != "":
		_, err = fmt.Fprintf(s.out, "%sWritten to %s.\n", proved(r), k.HTML)
	default:
		err = printProof(s.out, r)
	}
	if err == nil && r.Arrived > 0 {
		err = statusError(fault.GuardHit.Status())
	}
	return err
}

func (k *proveCommand) prove(ctx context.Context, c *cli, s streams, root string) (*prove.Result, error) {
	// A proof goes nowhere, as a check.
	o, err := (&pushCommand{To: nowhere}).options(c, root)
	if err != nil {
		return nil, err
	}
	seed := rand.Uint64() >> 12 // a number that every reader of JSON holds exactly
	if k.Seed != nil {
		seed = *k.Seed
	}
	bar := newBar(c, s)
	bar.proves = true
	defer bar.end()
	o.Progress = bar.step
	return host.Prove(ctx, *o, seed)
}

// page writes the HTML file readable only by its owner.
func (k *proveCommand) page(title string, r *prove.Result) error {
	var b bytes.Buffer
	if err := prove.HTML(&b, title, r); err != nil {
		return fault.New(fault.Internal, "the page cannot be made", "please report this", nil)
	}
	if err := os.WriteFile(k.HTML, b.Bytes(), 0o600); err != nil {
		return unwritten(k.HTML, "--html", err)
	}
	return nil
}

// proved says in one line what came out.
func proved(r *prove.Result) string {
	return fmt.Sprintf("Planted %s values of %d kinds in %d columns, arrived %s.\n",
		humanize.Comma(int64(r.Planted)), len(r.Kinds), r.Columns, humanize.Comma(int64(r.Arrived)))
}

func printProof(w io.Writer, r *prove.Result) error {
	var b strings.Builder
	b.WriteString(proved(r))
	sampled(&b, r)
	groups(&b, "kind", r.Kinds)
	groups(&b, "class", r.Classes)
	leaks(&b, r)
	fmt.Fprintf(&b, "\nNothing was sent, and nothing was left behind. Seed %d, %s.\n", r.Seed, r.Took.Round(time.Millisecond))
	if r.Arrived > 0 {
		fmt.Fprintf(&b, "The same again: driftsync prove --seed %d\n", r.Seed)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sampled says where the values stood, and what was searched.
func sampled(b *strings.Builder, r *prove.Result) {
	var drawn, copies, made int
	for _, t := range r.Tables {
		drawn, copies, made = drawn+t.Sampled, copies+t.Copies, made+t.MadeUp
	}
	fmt.Fprintf(b, "Each stood in a row of its own: %s of %s that were drawn from %d tables, and %s made up.\n",
		copiesOf(copies), rows(int64(drawn)), len(r.Tables), rows(int64(made)))
	fmt.Fprintf(b, "All %s of the private copy went through plugins and guard; all %s that would have left were searched.\n",
		rows(r.Rows), humanize.IBytes(uint64(r.Bytes)))
	if len(r.Missing) > 0 {
		fmt.Fprintf(b, "Skipped, not found: %s.db\n", strings.Join(r.Missing, ".db, "))
	}
	if slices.Contains(r.Without, prove.Name) {
		b.WriteString("No names were planted: these databases have no column of persons.\n")
	}
}

func copiesOf(n int) string {
	if n == 1 {
		return "1 copy"
	}
	return humanize.Comma(int64(n)) + " copies"
}

func groups(b *strings.Builder, title string, all []prove.Group) {
	b.WriteByte('\n')
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	width := len("path_embedded")
	fmt.Fprintf(t, "  %-*s\tplanted\tgone\twith their row\tarrived\t  taken by\n", width, title)
	for _, g := range all {
		name := g.Class
		if name == "" {
			name = string(g.Kind)
		}
		fmt.Fprintf(t, "  %-*s\t%s\t%s\t%s\t%s\t  %s\n", width, name, number(int64(g.Planted)), number(int64(g.Gone)), number(int64(g.Stayed)), number(int64(g.Arrived)), takers(g.Rules))
	}
	t.Flush()
}

// takers names the most frequent rules.
func takers(rules []prove.Rule) string {
	const shown = 3
	var names []string
	for _, r := range rules[:min(shown, len(rules))] {
		names = append(names, strings.TrimPrefix(r.Name, verify.Default+"/"))
	}
	text := strings.Join(names, ", ")
	if more := len(rules) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// leaksShown is the number of lines after which --html and --json say more.
const leaksShown = 40

// leaks names the columns in which something arrived, a line for each kind.
func leaks(b *strings.Builder, r *prove.Result) {
	if len(r.Leaks) == 0 {
		return
	}
	b.WriteString("\nArrived: column, class, kind, times, how it was planted\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	all, shown := r.Leaks, 0
	for ; len(all) > 0 && shown < leaksShown; shown++ {
		n := sameColumn(all)
		l := all[0]
		times, how := planting(all[:n])
		fmt.Fprintf(t, "  %s.%s\t%s\t%s\t%d\t%s\n", l.Table, l.Column, l.Class, l.Kind, times, how)
		all = all[n:]
	}
	t.Flush()
	more := 0
	for ; len(all) > 0; more++ {
		all = all[sameColumn(all):]
	}
	if more > 0 {
		fmt.Fprintf(b, "  and %s more; --html and --json show all\n", humanize.Comma(int64(more)))
	}
}

// sameColumn returns how many leaks at the beginning are of one column and kind.
func sameColumn(all []prove.Leak) int {
	n := 1
	for n < len(all) && all[n].Table == all[0].Table && all[n].Column == all[0].Column && all[n].Kind == all[0].Kind {
		n++
	}
	return n
}

// planting counts leaks, and names their spellings.
func planting(all []prove.Leak) (times int, how string) {
	var names []string
	for _, l := range all {
		times += l.Count
		if name := string(l.Spelling); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return times, strings.Join(names, ", ")
}

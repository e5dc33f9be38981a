package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/internal/verify"
)

// marks are ASCII, so that they look alike in every terminal and log.
var marks = map[verify.Status]string{verify.Passed: "pass", verify.Failed: "FAIL", verify.NotAsked: "-   ", verify.Inapplicable: "-   "}

// printReport prints every check, those that hold by construction apart from those
// that were tested, in lines that fit a terminal.
func printReport(w io.Writer, r *verify.Report) error {
	var b strings.Builder
	p := reportPrinter{&b, foldWidth(w), r}
	name := r.Name
	if name != "" {
		name += " " + r.Version
	}
	p.paragraph(0, strings.TrimSpace(r.File+"  "+name))
	p.paragraph(0, "sha256 "+r.SHA256)
	p.checks()
	if r.Name != "" {
		b.WriteByte('\n')
		p.paragraph(2, fmt.Sprintf("covert channel: its choices could signal at most %.2f bits per byte of text it reads, and 1 per number and row", r.Bound.BitsPerCharacter))
	}
	if d := r.Destroyed; d != nil && d.Any() {
		b.WriteByte('\n')
		p.paragraph(2, fmt.Sprintf("taken beyond the default, of the corpus: %s", d.Amounts))
		printParts(&b, "    ", d.Parts)
	}
	p.corpus()
	verdict := "passed: every check that was asked for ran and passed"
	if !r.OK() {
		verdict = "REFUSED"
	}
	b.WriteByte('\n')
	p.paragraph(0, fmt.Sprintf("%s (%s)", verdict, r.Totals()))
	_, err := io.WriteString(w, b.String())
	return err
}

// reportPrinter prints a report in lines of at most width characters.
type reportPrinter struct {
	*strings.Builder
	width int
	*verify.Report
}

// paragraph prints a text behind an indent.
func (p *reportPrinter) paragraph(indent int, text string) {
	p.WriteString(strings.Repeat(" ", indent) + hanging(text, p.width, indent) + "\n")
}

// detailColumn is where what a check found begins, if a line has room for it behind the name.
const detailColumn = 25

func (p *reportPrinter) checks() {
	for _, group := range []struct {
		basis verify.Basis
		about string
	}{
		{verify.Construction, "by construction: holds whatever the plugin does"},
		{verify.Tested, "tested: seen on the corpus, and no more"},
		{verify.Declared, "declared: bytes, names and signatures"},
	} {
		told := slices.DeleteFunc(slices.Clone(p.Checks), func(c verify.Check) bool { return c.Basis != group.basis || c.Detail == verify.NotRun })
		if len(told) > 0 {
			fmt.Fprintf(p, "\n  %s\n", group.about)
		}
		for _, check := range told {
			p.check(check)
		}
	}
	if slices.ContainsFunc(p.Checks, func(c verify.Check) bool { return c.Detail == verify.NotRun }) {
		p.WriteString("\n")
		p.paragraph(2, "The other checks could not run: the module is refused.")
	}
}

func (p *reportPrinter) check(c verify.Check) {
	mark := marks[c.Status]
	if p.Refuses(c) {
		mark = marks[verify.Failed]
	}
	indent := detailColumn
	if p.width < narrowest {
		indent = 10
		fmt.Fprintf(p, "    %s  %s\n", mark, c.Name)
		p.paragraph(indent, text(c))
	} else {
		fmt.Fprintf(p, "    %s  %-14s %s\n", mark, c.Name, hanging(text(c), p.width, indent))
	}
	for _, f := range c.Findings {
		p.paragraph(indent, f)
	}
}

func (p *reportPrinter) corpus() {
	p.WriteByte('\n')
	p.paragraph(2, fmt.Sprintf("corpus %s: %d rows of %d tables, %d planted values", p.Corpus.SHA256[:16], p.Corpus.Rows, p.Corpus.Tables, p.Corpus.Canaries))
	if s := p.Corpus.Seeded; s != nil {
		p.paragraph(2, fmt.Sprintf("second half %s: %d rows, %d planted values, made by --seed %d", s.SHA256[:16], s.Rows, s.Canaries, p.Corpus.Seed))
	}
	if !p.Recalled.IsZero() {
		p.WriteByte('\n')
		p.paragraph(2, fmt.Sprintf("these bytes passed the checks that run a plugin on %s on this machine, and they were not run again", p.Recalled.UTC().Format("2006-01-02 15:04 UTC")))
	}
}

func text(c verify.Check) string {
	if c.Status == verify.NotAsked || c.Status == verify.Inapplicable {
		return string(c.Status) + ": " + c.Detail
	}
	return c.Detail
}

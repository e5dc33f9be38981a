package preview

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Style fits text to a terminal.
type Style struct {
	Before, After, Note func(string) string // wrap text; each may be nil
	Width               int                 // of a line, in characters
	Plain               bool                // show nothing but ASCII
}

// beside is what a line of a cell holds before its value, and shortest the length to
// which a value is not cut, however narrow the terminal is; in characters.
const (
	beside   = 6
	shortest = 30
)

// Text writes the tables for a terminal: first the cells from which something was taken,
// before and after and by rule, up to each of a rule, then the rows that stay here. Of
// cells that leave as they are there is only their number.
func Text(w io.Writer, tables []Table, each int, s Style) error {
	var b strings.Builder
	all := group(tables)
	fmt.Fprintf(&b, "%s of %s: %s edited, %s unchanged\n", counted(all.rows, "sample row"), counted(len(tables), "table"),
		counted(all.edited, "cell"), counted(all.whole, "row"))
	for _, g := range all.rules {
		g.write(&b, each, s)
	}
	if len(all.stays) > 0 {
		b.WriteString("\nRows that stay here\n")
	}
	for _, row := range all.stays {
		fmt.Fprintf(&b, "  %s\n", style(s.Before, row))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// Rows writes the edited cells of the tables row by row.
func Rows(w io.Writer, tables []Table, s Style) error {
	var b strings.Builder
	for i := range tables {
		t := &tables[i]
		fmt.Fprintf(&b, "%s  %s\n", t.Name, style(s.Note, fmt.Sprintf("%d of %d rows", len(t.Rows), t.Read)))
		for j := range t.Rows {
			textRow(&b, j+1, &t.Rows[j], s)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func textRow(b *strings.Builder, number int, r *Row, s Style) {
	edits := r.Edits()
	switch {
	case r.Stays != "":
		fmt.Fprintf(b, "  row %d  %s\n", number, style(s.Before, "stays here, "+r.Stays))
		return
	case edits == 0:
		fmt.Fprintf(b, "  row %d  leaves as it is\n", number)
		return
	}
	fmt.Fprintf(b, "  row %d  %d of %d cells edited\n", number, edits, len(r.Cells))
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Changed() {
			writeCell(b, c, c.Column+"  "+style(s.Note, rules(c)), s)
		}
	}
}

// writeCell writes a cell before and after, below a title.
func writeCell(b *strings.Builder, c *Cell, title string, s Style) {
	before, after := c.around(max(shortest, s.Width-beside-1))
	fmt.Fprintf(b, "  %s\n", title)
	fmt.Fprintf(b, "    - %s\n", style(s.Before, s.line(before)))
	fmt.Fprintf(b, "    + %s\n", style(s.After, s.line(after)))
}

// rules names those that worked on a cell, without the plugin that has most of them.
func rules(c *Cell) string {
	names := make([]string, len(c.Rules))
	for i, rule := range c.Rules {
		names[i] = strings.TrimPrefix(rule, "redact-default/")
	}
	return strings.Join(names, ", ")
}

func style(with func(string) string, text string) string {
	if with == nil {
		return text
	}
	return with(text)
}

// line makes one line of a value, without what a terminal would obey.
func (s *Style) line(value *string) string {
	if value == nil {
		return "null"
	}
	if *value == "" {
		return "(empty)"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsPrint(r) && (r < 0x80 || !s.Plain):
			return r
		}
		return '?'
	}, *value)
}

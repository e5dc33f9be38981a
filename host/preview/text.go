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

// beside is what a line holds beside its value, in characters, and shortest the length
// to which a value is not cut, however narrow the terminal is.
const (
	beside   = 34
	shortest = 40
)

// Text writes the tables for a terminal: cells from which something was taken, before
// and after; of cells that leave as they are, only their number.
func Text(w io.Writer, tables []Table, s Style) error {
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
	case edits == 0:
		fmt.Fprintf(b, "  row %d  leaves as it is\n", number)
	default:
		fmt.Fprintf(b, "  row %d  %d of %d cells edited\n", number, edits, len(r.Cells))
	}
	for i := range r.Cells {
		c := &r.Cells[i]
		if !c.Changed() || r.Stays != "" {
			continue
		}
		fmt.Fprintf(b, "    - %-24s %s\n", c.Column, style(s.Before, s.line(c.Before)))
		fmt.Fprintf(b, "    + %-24s %s  %s\n", c.Column, style(s.After, s.line(c.After)), style(s.Note, strings.Join(c.Rules, ", ")))
	}
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
	var b strings.Builder
	n := 0
	for _, r := range *value {
		if n++; n > max(shortest, s.Width-beside) {
			b.WriteString("...")
			break
		}
		switch {
		case r == '\n' || r == '\t':
			b.WriteByte(' ')
		case unicode.IsPrint(r) && (r < 0x80 || !s.Plain):
			b.WriteRune(r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

package abi

import (
	"errors"
	"unicode/utf8"
)

// Op is what a directive asks the host to do.
type Op uint8

// Nothing can be added or kept by directive: every operation takes away.
const (
	Null      Op = 1 + iota // the cell becomes null
	Mask                    // the span becomes the rule's marker
	Pseudonym               // the span becomes a keyed pseudonym
	DropRow                 // the row does not leave
)

const (
	directiveMagic  = "DSD1"
	directiveHeader = 16
	directiveSize   = 16
	MaxRules        = 256 // rules of one manifest
)

// Directive is one edit by reference.
type Directive struct {
	Row    uint32
	Column uint16
	Op     Op
	Rule   uint8
	Start  uint32 // bytes into the cell
	End    uint32 // exclusive
}

// ErrDirectives is wrapped by every error of [ValidateDirectives].
var ErrDirectives = errors.New("malformed directives")

// Directives is a view of an encoded directive list.
type Directives struct{ b []byte }

// NewDirectives begins a list in dst[:0] for a frame of the given number of rows.
func NewDirectives(dst []byte, rows int) Directives {
	b := append(dst[:0], directiveMagic...)
	b = append16(b, Version)
	b = append16(b, 0)
	b = append32(b, uint32(rows))
	b = append32(b, 0)
	return Directives{b}
}

// Append adds one directive at the end.
func (d *Directives) Append(v Directive) {
	n := len(d.b)
	if cap(d.b)-n < directiveSize {
		d.b = append(d.b, make([]byte, directiveSize)...)
	}
	d.b = d.b[:n+directiveSize]
	wire := d.b[n : n+directiveSize : n+directiveSize]
	put32(wire, 0, v.Row)
	put16(wire, 4, v.Column)
	wire[6], wire[7] = byte(v.Op), v.Rule
	put32(wire, 8, v.Start)
	put32(wire, 12, v.End)
	put32(d.b, 12, load32(d.b, 12)+1)
}

// Bytes returns the encoded list; it stays valid until the next Append.
func (d *Directives) Bytes() []byte { return d.b }

// Len returns the number of directives.
func (d *Directives) Len() int { return (len(d.b) - directiveHeader) / directiveSize }

// At returns directive i, 0 <= i < Len().
func (d *Directives) At(i int) Directive {
	at := directiveHeader + i*directiveSize
	return Directive{
		Row: load32(d.b, at), Column: load16(d.b, at+4), Op: Op(d.b[at+6]), Rule: d.b[at+7],
		Start: load32(d.b, at+8), End: load32(d.b, at+12),
	}
}

// ValidateDirectives checks an answer to frame f by a plugin with the given
// number of rules, and returns a view of it. The answer is hostile until then:
// header, count, ranges, order, overlap and character boundaries are checked.
func ValidateDirectives(b []byte, f *Frame, rules int) (Directives, error) {
	switch {
	case len(b) < directiveHeader || string(b[:4]) != directiveMagic:
		return Directives{}, directiveError("no directive header")
	case load32(b, 4) != Version: // and no flags
		return Directives{}, directiveError("another ABI version, or flags")
	case u32(b, 8) != f.Rows():
		return Directives{}, directiveError("row count differs from the frame's")
	case (len(b)-directiveHeader)%directiveSize != 0 || u32(b, 12) != (len(b)-directiveHeader)/directiveSize:
		return Directives{}, directiveError("count differs from the header's")
	}
	d := Directives{b}
	var last Directive
	var column Column
	current := -1
	for i := range d.Len() {
		v := d.At(i)
		if int(v.Row) >= f.Rows() || int(v.Column) >= f.Columns() || int(v.Rule) >= rules {
			return Directives{}, directiveError("row, column or rule out of range")
		}
		if i > 0 && !follows(last, v) {
			return Directives{}, directiveError("order or overlap")
		}
		if int(v.Column) != current {
			current = int(v.Column)
			column = f.Column(current)
		}
		if reason := checkSpan(v, &column); reason != "" {
			return Directives{}, directiveError(reason)
		}
		last = v
	}
	return d, nil
}

// follows reports whether v may stand right after last.
func follows(last, v Directive) bool {
	if v.Row != last.Row {
		return v.Row > last.Row
	}
	if last.Op == DropRow || v.Op == DropRow {
		return false
	}
	if v.Column != last.Column {
		return v.Column > last.Column
	}
	return last.Op != Null && v.Op != Null && v.Start >= last.End
}

func checkSpan(v Directive, c *Column) string {
	switch v.Op {
	case DropRow:
		if v.Column != 0 || v.Start != 0 || v.End != 0 {
			return "drop row with a column or a span"
		}
	case Null:
		if v.Start != 0 || v.End != 0 {
			return "null with a span"
		}
	case Mask, Pseudonym:
		if c.Type != Text || c.Null(int(v.Row)) {
			return "a span in a cell without text"
		}
		cell := c.Bytes(int(v.Row))
		if v.Start >= v.End || int64(v.End) > int64(len(cell)) {
			return "a span is empty or out of range"
		}
		if !utf8.RuneStart(cell[v.Start]) || int(v.End) < len(cell) && !utf8.RuneStart(cell[v.End]) {
			return "a span cuts a character"
		}
	default:
		return "unknown operation"
	}
	return ""
}

func directiveError(reason string) error { return &formatError{ErrDirectives, reason} }

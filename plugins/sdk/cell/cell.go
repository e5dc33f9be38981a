// Package cell settles what is taken out of one cell of text: it makes one list of spans without
// overlap of all that was found, renders the text as the host will, and has it read again until
// nothing more is found, since taking a span away can bring the next one to light. So redaction
// is idempotent.
package cell

import (
	"slices"
	"unicode/utf8"
)

// Edit takes bytes [Start,End) of a cell for a rule, by its position in the manifest.
type Edit struct {
	Start, End int
	Rule       uint8
}

// before orders edits: by their start, of those with one start the longest first.
func before(x, y *Edit) bool { return x.Start < y.Start || x.Start == y.Start && x.End > y.End }

// Settler settles one cell after the other. It keeps its buffers.
type Settler struct {
	// Marker returns what replaces what a rule takes away; with joins, one marker stands
	// for neighbours that have the same.
	Marker func(rule uint8) (text string, joins bool)

	Edits  []Edit // of the cell, in order and without overlap; valid until the next cell
	Out    []byte // the redacted text; likewise
	pieces []piece
}

// piece is a run of the redacted text: bytes of the cell, or one marker.
type piece struct {
	out        int // offset in the redacted text
	start, end int // in the cell
	marker     bool
}

const maxPasses = 5

// Settle completes what was found in the cell s: scan reads a redacted text and returns what it
// finds there, which is valid until it is called again, or false where the cell may not leave. It
// reports whether the cell has settled.
func (c *Settler) Settle(s []byte, found []Edit, scan func(redacted []byte) ([]Edit, bool)) bool {
	c.Edits = append(c.Edits[:0], found...)
	for range maxPasses {
		c.arrange(s)
		c.render(s)
		more, ok := scan(c.Out)
		if !ok || len(more) == 0 {
			return ok
		}
		for _, e := range more {
			c.Edits = append(c.Edits, Edit{c.origin(e.Start, false), c.origin(e.End, true), e.Rule})
		}
	}
	return false
}

const fewEdits = 24 // that are sorted faster without calls

func sortEdits(all []Edit) {
	if len(all) > fewEdits {
		slices.SortStableFunc(all, func(x, y Edit) int {
			if x.Start != y.Start {
				return x.Start - y.Start
			}
			return y.End - x.End
		})
		return
	}
	for i := 1; i < len(all); i++ {
		e, k := all[i], i
		for k > 0 && before(&e, &all[k-1]) {
			all[k] = all[k-1]
			k--
		}
		all[k] = e
	}
}

// arrange sorts the edits, takes overlap away and keeps to characters.
func (c *Settler) arrange(s []byte) {
	for i := range c.Edits {
		e := &c.Edits[i]
		for e.Start > 0 && !utf8.RuneStart(s[e.Start]) {
			e.Start--
		}
		for e.End < len(s) && !utf8.RuneStart(s[e.End]) {
			e.End++
		}
	}
	sortEdits(c.Edits)
	kept := c.Edits[:0]
	for _, e := range c.Edits {
		if n := len(kept); n > 0 && e.Start < kept[n-1].End {
			e.Start = kept[n-1].End
		}
		if e.Start < e.End {
			kept = append(kept, e)
		}
	}
	c.Edits = kept
}

// render writes the redacted text, and where it comes from.
func (c *Settler) render(s []byte) {
	c.Out, c.pieces = c.Out[:0], c.pieces[:0]
	at, last := 0, ""
	for i, e := range c.Edits {
		c.copy(s, at, e.Start)
		marker, joins := c.Marker(e.Rule)
		if i > 0 && e.Start == at && marker == last && joins {
			c.pieces[len(c.pieces)-1].end = e.End
		} else {
			c.pieces = append(c.pieces, piece{len(c.Out), e.Start, e.End, true})
			c.Out = append(c.Out, marker...)
		}
		at, last = e.End, marker
	}
	c.copy(s, at, len(s))
}

func (c *Settler) copy(s []byte, start, end int) {
	if start < end {
		c.pieces = append(c.pieces, piece{len(c.Out), start, end, false})
		c.Out = append(c.Out, s[start:end]...)
	}
}

// origin returns the offset in the cell of an offset in the redacted text; a marker counts as a
// whole, so that its span is covered or left.
func (c *Settler) origin(out int, end bool) int {
	i, _ := slices.BinarySearchFunc(c.pieces, out, func(x piece, at int) int {
		if x.out < at || !end && x.out == at {
			return -1
		}
		return 1
	})
	if i == 0 {
		return 0
	}
	switch x := c.pieces[i-1]; {
	case !x.marker:
		return x.start + out - x.out
	case end:
		return x.end
	default:
		return x.start
	}
}

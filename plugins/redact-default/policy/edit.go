package policy

import (
	"slices"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
)

// edit masks a span of a cell.
type edit struct {
	start, end int
	rule       uint8
}

// before orders edits: by their start, of those with one start the longest first.
func (e *edit) before(other *edit) bool {
	return e.start < other.start || e.start == other.start && e.end > other.end
}

const fewEdits = 24 // that are sorted faster without calls

func sortEdits(all []edit) {
	if len(all) > fewEdits {
		slices.SortStableFunc(all, func(x, y edit) int {
			if x.start != y.start {
				return x.start - y.start
			}
			return y.end - x.end
		})
		return
	}
	for i := 1; i < len(all); i++ {
		e, k := all[i], i
		for k > 0 && e.before(&all[k-1]) {
			all[k] = all[k-1]
			k--
		}
		all[k] = e
	}
}

// piece is a run of the redacted text: bytes of the cell, or one marker.
type piece struct {
	out        int // offset in the redacted text
	start, end int // in the cell
	marker     bool
}

const maxPasses = 5

// textCell redacts one cell of text. What is left is read again until nothing
// more is found, since taking a span away can bring the next one to light; so
// redaction is idempotent. A cell that does not settle is null.
func (p *Policy) textCell(class abi.Class, s []byte) {
	p.pending, p.nulled, p.again = p.pending[:0], ruleCount, false
	p.scan(class, s)
	if len(p.pending) == 0 && p.nulled == ruleCount {
		p.shapeless(class, s)
		return
	}
	p.settle(class, s)
}

// settle completes the edits that one pass over s found, and hands them on.
func (p *Policy) settle(class abi.Class, s []byte) {
	p.edits, p.loud = append(p.edits[:0], p.pending...), false
	for range maxPasses {
		if p.nulled != ruleCount {
			p.batch.Null(p.row, p.column, p.nulled)
			return
		}
		p.arrange(s)
		p.render(s)
		p.pending, p.again = p.pending[:0], true
		p.base = 0
		p.scan(class, p.out)
		if len(p.pending) == 0 && p.nulled == ruleCount {
			if p.misshapen(class, s) {
				return
			}
			for _, e := range p.edits {
				p.emit(e)
			}
			return
		}
		for _, e := range p.pending {
			p.edits = append(p.edits, edit{p.origin(e.start, false), p.origin(e.end, true), e.rule})
		}
	}
	p.batch.Null(p.row, p.column, cellUnsettled)
}

// mask masks part of the text that is read.
func (p *Policy) mask(start, end int, rule uint8) {
	if start < end {
		start, end = p.place(start, end)
		p.pending = append(p.pending, edit{start, end, rule})
	}
}

// null makes the cell that is read null.
func (p *Policy) null(rule uint8) { p.nulled = rule }

// arrange sorts the edits of a cell, takes overlap away and keeps to characters.
func (p *Policy) arrange(s []byte) {
	for i := range p.edits {
		e := &p.edits[i]
		for e.start > 0 && !utf8.RuneStart(s[e.start]) {
			e.start--
		}
		for e.end < len(s) && !utf8.RuneStart(s[e.end]) {
			e.end++
		}
	}
	sortEdits(p.edits)
	kept := p.edits[:0]
	for _, e := range p.edits {
		if n := len(kept); n > 0 && e.start < kept[n-1].end {
			e.start = kept[n-1].end
		}
		if e.start < e.end {
			kept = append(kept, e)
		}
	}
	p.edits = kept
}

// render writes the redacted text as the host will, and where it comes from.
func (p *Policy) render(s []byte) {
	p.out, p.pieces = p.out[:0], p.pieces[:0]
	at := 0
	for i, e := range p.edits {
		if e.start > at {
			p.pieces = append(p.pieces, piece{len(p.out), at, e.start, false})
			p.out = append(p.out, s[at:e.start]...)
		}
		marker := standIn(e.rule)
		if i > 0 && e.start == at && marker == standIn(p.edits[i-1].rule) && !isPerson(e.rule) {
			p.pieces[len(p.pieces)-1].end = e.end
		} else {
			p.pieces = append(p.pieces, piece{len(p.out), e.start, e.end, true})
			p.out = append(p.out, marker...)
		}
		at = e.end
	}
	if at < len(s) {
		p.pieces = append(p.pieces, piece{len(p.out), at, len(s), false})
		p.out = append(p.out, s[at:]...)
	}
}

// origin returns the offset in the cell of an offset in the redacted text; a
// marker counts as a whole, so that its span is covered or left.
func (p *Policy) origin(out int, end bool) int {
	i, _ := slices.BinarySearchFunc(p.pieces, out, func(x piece, at int) int {
		if x.out < at || !end && x.out == at {
			return -1
		}
		return 1
	})
	if i == 0 {
		return 0
	}
	switch x := p.pieces[i-1]; {
	case !x.marker:
		return x.start + out - x.out
	case end:
		return x.end
	default:
		return x.start
	}
}

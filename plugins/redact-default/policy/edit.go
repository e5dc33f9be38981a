package policy

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/cell"
	"github.com/driftsync/driftsync/plugins/sdk/jsontext"
)

type edit = cell.Edit

// textCell redacts one cell of text and reports that all of it may leave. A cell that does not
// settle is null.
func (p *Policy) textCell(class abi.Class, s []byte) (clean bool) {
	p.pending, p.nulled, p.again = p.pending[:0], ruleCount, false
	p.scan(class, s)
	if len(p.pending) == 0 && p.nulled == ruleCount {
		return !p.shapeless(class, s, s)
	}
	p.settle(class, s)
	return false
}

// settle completes the edits that one pass over s found, and hands them on.
func (p *Policy) settle(class abi.Class, s []byte) {
	p.class, p.loud = class, false
	switch settled := p.nulled == ruleCount && p.settler.Settle(s, p.pending, p.rescan); {
	case p.nulled != ruleCount:
		p.batch.Null(p.row, p.column, p.nulled)
	case !settled:
		p.batch.Null(p.row, p.column, cellUnsettled)
	case !p.shapeless(class, s, p.settler.Out):
		for _, e := range p.settler.Edits {
			p.emit(e)
		}
	}
}

// scanAgain reads redacted text.
func (p *Policy) scanAgain(s []byte) ([]edit, bool) {
	p.pending, p.again, p.base = p.pending[:0], true, 0
	p.scan(p.class, s)
	return p.pending, p.nulled == ruleCount
}

// standIn returns what stands in place of what a rule takes away; each person has a pseudonym.
func standIn(rule uint8) (text string, joins bool) {
	if isPerson(rule) {
		return anyPseudonym, false
	}
	return markers[rule], true
}

// emit hands an edit on.
func (p *Policy) emit(e edit) {
	if isPerson(e.Rule) {
		p.batch.Pseudonym(p.row, p.column, e.Start, e.End, e.Rule)
		return
	}
	p.batch.Mask(p.row, p.column, e.Start, e.End, e.Rule)
}

// mask masks part of the text that is read.
func (p *Policy) mask(start, end int, rule uint8) {
	if start < end {
		start, end = p.place(start, end)
		p.pending = append(p.pending, edit{Start: start, End: end, Rule: rule})
	}
}

// null makes the cell that is read null.
func (p *Policy) null(rule uint8) { p.nulled = rule }

func (p *Policy) validJSON(s []byte) bool { return jsontext.Valid(s) }

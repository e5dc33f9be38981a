package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/abi/form"
)

// shapeless takes a cell away of which left, what is not taken from it already, has not the form of its
// class. It reports whether it did.
func (p *Policy) shapeless(class abi.Class, s, left []byte) bool {
	fits := form.Of(class).Fits
	if fits == nil || fits(left) {
		return false
	}
	p.misfit(s, code.In(left))
	return true
}

// misfit takes the cell s away, which is code or says nothing.
func (p *Policy) misfit(s []byte, isCode bool) {
	if isCode || bytes.IndexByte(s, '\n') >= 0 {
		p.batch.Mask(p.row, p.column, 0, len(s), classFormCode)
		return
	}
	p.batch.Null(p.row, p.column, classForm)
}

// closedColumn holds the cells of a column to a form of few characters. What fits may
// still be a token or a name.
func (p *Policy) closedColumn(c *abi.Column, fits func([]byte) bool) {
	var last []byte
	for row := range p.batch.Rows() {
		s := c.Bytes(row)
		if len(s) == 0 || c.Null(row) || bytes.Equal(s, last) {
			continue
		}
		p.row, p.base = row, 0
		switch {
		case !fits(s):
			p.shapeless(c.Class, s, s)
		case p.quiet(s, p.isJSON(s)):
			last = s
		default:
			p.loud = true
			if p.textCell(c.Class, s) {
				last = s
			}
			p.loud = false
		}
	}
}

package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/abi/form"
)

// redactColumn redacts the cells of one column. What can be decided for all of
// them is decided once.
func (p *Policy) redactColumn(c *abi.Column) {
	if c.Type != abi.Text {
		p.otherColumn(c)
		return
	}
	switch c.Class {
	case abi.Path:
		p.pathColumn(c)
	case abi.Safe, abi.EnvName:
		p.closedColumn(c, form.Of(c.Class).Fits)
	case abi.Identifier:
		people, plain := p.columnOfPeople(c) != noPerson, form.Plain(c.Data())
		p.textColumn(c, func(s []byte) bool {
			return p.quiet(s, p.isJSON(s)) && !people && (plain && len(s) <= form.MaxIdentifier || form.Identifier(s))
		})
	case abi.FreeText, abi.PathEmbedded, abi.URL:
		people := p.columnOfPeople(c) != noPerson
		p.textColumn(c, func(s []byte) bool { return p.quiet(s, p.isJSON(s)) && !people })
	case abi.JSON, abi.OpaqueBlob:
		p.textColumn(c, func(s []byte) bool { return p.validJSON(s) && p.quiet(s, true) })
	default:
		if c.Class == abi.Hash && isHex(c.Data()) {
			return
		}
		for row := range p.batch.Rows() {
			if !c.Null(row) {
				p.row, p.base = row, 0
				p.cell(c.Class, c.Bytes(row))
			}
		}
	}
}

// otherColumn handles cells that are not text: numbers of most classes and
// digests may leave, the rest is null.
func (p *Policy) otherColumn(c *abi.Column) {
	if c.Type.Fixed() && c.Class != abi.Unknown && !wholeCell(c.Class) || c.Type == abi.Blob && c.Class == abi.Hash {
		return
	}
	for row := range p.batch.Rows() {
		if !c.Null(row) {
			p.batch.Null(row, p.column, classUnknown)
		}
	}
}

// pathColumn makes paths relative. Neighbours often are the same path.
func (p *Policy) pathColumn(c *abi.Column) {
	var last []byte
	prefix := 0
	for row := range p.batch.Rows() {
		s := c.Bytes(row)
		if len(s) == 0 || c.Null(row) {
			continue
		}
		if !bytes.Equal(s, last) {
			if len(s) > 2*form.MaxPath { // what is no path does not take the work of one
				p.row = row
				p.misfit(s, code.In(s))
				continue
			}
			if prefix = p.quickPath(s); prefix < 0 {
				last = nil
				p.row, p.base = row, 0
				p.textCell(abi.Path, s)
				continue
			}
			last = s
		}
		p.batch.Mask(row, p.column, 0, prefix, pathRoot)
	}
}

// quickPath returns the bytes that have to go from the start of a path of which
// the rest may leave as it is, -1 where that takes a closer look.
func (p *Policy) quickPath(s []byte) int {
	n := 0
	if s[0] == '/' {
		if n = p.names.machine.PlainRoot(s); n == 0 {
			return -1
		}
	} else if !p.names.machine.Plain(s) {
		return -1
	}
	if !form.Path(s[n:]) || !p.quiet(s[n:], false) {
		return -1
	}
	return n
}

// textColumn redacts the cells of a column that a look at each does not pass.
func (p *Policy) textColumn(c *abi.Column, passes func(s []byte) bool) {
	for row := range p.batch.Rows() {
		s := c.Bytes(row)
		if len(s) == 0 || c.Null(row) || passes(s) {
			continue
		}
		p.row, p.base, p.loud = row, 0, true
		p.textCell(c.Class, s)
		p.loud = false
	}
}

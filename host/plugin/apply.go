package plugin

import (
	"encoding/json"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
)

// applier carries out directives. It edits the engine's own copy of the rows, which
// is the only place where anything is ever changed.
type applier struct {
	pseudonym func(dst, value []byte) []byte
	sorted    []abi.Directive
	first     []int
	scratch   []byte
	nulled    int64 // JSON cells that an edit had broken
}

// apply edits b. The edits are valid for b, in row, column, start order, with rows
// and columns numbered as in b; markers are those of their rules. DropRow is not
// among them.
func (a *applier) apply(b *batch.Batch, edits []abi.Directive, markers []string) {
	if len(edits) == 0 {
		return
	}
	a.byColumn(edits, len(b.Columns))
	for i := range b.Columns {
		part := a.sorted[a.first[i]:a.first[i+1]]
		if len(part) == 0 {
			continue
		}
		c := &b.Columns[i]
		if c.Type.Fixed() {
			nullFixed(c, part)
			continue
		}
		before := len(c.Data)
		a.rewrite(c, part, markers, b.Rows())
		b.Bytes += len(c.Data) - before
	}
}

// byColumn groups the edits by column and keeps the order of rows.
func (a *applier) byColumn(edits []abi.Directive, columns int) {
	a.first = slices.Grow(a.first[:0], columns+2)[:columns+2]
	clear(a.first)
	for i := range edits {
		a.first[edits[i].Column+2]++
	}
	for i := 2; i < len(a.first); i++ {
		a.first[i] += a.first[i-1]
	}
	a.sorted = slices.Grow(a.sorted[:0], len(edits))[:len(edits)]
	for i := range edits {
		at := &a.first[edits[i].Column+1]
		a.sorted[*at] = edits[i]
		*at++
	}
}

func nullFixed(c *batch.Column, edits []abi.Directive) {
	for i := range edits {
		row := int(edits[i].Row)
		c.Nulls[row>>3] |= 1 << (row & 7)
		clear(c.Data[8*row : 8*row+8])
	}
}

// rewrite copies the data of a column once, with the edits in it. Offsets are
// rewritten in place; those at and after the row at hand are still the old ones.
func (a *applier) rewrite(c *batch.Column, edits []abi.Directive, markers []string, rows int) {
	src, out := c.Data, a.scratch[:0]
	pos, next := 0, 0 // bytes of src that are dealt with; first offset that is still old
	checked := c.Def.Class.IsJSON()
	for len(edits) > 0 {
		row := int(edits[0].Row)
		n := 1
		for n < len(edits) && int(edits[n].Row) == row {
			n++
		}
		start, end := int(c.Offsets[row]), int(c.Offsets[row+1])
		out = append(out, src[pos:start]...)
		shift(c.Offsets[next:row+1], len(out)-start)
		base := len(out)
		null := edits[0].Op == abi.Null
		if !null {
			out = a.edit(out, src[start:end], edits[:n], markers)
			if checked && !json.Valid(out[base:]) && json.Valid(src[start:end]) {
				null = true
				a.nulled++
			}
		}
		if null {
			out = out[:base]
			c.Nulls[row>>3] |= 1 << (row & 7)
		}
		pos, next, edits = end, row+1, edits[n:]
	}
	by := len(out) - pos
	out = append(out, src[pos:]...)
	shift(c.Offsets[next:rows+1], by)
	c.Data, a.scratch = out, src
}

func shift(offsets []uint32, by int) {
	for i := range offsets {
		offsets[i] += uint32(by) // modulo 2^32, so a negative shift works too
	}
}

// edit appends a cell with its spans replaced. Spans that touch and have the same
// marker leave one marker.
func (a *applier) edit(out, cell []byte, edits []abi.Directive, markers []string) []byte {
	pos := 0
	for i := range edits {
		v := &edits[i]
		out = append(out, cell[pos:v.Start]...)
		pos = int(v.End)
		value := cell[v.Start:v.End]
		switch {
		case v.Op == abi.Pseudonym && abi.IsPseudonym(value):
			out = append(out, value...)
		case v.Op == abi.Pseudonym:
			out = a.pseudonym(out, value)
		case i > 0 && edits[i-1].Op == abi.Mask && edits[i-1].End == v.Start && markers[edits[i-1].Rule] == markers[v.Rule]:
		default:
			out = append(out, markers[v.Rule]...)
		}
	}
	return append(out, cell[pos:]...)
}

// blank makes every cell of the given rows null, so that nothing of a row that must
// not leave is left to leave. Rows ascend.
func (a *applier) blank(b *batch.Batch, rows []int) {
	edits := make([]abi.Directive, 0, len(rows)*len(b.Columns))
	for _, row := range rows {
		for column := range b.Columns {
			edits = append(edits, abi.Directive{Row: uint32(row), Column: uint16(column), Op: abi.Null})
		}
	}
	a.apply(b, edits, nil)
}

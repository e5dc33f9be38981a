package plugin

import (
	"path"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// reads returns the carried columns of a table that the patterns ask for. A pattern
// is "table", "table.column" or "database.table.column"; "*" in a part stands for
// any run of characters.
func reads(patterns []string, t *schema.Table) []int {
	var columns []int
	for i, def := range t.Carried() {
		for _, pattern := range patterns {
			if asksFor(pattern, t, def.Name) {
				columns = append(columns, i)
				break
			}
		}
	}
	return columns
}

func asksFor(pattern string, t *schema.Table, column string) bool {
	parts := strings.Split(pattern, ".")
	switch len(parts) {
	case 1:
		return match(parts[0], t.Name)
	case 2:
		return match(parts[0], t.Name) && match(parts[1], column)
	case 3:
		return match(parts[0], t.Database) && match(parts[1], t.Name) && match(parts[2], column)
	}
	return false
}

// match holds for "*" as path.Match means it; neither side has a slash.
func match(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// span is a range of rows, hi exclusive.
type span struct{ lo, hi int }

// framer encodes ranges of rows of one batch into one buffer.
type framer struct {
	spec  abi.FrameSpec
	frame []byte
	nulls []byte
	spare [][]uint32 // rebased offsets, by column
}

// encode returns the frame of rows s of the given columns; it is valid until the
// next call.
func (f *framer) encode(b *batch.Batch, columns []int, context []abi.ContextSpec, s span) []byte {
	f.spec.Table = b.Table.Database + "." + b.Table.Name
	f.spec.Rows, f.spec.Context = s.hi-s.lo, context
	f.spec.Columns = f.spec.Columns[:0]
	whole := s.lo == 0 && s.hi == b.Rows()
	f.nulls = f.nulls[:0]
	for i, at := range columns {
		c := b.Columns[at].Spec()
		if !whole {
			f.cut(&c, i, s)
		}
		f.spec.Columns = append(f.spec.Columns, c)
	}
	f.frame = abi.AppendFrame(f.frame, &f.spec)
	return f.frame
}

// cut narrows column i of the frame to rows s.
func (f *framer) cut(c *abi.ColumnSpec, i int, s span) {
	start := len(f.nulls)
	f.nulls = append(f.nulls, make([]byte, (s.hi-s.lo+7)/8)...)
	nulls := f.nulls[start:]
	for row := s.lo; row < s.hi; row++ {
		if c.Nulls[row>>3]&(1<<(row&7)) != 0 {
			to := row - s.lo
			nulls[to>>3] |= 1 << (to & 7)
		}
	}
	c.Nulls = nulls
	if c.Type.Fixed() {
		c.Data = c.Data[8*s.lo : 8*s.hi]
		return
	}
	for len(f.spare) <= i {
		f.spare = append(f.spare, nil)
	}
	base := c.Offsets[s.lo]
	offsets := f.spare[i][:0]
	for _, off := range c.Offsets[s.lo : s.hi+1] {
		offsets = append(offsets, off-base)
	}
	c.Data = c.Data[base:c.Offsets[s.hi]]
	c.Offsets, f.spare[i] = offsets, offsets
}

// split appends the ranges into which a batch has to be cut so that no frame is much
// larger than limit bytes. A row that is larger alone gets a range of its own.
func split(dst []span, b *batch.Batch, columns []int, limit int) []span {
	if b.Bytes+12*len(columns)*b.Rows() <= limit {
		return append(dst, span{0, b.Rows()})
	}
	size, lo := 0, 0
	for row := range b.Rows() {
		width := 12 * len(columns)
		for _, at := range columns {
			if c := &b.Columns[at]; !c.Type.Fixed() {
				width += int(c.Offsets[row+1] - c.Offsets[row])
			}
		}
		if size += width; size > limit && row > lo {
			dst = append(dst, span{lo, row})
			size, lo = width, row
		}
	}
	return append(dst, span{lo, b.Rows()})
}

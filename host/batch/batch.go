// Package batch is the unit of work between the stages: up to some thousand rows of
// one table, column by column, in the layout of an abi frame, so that a frame is
// made by copying whole runs of bytes.
package batch

import (
	"encoding/binary"
	"math"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// A push ends a batch at the row that reaches one of these. A call into a plugin costs as
// much as some hundred rows.
const (
	MaxRows  = 1000
	MaxBytes = 512 << 10 // of text and blobs
)

// Key is the identity of a row at one destination: the 16 bytes of its cloud id.
type Key [16]byte

// Batch is rows of one table. A stage owns a batch while it works on it and hands
// it on by reference; nothing in it is shared.
type Batch struct {
	Table        *schema.Table
	Columns      []Column // carried columns in catalogue order
	Keys         []Key    // by row
	Fingerprints [][16]byte
	Bytes        int // of text and blobs, over all columns
}

// Column is one carried column. Type is the type of its cells now, which is
// [abi.Text] for a digest or a decoded blob. Fixed types use Data with 8 bytes a
// row; the others use Offsets (rows+1 values) into Data. A null cell has width 0 or
// zero bits.
type Column struct {
	Def     *schema.Column
	Type    abi.Type
	Nulls   []byte // bit r%8 of byte r/8: row r is null
	Offsets []uint32
	Data    []byte
}

// New returns an empty batch for a table.
func New(t *schema.Table) *Batch {
	carried := t.Carried()
	b := &Batch{Table: t, Columns: make([]Column, len(carried))}
	for i, def := range carried {
		b.Columns[i] = Column{Def: def, Type: def.Type, Offsets: []uint32{0}}
		if def.Type == abi.Blob {
			b.Columns[i].Type = abi.Text // the source turns blobs into text
		}
	}
	return b
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.Keys, b.Fingerprints, b.Bytes = b.Keys[:0], b.Fingerprints[:0], 0
	for i := range b.Columns {
		c := &b.Columns[i]
		c.Nulls, c.Offsets, c.Data = c.Nulls[:0], c.Offsets[:1], c.Data[:0]
	}
}

// Rows returns the number of rows.
func (b *Batch) Rows() int { return len(b.Keys) }

// Null reports whether the cell of a row is null.
func (c *Column) Null(row int) bool { return c.Nulls[row>>3]&(1<<(row&7)) != 0 }

// Bytes returns a view of the cell of a column that is not fixed; empty for null.
func (c *Column) Bytes(row int) []byte { return c.Data[c.Offsets[row]:c.Offsets[row+1]] }

// Int returns the cell of an [abi.Int] column.
func (c *Column) Int(row int) int64 { return int64(binary.LittleEndian.Uint64(c.Data[8*row:])) }

// Float returns the cell of an [abi.Float] column.
func (c *Column) Float(row int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(c.Data[8*row:]))
}

// AppendNull adds a null cell for row, which must be the next one. Like its
// siblings it is called once for every column of a new row.
func (c *Column) AppendNull(row int) {
	c.grow(row)
	c.Nulls[row>>3] |= 1 << (row & 7)
	if c.Type.Fixed() {
		c.Data = append(c.Data, 0, 0, 0, 0, 0, 0, 0, 0)
		return
	}
	c.Offsets = append(c.Offsets, uint32(len(c.Data)))
}

// AppendInt adds an integer cell.
func (c *Column) AppendInt(row int, v int64) {
	c.grow(row)
	c.Data = binary.LittleEndian.AppendUint64(c.Data, uint64(v))
}

// AppendFloat adds a floating-point cell.
func (c *Column) AppendFloat(row int, v float64) {
	c.grow(row)
	c.Data = binary.LittleEndian.AppendUint64(c.Data, math.Float64bits(v))
}

// AppendBytes adds a text cell; v is copied.
func (c *Column) AppendBytes(row int, v []byte) {
	c.grow(row)
	c.Data = append(c.Data, v...)
	c.Offsets = append(c.Offsets, uint32(len(c.Data)))
}

func (c *Column) grow(row int) {
	if row>>3 == len(c.Nulls) {
		c.Nulls = append(c.Nulls, 0)
	}
}

// Spec returns the column as a frame wants it; the slices are shared.
func (c *Column) Spec() abi.ColumnSpec {
	s := abi.ColumnSpec{Name: c.Def.Name, Class: c.Def.Class, Type: c.Type, Nulls: c.Nulls, Data: c.Data}
	if !c.Type.Fixed() {
		s.Offsets = c.Offsets
	}
	return s
}

// CopyFrom makes b a copy of src, which has the same table. Cells of fixed types are
// shared.
func (b *Batch) CopyFrom(src *Batch) {
	b.Table, b.Bytes = src.Table, src.Bytes
	b.Keys, b.Fingerprints = src.Keys, src.Fingerprints
	for i := range src.Columns {
		to, from := &b.Columns[i], &src.Columns[i]
		to.Def, to.Type = from.Def, from.Type
		to.Nulls = append(to.Nulls[:0], from.Nulls...)
		if from.Type.Fixed() {
			to.Data = from.Data
			continue
		}
		to.Offsets = append(to.Offsets[:0], from.Offsets...)
		to.Data = append(to.Data[:0], from.Data...)
	}
}

// CopyRows makes b hold the rows of src that are not to be skipped. It has the same table;
// keys are taken over, fingerprints are not. Nothing is shared.
func (b *Batch) CopyRows(src *Batch, skip []bool) {
	b.Reset()
	for row, key := range src.Keys {
		if !skip[row] {
			b.Keys = append(b.Keys, key)
		}
	}
	for i := range src.Columns {
		to, from := &b.Columns[i], &src.Columns[i]
		to.Def, to.Type = from.Def, from.Type
		next := 0
		for row := range src.Rows() {
			if skip[row] {
				continue
			}
			switch {
			case from.Null(row):
				to.AppendNull(next)
			case from.Type.Fixed():
				to.grow(next)
				to.Data = append(to.Data, from.Data[8*row:8*row+8]...)
			default:
				to.AppendBytes(next, from.Bytes(row))
			}
			next++
		}
		if !to.Type.Fixed() {
			b.Bytes += len(to.Data)
		}
	}
}

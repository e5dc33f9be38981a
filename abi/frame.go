package abi

import (
	"errors"
	"math"
	"unicode/utf8"
)

const (
	frameMagic      = "DSF1"
	frameHeader     = 48
	columnEntry     = 32
	contextEntry    = 12
	MaxFrame        = 64 << 20 // bytes; larger frames are refused by both sides
	MaxColumns      = 1024
	maxContextCount = 1 << 16
)

// ErrFrame is wrapped by every error of [DecodeFrame].
var ErrFrame = errors.New("malformed frame")

// Frame is a view of an encoded frame. It holds no copy: the bytes given to
// [DecodeFrame] must not change while it is in use. The zero Frame has no rows.
type Frame struct {
	b       []byte
	table   []byte
	rows    int
	columns int
	context int
	colOff  int
	ctxOff  int
}

// Column is a view of one column of a frame.
type Column struct {
	Name    []byte
	Class   Class
	Type    Type
	nulls   []byte
	data    []byte
	offsets []byte
}

// DecodeFrame checks a frame as a whole and returns a view of it. After that no
// accessor with a row and column in range can go out of bounds. It allocates
// only on error. Text that is not UTF-8 is an error.
func DecodeFrame(b []byte) (Frame, error) {
	f, err := decodeHeader(b)
	if err != nil {
		return Frame{}, err
	}
	for i := range f.columns {
		if err := f.checkColumn(i); err != nil {
			return Frame{}, err
		}
	}
	for i := range f.context {
		at := f.ctxOff + i*contextEntry
		if _, ok := f.slice(u32(b, at+4), u32(b, at+8)); !ok {
			return Frame{}, frameError("context entry out of bounds")
		}
	}
	return f, nil
}

func decodeHeader(b []byte) (Frame, error) {
	switch {
	case len(b) < frameHeader || len(b) > MaxFrame || string(b[:4]) != frameMagic:
		return Frame{}, frameError("no frame header")
	case load16(b, 4) != Version:
		return Frame{}, frameError("another ABI version")
	case u32(b, 8) != len(b):
		return Frame{}, frameError("size differs from the header's")
	}
	f := Frame{b: b, rows: u32(b, 12), columns: u32(b, 16), context: u32(b, 20), colOff: u32(b, 24), ctxOff: u32(b, 28)}
	if f.columns > MaxColumns || f.context > maxContextCount || f.rows > MaxFrame {
		return Frame{}, frameError("too many rows, columns or context entries")
	}
	name, ok := f.slice(u32(b, 32), u32(b, 36))
	if !ok {
		return Frame{}, frameError("table name out of bounds")
	}
	f.table = name
	if _, ok := f.slice(f.colOff, f.columns*columnEntry); !ok {
		return Frame{}, frameError("column table out of bounds")
	}
	if _, ok := f.slice(f.ctxOff, f.context*contextEntry); !ok {
		return Frame{}, frameError("context table out of bounds")
	}
	return f, nil
}

func (f *Frame) checkColumn(i int) error {
	at := f.colOff + i*columnEntry
	typ := Type(f.b[at+9])
	if _, ok := f.slice(u32(f.b, at), u32(f.b, at+4)); !ok {
		return frameError("column name out of bounds")
	}
	if _, ok := f.slice(u32(f.b, at+12), (f.rows+7)/8); !ok {
		return frameError("null bitmap out of bounds")
	}
	data, ok := f.slice(u32(f.b, at+16), u32(f.b, at+20))
	if !ok {
		return frameError("column data out of bounds")
	}
	if typ.Fixed() {
		if len(data) != 8*f.rows {
			return frameError("fixed column is not 8 bytes a row")
		}
		return nil
	}
	if typ != Text && typ != Blob {
		return frameError("unknown column type")
	}
	offsets, ok := f.slice(u32(f.b, at+24), 4*(f.rows+1))
	if !ok {
		return frameError("row offsets out of bounds")
	}
	return checkOffsets(offsets, data, typ)
}

// checkOffsets proves that offsets ascend from 0 to the end of data and, for
// text, that no cell cuts a character.
func checkOffsets(offsets, data []byte, typ Type) error {
	last := 0
	for rest := offsets; len(rest) >= 4; rest = rest[4:] {
		next := u32(rest, 0)
		if next < last {
			return frameError("row offsets do not ascend")
		}
		last = next
	}
	if last != len(data) || u32(offsets, 0) != 0 {
		return frameError("row offsets do not cover the data")
	}
	if typ != Text || isASCII(data) {
		return nil
	}
	for at := 0; at < len(offsets); at += 4 {
		if next := u32(offsets, at); next < len(data) && !utf8.RuneStart(data[next]) {
			return frameError("a cell cuts a character")
		}
	}
	if !utf8.Valid(data) {
		return frameError("text is not UTF-8")
	}
	return nil
}

// isASCII reads eight bytes at a time: most text is, and is valid then.
func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if load64(b, 0)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Table returns the name of the table, "drift.functions" for example.
func (f *Frame) Table() []byte { return f.table }

// Rows returns the number of rows.
func (f *Frame) Rows() int { return f.rows }

// Columns returns the number of columns.
func (f *Frame) Columns() int { return f.columns }

// Column returns column i, 0 <= i < Columns().
func (f *Frame) Column(i int) Column {
	at := f.colOff + i*columnEntry
	c := Column{Class: Class(f.b[at+8]), Type: Type(f.b[at+9])}
	c.Name, _ = f.slice(u32(f.b, at), u32(f.b, at+4))
	c.nulls, _ = f.slice(u32(f.b, at+12), (f.rows+7)/8)
	c.data, _ = f.slice(u32(f.b, at+16), u32(f.b, at+20))
	if !c.Type.Fixed() {
		c.offsets, _ = f.slice(u32(f.b, at+24), 4*(f.rows+1))
	}
	return c
}

// ContextLen returns the number of context entries.
func (f *Frame) ContextLen() int { return f.context }

// Context returns context entry i, 0 <= i < ContextLen().
func (f *Frame) Context(i int) (ContextKind, []byte) {
	at := f.ctxOff + i*contextEntry
	value, _ := f.slice(u32(f.b, at+4), u32(f.b, at+8))
	return ContextKind(u32(f.b, at)), value
}

// Null reports whether the cell of a row is null.
func (c *Column) Null(row int) bool { return c.nulls[row>>3]&(1<<(row&7)) != 0 }

// Bytes returns the cell of a [Text] or [Blob] column, empty where it is null.
// It is a view into the frame.
func (c *Column) Bytes(row int) []byte {
	both := load64(c.offsets, 4*row)
	start, end := int(uint32(both)), int(both>>32)
	return c.data[start:end:end]
}

// Data returns the cells of a [Text] or [Blob] column as they follow each other,
// in one view into the frame; where a null cell takes bytes they are in it too.
func (c *Column) Data() []byte { return c.data }

// Int returns the cell of an [Int] column, 0 where it is null.
func (c *Column) Int(row int) int64 {
	return int64(load64(c.data, 8*row))
}

// Float returns the cell of a [Float] column, 0 where it is null.
func (c *Column) Float(row int) float64 {
	return math.Float64frombits(load64(c.data, 8*row))
}

func (f *Frame) slice(off, n int) ([]byte, bool) {
	if off < 0 || n < 0 || off > len(f.b) || n > len(f.b)-off {
		return nil, false
	}
	return f.b[off : off+n : off+n], true
}

type formatError struct {
	kind   error
	reason string
}

func (e *formatError) Error() string { return e.kind.Error() + ": " + e.reason }
func (e *formatError) Unwrap() error { return e.kind }

func frameError(reason string) error { return &formatError{ErrFrame, reason} }

package abi

import "encoding/binary"

// FrameSpec is what [AppendFrame] encodes.
type FrameSpec struct {
	Table   string
	Rows    int
	Columns []ColumnSpec
	Context []ContextSpec
}

// ColumnSpec is one column as the frame will hold it: the slices are copied as
// they are. Nulls has (Rows+7)/8 bytes, Data 8 bytes a row for fixed types, and
// Offsets Rows+1 values for the others.
type ColumnSpec struct {
	Name    string
	Class   Class
	Type    Type
	Nulls   []byte
	Data    []byte
	Offsets []uint32
}

// ContextSpec is one context entry.
type ContextSpec struct {
	Kind  ContextKind
	Value string
}

// AppendFrame appends the encoding of spec to dst[:0] and returns it; a reader
// checks it with [DecodeFrame]. It does not judge spec.
func AppendFrame(dst []byte, spec *FrameSpec) []byte {
	le := binary.LittleEndian
	colOff := frameHeader
	ctxOff := colOff + len(spec.Columns)*columnEntry
	b := append(dst[:0], make([]byte, ctxOff+len(spec.Context)*contextEntry)...)
	b = append(b, spec.Table...)
	copy(b, frameMagic)
	le.PutUint16(b[4:], Version)
	le.PutUint32(b[12:], uint32(spec.Rows))
	le.PutUint32(b[16:], uint32(len(spec.Columns)))
	le.PutUint32(b[20:], uint32(len(spec.Context)))
	le.PutUint32(b[24:], uint32(colOff))
	le.PutUint32(b[28:], uint32(ctxOff))
	le.PutUint32(b[32:], uint32(len(b)-len(spec.Table)))
	le.PutUint32(b[36:], uint32(len(spec.Table)))
	for i := range spec.Context {
		entry := &spec.Context[i]
		at := ctxOff + i*contextEntry
		le.PutUint32(b[at:], uint32(entry.Kind))
		le.PutUint32(b[at+4:], uint32(len(b)))
		le.PutUint32(b[at+8:], uint32(len(entry.Value)))
		b = append(b, entry.Value...)
	}
	for i := range spec.Columns {
		b = appendColumn(b, colOff+i*columnEntry, &spec.Columns[i])
	}
	le.PutUint32(b[8:], uint32(len(b)))
	return b
}

func appendColumn(b []byte, at int, c *ColumnSpec) []byte {
	le := binary.LittleEndian
	le.PutUint32(b[at:], uint32(len(b)))
	le.PutUint32(b[at+4:], uint32(len(c.Name)))
	b[at+8], b[at+9] = byte(c.Class), byte(c.Type)
	b = append(b, c.Name...)
	le.PutUint32(b[at+12:], uint32(len(b)))
	b = append(b, c.Nulls...)
	b = pad(b)
	le.PutUint32(b[at+16:], uint32(len(b)))
	le.PutUint32(b[at+20:], uint32(len(c.Data)))
	b = append(b, c.Data...)
	if c.Type.Fixed() {
		return b
	}
	b = pad(b)
	le.PutUint32(b[at+24:], uint32(len(b)))
	for _, off := range c.Offsets {
		b = le.AppendUint32(b, off)
	}
	return b
}

func pad(b []byte) []byte {
	for len(b)%8 != 0 {
		b = append(b, 0)
	}
	return b
}

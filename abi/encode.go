package abi

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
	colOff := frameHeader
	ctxOff := colOff + len(spec.Columns)*columnEntry
	b := append(dst[:0], make([]byte, ctxOff+len(spec.Context)*contextEntry)...)
	b = append(b, spec.Table...)
	copy(b, frameMagic)
	put16(b, 4, Version)
	put32(b, 12, uint32(spec.Rows))
	put32(b, 16, uint32(len(spec.Columns)))
	put32(b, 20, uint32(len(spec.Context)))
	put32(b, 24, uint32(colOff))
	put32(b, 28, uint32(ctxOff))
	put32(b, 32, uint32(len(b)-len(spec.Table)))
	put32(b, 36, uint32(len(spec.Table)))
	for i := range spec.Context {
		entry := &spec.Context[i]
		at := ctxOff + i*contextEntry
		put32(b, at, uint32(entry.Kind))
		put32(b, at+4, uint32(len(b)))
		put32(b, at+8, uint32(len(entry.Value)))
		b = append(b, entry.Value...)
	}
	for i := range spec.Columns {
		b = appendColumn(b, colOff+i*columnEntry, &spec.Columns[i])
	}
	put32(b, 8, uint32(len(b)))
	return b
}

func appendColumn(b []byte, at int, c *ColumnSpec) []byte {
	put32(b, at, uint32(len(b)))
	put32(b, at+4, uint32(len(c.Name)))
	b[at+8], b[at+9] = byte(c.Class), byte(c.Type)
	b = append(b, c.Name...)
	put32(b, at+12, uint32(len(b)))
	b = append(b, c.Nulls...)
	b = pad(b)
	put32(b, at+16, uint32(len(b)))
	put32(b, at+20, uint32(len(c.Data)))
	b = append(b, c.Data...)
	if c.Type.Fixed() {
		return b
	}
	b = pad(b)
	put32(b, at+24, uint32(len(b)))
	for _, off := range c.Offsets {
		b = append32(b, off)
	}
	return b
}

func pad(b []byte) []byte {
	for len(b)%8 != 0 {
		b = append(b, 0)
	}
	return b
}

package flow

import "fmt"

// Opcodes that the rewrite has to know by name.
// https://webassembly.github.io/spec/core/binary/instructions.html
const (
	opUnreachable  = 0x00
	opNop          = 0x01
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0b
	opBr           = 0x0c
	opBrIf         = 0x0d
	opBrTable      = 0x0e
	opReturn       = 0x0f
	opCall         = 0x10
	opCallIndirect = 0x11
	opDrop         = 0x1a
	opSelect       = 0x1b
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opLoad         = 0x28 // the first of them
	opI64Load      = 0x29
	opF64Load      = 0x2b
	opI32Load8U    = 0x2d
	opI64Load8U    = 0x31
	opStore        = 0x36 // the first of them
	opI64Store     = 0x37
	opF64Store     = 0x39
	opStoreLast    = 0x3e
	opMemorySize   = 0x3f
	opMemoryGrow   = 0x40
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opI32Eqz       = 0x45
	opI32Eq        = 0x46
	opI64Eqz       = 0x50
	opI64Eq        = 0x51
	opI64Ne        = 0x52
	opI64GeU       = 0x5a
	opF64Ge        = 0x66
	opI32Add       = 0x6a
	opI32Sub       = 0x6b
	opI64Add       = 0x7c
	opI64And       = 0x83
	opI32WrapI64   = 0xa7
	opI64ExtendU   = 0xad // of an i32
	opNumericLast  = 0xc4
	opPrefixed     = 0xfc
	voidBlock      = 0x40
)

// instruction is one instruction, or what it became.
type instruction struct {
	op     byte
	bytes  []byte
	value  int64 // an index, a label, a constant, or the offset of a load or store
	based  bool  // a load or store at the base of the stack
	out    bool  // a branch out of the segment
	target int   // of that branch: a segment, or unwind
}

// is reports an instruction with one immediate.
func (in *instruction) is(op byte, value int64) bool { return in.op == op && in.value == value }

// stores reports a store.
func (in *instruction) stores() bool { return in.op >= opStore && in.op <= opStoreLast }

// decoder reads instructions; the first that it does not know makes it bad.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail(format string, arguments ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, arguments...)
	}
	d.b = nil
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail("truncated")
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail("truncated")
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

// u32 reads an unsigned LEB128 of at most 32 bits.
func (d *decoder) u32() uint32 {
	var v uint64
	for shift := uint(0); shift < 35; shift += 7 {
		c := d.byte()
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if v > 1<<32-1 {
				break
			}
			return uint32(v)
		}
	}
	d.fail("number too large")
	return 0
}

// signed reads a signed LEB128 of at most 64 bits.
func (d *decoder) signed() int64 {
	var v int64
	for shift := uint(0); shift < 70; {
		c := d.byte()
		v |= int64(c&0x7f) << shift
		if shift += 7; c < 0x80 {
			if c&0x40 != 0 && shift < 64 {
				v |= -1 << shift
			}
			return v
		}
	}
	d.fail("number too large")
	return 0
}

// next reads one instruction.
func (d *decoder) next() instruction {
	start := d.b
	in := instruction{op: d.byte()}
	switch op := in.op; {
	case op == opBlock, op == opLoop, op == opIf:
		if d.byte() != voidBlock {
			d.fail("a block has a result")
		}
	case op == opBr, op == opBrIf, op == opCall, op >= opLocalGet && op <= opGlobalSet:
		in.value = int64(d.u32())
	case op == opBrTable:
		for n := d.u32(); n > 0 && d.err == nil; n-- {
			d.u32()
		}
		d.u32()
	case op == opCallIndirect:
		in.value = int64(d.u32())
		d.u32()
	case op >= opLoad && op <= opStoreLast:
		d.u32()
		in.value = int64(d.u32())
	case op == opMemorySize, op == opMemoryGrow:
		d.byte()
	case op == opI32Const, op == opI64Const:
		in.value = d.signed()
	case op == opF32Const:
		d.bytes(4)
	case op == opF64Const:
		d.bytes(8)
	case op == opPrefixed:
		in.value = int64(d.prefixed())
	case op == opUnreachable, op == opNop, op == opElse, op == opEnd, op == opReturn,
		op == opDrop, op == opSelect, op >= opI32Eqz && op <= opNumericLast:
	default:
		d.fail("unknown instruction %#x", op)
	}
	if d.err == nil {
		in.bytes = start[: len(start)-len(d.b) : len(start)-len(d.b)]
	}
	return in
}

// prefixed passes a truncation that saturates, or a copy or fill of memory.
func (d *decoder) prefixed() uint32 {
	op := d.u32()
	switch {
	case op <= 7:
	case op == 10:
		d.bytes(2)
	case op == 11:
		d.bytes(1)
	default:
		d.fail("unknown instruction 0xfc %d", op)
	}
	return op
}

func appendU32(b []byte, v uint32) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

func appendSigned(b []byte, v int64) []byte {
	for v < -64 || v > 63 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}

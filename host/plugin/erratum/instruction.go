package erratum

import (
	"errors"
	"fmt"
	"math/bits"
)

// Opcodes that have to be known by name.
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
	opSelectTyped  = 0x1c
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opTableGet     = 0x25
	opTableSet     = 0x26
	opLoad         = 0x28
	opLoadLast     = 0x35
	opStore        = 0x36
	opStoreLast    = 0x3e
	opMemorySize   = 0x3f
	opMemoryGrow   = 0x40
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opI32Eqz       = 0x45
	opI32Ne        = 0x47
	opI32LtS       = 0x48 // then lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u
	opI32GeU       = 0x4f
	opI64Eqz       = 0x50
	opI64LtS       = 0x53
	opI64GeU       = 0x5a
	opI32And       = 0x71
	opI64And       = 0x83
	opWrap         = 0xa7
	opNumericLast  = 0xc4
	opRefNull      = 0xd0
	opRefIsNull    = 0xd1
	opRefFunc      = 0xd2
	opBulk         = 0xfc
	opVector       = 0xfd
)

var (
	errTruncated = errors.New("truncated")
	errNumber    = errors.New("number too large")
)

// reader reads the binary format. After an error it gives zeroes.
type reader struct {
	b   []byte
	at  int
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.at = len(r.b)
}

func (r *reader) byte() byte {
	if r.at >= len(r.b) {
		r.fail(errTruncated)
		return 0
	}
	c := r.b[r.at]
	r.at++
	return c
}

func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)-r.at) {
		r.fail(errTruncated)
		return nil
	}
	b := r.b[r.at : r.at+int(n) : r.at+int(n)]
	r.at += int(n)
	return b
}

// u32 reads an unsigned LEB128 of at most 32 bits.
func (r *reader) u32() uint32 {
	if r.at < len(r.b) && r.b[r.at] < 0x80 { // nearly every number
		r.at++
		return uint32(r.b[r.at-1])
	}
	return r.longU32()
}

func (r *reader) longU32() uint32 {
	var v uint64
	for shift := uint(0); shift < 35; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if v > 1<<32-1 {
				break
			}
			return uint32(v)
		}
	}
	r.fail(errNumber)
	return 0
}

// signed reads a signed LEB128 of at most 64 bits, and returns 1 unless it is 0.
func (r *reader) signed() (notZero uint32) {
	for range 10 {
		c := r.byte()
		if c&0x7f != 0 {
			notZero = 1
		}
		if c < 0x80 {
			return notZero
		}
	}
	r.fail(errNumber)
	return 0
}

// instruction reads one instruction of WebAssembly 2.0, which is what the engine offers:
// its opcode, and the index of a local, or 0 for the constant 0 and 1 for another.
func (r *reader) instruction() (op byte, index uint32) {
	switch op = r.byte(); immediates[op] {
	case nothing:
	case number:
		index = r.u32()
	case numbers:
		r.u32()
		r.u32()
	case small:
		r.byte()
	case signed:
		index = r.signed()
	case four:
		r.bytes(4)
	case eight:
		r.bytes(8)
	default:
		r.long(op)
	}
	return op, index
}

// long reads what stands behind the opcodes with immediates of no fixed number.
func (r *reader) long(op byte) {
	switch op {
	case opBrTable:
		for n := uint64(r.u32()) + 1; n > 0 && r.err == nil; n-- {
			r.u32()
		}
	case opSelectTyped:
		r.bytes(r.u32())
	case opBulk:
		r.bulk()
	case opVector:
		r.vector()
	default:
		r.fail(fmt.Errorf("unknown instruction %#x", op))
	}
}

func (r *reader) bulk() {
	switch op := r.u32(); {
	case op <= 7: // truncations that saturate
	case op == 8 || op == 10 || op == 12 || op == 14: // two indices
		r.u32()
		r.u32()
	case op <= 17: // one
		r.u32()
	default:
		r.fail(fmt.Errorf("unknown instruction 0xfc %d", op))
	}
}

func (r *reader) vector() {
	switch op := r.u32(); {
	case op <= 11 || op == 92 || op == 93: // loads and stores
		r.u32()
		r.u32()
	case op == 12 || op == 13: // a constant, a shuffle
		r.bytes(16)
	case op >= 21 && op <= 34: // a lane
		r.byte()
	case op >= 84 && op <= 91: // loads and stores of a lane
		r.u32()
		r.u32()
		r.byte()
	case op <= 255:
	default:
		r.fail(fmt.Errorf("unknown instruction 0xfd %d", op))
	}
}

// immediate is what stands behind an opcode.
type immediate uint8

const (
	other immediate = iota
	nothing
	small // a byte
	number
	numbers // two
	signed
	four // bytes
	eight
)

var immediates = func() (all [256]immediate) {
	fill := func(first, last byte, kind immediate) {
		for op := int(first); op <= int(last); op++ {
			all[op] = kind
		}
	}
	fill(opUnreachable, opNop, nothing)
	fill(opBlock, opIf, signed) // a type, or its index
	fill(opElse, opElse, nothing)
	fill(opEnd, opEnd, nothing)
	fill(opBr, opBrIf, number)
	fill(opReturn, opReturn, nothing)
	fill(opCall, opCall, number)
	fill(opCallIndirect, opCallIndirect, numbers)
	fill(opDrop, opSelect, nothing)
	fill(opLocalGet, opTableSet, number)
	fill(opLoad, opStoreLast, numbers)
	fill(opMemorySize, opMemoryGrow, small)
	fill(opI32Const, opI64Const, signed)
	fill(opF32Const, opF32Const, four)
	fill(opF64Const, opF64Const, eight)
	fill(opI32Eqz, opNumericLast, nothing)
	fill(opRefNull, opRefNull, small)
	fill(opRefIsNull, opRefIsNull, nothing)
	fill(opRefFunc, opRefFunc, number)
	return all
}()

// sizeU32 returns how many bytes [appendU32] appends.
func sizeU32(v uint32) int { return max(1, (bits.Len32(v)+6)/7) }

func appendU32(b []byte, v uint32) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

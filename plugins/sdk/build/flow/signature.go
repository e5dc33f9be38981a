package flow

// signature is how many operands a function takes and gives.
type signature struct{ pop, push int }

// signatures are those of the types and of the functions of a module.
type signatures struct {
	types     []signature
	functions []uint32 // types, imported ones first
}

// effect returns how many operands an instruction takes from the stack of WebAssembly
// and how many it puts there; ok is false where that is not known.
func (s *signatures) effect(in *instruction) (pop, push int, ok bool) {
	switch op := in.op; {
	case op == opCall:
		if in.value >= int64(len(s.functions)) {
			return 0, 0, false
		}
		t := s.functions[in.value]
		if int(t) >= len(s.types) {
			return 0, 0, false
		}
		return s.types[t].pop, s.types[t].push, true
	case op == opCallIndirect:
		if in.value >= int64(len(s.types)) {
			return 0, 0, false
		}
		return s.types[in.value].pop + 1, s.types[in.value].push, true
	case op == opPrefixed:
		if in.value <= 7 {
			return 1, 1, true
		}
		return 3, 0, true
	case op >= opLoad && op < opStore, op == opLocalTee, op == opMemoryGrow, unary(op):
		return 1, 1, true
	case op >= opStore && op <= opStoreLast:
		return 2, 0, true
	case op == opLocalGet, op == opGlobalGet, op == opMemorySize, op >= opI32Const && op <= opF64Const:
		return 0, 1, true
	case op == opLocalSet, op == opGlobalSet, op == opDrop, op == opIf, op == opBrIf:
		return 1, 0, true
	case op == opSelect:
		return 3, 1, true
	case op == opUnreachable, op == opNop, op == opBlock, op == opLoop, op == opBr, op == opReturn:
		return 0, 0, true
	case op >= opI32Eqz && op <= opNumericLast:
		return 2, 1, true
	}
	return 0, 0, false
}

// unary reports the numeric instructions with one operand.
// https://webassembly.github.io/spec/core/appendix/index-instructions.html
func unary(op byte) bool {
	switch {
	case op == opI32Eqz, op == opI64Eqz,
		op >= 0x67 && op <= 0x69, op >= 0x79 && op <= 0x7b, // clz, ctz, popcnt
		op >= 0x8b && op <= 0x91, op >= 0x99 && op <= 0x9f, // abs to sqrt
		op >= opI32WrapI64 && op <= opNumericLast: // conversions, extensions
		return true
	}
	return false
}

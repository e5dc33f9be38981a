package flow

// conditions makes each "if, jump, end" one conditional branch, and what is asked
// before it one comparison.
func (f *function) conditions() {
	for i := range f.segments {
		s := &f.segments[i]
		out := s.code[:0]
		for k := 0; k < len(s.code); k++ {
			in := s.code[k]
			out = simplify(append(out, in))
			if n := len(out); in.out && in.op == opBr && n > 1 && out[n-2].op == opIf && k+1 < len(s.code) && s.code[k+1].op == opEnd {
				in.op = opBrIf
				out = append(invert(out[:n-2]), in)
				k++
			}
		}
		s.code = out
	}
}

// simplify takes back the widening of a truth value that is only asked again, and masks
// that change nothing.
func simplify(code []instruction) []instruction {
	n := len(code)
	if n < 3 {
		return code
	}
	last, from := code[n-1], code[n-3]
	switch code[n-2].op {
	case opI64ExtendU:
		switch {
		case !truth(from.op):
		case last.op == opI64Eqz:
			return append(code[:n-2], single(opI32Eqz))
		case last.op == opI32WrapI64:
			return code[:n-2]
		}
	case opI64Const:
		if last.op == opI64And && masked(code[:n-2], code[n-2].value) {
			return code[:n-2]
		}
	}
	return code
}

// masked reports code that leaves no bits but those of a mask.
func masked(code []instruction, mask int64) bool {
	n := len(code)
	switch code[n-1].op {
	case opI64Load8U:
		return mask&0xff == 0xff
	case opI64ExtendU:
		return mask&1 == 1 && n > 1 && truth(code[n-2].op)
	case opI64And:
		return n > 1 && code[n-2].op == opI64Const && code[n-2].value&^mask == 0
	}
	return false
}

// truth reports the instructions that answer 0 or 1, an i32.
func truth(op byte) bool { return op >= opI32Eqz && op <= opF64Ge }

func single(op byte) instruction { return instruction{op: op, bytes: []byte{op}} }

// invert makes a question that ends with its negation one without.
func invert(code []instruction) []instruction {
	n := len(code)
	if n < 2 || code[n-1].op != opI32Eqz {
		return code
	}
	switch op := code[n-2].op; {
	case op == opI32Eqz:
		return code[:n-2]
	case op == opI64Eqz:
		return append(code[:n-2], instruction{op: opI64Const, bytes: []byte{opI64Const, 0}}, single(opI64Ne))
	case op >= opI32Eq && op < opI64Eqz:
		return append(code[:n-2], single(opI32Eq+inverse[op-opI32Eq]))
	case op >= opI64Eq && op <= opI64GeU:
		return append(code[:n-2], single(opI64Eq+inverse[op-opI64Eq]))
	}
	return code
}

// inverse of eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.
var inverse = [10]byte{1, 0, 8, 9, 6, 7, 4, 5, 2, 3}

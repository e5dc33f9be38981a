package flow

import "slices"

// The compiler keeps the stack pointer of Go in local 1: it is lowered for the frame
// and for each call, and read again after each call. What that computes is always the
// pointer at the beginning and a constant. Here the local holds one address for the
// whole function, that of the slot for the return addresses of its calls, and every
// access says its distance: the engine then has one address to check against the size
// of memory, once.

const (
	stackLocal  = 1
	stackGlobal = 0
	slot        = 8       // bytes of a return address
	far         = 1 << 24 // more than the bytes of any frame
)

// operand is what the code has on the stack of WebAssembly.
type operand struct {
	kind   operandKind
	offset int64 // of a constant its value
	at     int   // the instruction that made it an address of this type
	from   int   // of a wide address, the narrow one
}

type operandKind uint8

const (
	unknown operandKind = iota
	constant
	narrow // an i32: the base and an offset
	wide   // an i64
)

// stacker follows the stack pointer through one segment.
type stacker struct {
	signatures *signatures
	out        []instruction
	operands   []operand
	sp         int64 // where the stack pointer is, from the base
	lowest     int64
	leaves     []int64 // where it is at each end
	reach      int64   // from the base, what an access ends at
	handed     []int64 // from the base, the addresses that are handed out
	frame      int     // the instruction that makes the frame, -1 where none does
	open       []construct
	pushed     bool // a return address was stored, and the call is to come
	raw        bool // something is called that is no Go function, and may look at the pointer
	last       span // the last time that the pointer was published, while nobody looks
	published  span // the time that it was for the frame
}

// span is the first and the last instruction of something, 0 and 0 of nothing.
type span struct{ first, last int }

// construct is a block, a loop or an if inside a segment.
type construct struct {
	operands int
	sp       int64
	dead     bool
}

// stack rewrites the accesses to the stack. It reports false, and changes nothing,
// where the function does more with the pointer than the compiler does.
func (f *function) stack(s *signatures) bool {
	if string(f.entry) != string([]byte{opGlobalGet, stackGlobal, opLocalSet, stackLocal}) || f.repeats() {
		return false
	}
	first := stacker{signatures: s, sp: far, lowest: far}
	if !first.segment(&f.segments[0]) {
		return false
	}
	// Wherever a segment ends, the pointer is at the frame, one slot above the base.
	base := far + slot - first.lowest
	if len(first.leaves) > 0 {
		base = far + slot - first.leaves[0]
	}
	all := make([]stacker, len(f.segments))
	for i := range all {
		all[i] = stacker{signatures: s, sp: slot, lowest: slot, frame: -1}
		if i == 0 {
			all[i].sp, all[i].lowest = base, base
		}
		if t := &all[i]; !t.segment(&f.segments[i]) || t.lowest < 0 || slices.ContainsFunc(t.leaves, func(at int64) bool { return at != slot }) {
			return false
		}
	}
	begin(all)
	var handed []int64
	for i := range all {
		f.segments[i].code = slices.DeleteFunc(all[i].out, func(in instruction) bool { return in.bytes == nil })
		handed = append(handed, all[i].handed...)
	}
	f.entry = append([]byte{opGlobalGet, stackGlobal, opI32Const}, appendSigned(nil, base)...)
	f.entry = append(f.entry, opI32Sub, opLocalSet, stackLocal)
	f.arguments, f.handed = base+slot, handed
	return true
}

// begin rewrites the first segment by what is known of all.
func begin(all []stacker) {
	reach, raw := int64(0), false
	for i := range all {
		reach, raw = max(reach, all[i].reach), raw || all[i].raw
	}
	first := &all[0]
	if !raw && first.published != (span{}) {
		// Who is called finds the pointer that is published before each call.
		first.out[first.published.first].bytes, first.out[first.published.last].bytes = nil, nil
	}
	if first.frame >= 0 && reach > 0 {
		// The highest access first: the engine checks no lower one again.
		touch := appendU32([]byte{opLocalGet, stackLocal, opI32Load8U, 0}, uint32(reach-1))
		first.out[first.frame].bytes = append(touch, opDrop)
	}
}

// repeats reports a jump to the beginning, where there is no frame yet.
func (f *function) repeats() bool {
	for i := range f.segments {
		for in := range f.segments[i].jumps {
			if in.target == 0 {
				return true
			}
		}
	}
	return false
}

// segment follows the pointer to the end of a segment.
func (t *stacker) segment(s *segment) bool {
	t.open = []construct{{}}
	t.out = make([]instruction, 0, len(s.code))
	for i := 0; i < len(s.code); i++ {
		in := s.code[i]
		ok := true
		switch {
		case in.op == opEnd || in.op == opElse:
			ok = t.leave(in)
		case t.inner().dead:
			ok = in.op != opBlock && in.op != opLoop && in.op != opIf
		case in.is(opGlobalGet, stackGlobal) && i+1 < len(s.code) && s.code[i+1].is(opLocalSet, stackLocal):
			i++ // after a call
		default:
			ok = t.instruction(in) && t.branch(in)
		}
		if !ok {
			return false
		}
	}
	if s.falls {
		t.leaves = append(t.leaves, t.sp)
	}
	return len(t.open) == 1
}

func (t *stacker) inner() *construct { return &t.open[len(t.open)-1] }

// leave reads the end of a construct, or of its first half.
func (t *stacker) leave(in instruction) bool {
	inner := t.inner()
	if !inner.dead && t.sp != inner.sp {
		return false
	}
	t.operands, t.sp = t.operands[:inner.operands], inner.sp
	if inner.dead = false; in.op == opEnd {
		t.open = t.open[:len(t.open)-1]
	}
	t.out, t.last = append(t.out, in), span{}
	return true
}

// branch follows an instruction that was read to where code goes on behind it.
func (t *stacker) branch(in instruction) bool {
	inner := t.inner()
	switch in.op {
	case opBlock, opLoop, opIf:
		t.open = append(t.open, construct{operands: len(t.operands), sp: t.sp})
	case opBr, opBrIf:
		if !in.out && t.sp != inner.sp {
			return false
		}
		inner.dead = in.op == opBr
	case opReturn, opUnreachable:
		inner.dead = true
	case opCall, opCallIndirect:
	default:
		return true
	}
	t.last = span{}
	return true
}

// instruction reads one instruction that is no end of a construct.
func (t *stacker) instruction(in instruction) bool {
	t.out = append(t.out, in)
	at := len(t.out) - 1
	switch {
	case in.is(opLocalGet, stackLocal):
		t.push(operand{kind: narrow, offset: t.sp, at: at})
		return true
	case in.op == opI32Const || in.op == opI64Const:
		t.push(operand{kind: constant, offset: in.value, at: at})
		return true
	case in.is(opLocalTee, stackLocal):
		return t.move(at)
	case in.is(opLocalSet, stackLocal):
		return false
	case in.out && in.target != unwind:
		t.leaves = append(t.leaves, t.sp)
	case in.is(opGlobalSet, stackGlobal) && t.top(0).kind == narrow:
		t.publish(at)
		return true
	case in.op == opCall || in.op == opCallIndirect:
		if t.pushed {
			t.sp += slot
		} else {
			t.raw = true
		}
		t.pushed = false
	}
	if t.address(in, at) || t.access(in, at) {
		return true
	}
	return t.other(in)
}

func (t *stacker) push(o operand) { t.operands = append(t.operands, o) }

// top returns the n'th operand from the top, 0 for that.
func (t *stacker) top(n int) operand {
	if n >= len(t.operands) {
		return operand{}
	}
	return t.operands[len(t.operands)-1-n]
}

func (t *stacker) drop(n int) bool {
	if n > len(t.operands) {
		return false
	}
	t.operands = t.operands[:len(t.operands)-n]
	return true
}

// move sets the stack pointer.
func (t *stacker) move(at int) bool {
	o := t.top(0)
	if o.kind != narrow {
		return false
	}
	t.sp = o.offset
	t.lowest = min(t.lowest, t.sp)
	t.pushed = false
	t.out[at].bytes = nil
	if t.sp == slot && t.frame < 0 && len(t.open) == 1 {
		t.frame = at
	}
	return true
}

// publish gives the stack pointer to whoever is called, or was the caller. Who published
// it before, without a call between the two, need not have.
func (t *stacker) publish(at int) {
	o := t.top(0)
	if t.last != (span{}) {
		t.out[t.last.first].bytes, t.out[t.last.last].bytes = nil, nil
	}
	t.last = span{o.at, at}
	if t.frame == at-1 {
		t.published = t.last
	}
	t.spell(o)
	t.drop(1)
}

// address reads an instruction that computes an address from another.
func (t *stacker) address(in instruction, at int) bool {
	a, b := t.top(1), t.top(0)
	switch {
	case in.op == opI32Add && a.kind == narrow && b.kind == constant,
		in.op == opI32Sub && a.kind == narrow && b.kind == constant,
		in.op == opI64Add && a.kind == wide && b.kind == constant:
		if in.op == opI32Sub {
			b.offset = -b.offset
		}
		a.offset += b.offset
		t.out[b.at].bytes, t.out[at].bytes = nil, nil
		t.drop(2)
		t.push(a)
	case in.op == opI64ExtendU && b.kind == narrow:
		t.drop(1)
		t.push(operand{kind: wide, offset: b.offset, at: at, from: b.at})
	case in.op == opI32WrapI64 && b.kind == wide:
		t.out[b.at].bytes, t.out[at].bytes = nil, nil
		t.drop(1)
		t.push(operand{kind: narrow, offset: b.offset, at: b.from})
	default:
		return false
	}
	return true
}

// access reads a load or store at an address.
func (t *stacker) access(in instruction, at int) bool {
	if in.op < opLoad || in.op > opStoreLast {
		return false
	}
	depth := 0
	if in.op >= opStore {
		depth = 1
	}
	a := t.top(depth)
	offset := a.offset + in.value
	if a.kind != narrow || offset < 0 || offset > 1<<30 {
		return false
	}
	t.reach = max(t.reach, offset+accessSize(in.op))
	t.out[at].value, t.out[at].based = offset, true
	// The immediates are the alignment, a byte, and the offset.
	t.out[at].bytes = appendU32([]byte{in.op, in.bytes[1]}, uint32(offset))
	if depth == 0 {
		t.drop(1)
		t.push(operand{})
		return true
	}
	t.pushed = in.op == opI64Store && offset == t.sp && t.top(0).kind == constant && returnAddress(t.top(0).offset)
	t.hand(t.top(0))
	return t.drop(2)
}

// accessSize returns the bytes that a load or store is about, or more.
func accessSize(op byte) int64 {
	switch op {
	case opI64Load, opI64Store, opF64Load, opF64Store:
		return 8
	}
	return 4
}

// returnAddress reports a number that can be the return address of a Go function: its
// index in the table of functions and the place in it.
// https://go.dev/src/cmd/link/internal/wasm/asm.go (funcValueOffset)
func returnAddress(v int64) bool { return v>>16 >= 0x1000 }

// other reads an instruction that knows nothing of addresses.
func (t *stacker) other(in instruction) bool {
	pop, push, ok := t.signatures.effect(&in)
	if !ok || pop > len(t.operands) {
		return false
	}
	for n := range pop {
		if truth(in.op) { // the check for room on the stack
			t.spell(t.top(n))
			continue
		}
		t.hand(t.top(n))
	}
	t.drop(pop)
	for range push {
		t.push(operand{})
	}
	return true
}

// hand writes out an address that others may use.
func (t *stacker) hand(o operand) {
	if o.kind == narrow || o.kind == wide {
		t.handed = append(t.handed, o.offset)
	}
	t.spell(o)
}

// spell writes an address out as a sum.
func (t *stacker) spell(o operand) {
	if o.offset == 0 {
		return
	}
	in := &t.out[o.at]
	switch o.kind {
	case narrow:
		in.bytes = append(appendSigned(append(in.bytes, opI32Const), o.offset), opI32Add)
	case wide:
		in.bytes = append(appendSigned(append(in.bytes, opI64Const), o.offset), opI64Add)
	}
}

package flow

import "errors"

// errForeign says that a function has not the form that the compiler gives to Go
// functions. It stays as it is.
var errForeign = errors.New("another form")

// function is a body that was taken apart: a dispatcher over segments of code, each
// of which may go on in the next one or jump to any.
type function struct {
	locals   []byte // declarations
	entry    []byte // before the dispatcher
	segments []segment
	unwinds  bool // it has the exit that returns 1
}

// segment is code between two entries of the dispatcher.
type segment struct {
	parts []part
	falls bool // its end goes on in the next segment
}

// part is code with at most one branch out of the segment, at its end.
type part struct {
	code   []byte
	op     byte // opBr, opBrIf or 0
	target int  // a segment, or unwind
	nested int  // constructs of the segment that the branch is in
}

const unwind = -1

// parse takes apart the body of a function of type (i32) -> i32. The form is that of
// cmd/internal/obj/wasm: first the copy of the stack pointer, then the exit for
// unwinding, the loop of jumps, a block for each entry, and the table over them.
func parse(body []byte) (*function, error) {
	d := decoder{b: body}
	f := &function{}
	for n := d.u32(); n > 0 && d.err == nil; n-- {
		d.u32()
		d.byte()
	}
	f.locals = body[:len(body)-len(d.b)]
	code := d.b
	blocks, loop := 0, -1
	in := d.next()
	for ; in.op == opGlobalGet || in.op == opLocalSet; in = d.next() {
		f.entry = code[:len(code)-len(d.b)]
	}
	for ; in.op == opBlock || in.op == opLoop; in = d.next() {
		if in.op == opLoop {
			if loop >= 0 {
				return nil, errForeign
			}
			loop = blocks
			continue
		}
		blocks++
	}
	if d.err != nil || in.op != opLocalGet || in.value != 0 {
		return nil, errForeign
	}
	table, ok := readTable(&d)
	if !ok || len(table) == 0 || table[0] != 0 {
		return nil, errForeign
	}
	count := int(table[len(table)-1]) + 1
	switch {
	case blocks == count+1 && (loop < 0 || loop == 1):
		f.unwinds = true
	case blocks == count && loop <= 0:
	default:
		return nil, errForeign
	}
	if in := d.next(); in.op != opEnd {
		return nil, errForeign
	}
	f.segments = make([]segment, count)
	for i := range f.segments {
		r := reader{d: &d, table: table, last: count - 1 - i, loops: loop >= 0, unwinds: f.unwinds}
		if !r.segment(&f.segments[i], i == count-1) {
			return nil, errForeign
		}
	}
	if !tail(&d, f.unwinds) {
		return nil, errForeign
	}
	return f, nil
}

// readTable reads the br_table of the dispatcher, default last.
func readTable(d *decoder) ([]uint32, bool) {
	if d.byte() != opBrTable {
		return nil, false
	}
	var table []uint32
	for n := uint64(d.u32()) + 1; n > 0 && d.err == nil; n-- {
		table = append(table, d.u32())
	}
	return table, d.err == nil
}

// tail passes what stands behind the last segment: where the loop would end no code
// arrives, and behind the exit stands its result.
func tail(d *decoder, unwinds bool) bool {
	if unwinds {
		if in := d.next(); in.op != opI32Const || in.value != 1 {
			return false
		}
		if in := d.next(); in.op != opEnd {
			return false
		}
	}
	return d.err == nil && len(d.b) == 0
}

// reader reads one segment.
type reader struct {
	d              *decoder
	table          []uint32
	last           int // blocks that are open around the segment
	loops, unwinds bool
	nested         int
	code           []byte
	recent         [5]instruction // of the code, this one last
	dead           bool           // no code arrives here
	out            *segment
}

// segment reads up to the end of the segment: that of its block, or for the last one
// that of the constructs of the compiler.
func (r *reader) segment(out *segment, last bool) bool {
	r.out = out
	for r.d.err == nil {
		in := r.d.next()
		if in.op != opEnd || r.nested > 0 {
			if !r.instruction(in) {
				return false
			}
			continue
		}
		if last && r.loops && (r.d.next().op != opUnreachable || r.d.next().op != opEnd) {
			return false
		}
		if len(r.code) > 0 {
			out.parts = append(out.parts, part{code: r.code})
		}
		out.falls = !r.dead && !last
		return r.d.err == nil
	}
	return false
}

// instruction reads one instruction of the segment. Where no code arrives there is
// nothing to keep.
func (r *reader) instruction(in instruction) bool {
	switch in.op {
	case opBlock, opLoop, opIf:
		r.nested++
	case opEnd:
		r.nested--
	}
	switch {
	case r.dead:
		return true
	case in.op == opBrTable:
		return false
	case in.op == opBr || in.op == opBrIf:
		if out := int(in.value) - r.nested; out >= 0 {
			return r.branch(in, out)
		}
	}
	r.code = append(r.code, in.bytes...)
	copy(r.recent[:], r.recent[1:])
	r.recent[4] = in
	r.dead = r.nested == 0 && (in.op == opBr || in.op == opReturn || in.op == opUnreachable)
	return true
}

// branch reads a branch out of the segment to the out'th label around it.
func (r *reader) branch(in instruction, out int) bool {
	p := part{op: in.op, target: unwind, nested: r.nested}
	switch {
	case r.loops && out == r.last && in.op == opBr:
		constant, set := r.recent[3], r.recent[4]
		if constant.op != opI32Const || set.op != opLocalSet || set.value != 0 || int(constant.value) >= len(r.table) {
			return false
		}
		r.cut(constant, set)
		p.target = int(r.table[constant.value])
		if len(r.d.b) > 0 && r.d.b[0] == opEnd && r.recent[2].op == opIf {
			r.condition()
			p.op, p.nested = opBrIf, r.nested
		}
	case r.unwinds && (r.loops && out == r.last+1 || !r.loops && out == r.last):
	default:
		return false
	}
	r.dead = p.op == opBr && p.nested == 0
	p.code, r.code = r.code, nil
	r.out.parts = append(r.out.parts, p)
	r.recent = [5]instruction{}
	return true
}

// cut takes the last instructions back.
func (r *reader) cut(all ...instruction) {
	for _, in := range all {
		r.code = r.code[:len(r.code)-len(in.bytes)]
	}
}

// condition makes "if, jump, end" one conditional branch, and what is asked before it
// one comparison.
func (r *reader) condition() {
	r.d.next() // the end
	r.nested--
	r.cut(r.recent[2])
	if r.recent[1].op != opI32Eqz {
		return
	}
	switch compare := r.recent[0]; {
	case compare.op == opI32Eqz:
		r.cut(r.recent[1], compare)
	case compare.op == opI64Eqz:
		r.cut(r.recent[1], compare)
		r.code = append(r.code, opI64Const, 0, opI64Ne)
	case compare.op >= opI32Eq && compare.op <= opI32Eq+9:
		r.cut(r.recent[1], compare)
		r.code = append(r.code, opI32Eq+inverse[compare.op-opI32Eq])
	case compare.op >= opI64Eq && compare.op <= opI64GeU:
		r.cut(r.recent[1], compare)
		r.code = append(r.code, opI64Eq+inverse[compare.op-opI64Eq])
	}
}

// inverse of eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.
var inverse = [10]byte{1, 0, 8, 9, 6, 7, 4, 5, 2, 3}

package flow

import (
	"errors"
	"slices"
)

// errForeign says that a function has not the form that the compiler gives to Go
// functions. It stays as it is.
var errForeign = errors.New("another form")

// function is a body that was taken apart: a dispatcher over segments of code, each
// of which may go on in the next one or jump to any.
type function struct {
	locals     []byte  // declarations
	localCount uint32  // the parameter and they
	arguments  int64   // where the arguments are, from the base of the stack
	handed     []int64 // addresses of the stack that are handed out, from the base
	entry      []byte  // before the dispatcher
	segments   []segment
	unwinds    bool // it has the exit that returns 1
}

// segment is code between two entries of the dispatcher.
type segment struct {
	code  []instruction
	falls bool // its end goes on in the next segment
}

const (
	unwind  = -1
	typeI32 = 0x7f
)

// parse takes apart the body of a function of type (i32) -> i32. The form is that of
// cmd/internal/obj/wasm: first the copy of the stack pointer, then the exit for
// unwinding, the loop of jumps, a block for each entry, and the table over them.
func parse(body []byte) (*function, error) {
	d := decoder{b: body}
	f := &function{}
	blocks, loop, ok := f.head(&d)
	if !ok {
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

// head reads what stands before the table: the locals, the entry, and the blocks, of which it
// returns the number, and how many of them stand around the loop, -1 where there is none.
func (f *function) head(d *decoder) (blocks, loop int, ok bool) {
	body := d.b
	f.localCount = 1
	for n := d.u32(); n > 0 && d.err == nil; n-- {
		f.localCount += d.u32()
		d.byte()
	}
	f.locals = body[:len(body)-len(d.b)]
	code := d.b
	in := d.next()
	for ; in.op == opGlobalGet || in.op == opLocalSet; in = d.next() {
		f.entry = code[:len(code)-len(d.b)]
	}
	loop = -1
	for ; in.op == opBlock || in.op == opLoop; in = d.next() {
		switch {
		case in.op == opBlock:
			blocks++
		case loop >= 0:
			return 0, 0, false
		default:
			loop = blocks
		}
	}
	return blocks, loop, d.err == nil && in.is(opLocalGet, 0)
}

// declare adds n locals for addresses.
func (f *function) declare(n uint32) {
	if n == 0 {
		return
	}
	d := decoder{b: f.locals}
	groups := d.u32()
	f.locals = append(append(appendU32(nil, groups+1), d.b...), appendU32(nil, n)...)
	f.locals = append(f.locals, typeI32)
}

// calls rewrites the calls that stand inside an if. There are two of them.
//
// One follows the check for room on the stack, with which most functions begin, and parks
// the goroutine while the stack grows: function resume does that as well, and nothing here
// has to go on after it. The other follows a comparison with nil and panics: nothing ever
// goes on after it, which the engine cannot know unless it is said.
func (f *function) calls(resume uint32) {
	for i := range f.segments {
		s := &f.segments[i]
		var out []instruction
		for k := 0; k < len(s.code); k++ {
			out = append(out, s.code[k])
			end := callEnd(s.code, k+1)
			if s.code[k].op != opIf || end < 0 {
				continue
			}
			if i == 0 && s.code[k+7].value&0xffff == 0 && !slices.ContainsFunc(s.code[:k], writes) {
				call := appendU32([]byte{opLocalGet, 0, opCall}, resume)
				out = append(out, instruction{op: opReturn, bytes: append(call, opReturn)})
			} else {
				out = append(append(out, s.code[k+1:end]...), single(opUnreachable))
			}
			k = end - 1
		}
		s.code = out
	}
}

// callEnd returns the end of the construct that holds no more than the call that begins
// at code[k], or -1.
func callEnd(code []instruction, k int) int {
	for i, op := range callCode {
		if k+i >= len(code) || code[k+i].op != op {
			return -1
		}
	}
	for i := k + len(callCode); i < len(code); i++ {
		switch in := &code[i]; in.op {
		case opEnd:
			if leave := code[i-1]; leave.out && leave.op == opBrIf && leave.target == unwind {
				return i
			}
			return -1
		case opIf, opBlock, opLoop, opElse:
			return -1
		}
	}
	return -1
}

// callCode is how a call begins: the pointer is lowered, and the address to return to is
// stored.
var callCode = []byte{opLocalGet, opI32Const, opI32Sub, opLocalTee, opGlobalSet, opLocalGet, opI64Const, opI64Store}

// writes reports an instruction that may change something.
func writes(in instruction) bool {
	return in.op != opLocalGet && in.op != opGlobalGet && (in.op < opLoad || in.op >= opStore) && (in.op < opI32Const || in.op > opNumericLast)
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
		if in := d.next(); !in.is(opI32Const, 1) {
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
	nested         int  // constructs of the segment that are open
	dead           bool // no code arrives here
	code           []instruction
}

// segment reads up to the end of the segment: that of its block, or for the last one
// that of the constructs of the compiler.
func (r *reader) segment(out *segment, last bool) bool {
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
		out.code, out.falls = r.code, !r.dead && !last
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
	r.code = append(r.code, in)
	r.dead = r.nested == 0 && (in.op == opBr || in.op == opReturn || in.op == opUnreachable)
	return true
}

// branch reads a branch out of the segment, to the out'th label around it.
func (r *reader) branch(in instruction, out int) bool {
	in.out, in.target = true, unwind
	switch n := len(r.code); {
	case r.loops && out == r.last && in.op == opBr:
		if n < 2 || r.code[n-2].op != opI32Const || !r.code[n-1].is(opLocalSet, 0) {
			return false
		}
		at := r.code[n-2].value
		if at < 0 || at >= int64(len(r.table)) {
			return false
		}
		r.code, in.target = r.code[:n-2], int(r.table[at])
	case r.unwinds && (r.loops && out == r.last+1 || !r.loops && out == r.last):
	default:
		return false
	}
	r.code = append(r.code, in)
	r.dead = r.nested == 0 && in.op == opBr
	return true
}

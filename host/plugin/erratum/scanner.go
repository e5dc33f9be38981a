package erratum

// value is what the compiler may know of a value.
type value uint8

const (
	zero     value = 1 << iota // it may be the constant 0
	conjunct                   // it may be the result of an "and", made since the last branch
)

// maxLocal bounds what is remembered; the engine takes no more locals.
const maxLocal = 1 << 16

// scanner follows the values of a function through straight runs of code: the compiler
// does not look for an "and" beyond a branch.
type scanner struct {
	stack  []value // the top ones; what lies below could be anything
	locals []known
	run    int // of code without a branch
	found  []int
}

// known is what was set in a run.
type known struct {
	run   int
	value value
}

// scan finds the ends of the comparisons to guard in the body of a function.
func (s *scanner) scan(body []byte) error {
	r := reader{b: body}
	for n := r.u32(); n > 0 && r.err == nil; n-- {
		r.u32()
		r.byte()
	}
	s.found = s.found[:0]
	for s.branch(); r.at < len(body); {
		op, index := r.instruction()
		if r.err != nil {
			break
		}
		if s.step(op, index) {
			s.found = append(s.found, r.at)
		}
	}
	return r.err
}

// step takes one instruction, and reports a comparison to guard.
func (s *scanner) step(op byte, index uint32) bool {
	switch op {
	case opI32Const, opI64Const:
		if index == 0 {
			s.push(zero)
			break
		}
		s.push(0)
	case opLocalGet:
		s.push(s.local(index))
	case opLocalSet:
		s.set(index, s.pop())
	case opLocalTee:
		v := s.pop()
		s.set(index, v)
		s.push(v)
	case opI32And, opI64And:
		s.drop(2)
		s.push(conjunct)
	case opLoop, opIf, opElse, opEnd, opBr, opBrIf, opBrTable, opReturn, opUnreachable:
		s.branch()
	default:
		if ordered(op) {
			b, a := s.pop(), s.pop()
			s.push(0)
			return a&zero != 0 && b&conjunct != 0 || unsigned(op) && a&conjunct != 0 && b&zero != 0
		}
		s.other(effects[op])
	}
	return false
}

// branch begins another run.
func (s *scanner) branch() { s.stack, s.run = s.stack[:0], s.run+1 }

// other takes an instruction that makes neither constants nor an "and".
func (s *scanner) other(e effect) {
	if e == unknown {
		s.stack = s.stack[:0]
		return
	}
	s.drop(int(e.pops))
	if e.pushes {
		s.push(0)
	}
}

func (s *scanner) push(v value) { s.stack = append(s.stack, v) }

func (s *scanner) pop() value {
	n := len(s.stack)
	if n == 0 {
		return zero | conjunct
	}
	v := s.stack[n-1]
	s.stack = s.stack[:n-1]
	return v
}

func (s *scanner) drop(n int) { s.stack = s.stack[:max(len(s.stack)-n, 0)] }

// local returns what is known of a local. One of before the last branch may be a
// constant, but no "and" that the compiler would look at.
func (s *scanner) local(index uint32) value {
	switch {
	case index >= maxLocal:
		return zero | conjunct
	case int(index) < len(s.locals) && s.locals[index].run == s.run:
		return s.locals[index].value
	}
	return zero
}

func (s *scanner) set(index uint32, v value) {
	if index >= maxLocal {
		return
	}
	if n := int(index) + 1; n > len(s.locals) {
		s.locals = append(s.locals, make([]known, n-len(s.locals))...)
	}
	s.locals[index] = known{s.run, v}
}

// ordered reports a comparison of integers that is neither eq nor ne.
func ordered(op byte) bool {
	return op >= opI32LtS && op <= opI32GeU || op >= opI64LtS && op <= opI64GeU
}

// unsigned reports an ordered comparison of numbers without a sign.
func unsigned(op byte) bool {
	if op >= opI64LtS {
		return (op-opI64LtS)&1 == 1
	}
	return (op-opI32LtS)&1 == 1
}

// effect is how many values an instruction takes, and whether it gives one that is
// neither constant nor an "and".
type effect struct {
	pops   uint8
	pushes bool
}

// unknown is the effect of calls, and of what is not followed.
var unknown = effect{}

var effects = func() (all [256]effect) {
	fill := func(first, last byte, e effect) {
		for op := int(first); op <= int(last); op++ {
			all[op] = e
		}
	}
	fill(opDrop, opDrop, effect{pops: 1})
	fill(opSelect, opSelect, effect{3, true})
	fill(opGlobalGet, opGlobalGet, effect{0, true})
	fill(opGlobalSet, opGlobalSet, effect{pops: 1})
	fill(opLoad, opLoadLast, effect{1, true})
	fill(opStore, opStoreLast, effect{pops: 2})
	fill(opF32Const, opF64Const, effect{0, true})
	fill(opI32Eqz, opNumericLast, effect{2, true})
	for _, unary := range [][2]byte{
		{opI32Eqz, opI32Eqz}, {opI64Eqz, opI64Eqz}, {0x67, 0x69}, {0x79, 0x7b}, // clz, ctz, popcnt
		{0x8b, 0x91}, {0x99, 0x9f}, // abs to sqrt
		{opWrap, opNumericLast}, // conversions, extensions
	} {
		fill(unary[0], unary[1], effect{1, true})
	}
	return all
}()

package automaton

import (
	"slices"
	"unicode/utf8"
)

// reverse is a program read from its end: for each instruction those that lead to it. The
// threads of its states are the instructions that read the character behind, in no order
// of preference: what is asked for is the longest way.
type reverse struct {
	cache
	first  []uint32 // of instruction i: from[first[i]:first[i+1]]
	from   []uint16
	accept []uint16
	asks   bool // there are assertions, so that a state knows what stands behind
	starts [4]uint16
	base   set // threads of a new state
	now    set // what leads to the threads of a state without reading
}

func newReverse(p *Program) *reverse {
	r := &reverse{first: make([]uint32, len(p.Insts)+1), base: newSet(len(p.Insts)), now: newSet(len(p.Insts))}
	edges(p, func(_, to uint16) { r.first[to+1]++ })
	for i := range p.Insts {
		r.first[i+1] += r.first[i]
	}
	r.from = make([]uint16, r.first[len(p.Insts)])
	filled := append([]uint32(nil), r.first...)
	edges(p, func(from, to uint16) {
		r.from[filled[to]] = from
		filled[to]++
	})
	for i := range p.Insts {
		if p.Insts[i].Op == Accept {
			r.accept = append(r.accept, uint16(i))
		}
		r.asks = r.asks || p.Insts[i].Op == Assert
	}
	r.init(p.Classes + 1)
	return r
}

func edges(p *Program, visit func(from, to uint16)) {
	for i := range p.Insts {
		inst := &p.Insts[i]
		switch inst.Op {
		case Split:
			visit(uint16(i), inst.Arg)
			visit(uint16(i), inst.Out)
		case Class, Group, Assert:
			visit(uint16(i), inst.Out)
		}
	}
}

// reset is that of the cache.
func (r *reverse) reset() int {
	r.starts = [4]uint16{}
	return r.cache.reset()
}

// begin returns the first place, from or later, from which a match leads to end. There is
// one.
func (m *Matcher) begin(text []byte, from, end int) int {
	if m.back == nil {
		m.back = newReverse(m.p)
	}
	r := m.back
	at := m.backStart(kindOf(runeAt(text, end)))
	start := end
	for i := end; ; {
		class, size := r.stride-1, 0
		if i > 0 {
			if c := text[i-1]; c < utf8.RuneSelf {
				class, size = int(m.p.ASCII[c]), 1
			} else {
				_, size = utf8.DecodeLastRune(text[:i])
				class, _ = m.p.classOf(text[i-size:])
			}
		}
		next := r.next[int(at>>1)*r.stride+class]
		if next == unknown {
			next = m.backTransition(at, class, runeBefore(text, i))
		}
		if next&matched != 0 {
			start = i
		}
		if next&^matched == dead || i == from {
			return start
		}
		at = next &^ matched
		i -= size
	}
}

// backStart returns the state at the end of a match, by what stands behind it.
func (m *Matcher) backStart(behind kind) uint16 {
	r := m.back
	if !r.asks {
		behind = nothing
	}
	if r.starts[behind] == 0 {
		m.room()
		r.starts[behind] = m.keep(&r.cache, &state{threads: r.accept, before: behind})
	}
	return r.starts[behind]
}

// backTransition makes the entry of a state for a class that before, the character before
// it, is of. It is matched where a match begins here.
func (m *Matcher) backTransition(at uint16, class int, before rune) uint16 {
	r := m.back
	from := r.state(at)
	if m.room() {
		at = m.keep(&r.cache, &from)
		from = r.state(at)
	}
	m.lead(from.threads, conditions(before, stands[from.before]))
	r.base.clear()
	if before >= 0 {
		m.unread(class)
	}
	slices.Sort(r.base.dense)
	next := state{threads: r.base.dense}
	if r.asks {
		next.before = kindOf(before)
	}
	entry := m.keep(&r.cache, &next)
	if r.now.marks[m.p.Start] == r.now.round {
		entry |= matched
	}
	r.next[int(at>>1)*r.stride+class] = entry
	return entry
}

// lead makes now what leads to threads without reading, under what holds here.
func (m *Matcher) lead(threads []uint16, holds uint16) {
	r := m.back
	r.now.clear()
	for _, at := range threads {
		if r.now.add(at) {
			r.now.dense = append(r.now.dense, at)
		}
	}
	for i := 0; i < len(r.now.dense); i++ {
		at := r.now.dense[i]
		for _, before := range r.from[r.first[at]:r.first[at+1]] {
			inst := &m.p.Insts[before]
			if inst.Op == Class || inst.Op == Assert && inst.Arg&^holds != 0 || !r.now.add(before) {
				continue
			}
			r.now.dense = append(r.now.dense, before)
		}
	}
}

// unread adds to base the instructions that read a character of a class and then stood in now.
func (m *Matcher) unread(class int) {
	r := m.back
	for _, at := range r.now.dense {
		for _, before := range r.from[r.first[at]:r.first[at+1]] {
			inst := &m.p.Insts[before]
			if inst.Op == Class && m.p.in(inst.Arg, class) && r.base.add(before) {
				r.base.dense = append(r.base.dense, before)
			}
		}
	}
}

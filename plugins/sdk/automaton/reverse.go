package automaton

import "unicode/utf8"

// reverse is a program read from its end: for each instruction those that lead to it.
type reverse struct {
	first  []uint32 // of instruction i: from[first[i]:first[i+1]]
	from   []uint16
	accept []uint16
	base   set // threads after the character that was read last
	now    set // and what leads to them without reading
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
	}
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

// begin returns the first place, from or later, from which a match leads to end. There is
// one.
func (m *Matcher) begin(text []byte, from, end int) int {
	if m.back == nil {
		m.back = newReverse(m.p)
	}
	r := m.back
	r.base.clear()
	r.base.dense = append(r.base.dense, r.accept...)
	start := end
	for at := end; ; {
		m.lead(conditions(runeBefore(text, at), runeAt(text, at)))
		if r.now.marks[m.p.Start] == r.now.round {
			start = at
		}
		if at == from || len(r.now.dense) == 0 {
			return start
		}
		_, size := utf8.DecodeLastRune(text[:at])
		at -= size
		class, _ := m.p.classOf(text[at:])
		m.unread(class)
	}
}

// lead adds to base what leads to it without reading, under what holds here.
func (m *Matcher) lead(holds uint16) {
	r := m.back
	r.now.clear()
	for _, at := range r.base.dense {
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

// unread makes base the instructions that read a character of a class and then stood in now.
func (m *Matcher) unread(class int) {
	r := m.back
	r.base.clear()
	for _, at := range r.now.dense {
		for _, before := range r.from[r.first[at]:r.first[at+1]] {
			inst := &m.p.Insts[before]
			if inst.Op == Class && m.p.in(inst.Arg, class) && r.base.add(before) {
				r.base.dense = append(r.base.dense, before)
			}
		}
	}
}

package automaton

// grouper follows the program over a match.
type grouper struct {
	now, later queue
	slots      int
	current    []int32 // slots of the thread that is followed
	best       []int32 // empty before a match
	stack      []frame
}

// queue holds threads in order of preference with the slots of each.
type queue struct {
	set
	slots []int32
}

// frame is an instruction to follow, or a slot to restore.
type frame struct {
	at      uint16
	restore bool
	slot    uint16
	value   int32
}

// Groups appends to dst the groups of the leftmost match in text that begins at from or
// later: start and end by group, the whole match first, -1 where a group has no part. It
// appends nothing where there is no match. Unlike [Matcher.Find] it takes time by the
// number of threads and characters: give it a short text.
func (m *Matcher) Groups(dst []int32, text []byte, from int) []int32 {
	g := m.grouper()
	current := g.current
	for at := from; ; {
		holds := conditions(runeBefore(text, at), runeAt(text, at))
		if len(g.best) == 0 {
			for i := range current {
				current[i] = -1
			}
			current[0] = int32(at)
			g.follow(m.p, &g.now, m.p.Start, int32(at), holds, current)
		}
		if len(g.now.dense) == 0 && len(g.best) > 0 {
			break
		}
		if at >= len(text) {
			g.accept(m.p, int32(at))
			break
		}
		class, size := m.p.classOf(text[at:])
		after := conditions(runeAt(text, at), runeAt(text, at+size))
		g.step(m.p, class, int32(at), int32(at+size), after, current)
		at += size
	}
	return append(dst, g.best...)
}

// grouper returns the matcher's, empty.
func (m *Matcher) grouper() *grouper {
	g := m.groups
	if g == nil {
		g = &grouper{slots: 2 * m.p.Groups, current: make([]int32, 2*m.p.Groups)}
		g.now.set, g.later.set = newSet(len(m.p.Insts)), newSet(len(m.p.Insts))
		m.groups = g
	}
	g.now.empty()
	g.later.empty()
	g.best = g.best[:0]
	return g
}

func (q *queue) empty() {
	q.clear()
	q.slots = q.slots[:0]
}

// step moves all threads over a character of a class.
func (g *grouper) step(p *Program, class int, at, next int32, holds uint16, current []int32) {
	g.later.empty()
	for i, thread := range g.now.dense {
		inst := &p.Insts[thread]
		own := g.now.slots[i*g.slots : (i+1)*g.slots]
		if inst.Op == Accept {
			g.best = append(g.best[:0], own...)
			g.best[1] = at
			break
		}
		if p.in(inst.Arg, class) {
			copy(current, own)
			g.follow(p, &g.later, inst.Out, next, holds, current)
		}
	}
	g.now, g.later = g.later, g.now
}

// accept takes the first thread that accepts at the end of the text.
func (g *grouper) accept(p *Program, at int32) {
	for i, thread := range g.now.dense {
		if p.Insts[thread].Op == Accept {
			g.best = append(g.best[:0], g.now.slots[i*g.slots:(i+1)*g.slots]...)
			g.best[1] = at
			return
		}
	}
}

// follow adds the threads that an instruction leads to at a place; slots are as they were
// when it returns.
func (g *grouper) follow(p *Program, to *queue, at uint16, place int32, holds uint16, slots []int32) {
	g.stack = append(g.stack[:0], frame{at: at})
	for len(g.stack) > 0 {
		f := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		if f.restore {
			slots[f.slot] = f.value
			continue
		}
		if !to.add(f.at) {
			continue
		}
		switch inst := &p.Insts[f.at]; inst.Op {
		case Split:
			g.stack = append(g.stack, frame{at: inst.Arg}, frame{at: inst.Out})
		case Group:
			g.stack = append(g.stack, frame{restore: true, slot: inst.Arg, value: slots[inst.Arg]}, frame{at: inst.Out})
			slots[inst.Arg] = place
		case Assert:
			if inst.Arg&^holds == 0 {
				g.stack = append(g.stack, frame{at: inst.Out})
			}
		case Class, Accept:
			to.dense = append(to.dense, f.at)
			to.slots = append(to.slots, slots...)
		}
	}
}

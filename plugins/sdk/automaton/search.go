package automaton

import "unicode/utf8"

// Matcher searches texts for a program. It keeps what it learned of the program, never of
// a text. It is for one goroutine at a time.
type Matcher struct {
	p      *Program
	budget *Budget
	cache      // states of the search for the end of a match
	roots  set // where threads of a new state begin
	list   set // and where they get to, without reading anything
	expand set // and where they get to under what comes next
	stack  []uint16
	starts [4]uint16 // first states by what stands before, 0 where not made yet
	back   *reverse
	groups *grouper
}

// Budget is shared by matchers: what their caches may hold together.
type Budget struct {
	Bytes    int
	used     int
	matchers []*Matcher
}

// state is a set of threads in order of preference. Each stands before a class or the
// acceptance; in a state that asserts, where it begins, since how it goes on depends on what
// comes next.
type state struct {
	threads []uint16
	seeking bool // a match may begin at the next character as well
	asserts bool // a thread meets an assertion
	before  kind // what stands before, where asserts
}

// kind is what conditions ask of the character before.
type kind uint8

const (
	nothing kind = iota
	newline
	word
	other
)

func kindOf(r rune) kind {
	switch {
	case r == -1:
		return nothing
	case r == '\n':
		return newline
	case isWord(r):
		return word
	}
	return other
}

// stands is a character of each kind.
var stands = [...]rune{nothing: -1, newline: '\n', word: 'a', other: ' '}

// NewMatcher returns a matcher of p whose caches count against b.
func NewMatcher(p *Program, b *Budget) *Matcher {
	m := &Matcher{p: p, budget: b, roots: newSet(len(p.Insts)), list: newSet(len(p.Insts)), expand: newSet(len(p.Insts))}
	m.cache.init(p.Classes + 1)
	b.matchers = append(b.matchers, m)
	return m
}

// forget empties both caches.
func (m *Matcher) forget() {
	m.budget.used -= m.cache.reset()
	m.starts = [4]uint16{}
	if m.back != nil {
		m.budget.used -= m.back.reset()
	}
}

// room forgets states where there are too many, here or in all matchers, and reports
// whether it did.
func (m *Matcher) room() bool {
	used := m.size
	if m.back != nil {
		used += m.back.size
	}
	switch {
	case used >= mostBytes || len(m.states) >= mostRows || m.back != nil && len(m.back.states) >= mostRows:
		m.forget()
		return true
	case m.budget.used >= m.budget.Bytes:
		for _, other := range m.budget.matchers {
			other.forget()
		}
		return true
	}
	return false
}

// Find returns the leftmost match that begins at from or later, as Go's regexp does:
// assertions see the text before from. It returns -1, -1 where there is none.
func (m *Matcher) Find(text []byte, from int) (start, end int) {
	if end = m.end(text, from, false); end < 0 {
		return -1, -1
	}
	return m.begin(text, from, end), end
}

// Match reports whether there is a match anywhere in text.
func (m *Matcher) Match(text []byte) bool { return m.end(text, 0, true) >= 0 }

// end returns the end of the leftmost match, or with any of some match.
func (m *Matcher) end(text []byte, from int, any bool) int {
	found := -1
	at := m.start(kindOf(runeBefore(text, from)))
	ascii, stride := &m.p.ASCII, m.stride
	for i := from; ; {
		class, size := stride-1, 0
		if i < len(text) {
			if c := text[i]; c < utf8.RuneSelf {
				class, size = int(ascii[c]), 1
			} else {
				class, size = m.p.classOf(text[i:])
			}
		}
		next := m.next[int(at>>1)*stride+class]
		if next == unknown {
			next = m.transition(at, class, runeAt(text, i))
		}
		if next&matched != 0 {
			if found = i; any {
				return found
			}
		}
		if next&^matched == dead || size == 0 {
			return found
		}
		at = next &^ matched
		i += size
	}
}

// start returns the state before the first character.
func (m *Matcher) start(before kind) uint16 {
	if m.starts[before] != 0 {
		return m.starts[before]
	}
	m.room()
	m.begins()
	m.root(m.p.Start)
	s := m.take(true, before)
	m.starts[before] = m.keep(&m.cache, &s)
	return m.starts[before]
}

// keep adds a state to a cache.
func (m *Matcher) keep(c *cache, s *state) uint16 {
	entry, bytes := c.add(s)
	m.budget.used += bytes
	return entry
}

// transition makes the entry of a state for a class that r, the next character, is of.
func (m *Matcher) transition(at uint16, class int, r rune) uint16 {
	from := m.state(at)
	if m.room() {
		at = m.keep(&m.cache, &from)
		from = m.state(at) // the copy may have taken the place of the original
	}
	next, accepted := m.step(&from, class, r)
	entry := m.keep(&m.cache, &next)
	if accepted {
		entry |= matched
	}
	m.next[int(at>>1)*m.stride+class] = entry
	return entry
}

// step returns the state after one character, and whether a match ended before it.
func (m *Matcher) step(from *state, class int, r rune) (next state, accepted bool) {
	threads := from.threads
	if from.asserts {
		threads = m.settle(from, r)
	}
	m.begins()
	for _, at := range threads {
		inst := &m.p.Insts[at]
		if inst.Op == Accept {
			accepted = true
			break
		}
		if r >= 0 && m.p.in(inst.Arg, class) {
			m.root(inst.Out)
		}
	}
	seeking := from.seeking && !accepted && r >= 0
	if seeking {
		m.root(m.p.Start)
	}
	return m.take(seeking, kindOf(r)), accepted
}

// settle returns the threads of a state once it is known what comes next.
func (m *Matcher) settle(from *state, after rune) []uint16 {
	holds := conditions(stands[from.before], after)
	m.expand.clear()
	for _, at := range from.threads {
		m.follow(&m.expand, at, holds, false)
	}
	return m.expand.dense
}

// begins starts a new state.
func (m *Matcher) begins() {
	m.roots.clear()
	m.list.clear()
}

// root adds threads that begin at an instruction, after those that are there.
func (m *Matcher) root(at uint16) {
	if m.roots.add(at) {
		m.roots.dense = append(m.roots.dense, at)
		m.follow(&m.list, at, 0, true)
	}
}

// follow adds the threads that an instruction leads to without reading anything, where
// some conditions hold. With pending it adds assertions that do not hold, too.
func (m *Matcher) follow(to *set, at, holds uint16, pending bool) {
	m.stack = append(m.stack[:0], at)
	for len(m.stack) > 0 {
		at := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if !to.add(at) {
			continue
		}
		switch inst := &m.p.Insts[at]; inst.Op {
		case Split:
			m.stack = append(m.stack, inst.Arg, inst.Out)
		case Group:
			m.stack = append(m.stack, inst.Out)
		case Assert:
			if inst.Arg&^holds == 0 {
				m.stack = append(m.stack, inst.Out)
			} else if pending {
				to.dense = append(to.dense, at)
			}
		case Class, Accept:
			to.dense = append(to.dense, at)
		}
	}
}

// take makes the new state. Its threads stay the matcher's.
func (m *Matcher) take(seeking bool, before kind) state {
	for _, at := range m.list.dense {
		if m.p.Insts[at].Op == Assert {
			return state{threads: m.roots.dense, seeking: seeking, asserts: true, before: before}
		}
	}
	return state{threads: m.list.dense, seeking: seeking}
}

// set is a set of instructions that remembers in which order threads came.
type set struct {
	marks []uint32
	round uint32
	dense []uint16
}

func newSet(n int) set { return set{marks: make([]uint32, n), round: 1} }

func (s *set) clear() {
	s.dense = s.dense[:0]
	if s.round++; s.round == 0 {
		clear(s.marks)
		s.round = 1
	}
}

func (s *set) add(at uint16) bool {
	if s.marks[at] == s.round {
		return false
	}
	s.marks[at] = s.round
	return true
}

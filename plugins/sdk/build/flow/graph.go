package flow

import "slices"

// graph is the flow of a function from its beginning on. Entries in the middle are
// not part of it: those come by the dispatcher, in the function as it was.
type graph struct {
	f     *function
	nodes []node
	order []int // of nodes, reverse postorder
}

// node is a run of segments of which each is reached from the one before it alone.
type node struct {
	first, last int // segments
	code        []instruction
	to          []int // nodes that it jumps to, in the order of the code
	next        int   // node that its end goes on in, or -1
	from        []int
	place       int // in the order, -1 where no code arrives
	dominator   int // node, -1 for the first
	children    []int
	loop        bool
	ways        int // branches forward to it
	doors, used int // blocks for those that are conditional
}

// newGraph returns the flow of f, or nil where it would be too large without jumps
// into the middle of loops.
func newGraph(f *function) *graph {
	entries := make([]int, len(f.segments)) // jumps to each
	for i := range f.segments {
		for in := range f.segments[i].jumps {
			entries[in.target]++
		}
	}
	g := &graph{f: f}
	of := make([]int, len(f.segments))
	for i := range f.segments {
		if i > 0 && entries[i] == 0 && f.segments[i-1].falls {
			of[i] = len(g.nodes) - 1
			g.nodes[of[i]].last = i
			continue
		}
		of[i] = len(g.nodes)
		g.nodes = append(g.nodes, node{first: i, last: i, next: -1})
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		for k := n.first; k <= n.last; k++ {
			for in := range f.segments[k].jumps {
				n.to = append(n.to, of[in.target])
			}
		}
		if f.segments[n.last].falls {
			n.next = of[n.last+1]
		}
	}
	if !g.reduce() {
		return nil
	}
	g.walk()
	if !g.dominate() {
		return nil
	}
	for _, i := range g.order {
		n := &g.nodes[i]
		for k := n.first; k <= n.last; k++ {
			n.code = append(n.code, f.segments[k].code...)
		}
	}
	return g
}

// jumps yields the branches of a segment to segments.
func (s *segment) jumps(yield func(*instruction) bool) {
	for i := range s.code {
		if in := &s.code[i]; in.out && in.target != unwind && !yield(in) {
			return
		}
	}
}

// successors returns the nodes after n, the one that it goes on in last.
func (n *node) successors() []int {
	if n.next < 0 {
		return n.to
	}
	return append(slices.Clone(n.to), n.next)
}

// walk orders the nodes. What a node goes on in is visited last, so that it comes
// next.
func (g *graph) walk() {
	type step struct {
		node, at int
		to       []int
	}
	for i := range g.nodes {
		g.nodes[i].place, g.nodes[i].dominator = -1, -1
	}
	seen := make([]bool, len(g.nodes))
	seen[0] = true
	for stack := []step{{node: 0, to: g.nodes[0].successors()}}; len(stack) > 0; {
		s := &stack[len(stack)-1]
		if s.at == len(s.to) {
			g.order = append(g.order, s.node)
			stack = stack[:len(stack)-1]
			continue
		}
		next := s.to[s.at]
		s.at++
		if !seen[next] {
			seen[next] = true
			stack = append(stack, step{node: next, to: g.nodes[next].successors()})
		}
	}
	slices.Reverse(g.order)
	for place, i := range g.order {
		g.nodes[i].place = place
		for _, to := range g.nodes[i].successors() {
			g.nodes[to].from = append(g.nodes[to].from, i)
		}
	}
}

// dominate finds the dominators (Cooper, Harvey, Kennedy: A Simple, Fast Dominance
// Algorithm) and the loops. It reports whether every loop is entered at its head.
func (g *graph) dominate() bool {
	g.nodes[0].dominator = 0
	for changed := true; changed; {
		changed = false
		for _, i := range g.order[1:] {
			n, found := &g.nodes[i], -1
			for _, from := range n.from {
				switch {
				case g.nodes[from].dominator < 0:
				case found < 0:
					found = from
				default:
					found = g.common(found, from)
				}
			}
			if n.dominator != found {
				n.dominator, changed = found, true
			}
		}
	}
	for _, i := range g.order {
		n := &g.nodes[i]
		if i != 0 {
			parent := &g.nodes[n.dominator]
			parent.children = append(parent.children, i)
		}
		for _, to := range n.successors() {
			if g.nodes[to].place > n.place {
				continue
			}
			if g.common(i, to) != to {
				return false
			}
			g.nodes[to].loop = true
		}
	}
	return true
}

// common returns the nearest node that dominates both.
func (g *graph) common(a, b int) int {
	for a != b {
		for g.nodes[a].place > g.nodes[b].place {
			a = g.nodes[a].dominator
		}
		for g.nodes[b].place > g.nodes[a].place {
			b = g.nodes[b].dominator
		}
	}
	return a
}

package flow

import "slices"

// maxGrowth bounds the copies that [graph.reduce] makes: nodes for each one that
// there was, and a few.
const maxGrowth = 3

// reduce copies nodes until every loop is entered at one node only. The compiler makes
// loops with several entries when it knows what the first question of the first round
// will be answered. It reports false where that would take too many copies.
func (g *graph) reduce() bool {
	limit := maxGrowth*len(g.nodes) + 64
	all := make([]int, len(g.nodes))
	for i := range all {
		all[i] = i
	}
	for work := [][]int{all}; len(work) > 0; {
		set := work[len(work)-1]
		work = work[:len(work)-1]
		for _, loop := range g.loops(set) {
			entries := g.entries(loop)
			head := entries[0]
			if len(entries) > 1 {
				var copies []int
				head, copies = g.split(loop, entries)
				if len(g.nodes) > limit {
					return false
				}
				work = append(work, copies)
			}
			work = append(work, slices.DeleteFunc(loop, func(i int) bool { return i == head }))
		}
	}
	return true
}

// entries returns the nodes of a loop that are reached from outside of it.
func (g *graph) entries(loop []int) []int {
	inside := make(map[int]bool, len(loop))
	for _, i := range loop {
		inside[i] = true
	}
	entered := make(map[int]bool)
	if inside[0] {
		entered[0] = true
	}
	for i := range g.nodes {
		if inside[i] {
			continue
		}
		for _, to := range g.nodes[i].successors() {
			if inside[to] {
				entered[to] = true
			}
		}
	}
	var all []int
	for _, i := range loop {
		if entered[i] {
			all = append(all, i)
		}
	}
	return all
}

// split chooses the entry that takes the fewest copies as the head of the loop, and
// leads all others to copies of what lies between them and the head.
func (g *graph) split(loop, entries []int) (head int, copies []int) {
	var between []int
	for _, e := range entries {
		if found := g.between(loop, entries, e); between == nil || len(found) < len(between) {
			head, between = e, found
		}
	}
	copied := make(map[int]int, len(between))
	for _, i := range between {
		copied[i] = len(g.nodes)
		copies = append(copies, len(g.nodes))
		n := g.nodes[i]
		n.to = slices.Clone(n.to)
		g.nodes = append(g.nodes, n)
	}
	inside := make(map[int]bool, len(loop))
	for _, i := range loop {
		inside[i] = true
	}
	for i := range g.nodes {
		if inside[i] {
			continue
		}
		n := &g.nodes[i]
		for k, to := range n.to {
			if c, ok := copied[to]; ok {
				n.to[k] = c
			}
		}
		if c, ok := copied[n.next]; ok {
			n.next = c
		}
	}
	return head, copies
}

// between returns the nodes of a loop that its other entries reach before head, in
// order of their numbers.
func (g *graph) between(loop, entries []int, head int) []int {
	inside := make(map[int]bool, len(loop))
	for _, i := range loop {
		inside[i] = i != head
	}
	found := []int{}
	for _, e := range entries {
		for stack := []int{e}; len(stack) > 0; {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !inside[i] {
				continue
			}
			inside[i] = false
			found = append(found, i)
			stack = append(stack, g.nodes[i].successors()...)
		}
	}
	slices.Sort(found)
	return found
}

// loops returns the strongly connected components of a set of nodes that have a cycle
// (Tarjan), each in order of its numbers.
func (g *graph) loops(set []int) [][]int {
	t := tarjan{g: g, inside: make(map[int]bool, len(set)), index: make(map[int]int), low: make(map[int]int), open: make(map[int]bool)}
	for _, i := range set {
		t.inside[i] = true
	}
	for _, i := range set {
		if t.index[i] == 0 {
			t.visit(i)
		}
	}
	return t.found
}

type tarjan struct {
	g          *graph
	inside     map[int]bool
	index, low map[int]int // from 1 on
	open       map[int]bool
	stack      []int
	found      [][]int
}

func (t *tarjan) visit(i int) {
	t.index[i] = len(t.index) + 1
	t.low[i] = t.index[i]
	t.stack, t.open[i] = append(t.stack, i), true
	own := false
	for _, to := range t.g.nodes[i].successors() {
		own = own || to == i
		switch {
		case !t.inside[to]:
		case t.index[to] == 0:
			t.visit(to)
			t.low[i] = min(t.low[i], t.low[to])
		case t.open[to]:
			t.low[i] = min(t.low[i], t.index[to])
		}
	}
	if t.low[i] != t.index[i] {
		return
	}
	at := slices.Index(t.stack, i)
	loop := slices.Clone(t.stack[at:])
	t.stack = t.stack[:at]
	for _, k := range loop {
		t.open[k] = false
	}
	if len(loop) > 1 || own {
		slices.Sort(loop)
		t.found = append(t.found, loop)
	}
}

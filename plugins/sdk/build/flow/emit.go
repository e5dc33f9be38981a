package flow

import "slices"

// emitter writes the flow of a function with the constructs of WebAssembly: a loop
// for each node that is jumped back to, and for every other one that is jumped to a
// block which ends where it stands (Ramsey, Beyond Relooper, ICFP 2022).
type emitter struct {
	g      *graph
	out    []byte
	labels []int // open constructs, innermost last: node of a block, ^node of a loop, or exit
}

const exit = 1 << 30

// body returns the code of the function, without its declarations.
func (g *graph) body() []byte {
	for _, i := range g.order {
		n := &g.nodes[i]
		for _, to := range n.to {
			g.want(i, to)
		}
		if n.next >= 0 && !g.follows(i, n.next) {
			g.want(i, n.next)
		}
	}
	e := emitter{g: g, out: slices.Clone(g.f.entry)}
	if g.f.unwinds {
		e.open(opBlock, exit)
	}
	e.node(0)
	e.out = append(e.out, opUnreachable)
	if g.f.unwinds {
		e.out = append(e.out, opEnd, opI32Const, 1)
	}
	return append(e.out, opEnd)
}

// want notes a branch forward from one node to another.
func (g *graph) want(from, to int) {
	if g.nodes[to].place > g.nodes[from].place {
		g.nodes[to].wanted = true
	}
}

// follows reports whether node to stands right behind the code of node i.
func (g *graph) follows(i, to int) bool {
	children := g.nodes[i].children
	return len(children) > 0 && children[0] == to
}

func (e *emitter) open(op byte, label int) {
	e.out = append(e.out, op, voidBlock)
	e.labels = append(e.labels, label)
}

func (e *emitter) close() {
	e.out = append(e.out, opEnd)
	e.labels = e.labels[:len(e.labels)-1]
}

// node writes a node and all that it dominates.
func (e *emitter) node(i int) {
	n := &e.g.nodes[i]
	if n.loop {
		e.open(opLoop, ^i)
	}
	for _, c := range slices.Backward(n.children) {
		if e.g.nodes[c].wanted {
			e.open(opBlock, c)
		}
	}
	e.code(n)
	switch {
	case n.next < 0:
		e.out = append(e.out, opUnreachable)
	case !e.g.follows(i, n.next):
		e.branch(opBr, e.label(n, n.next), 0)
	}
	for _, c := range n.children {
		if e.g.nodes[c].wanted {
			e.close()
		}
		e.node(c)
	}
	if n.loop {
		e.close()
	}
}

// code writes the segments of a node.
func (e *emitter) code(n *node) {
	to := n.to
	for k := n.first; k <= n.last; k++ {
		nested := 0
		for i := range e.g.f.segments[k].code {
			in := &e.g.f.segments[k].code[i]
			switch {
			case in.out && in.target == unwind:
				e.branch(in.op, exit, nested)
				continue
			case in.out:
				e.branch(in.op, e.label(n, to[0]), nested)
				to = to[1:]
				continue
			case in.op == opBlock || in.op == opLoop || in.op == opIf:
				nested++
			case in.op == opEnd:
				nested--
			}
			e.out = append(e.out, in.bytes...)
		}
	}
}

// label returns the label of a branch from one node to another.
func (e *emitter) label(from *node, to int) int {
	if e.g.nodes[to].place > from.place {
		return to
	}
	return ^to
}

func (e *emitter) branch(op byte, label, nested int) {
	for i, l := range slices.Backward(e.labels) {
		if l == label {
			e.out = appendU32(append(e.out, op), uint32(len(e.labels)-1-i+nested))
			return
		}
	}
	panic("flow: a branch leads out of its constructs") // [newGraph] allows none
}

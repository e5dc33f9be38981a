package flow

import "slices"

// emitter writes the flow of a function with the constructs of WebAssembly: a loop
// for each node that is jumped back to, and for every other one that is jumped to a
// block which ends where it stands (Ramsey, Beyond Relooper, ICFP 2022).
//
// A conditional branch to a node that others lead to as well goes to a door of its own,
// a block that ends right before that node. The engine (wazero) would make one, and then
// no longer sees that the comparison before the branch belongs to it.
type emitter struct {
	g      *graph
	out    []byte
	labels []label // open constructs, innermost last
}

// label names a construct.
type label struct {
	kind labelKind
	node int
	door int
}

type labelKind uint8

const (
	exitLabel labelKind = iota // for unwinding
	loopLabel
	blockLabel
	doorLabel
)

// body returns the code of the function, without its declarations.
func (g *graph) body() []byte {
	g.countWays()
	e := emitter{g: g, out: slices.Clone(g.f.entry)}
	if g.f.unwinds {
		e.open(opBlock, label{})
	}
	e.node(0)
	e.out = append(e.out, opUnreachable)
	if g.f.unwinds {
		e.out = append(e.out, opEnd, opI32Const, 1)
	}
	return append(e.out, opEnd)
}

// countWays counts the branches forward to each node, and gives doors to those that
// need them.
func (g *graph) countWays() {
	for _, i := range g.order {
		n := &g.nodes[i]
		to := n.to
		for k := range n.code {
			in := &n.code[k]
			if !in.out || in.target == unwind {
				continue
			}
			if next := &g.nodes[to[0]]; next.place > n.place {
				next.ways++
				if in.op == opBrIf {
					next.doors++
				}
			}
			to = to[1:]
		}
		if n.next >= 0 && g.nodes[n.next].place > n.place {
			g.nodes[n.next].ways++
		}
	}
	for i := range g.nodes {
		if n := &g.nodes[i]; n.ways < 2 {
			n.doors = 0
		}
	}
}

// node writes a node and all that it dominates.
func (e *emitter) node(i int) {
	n := &e.g.nodes[i]
	if n.loop {
		e.open(opLoop, label{loopLabel, i, 0})
	}
	for _, c := range slices.Backward(n.children) {
		e.open(opBlock, label{blockLabel, c, 0})
		for door := range e.g.nodes[c].doors {
			e.open(opBlock, label{doorLabel, c, door})
		}
	}
	e.code(i)
	switch {
	case n.next < 0:
		e.out = append(e.out, opUnreachable)
	case len(n.children) == 0 || n.children[0] != n.next || e.g.nodes[n.next].doors > 0:
		e.branch(opBr, e.to(i, n.next), 0)
	}
	for _, c := range n.children {
		for door := e.g.nodes[c].doors; door > 0; door-- {
			e.close()
			if door > 1 {
				e.branch(opBr, label{blockLabel, c, 0}, 0)
			}
		}
		e.close()
		e.node(c)
	}
	if n.loop {
		e.close()
	}
}

// code writes the code of a node.
func (e *emitter) code(i int) {
	n := &e.g.nodes[i]
	to, nested := n.to, 0
	for k := range n.code {
		in := &n.code[k]
		switch {
		case in.out && in.target == unwind:
			e.branch(in.op, label{}, nested)
		case in.out:
			e.jump(in.op, i, to[0], nested)
			to = to[1:]
		default:
			e.out = append(e.out, in.bytes...)
		}
		switch {
		case in.op == opBlock || in.op == opLoop || in.op == opIf:
			nested++
		case in.op == opEnd:
			nested--
		}
	}
}

// jump writes a branch between nodes that stands inside so many constructs of its own.
func (e *emitter) jump(op byte, from, to, nested int) {
	l := e.to(from, to)
	n := &e.g.nodes[to]
	switch {
	case op == opBrIf && l.kind == loopLabel:
		e.out = append(e.out, opIf, voidBlock)
		e.branch(opBr, l, nested+1)
		e.out = append(e.out, opEnd)
	case op == opBrIf && n.doors > 0:
		l = label{doorLabel, to, n.used}
		n.used++
		fallthrough
	default:
		e.branch(op, l, nested)
	}
}

// to returns the label of a branch from one node to another.
func (e *emitter) to(from, to int) label {
	if e.g.nodes[to].place > e.g.nodes[from].place {
		return label{blockLabel, to, 0}
	}
	return label{loopLabel, to, 0}
}

func (e *emitter) branch(op byte, l label, nested int) {
	for i, open := range slices.Backward(e.labels) {
		if open == l {
			e.out = appendU32(append(e.out, op), uint32(len(e.labels)-1-i+nested))
			return
		}
	}
	panic("flow: a branch leads out of its constructs") // [newGraph] allows none
}

func (e *emitter) open(op byte, l label) {
	e.out = append(e.out, op, voidBlock)
	e.labels = append(e.labels, l)
}

func (e *emitter) close() {
	e.out = append(e.out, opEnd)
	e.labels = e.labels[:len(e.labels)-1]
}

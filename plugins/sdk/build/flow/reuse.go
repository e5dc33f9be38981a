package flow

import "maps"

// An address is 64 bits wide in Go and 32 bits in an access, and the compiler narrows it
// at each access anew: of one pointer the engine sees many addresses, and checks each
// against the size of memory. Here a pointer that was narrowed once is kept narrow, in a
// local of its own, for as long as it does not change.

// pointer is where a pointer stands: in a local, or in a slot of the stack at so many
// bytes from the base.
type pointer struct {
	onStack bool
	at      int64
}

// pointers are those that are narrow already where the code is.
type pointers map[pointer]bool

func (all pointers) drop(which func(pointer) bool) {
	maps.DeleteFunc(all, func(p pointer, _ bool) bool { return which(p) })
}

// reuser goes through the nodes of a function.
type reuser struct {
	g        *graph
	stored   pointers // slots that the function stores to
	narrowed map[pointer]uint32
	next     uint32           // the next local
	at       map[int]pointers // what the branches to a node find
}

// reuse rewrites the nodes, whose base is in local 1.
func (g *graph) reuse() {
	r := reuser{g: g, stored: make(pointers), narrowed: make(map[pointer]uint32), next: g.f.localCount, at: make(map[int]pointers)}
	for _, i := range g.order {
		for _, in := range g.nodes[i].code {
			if in.op == opBlock || in.op == opLoop || !in.out && (in.op == opBr || in.op == opBrIf) {
				return // not the compiler's: written by hand
			}
			if in.stores() && in.based {
				first, last := slotsOf(in)
				r.stored[first], r.stored[last] = true, true
			}
		}
	}
	for _, i := range g.order {
		r.node(i)
	}
	g.f.declare(r.next - g.f.localCount)
}

// slotsOf returns the first and the last slot that a store writes to.
func slotsOf(in instruction) (first, last pointer) {
	end := in.value + accessSize(in.op) - 1
	return pointer{true, in.value &^ (slot - 1)}, pointer{true, end &^ (slot - 1)}
}

// node rewrites one node; those before it, but for the ends of loops, are rewritten.
func (r *reuser) node(i int) {
	n := &r.g.nodes[i]
	have := r.at[i]
	if have == nil {
		have = make(pointers)
	}
	if n.loop {
		have.drop(func(p pointer) bool { return !r.lasting(p) })
	}
	out := make([]instruction, 0, len(n.code))
	to := n.to
	var ifs []pointers // what there was where each began
	for _, in := range n.code {
		switch {
		case in.out && in.target != unwind:
			r.arrive(to[0], have)
			to = to[1:]
		case in.op == opIf:
			ifs = append(ifs, maps.Clone(have))
		case in.op == opElse:
			have, ifs[len(ifs)-1] = ifs[len(ifs)-1], have
		case in.op == opEnd:
			other := ifs[len(ifs)-1]
			have.drop(func(p pointer) bool { return !other[p] })
			ifs = ifs[:len(ifs)-1]
		case in.op == opCall || in.op == opCallIndirect:
			have.drop(func(p pointer) bool { return p.onStack && (p.at < r.g.f.arguments || r.exposed(p)) })
		case in.op == opPrefixed || in.stores() && !in.based:
			have.drop(r.exposed)
		case in.stores():
			first, last := slotsOf(in)
			delete(have, first)
			delete(have, last)
		case in.op == opLocalSet || in.op == opLocalTee:
			delete(have, pointer{false, in.value})
		}
		if out = append(out, in); in.op == opI32WrapI64 {
			out = r.narrow(out, have)
		}
	}
	n.code = out
	if n.next >= 0 {
		r.arrive(n.next, have)
	}
}

// arrive notes what a branch to a node finds.
func (r *reuser) arrive(to int, have pointers) {
	if found, ok := r.at[to]; ok {
		found.drop(func(p pointer) bool { return !have[p] })
		return
	}
	r.at[to] = maps.Clone(have)
}

// lasting reports an argument that nobody changes.
func (r *reuser) lasting(p pointer) bool {
	return p.onStack && p.at >= r.g.f.arguments && !r.exposed(p) && !r.stored[p]
}

// exposed reports a slot that may be reached by an address that was handed out: of it, or
// of something that begins before it.
func (r *reuser) exposed(p pointer) bool {
	if !p.onStack {
		return false
	}
	for _, at := range r.g.f.handed {
		if at <= p.at && (p.at < r.g.f.arguments || at >= r.g.f.arguments) {
			return true
		}
	}
	return false
}

// narrow rewrites the end of the code, which narrows something.
func (r *reuser) narrow(code []instruction, have pointers) []instruction {
	p, from := source(code)
	if from < 0 {
		return code
	}
	local, ok := r.narrowed[p]
	if !ok {
		local = r.next
		r.next++
		r.narrowed[p] = local
	}
	if have[p] && code[from].op != opLocalTee {
		return append(code[:from], instruction{op: opLocalGet, value: int64(local), bytes: appendU32([]byte{opLocalGet}, local)})
	}
	have[p] = true
	return append(code, instruction{op: opLocalTee, value: int64(local), bytes: appendU32([]byte{opLocalTee}, local)})
}

// source returns what the last instruction narrows and where the code for it begins, -1
// where it is nothing that stays anywhere.
func source(code []instruction) (p pointer, from int) {
	k := len(code) - 2
	if k < 0 {
		return p, -1
	}
	switch in := &code[k]; {
	case (in.op == opLocalGet || in.op == opLocalTee) && in.value != stackLocal:
		return pointer{false, in.value}, k
	case in.op == opI64Load && in.based && in.value%slot == 0 && k > 0 && code[k-1].is(opLocalGet, stackLocal):
		return pointer{true, in.value}, k - 1
	}
	return p, -1
}

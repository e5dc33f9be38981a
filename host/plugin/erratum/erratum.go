// Package erratum keeps the engine's compiler (wazero 1.12) away from the one thing that
// it is known to compute wrongly.
//
// Where a branch depends on an ordered comparison of 0 with the result of an "and", the
// compiler leaves the comparison out and branches on the flags of the "and" itself. Those
// are the flags of a comparison the other way round, so 0 < x&y becomes x&y < 0. On arm64
// the carry is wrong as well, and with it each comparison without a sign, whichever side
// the 0 is on. The Go compiler, among others, writes such code: of "for x&y > 0" not one
// round is run.
//
// [Apply] makes the answer of each comparison that could be meant a number, and asks
// whether that is not 0. The compiler then finds no "and" behind it.
package erratum

import (
	"errors"
	"fmt"
	"slices"
)

// ErrModule is wrapped by the errors of [Apply]: the module is malformed, or uses what
// the engine does not offer.
var ErrModule = errors.New("malformed module")

const (
	header      = 8 // bytes: magic and version
	sectionCode = 10
)

// guard is i32.const 0, i32.ne, behind a comparison.
var guard = []byte{opI32Const, 0, opI32Ne}

// Apply returns a module that computes what module does, by the engine's compiler as
// well, and the number of comparisons that it guarded. A module without any is returned
// as it is. It checks no more of the module than it has to understand.
func Apply(module []byte) ([]byte, int, error) {
	if len(module) < header {
		return nil, 0, fmt.Errorf("%w: no header", ErrModule)
	}
	for r := (reader{b: module, at: header}); r.at < len(module); {
		from := r.at
		id := r.byte()
		code := reader{b: r.bytes(r.u32())}
		if r.err != nil {
			return nil, 0, fmt.Errorf("%w: %w", ErrModule, r.err)
		}
		if id != sectionCode {
			continue
		}
		bodies, err := section(&code)
		if err != nil || len(bodies) == 0 {
			return module, 0, err
		}
		out, guarded := rewrite(module[:from], code.b, bodies, module[r.at:])
		return out, guarded, nil
	}
	return module, 0, nil
}

// body is a function with comparisons to guard.
type body struct {
	size, from, to int   // where its length stands in the section, and its code
	found          []int // ends of the comparisons in its code
}

func (b *body) length() uint32 { return uint32(b.to - b.from + len(guard)*len(b.found)) }

// section returns the functions of the section of code that have something to guard.
func section(r *reader) (bodies []body, err error) {
	count, s := r.u32(), new(scanner)
	for i := uint32(0); i < count && r.err == nil; i++ {
		size := r.at
		code := r.bytes(r.u32())
		if err := s.scan(code); err != nil && r.err == nil {
			return nil, fmt.Errorf("%w: function %d: %w", ErrModule, i, err)
		}
		if len(s.found) > 0 {
			bodies = append(bodies, body{size, r.at - len(code), r.at, slices.Clone(s.found)})
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModule, r.err)
	}
	return bodies, nil
}

// rewrite returns the module with its section of code guarded, and the number of guards.
func rewrite(before, code []byte, bodies []body, after []byte) (out []byte, guarded int) {
	grown := len(code)
	for i := range bodies {
		b := &bodies[i]
		guarded += len(b.found)
		grown += sizeU32(b.length()) + int(b.length()) - (b.to - b.size)
	}
	out = make([]byte, 0, len(before)+1+sizeU32(uint32(grown))+grown+len(after))
	out = appendU32(append(append(out, before...), sectionCode), uint32(grown))
	last := 0
	for i := range bodies {
		b := &bodies[i]
		out = appendU32(append(out, code[last:b.size]...), b.length())
		last = b.from
		for _, at := range b.found {
			out = append(append(out, code[last:b.from+at]...), guard...)
			last = b.from + at
		}
	}
	return append(append(out, code[last:]...), after...), guarded
}

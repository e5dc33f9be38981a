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
		bodies, guarded, err := section(&code)
		if err != nil || guarded == 0 {
			return module, 0, err
		}
		out := append(make([]byte, 0, len(module)+len(module)/8), module[:from]...)
		out = append(appendU32(append(out, sectionCode), uint32(len(bodies))), bodies...)
		return append(out, module[r.at:]...), guarded, nil
	}
	return module, 0, nil
}

// section returns the section of code with its comparisons guarded.
func section(r *reader) ([]byte, int, error) {
	count := r.u32()
	out := appendU32(make([]byte, 0, len(r.b)+len(r.b)/8), count)
	s, guarded := new(scanner), 0
	for i := uint32(0); i < count && r.err == nil; i++ {
		body := r.bytes(r.u32())
		if err := s.scan(body); err != nil && r.err == nil {
			return nil, 0, fmt.Errorf("%w: function %d: %w", ErrModule, i, err)
		}
		out = appendU32(out, uint32(len(body)+len(guard)*len(s.found)))
		last := 0
		for _, at := range s.found {
			out = append(append(out, body[last:at]...), guard...)
			last = at
		}
		out = append(out, body[last:]...)
		guarded += len(s.found)
	}
	if r.err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrModule, r.err)
	}
	return out, guarded, nil
}

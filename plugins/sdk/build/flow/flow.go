// Package flow rewrites how the functions of a Go program run inside WebAssembly, so that
// they run two to three times as fast. What is computed is the same.
//
// The Go compiler gives every function one loop around one table of all its blocks, and a
// jump sets a variable and goes through that table, since a goroutine that was parked has
// to be able to go on in the middle of any function. Code that scans text is jumps above
// all, and a processor guesses badly where a table leads that all jumps share. [Structure]
// gives each function a second body that begins at its beginning and has the loops and
// blocks of the source; the first one is kept for what goes on in the middle. In the
// second one the stack pointer is computed once, not before and after every call, so that
// an engine checks once, and not at each access, that the stack lies in memory.
//
// One thing has to hold that the compiler does not ask for: a host function that the
// program calls calls none of its exports before it returns. No host of this contract
// does.
package flow

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Errors of [Structure] wrap one of these.
var (
	ErrModule = errors.New("malformed module")
	// ErrForm says that the module is of a release of Go whose functions have a form that
	// this package was not tested with. Nothing is rewritten then.
	ErrForm = errors.New("another form of functions")
)

// Release is the release of Go whose modules are rewritten: the form of its functions was
// compared with what [Structure] makes of them.
const Release = "go1.26"

// maxUnknown is one in how many functions may have another form than the compiler's: those
// that are written by hand, 59 in a program of 2000.
const maxUnknown = 10

const (
	sectionCustom   = 0
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionCode     = 10

	kindFunction = 0
	header       = "\x00asm\x01\x00\x00\x00"
	nameSection  = "name"

	producersSection = "producers"
	goCompiler       = "Go cmd/compile"
)

// goFunction is the type of Go functions: where to go on in, whether to unwind out.
var goFunction = []byte{0x60, 1, 0x7f, 1, 0x7f}

// Stats says what became of the functions that have a dispatcher.
type Stats struct {
	Structured int
	Stacks     int // those whose stack pointer is one address
	Cold       int // left as they are, since little time is spent in them
	Left       int // left as they are, since they would become too large
	Unknown    int // left as they are, since they have another form than the compiler's
}

// Add adds what became of the functions of another module.
func (s *Stats) Add(other Stats) {
	s.Structured += other.Structured
	s.Stacks += other.Stacks
	s.Cold += other.Cold
	s.Left += other.Left
	s.Unknown += other.Unknown
}

// String says it for people.
func (s Stats) String() string {
	return fmt.Sprintf("%d are rewritten (%d with one address for the stack), %d left alone since little time is spent in them, %d since they would grow too large, %d since their form is not known",
		s.Structured, s.Stacks, s.Cold, s.Left, s.Unknown)
}

// Structure returns a module that does what module does, without the names of its
// functions. The same module gives the same bytes; one that the Go compiler did not make
// is returned as it is, and one that another release of it made is refused.
func Structure(module []byte) ([]byte, Stats, error) {
	if !bytes.HasPrefix(module, []byte(header)) {
		return nil, Stats{}, fmt.Errorf("%w: no header", ErrModule)
	}
	compiler := producer(module)
	if compiler != "" && compiler != Release && !strings.HasPrefix(compiler, Release+".") {
		return nil, Stats{}, fmt.Errorf("%w: the module is built by %s, known is %s", ErrForm, compiler, Release)
	}
	m := rewriter{names: names(module)}
	out, err := m.module(module)
	if err != nil {
		return nil, Stats{}, fmt.Errorf("%w: %w", ErrModule, err)
	}
	if s := m.stats; compiler != "" && s.Unknown*maxUnknown > s.Structured+s.Cold+s.Left+s.Unknown {
		return nil, s, fmt.Errorf("%w: %d functions of %s", ErrForm, s.Unknown, compiler)
	}
	return out, m.stats, nil
}

// rewriter goes through the sections of a module.
type rewriter struct {
	stats Stats
	signatures
	names    map[uint32]string
	goTypes  []bool // by type: it is that of a Go function
	goType   uint32
	imported uint32
	declared []uint32 // types of the functions of the module
	at       int      // where the section of functions stands in the answer
	after    int      // where it ends
}

func (m *rewriter) module(module []byte) ([]byte, error) {
	out := append(make([]byte, 0, 2*len(module)), header...)
	for d := (decoder{b: module[len(header):]}); len(d.b) > 0; {
		start := d.b
		id := d.byte()
		section := decoder{b: d.bytes(int(d.u32()))}
		if d.err != nil {
			return nil, d.err
		}
		raw := start[:len(start)-len(d.b)]
		switch id {
		case sectionCustom:
			if string(section.bytes(int(section.u32()))) == nameSection {
				continue
			}
		case sectionType:
			m.readTypes(&section)
		case sectionImport:
			m.readImports(&section)
		case sectionFunction:
			m.at = len(out)
			m.after = m.at + len(raw)
			for n := section.u32(); n > 0 && section.err == nil; n-- {
				m.declared = append(m.declared, section.u32())
			}
			m.functions = append(m.functions, m.declared...)
		case sectionCode:
			bodies, err := m.code(&section)
			if err != nil {
				return nil, err
			}
			// The new bodies are declared in the section of functions, which is
			// behind us.
			tail := bytes.Clone(out[m.after:])
			out = appendSection(out[:m.at], sectionFunction, m.declarations(len(bodies)))
			out = append(out, tail...)
			out = appendSection(out, sectionCode, joined(bodies))
			continue
		}
		if section.err != nil {
			return nil, section.err
		}
		out = append(out, raw...)
	}
	return out, nil
}

func (m *rewriter) readTypes(d *decoder) {
	for n := d.u32(); n > 0 && d.err == nil; n-- {
		start := d.b
		d.byte()
		pop := d.bytes(int(d.u32()))
		push := d.bytes(int(d.u32()))
		if d.err == nil {
			m.types = append(m.types, signature{len(pop), len(push)})
			m.goTypes = append(m.goTypes, bytes.Equal(start[:len(start)-len(d.b)], goFunction))
		}
	}
}

func (m *rewriter) readImports(d *decoder) {
	for n := d.u32(); n > 0 && d.err == nil; n-- {
		d.bytes(int(d.u32()))
		d.bytes(int(d.u32()))
		if d.byte() != kindFunction {
			d.fail("an import is no function")
		}
		m.functions = append(m.functions, d.u32())
		m.imported++
	}
}

// code returns all bodies: those of the module, each as it was or structured, and
// behind them what the structured ones were.
func (m *rewriter) code(d *decoder) ([][]byte, error) {
	count := d.u32()
	if d.err != nil || int(count) != len(m.declared) {
		return nil, errors.New("the sections of functions and code differ")
	}
	all := make([][]byte, 0, 2*count)
	var moved [][]byte
	for i := range count {
		body := d.bytes(int(d.u32()))
		if d.err != nil {
			return nil, d.err
		}
		all = append(all, body)
		if t := m.declared[i]; int(t) >= len(m.goTypes) || !m.goTypes[t] {
			continue
		}
		f, err := parse(body)
		if err != nil {
			m.stats.Unknown++
			continue
		}
		if cold(m.names[m.imported+i]) {
			m.stats.Cold++
			continue
		}
		resume := m.imported + count + uint32(len(moved))
		f.calls(resume)
		based := f.stack(&m.signatures)
		if based {
			m.stats.Stacks++
		}
		f.conditions()
		g := newGraph(f)
		if g == nil {
			m.stats.Left++
			continue
		}
		if based {
			g.reuse()
		}
		m.goType = m.declared[i]
		m.stats.Structured++
		all[i] = g.entered(resume)
		moved = append(moved, body)
	}
	return append(all, moved...), nil
}

// entered returns a body that goes on in function resume where it is not entered at
// its beginning.
func (g *graph) entered(resume uint32) []byte {
	out := bytes.Clone(g.f.locals)
	out = append(out, opLocalGet, 0, opIf, voidBlock, opLocalGet, 0, opCall)
	out = append(appendU32(out, resume), opReturn, opEnd)
	return append(out, g.body()...)
}

// declarations returns the section of functions for that many bodies.
func (m *rewriter) declarations(count int) []byte {
	out := appendU32(nil, uint32(count))
	for i := range count {
		if i < len(m.declared) {
			out = appendU32(out, m.declared[i])
			continue
		}
		out = appendU32(out, m.goType)
	}
	return out
}

func joined(bodies [][]byte) []byte {
	out := appendU32(nil, uint32(len(bodies)))
	for _, b := range bodies {
		out = append(appendU32(out, uint32(len(b))), b...)
	}
	return out
}

func appendSection(out []byte, id byte, body []byte) []byte {
	return append(appendU32(append(out, id), uint32(len(body))), body...)
}

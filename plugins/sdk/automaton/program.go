// Package automaton runs patterns of RE2's subset as Go's regexp runs them, leftmost and
// first, in time that is linear in the text. It holds what a guest needs and no parser: a
// [Program] is made when a policy is built, by plugins/sdk/build/pattern.
//
// A search is a deterministic automaton that is made as it goes (states are sets of
// instructions in order of preference); where a match begins, and what its groups hold,
// is then found by following the instructions over the match alone.
package automaton

import (
	"errors"
	"unicode/utf8"
)

// Op is what an instruction does.
type Op uint8

// The instructions of a program.
const (
	Fail   Op = iota
	Class     // reads one character of set Arg, then Out
	Split     // Out, else Arg
	Group     // notes the place in slot Arg, then Out
	Assert    // goes to Out where the conditions Arg hold
	Accept    // the match ends here
)

// Conditions of an [Assert], the bits of Go's syntax.EmptyOp.
const (
	BeginLine uint16 = 1 << iota
	EndLine
	BeginText
	EndText
	WordBoundary
	NoWordBoundary
)

// Inst is one instruction.
type Inst struct {
	Op       Op
	Out, Arg uint16
}

// Limits of a program. They bound the time of one character and the size of a policy.
const (
	MaxInsts   = 8192
	MaxClasses = 255
	maxGroups  = 64
)

// ErrProgram says that an encoded program is damaged.
var ErrProgram = errors.New("malformed program")

// Program is a compiled pattern. Characters are known by their class: two characters that
// no set of the pattern tells apart have the same.
type Program struct {
	Insts   []Inst
	Start   uint16
	Groups  int // with the whole match
	Classes int
	ASCII   [utf8.RuneSelf]uint8
	// Bounds are the first characters of runs of one class from U+0080 on, ascending;
	// Above holds their classes.
	Bounds []rune
	Above  []uint8
	// Sets holds the sets that instructions name, Classes bits each from a byte's lowest.
	Sets  []byte
	width int // bytes of one set
}

// classOf returns the class of the character at the beginning of text, and its size.
func (p *Program) classOf(text []byte) (class, size int) {
	if c := text[0]; c < utf8.RuneSelf {
		return int(p.ASCII[c]), 1
	}
	r, size := utf8.DecodeRune(text)
	return p.above(r), size
}

func (p *Program) above(r rune) int {
	low, high := 0, len(p.Bounds)
	for low < high {
		middle := (low + high) / 2
		if p.Bounds[middle] <= r {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return int(p.Above[low-1])
}

func (p *Program) in(set uint16, class int) bool {
	return p.Sets[int(set)*p.width+class>>3]&(1<<(class&7)) != 0
}

// conditions returns what holds between two characters, -1 for none.
func conditions(before, after rune) uint16 {
	var c uint16
	switch before {
	case -1:
		c = BeginLine | BeginText
	case '\n':
		c = BeginLine
	}
	switch after {
	case -1:
		c |= EndLine | EndText
	case '\n':
		c |= EndLine
	}
	if isWord(before) != isWord(after) {
		return c | WordBoundary
	}
	return c | NoWordBoundary
}

func isWord(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || r == '_' || 'a' <= r && r <= 'z'
}

func runeAt(text []byte, at int) rune {
	if at >= len(text) {
		return -1
	}
	r, _ := utf8.DecodeRune(text[at:])
	return r
}

func runeBefore(text []byte, at int) rune {
	if at == 0 {
		return -1
	}
	r, _ := utf8.DecodeLastRune(text[:at])
	return r
}

// Package pattern compiles patterns of RE2's subset, as Go's regexp/syntax reads them, to
// programs of plugins/sdk/automaton. What a hostile pattern could cost is bounded before
// it is compiled.
package pattern

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/automaton"
)

// Limits of one pattern.
const (
	MaxLength = 8 << 10 // bytes
	maxGroups = 60
)

// Error says what of a pattern is refused, and where.
type Error struct {
	Offset int // in bytes of the pattern
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// Compile returns the program of a pattern. The error is an [*Error].
func Compile(text string) (*automaton.Program, error) {
	if len(text) > MaxLength {
		return nil, &Error{MaxLength, fmt.Sprintf("the pattern has %d bytes, at most %d are allowed", len(text), MaxLength)}
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, explain(text, err)
	}
	if n := cost(tree); n > automaton.MaxInsts {
		return nil, &Error{0, fmt.Sprintf("the pattern takes more than %d steps once its repetitions are written out: repeat less", automaton.MaxInsts)}
	}
	if n := tree.MaxCap(); n > maxGroups {
		return nil, &Error{0, fmt.Sprintf("the pattern has %d groups, at most %d are allowed", n, maxGroups)}
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, &Error{0, "the pattern cannot be compiled"}
	}
	c := compiler{prog: prog, program: &automaton.Program{Groups: tree.MaxCap() + 1}, sets: make(map[string]uint16)}
	return c.compile()
}

// lacking says what readers of other dialects miss most.
var lacking = []struct{ text, name string }{
	{"(?=", "a look ahead"}, {"(?!", "a look ahead"}, {"(?<=", "a look behind"}, {"(?<!", "a look behind"},
	{"(?>", "an atomic group"}, {"++", "a possessive repetition"}, {"*+", "a possessive repetition"},
	{`\Z`, `\Z, write \z`}, {`\G`, `\G`}, {`\K`, `\K`},
}

func explain(text string, err error) *Error {
	found, ok := errors.AsType[*syntax.Error](err)
	if !ok {
		return &Error{0, "the pattern cannot be read"}
	}
	at := max(0, strings.Index(text, found.Expr))
	for _, l := range lacking {
		if strings.HasPrefix(found.Expr, l.text) {
			return &Error{at, "an automaton has no " + strings.TrimPrefix(strings.TrimPrefix(l.name, "a "), "an ")}
		}
	}
	if len(found.Expr) == 2 && found.Expr[0] == '\\' && '1' <= found.Expr[1] && found.Expr[1] <= '9' {
		return &Error{at, "an automaton has no reference to a group"}
	}
	return &Error{at, found.Code.String()}
}

// cost returns about how many instructions a tree compiles to; no more than just over the
// limit is counted.
func cost(tree *syntax.Regexp) int {
	n := 1
	switch tree.Op {
	case syntax.OpLiteral:
		n = len(tree.Rune)
	case syntax.OpCapture:
		n = 2
	}
	for _, sub := range tree.Sub {
		n = min(n+cost(sub)+1, automaton.MaxInsts+1)
	}
	if tree.Op == syntax.OpRepeat {
		n = min(n*max(tree.Min+1, tree.Max, 1), automaton.MaxInsts+1)
	}
	return n
}

// compiler turns Go's program, which reads characters, into one that reads their classes.
type compiler struct {
	prog    *syntax.Prog
	program *automaton.Program
	ranges  [][]rune          // by instruction, pairs of first and last; nil where it reads nothing
	sets    map[string]uint16 // by their bits
}

func (c *compiler) compile() (*automaton.Program, error) {
	if len(c.prog.Inst) > automaton.MaxInsts {
		return nil, &Error{0, fmt.Sprintf("the pattern takes %d steps, at most %d are allowed", len(c.prog.Inst), automaton.MaxInsts)}
	}
	c.ranges = make([][]rune, len(c.prog.Inst))
	for i := range c.prog.Inst {
		c.ranges[i] = ranges(&c.prog.Inst[i])
	}
	if err := c.classes(); err != nil {
		return nil, err
	}
	c.program.Start = c.past(uint32(c.prog.Start))
	for i := range c.prog.Inst {
		c.program.Insts = append(c.program.Insts, c.inst(i))
	}
	// As a guest reads it: what is there is what is tested.
	return automaton.Decode(c.program.Append(nil))
}

// ranges returns what an instruction reads.
func ranges(inst *syntax.Inst) []rune {
	switch inst.Op {
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	case syntax.InstRune, syntax.InstRune1:
		if len(inst.Rune) != 1 {
			return inst.Rune
		}
		r := inst.Rune[0]
		all := []rune{r, r}
		if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				all = append(all, f, f)
			}
		}
		return all
	}
	return nil
}

// word is what assertions tell apart, beside the end of a line.
var word = []rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}

// classes finds the classes: runs of characters that the same sets hold.
func (c *compiler) classes() error {
	different, of := c.different()
	bounds := bounds(different)
	members := make([][]uint8, len(different)) // classes by set
	known := make(map[string]uint8)
	signature := make([]byte, len(different))
	for i, bound := range bounds {
		if bound > unicode.MaxRune {
			break
		}
		for n, set := range different {
			signature[n] = 0
			if holds(set, bound) {
				signature[n] = 1
			}
		}
		class, ok := known[string(signature)]
		if !ok {
			if len(known) == automaton.MaxClasses {
				return &Error{0, "the pattern tells too many kinds of characters apart"}
			}
			class = uint8(len(known))
			known[string(signature)] = class
			for n := range different {
				if signature[n] == 1 {
					members[n] = append(members[n], class)
				}
			}
		}
		c.assign(bound, bounds, i, class)
	}
	c.program.Classes = len(known)
	for i, r := range c.ranges {
		if r != nil {
			c.ranges[i] = nil
			c.prog.Inst[i].Arg = uint32(c.set(members[of[i]]))
		}
	}
	return nil
}

// different returns the sets that the program tells apart, and which of them each instruction
// reads.
func (c *compiler) different() (sets [][]rune, of []int) {
	sets = [][]rune{word, {'\n', '\n'}}
	index := make(map[string]int) // of a set in sets
	of = make([]int, len(c.ranges))
	for i, r := range c.ranges {
		if r == nil {
			continue
		}
		n, ok := index[string(r)]
		if !ok {
			n = len(sets)
			index[string(r)] = n
			sets = append(sets, r)
		}
		of[i] = n
	}
	return sets, of
}

// bounds returns the characters at which a set begins, or what is behind it, in their order.
func bounds(sets [][]rune) []rune {
	all := []rune{0, utf8.RuneSelf}
	for _, set := range sets {
		for i := 0; i+1 < len(set); i += 2 {
			all = append(all, set[i], set[i+1]+1)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// assign gives the characters from bound to the next one their class.
func (c *compiler) assign(bound rune, bounds []rune, i int, class uint8) {
	if bound < utf8.RuneSelf {
		end := rune(utf8.RuneSelf)
		if i+1 < len(bounds) {
			end = min(end, bounds[i+1])
		}
		for r := bound; r < end; r++ {
			c.program.ASCII[r] = class
		}
		return
	}
	if n := len(c.program.Above); n > 0 && c.program.Above[n-1] == class {
		return
	}
	c.program.Bounds, c.program.Above = append(c.program.Bounds, bound), append(c.program.Above, class)
}

func holds(set []rune, r rune) bool {
	low, high := 0, len(set)/2
	if high <= 8 || !sorted(set) {
		for i := 0; i+1 < len(set); i += 2 {
			if set[i] <= r && r <= set[i+1] {
				return true
			}
		}
		return false
	}
	for low < high {
		middle := (low + high) / 2
		if set[2*middle] <= r {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low > 0 && r <= set[2*low-1]
}

func sorted(set []rune) bool { return slices.IsSorted(set) }

// set returns the number of the set of some classes.
func (c *compiler) set(classes []uint8) uint16 {
	bits := make([]byte, (c.program.Classes+7)/8)
	for _, class := range classes {
		bits[class>>3] |= 1 << (class & 7)
	}
	n, ok := c.sets[string(bits)]
	if !ok {
		n = uint16(len(c.sets))
		c.sets[string(bits)] = n
		c.program.Sets = append(c.program.Sets, bits...)
	}
	return n
}

// inst translates one instruction.
func (c *compiler) inst(i int) automaton.Inst {
	inst := &c.prog.Inst[i]
	out, arg := c.past(inst.Out), uint16(inst.Arg)
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return automaton.Inst{Op: automaton.Split, Out: out, Arg: c.past(inst.Arg)}
	case syntax.InstCapture:
		return automaton.Inst{Op: automaton.Group, Out: out, Arg: arg}
	case syntax.InstEmptyWidth:
		return automaton.Inst{Op: automaton.Assert, Out: out, Arg: arg}
	case syntax.InstMatch:
		return automaton.Inst{Op: automaton.Accept}
	case syntax.InstFail, syntax.InstNop:
		return automaton.Inst{}
	}
	return automaton.Inst{Op: automaton.Class, Out: out, Arg: arg}
}

// past returns the instruction behind those that do nothing.
func (c *compiler) past(at uint32) uint16 {
	for c.prog.Inst[at].Op == syntax.InstNop {
		at = c.prog.Inst[at].Out
	}
	return uint16(at)
}

// MatchesEmpty reports whether a pattern that compiles may match no characters.
func MatchesEmpty(text string) bool {
	tree, err := syntax.Parse(text, syntax.Perl)
	return err == nil && width(tree) == 0
}

// width returns the least number of characters that a tree matches, 1 for any more.
func width(tree *syntax.Regexp) int {
	switch tree.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return width(tree.Sub[0])
	case syntax.OpRepeat:
		return min(tree.Min, width(tree.Sub[0]))
	case syntax.OpAlternate:
		least := 1
		for _, sub := range tree.Sub {
			least = min(least, width(sub))
		}
		return least
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			if width(sub) > 0 {
				return 1
			}
		}
	}
	return 0
}

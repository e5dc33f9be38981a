// Package keyword finds many keywords in one pass over a text (Aho and Corasick, 1975),
// without regard to case. A [Set] is made when a policy is built; a guest reads it.
package keyword

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/field"
)

// Limits of a set. They bound the memory of the automaton, 2 bytes a state and class.
const (
	MaxStates  = 60_000
	MaxEntries = 4 << 20 // states by classes
)

// ErrSet says that an encoded set is damaged, ErrSize that its keywords are too many.
var (
	ErrSet  = errors.New("malformed keywords")
	ErrSize = errors.New("too many keywords")
)

// Set is an automaton over folded bytes. State 0 is the root.
type Set struct {
	class [256]uint8 // of a byte; 0 is in no keyword
	width int        // classes
	next  []uint16   // by state and class, all filled
	ends  []end      // by state
	final []bool     // by state: it ends a keyword
	words []uint16   // by end: which keyword, most often one
	count int        // keywords that a hit can name
}

// end is which keywords a state ends: words[first:last], and those of a shorter one.
type end struct {
	first, last uint32
	shorter     uint16 // next state on the way that ends a keyword, 0 for none
}

// Encode returns the encoding of keywords, which must not be empty, in folded form. The
// number of a keyword is its place. The error is [ErrSize].
func Encode(keywords [][]byte) ([]byte, error) {
	type node struct {
		children map[byte]int
		words    []uint16
	}
	nodes := []node{{children: map[byte]int{}}}
	used := [256]bool{}
	width := 1
	for n, word := range keywords {
		at := 0
		for _, c := range word {
			if !used[c] {
				used[c] = true
				width++
			}
			next, ok := nodes[at].children[c]
			if !ok {
				next = len(nodes)
				nodes[at].children[c] = next
				nodes = append(nodes, node{children: map[byte]int{}})
			}
			at = next
			if len(nodes) > MaxStates || len(nodes)*width > MaxEntries || n > 1<<16-1 {
				return nil, ErrSize
			}
		}
		nodes[at].words = append(nodes[at].words, uint16(n))
	}
	// A node is written behind its parent: its byte and its parent, and its keywords.
	out := field.Append32(nil, uint32(len(nodes)))
	out = field.Append32(out, uint32(len(keywords)))
	order := []int{0}
	number := make([]int, len(nodes))
	for i := 0; i < len(order); i++ {
		for c := range 256 {
			if child, ok := nodes[order[i]].children[byte(c)]; ok {
				number[child] = len(order)
				order = append(order, child)
				out = append(out, byte(c))
				out = field.Append16(out, uint16(i))
				out = append(out, byte(len(nodes[child].words)), byte(len(nodes[child].words)>>8))
				for _, word := range nodes[child].words {
					out = field.Append16(out, word)
				}
			}
		}
	}
	return out, nil
}

// Decode builds the automaton of an encoding. The error is [ErrSet].
func Decode(b []byte) (*Set, error) {
	if len(b) < 8 {
		return nil, ErrSet
	}
	states, words := int(field.Load32(b, 0)), int(field.Load32(b, 4))
	if states < 1 || states > MaxStates || words > 1<<16 {
		return nil, ErrSet
	}
	s := &Set{width: 1, count: words, ends: make([]end, states)}
	parent, via := make([]uint16, states), make([]byte, states)
	rest := b[8:]
	for i := 1; i < states; i++ {
		if len(rest) < 5 {
			return nil, ErrSet
		}
		via[i], parent[i] = rest[0], field.Load16(rest, 1)
		n := int(field.Load16(rest, 3))
		rest = rest[5:]
		if int(parent[i]) >= i || len(rest) < 2*n {
			return nil, ErrSet
		}
		if s.class[via[i]] == 0 {
			if s.width > 255 {
				return nil, ErrSet
			}
			s.class[via[i]] = uint8(s.width)
			s.width++
		}
		s.ends[i].first = uint32(len(s.words))
		for range n {
			word := field.Load16(rest, 0)
			if int(word) >= words {
				return nil, ErrSet
			}
			s.words = append(s.words, word)
			rest = rest[2:]
		}
		s.ends[i].last = uint32(len(s.words))
	}
	if len(rest) != 0 || states*s.width > MaxEntries {
		return nil, ErrSet
	}
	copy(s.class['A':'Z'+1], s.class['a':'z'+1])
	s.link(parent, via)
	return s, nil
}

// link fills the automaton. Nodes come after their parents and by depth.
func (s *Set) link(parent []uint16, via []byte) {
	states := len(s.ends)
	s.final = make([]bool, states)
	s.next = make([]uint16, states*s.width)
	children := make([]uint16, states*s.width)
	for i := 1; i < states; i++ {
		children[int(parent[i])*s.width+int(s.class[via[i]])] = uint16(i)
	}
	fail := make([]uint16, states)
	for at := range states {
		row, back := s.next[at*s.width:(at+1)*s.width], int(fail[at])*s.width
		for class := range row {
			child := children[at*s.width+class]
			switch {
			case child != 0 && at == 0:
				row[class] = child
			case child != 0:
				fail[child] = s.next[back+class]
				row[class] = child
			case at != 0:
				row[class] = s.next[back+class]
			}
		}
		if f := fail[at]; at != 0 {
			s.ends[at].shorter = s.ends[f].shorter
			if s.ends[f].first < s.ends[f].last {
				s.ends[at].shorter = f
			}
		}
		s.final[at] = s.ends[at].shorter != 0 || s.ends[at].first < s.ends[at].last
	}
}

// Len returns the number of keywords: a hit names one below it.
func (s *Set) Len() int { return s.count }

// Find calls hit for every keyword in text, with its number and where it ends, in the order
// of the ends. It stops where hit returns false. Text is folded as [Fold] folds; places are
// those of the folded text, which are the text's own where it is ASCII.
func (s *Set) Find(text []byte, hit func(word, end int) bool) {
	at := 0
	for i, c := range text {
		at = int(s.next[at*s.width+int(s.class[c])])
		if s.final[at] && !s.report(at, i+1, hit) {
			return
		}
	}
}

func (s *Set) report(at, end int, hit func(word, end int) bool) bool {
	for ; at != 0; at = int(s.ends[at].shorter) {
		for _, word := range s.words[s.ends[at].first:s.ends[at].last] {
			if !hit(int(word), end) {
				return false
			}
		}
	}
	return true
}

// Folded is a text in lower case, by character as Go's strings.ToLower has it. Its buffers
// are used again.
type Folded struct {
	Text   []byte
	places []int32 // by byte of Text, and its end: where in the text; empty where they are the same
	buffer []byte
}

// Fold makes f that of text. A text of ASCII is taken as it is, since [Set.Find] folds that.
func (f *Folded) Fold(text []byte) {
	f.Text, f.places = text, f.places[:0]
	for _, c := range text {
		if c >= utf8.RuneSelf {
			f.convert(text)
			return
		}
	}
}

func (f *Folded) convert(text []byte) {
	f.buffer = f.buffer[:0]
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		f.buffer = utf8.AppendRune(f.buffer, unicode.ToLower(r))
		for len(f.places) < len(f.buffer) {
			f.places = append(f.places, int32(i))
		}
		i += size
	}
	f.places = append(f.places, int32(len(text)))
	f.Text = f.buffer
}

// Place returns where in the text a place of the folded one is.
func (f *Folded) Place(at int) int {
	if len(f.places) == 0 {
		return at
	}
	return int(f.places[at])
}

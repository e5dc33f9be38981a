// Package rule is the engine of policies that are rules files: it runs the rules of a
// [Table], which plugins/sdk/build/ruleset makes of a file when a policy is built. It holds
// nothing that reads such a file, no regexp and no fmt, and is what the engine's module
// in plugins/sdk/rule/guest is made of.
//
// A text goes through four stages: keywords say which rules may find something; a
// detector, a pattern or the words themselves, finds spans; the judge asks for entropy,
// length, checksum and allow-lists; what is left becomes directives, so that nothing is
// left to find in what remains.
package rule

import (
	"errors"
	"math"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/field"
)

// Action is what becomes of what a rule finds.
type Action uint8

// The actions of the contract's directives.
const (
	Mask      Action = iota // the span becomes the rule's marker
	Pseudonym               // the span becomes a pseudonym
	Null                    // the cell becomes null
	Drop                    // the row does not leave
)

// Checksum is a validator of digits.
type Checksum uint8

// The checksums.
const (
	NoChecksum Checksum = iota
	Luhn                // payment cards
	Mod97               // IBAN, ISO 7064
)

// Target is what an allow-list looks at.
type Target uint8

// What an allow-list looks at: what would be taken, the whole match, or its line.
const (
	Secret Target = iota
	Match
	Line
)

// Groups of a match that are the secret.
const (
	WholeMatch = 0
	FirstGroup = 255 // the first that is not empty
)

// None stands in place of a pattern or a set of keywords.
const None = -1

// Rule is one rule.
type Rule struct {
	Action     Action
	Marker     string
	Classes    uint32  // classes in scope, by bit
	Columns    []Scope // columns in scope; none for all
	Pattern    int     // or None: then it has words, or takes whole cells
	Group      int
	Words      bool // keywords are what it finds, as whole words; else they only say where to look
	Always     bool // it has no keywords that say where to look
	Entropy    float64
	MinLength  int // of what it takes, in characters
	MaxLength  int // 0 for any
	Checksum   Checksum
	Allow      []int
	Standalone bool // groups, lines and ends are found as gitleaks does
}

// Scope names columns; "*" and "" stand for any, and "*" within a name for any part of it.
type Scope struct{ Database, Table, Column string }

// Allow is an allow-list: what it holds is left alone.
type Allow struct {
	Target  Target
	All     bool // both the pattern and a word are asked for
	Pattern int  // or None
	Words   int  // set of keywords of which the secret holds one, or None
}

// Table is a compiled rules file.
type Table struct {
	Rules    []Rule
	Allows   []Allow
	Patterns [][]byte // encodings of automaton.Program
	Words    [][]byte // encodings of keyword.Set; the first holds the keywords of the rules
	Keywords []Keyword
}

// Keyword is what a hit of a keyword of the first set means.
type Keyword struct {
	Rule   int
	Length int // bytes of the keyword in folded form
}

const (
	magic       = "DSR1"
	maxRules    = abi.MaxRules
	maxPatterns = 4096
	headerSize  = 8
)

// ErrTable says that an encoded table is damaged.
var ErrTable = errors.New("malformed rules")

// Append appends the encoding of a table to dst: "DSR1", its size, its fields.
func (t *Table) Append(dst []byte) []byte {
	start := len(dst)
	dst = append(dst, magic...)
	w := writer{append(dst, 0, 0, 0, 0)}
	w.number(len(t.Rules))
	for i := range t.Rules {
		w.rule(&t.Rules[i])
	}
	w.number(len(t.Allows))
	for _, a := range t.Allows {
		w.number(int(a.Target))
		w.flag(a.All)
		w.number(a.Pattern + 1)
		w.number(a.Words + 1)
	}
	for _, parts := range [][][]byte{t.Patterns, t.Words} {
		w.number(len(parts))
		for _, p := range parts {
			w.text(string(p))
		}
	}
	w.number(len(t.Keywords))
	for _, k := range t.Keywords {
		w.number(k.Rule)
		w.number(k.Length)
	}
	copy(w.b[start+4:], field.Append32(nil, uint32(len(w.b)-start)))
	return w.b
}

// writer appends fields.
type writer struct{ b []byte }

func (w *writer) number(n int) { w.b = field.AppendNumber(w.b, uint32(n)) }

func (w *writer) text(s string) {
	w.number(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) flag(is bool) {
	if is {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

func (w *writer) rule(r *Rule) {
	w.number(int(r.Action))
	w.text(r.Marker)
	w.number(int(r.Classes))
	w.number(len(r.Columns))
	for _, c := range r.Columns {
		w.text(c.Database)
		w.text(c.Table)
		w.text(c.Column)
	}
	w.number(r.Pattern + 1)
	w.number(r.Group)
	w.flag(r.Words)
	w.flag(r.Always)
	w.b = field.Append64(w.b, math.Float64bits(r.Entropy))
	w.number(r.MinLength)
	w.number(r.MaxLength)
	w.number(int(r.Checksum))
	w.number(len(r.Allow))
	for _, a := range r.Allow {
		w.number(a)
	}
	w.flag(r.Standalone)
}

// Size returns the size of the table that b begins with, by its header.
func Size(b []byte) (int, bool) {
	if len(b) < headerSize || string(b[:4]) != magic {
		return 0, false
	}
	n := field.Load32(b, 4)
	return int(n), uint64(n) <= uint64(len(b))
}

// Decode reads a table. Patterns and words stay in b and are decoded when they are first
// needed. The error is [ErrTable].
func Decode(b []byte) (*Table, error) {
	if n, ok := Size(b); !ok || n != len(b) {
		return nil, ErrTable
	}
	r := reader{b: b[headerSize:]}
	t := new(Table)
	for range r.count(maxRules) {
		t.Rules = append(t.Rules, r.rule())
	}
	for range r.count(maxPatterns) {
		t.Allows = append(t.Allows, Allow{Target: Target(r.number()), All: r.flag(), Pattern: r.number() - 1, Words: r.number() - 1})
	}
	for _, parts := range []*[][]byte{&t.Patterns, &t.Words} {
		for range r.count(maxPatterns) {
			*parts = append(*parts, r.bytes())
		}
	}
	for range r.count(1 << 16) {
		t.Keywords = append(t.Keywords, Keyword{r.number(), r.number()})
	}
	if r.bad || len(r.b) != 0 || !t.valid() {
		return nil, ErrTable
	}
	return t, nil
}

// valid reports whether what is named is there.
func (t *Table) valid() bool {
	for i := range t.Rules {
		r := &t.Rules[i]
		if r.Pattern >= len(t.Patterns) || r.Action > Drop || r.Checksum > Mod97 {
			return false
		}
		for _, a := range r.Allow {
			if a >= len(t.Allows) {
				return false
			}
		}
	}
	for _, a := range t.Allows {
		if a.Pattern >= len(t.Patterns) || a.Words >= len(t.Words) || a.Target > Line {
			return false
		}
	}
	for _, k := range t.Keywords {
		if k.Rule >= len(t.Rules) {
			return false
		}
	}
	return len(t.Keywords) == 0 || len(t.Words) > 0
}

// reader reads fields. After bad it gives zeroes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) number() int {
	v, n := field.Number(r.b)
	if n == 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

// count returns the number of entries of a list, none where it is out of bounds.
func (r *reader) count(most int) int {
	n := r.number()
	if n > most || n > len(r.b) {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) bytes() []byte { return r.take(r.number()) }

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) flag() bool {
	b := r.take(1)
	return len(b) == 1 && b[0] == 1
}

func (r *reader) rule() Rule {
	rule := Rule{Action: Action(r.number()), Marker: string(r.bytes()), Classes: uint32(r.number())}
	for range r.count(maxPatterns) {
		rule.Columns = append(rule.Columns, Scope{string(r.bytes()), string(r.bytes()), string(r.bytes())})
	}
	rule.Pattern, rule.Group = r.number()-1, r.number()
	rule.Words, rule.Always = r.flag(), r.flag()
	if b := r.take(8); b != nil {
		rule.Entropy = math.Float64frombits(field.Load64(b, 0))
	}
	rule.MinLength, rule.MaxLength, rule.Checksum = r.number(), r.number(), Checksum(r.number())
	for range r.count(maxPatterns) {
		rule.Allow = append(rule.Allow, r.number())
	}
	rule.Standalone = r.flag()
	return rule
}

package guard

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
)

// people finds the spellings of persons. A space in a spelling stands for one separator
// or more; letters have any case.
type people struct {
	begins [windows / 64]uint64 // three bytes that stand at a start of a spelling, or one behind it
	by     map[uint16][]string  // spellings by the first two bytes that they may have
}

const (
	windows   = 1 << 16
	lowerBits = 0x202020 // makes three letters of ASCII lower case
)

func window(b uint32) uint32 { return (b | lowerBits) * 0x9e3779b1 >> 16 }

func newPeople(spellings []string) *people {
	if len(spellings) == 0 {
		return nil
	}
	p := &people{by: make(map[uint16][]string)}
	for _, s := range spellings {
		s = strings.ToLower(strings.Join(strings.FieldsFunc(s, isNameGap), " "))
		if len(s) < 4 {
			continue
		}
		pairs := make(map[uint16]bool)
		for _, form := range []string{s, strings.ToUpper(s), title(s)} {
			p.mark(form, pairs)
		}
		for pair := range pairs {
			p.by[pair] = append(p.by[pair], s)
		}
	}
	return p
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// mark sets what a spelling may begin with.
func (p *people) mark(s string, pairs map[uint16]bool) {
	for start := range prefixes(s, 4) {
		first := uint32(start[0]) | uint32(start[1])<<8 | uint32(start[2])<<16
		second := uint32(start[1]) | uint32(start[2])<<8 | uint32(start[3])<<16
		for _, w := range [...]uint32{window(first), window(second)} {
			p.begins[w/64] |= 1 << (w % 64)
		}
		pairs[pairOf(start[0], start[1])] = true
	}
}

func pairOf(a, b byte) uint16 { return uint16(a|0x20) | uint16(b|0x20)<<8 }

const gaps = " ._-+\n\r\t"

func isNameGap(r rune) bool { return strings.ContainsRune(gaps, r) }

// prefixes returns all texts of n bytes that a spelling may begin with.
func prefixes(s string, n int) map[string]bool {
	all := make(map[string]bool)
	var grow func(prefix string, at int)
	grow = func(prefix string, at int) {
		switch {
		case len(prefix) == n:
			all[prefix] = true
		case at >= len(s):
		case s[at] == ' ':
			for i := range gaps {
				grow(prefix+gaps[i:i+1], at+1)
				grow(prefix+gaps[i:i+1], at)
			}
		default:
			grow(prefix+s[at:at+1], at+1)
		}
	}
	grow("", 0)
	return all
}

// checkPersons wants no cell to hold a spelling of a person.
func (g *Guard) checkPersons(hits []Hit, c *batch.Column, column int, skip []bool) []Hit {
	if g.people == nil || c.Type.Fixed() || !mayName(c.Def.Class) {
		return hits
	}
	hit := func(row int) {
		if c.Def.Class != abi.Literal || !g.words[string(c.Bytes(row))] {
			hits = append(hits, Hit{Row: row, Column: column, Rule: rulePerson})
		}
	}
	if bytes.IndexByte(c.Data, '\\') < 0 && bytes.IndexByte(c.Data, '%') < 0 {
		g.people.column(c, skip, hit)
		return hits
	}
	var plain []byte
	for row := range skip {
		if skip[row] {
			continue
		}
		cell := c.Bytes(row)
		if bytes.IndexByte(cell, '\\') >= 0 || bytes.IndexByte(cell, '%') >= 0 {
			plain = appendPlain(plain[:0], cell)
			cell = plain
		}
		if g.people.names(cell) {
			hit(row)
		}
	}
	return hits
}

// mayName reports the classes whose cells are searched: the others are pseudonyms,
// digests, null, or names of variables, which stay.
func mayName(c abi.Class) bool {
	switch c {
	case abi.EnvName, abi.Hash, abi.PII, abi.DerivedID, abi.Secret, abi.EnvValue, abi.RootPath, abi.Code:
		return false
	}
	return true
}

// column calls hit with each row that names a person. No cell of the column has
// an escape.
func (p *people) column(c *batch.Column, skip []bool, hit func(row int)) {
	row, last := 0, -1
	for i := p.candidate(c.Data, 0); i >= 0; i = p.candidate(c.Data, i+2) {
		for _, at := range [...]int{i - 1, i} {
			for at >= int(c.Offsets[row+1]) {
				row++
			}
			if at >= 0 && row != last && !skip[row] && p.begin(c.Bytes(row), at-int(c.Offsets[row])) {
				hit(row)
				last = row
			}
		}
	}
}

// names reports whether a cell names a person.
func (p *people) names(cell []byte) bool {
	for i := p.candidate(cell, 0); i >= 0; i = p.candidate(cell, i+2) {
		if p.begin(cell, i) || i > 0 && p.begin(cell, i-1) {
			return true
		}
	}
	return false
}

// candidate returns the first of every second position of data, from i on, that a
// spelling may begin at or before, -1 without one. No spelling is shorter than four
// bytes, so that one of two positions sees it.
func (p *people) candidate(data []byte, i int) int {
	for ; i+3 <= len(data); i += 2 {
		w := window(uint32(data[i]) | uint32(data[i+1])<<8 | uint32(data[i+2])<<16)
		if p.begins[w/64]>>(w%64)&1 != 0 {
			return i
		}
	}
	return -1
}

// begin reports whether a person is named at cell[i].
func (p *people) begin(cell []byte, i int) bool {
	if i+3 > len(cell) {
		return false
	}
	for _, s := range p.by[pairOf(cell[i], cell[i+1])] {
		if end := spelledAt(cell, i, s); end > 0 && apart(cell, i, end, s) {
			return true
		}
	}
	return false
}

// spelledAt returns the end of the spelling at cell[i], 0 where it does not stand.
func spelledAt(cell []byte, i int, spelling string) int {
	for _, want := range spelling {
		if want == ' ' {
			start := i
			for i < len(cell) && isNameGap(rune(cell[i])) {
				i++
			}
			if i == start {
				return 0
			}
			continue
		}
		if i >= len(cell) {
			return 0
		}
		got, n := utf8.DecodeRune(cell[i:])
		if got != want && unicode.ToLower(got) != want {
			return 0
		}
		i += n
	}
	return i
}

// apart reports that no letter or digit stands beside cell[start:end]. Names of scripts
// without spaces have them, if they are not shorter than three characters.
func apart(cell []byte, start, end int, spelling string) bool {
	first, _ := utf8.DecodeRuneInString(spelling)
	if unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && utf8.RuneCountInString(spelling) > 2 {
		return true
	}
	before, n := utf8.DecodeLastRune(cell[:start])
	if n > 0 && partOfWord(before) {
		return false
	}
	after, n := utf8.DecodeRune(cell[end:])
	return n == 0 || !partOfWord(after)
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// appendPlain appends a cell without the escapes of JSON strings and URLs.
func appendPlain(dst, cell []byte) []byte {
	for i := 0; i < len(cell); {
		switch cell[i] {
		case '%':
			if c, n := percent(cell[i:]); n > 0 {
				dst, i = append(dst, c), i+n
				continue
			}
		case '\\':
			n := 1
			for i+n < len(cell) && cell[i+n] == '\\' {
				n++
			}
			if i+n < len(cell) && (cell[i+n] == 'n' || cell[i+n] == 'r' || cell[i+n] == 't') {
				dst, i = append(dst, '\n'), i+n+1
				continue
			}
			var code [utf8.UTFMax]byte
			if decoded, width := escaped(cell[i:], n, &code); width > 0 {
				dst, i = append(dst, decoded...), i+width
				continue
			}
		}
		dst, i = append(dst, cell[i]), i+1
	}
	return dst
}

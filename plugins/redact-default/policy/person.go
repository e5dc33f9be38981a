package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Persons: mail addresses in any text, spellings of the people that the author columns
// name, and names in places that say what they are. All of them become pseudonyms.

// anyPseudonym stands for a pseudonym when redacted text is read again: the host makes
// the real one.
const anyPseudonym = "[P:AAAAAAAAAAAAAAAA]"

// isPerson reports the rules that put a pseudonym in place of a span.
func isPerson(rule uint8) bool { return rule >= personMail && rule <= personHandle }

// standIn returns what stands in place of what a rule takes away.
func standIn(rule uint8) string {
	if isPerson(rule) {
		return anyPseudonym
	}
	return markers[rule]
}

// emit hands an edit on.
func (p *Policy) emit(e edit) {
	if isPerson(e.rule) {
		p.batch.Pseudonym(p.row, p.column, e.start, e.end, e.rule)
		return
	}
	p.batch.Mask(p.row, p.column, e.start, e.end, e.rule)
}

// mentions reports whether s, which is classified, may name a person at a place where
// no separator says so; [Policy.keyNeighbour] looks at the others.
func (p *Policy) mentions(s []byte) bool {
	for k := range p.marks {
		for hits := p.marks[k].person; hits != 0; hits &= hits - 1 {
			if p.namesPerson(s, k*markBytes+bits.TrailingZeros64(hits)) {
				return true
			}
		}
	}
	return false
}

// namesPerson reports whether a rule takes something at s[i], a sign or a word.
func (p *Policy) namesPerson(s []byte, i int) bool {
	x := p.personAt(s, i)
	return x.end > 0
}

// named is a span that a rule of persons takes.
type named struct {
	start, end int
	rule       uint8
}

// persons takes what names a person in s, which is classified.
func (p *Policy) persons(s []byte) {
	next := 0
	p.greeted = 0
	for k := range p.marks {
		m := &p.marks[k]
		for hits := m.person | m.path; hits != 0; hits &= hits - 1 {
			i := k*markBytes + bits.TrailingZeros64(hits)
			if i < next {
				continue
			}
			for x := p.personNear(s, i); x.end > next; x = p.personNear(s, i) {
				p.mask(x.start, x.end, x.rule) // a longer one may follow that begins no later
				if next = x.end; !nextHandle(s, x) {
					break
				}
				i = x.end + handleGap(s, x.end)
				p.greeted = i + 1
			}
		}
	}
	p.keyedPersons(s)
}

// keyedPersons takes the persons behind the separators that the scanner of secrets met.
func (p *Policy) keyedPersons(s []byte) {
	if len(s) < minSecret { // it did not look
		for i := range s {
			p.meet(s, i, p.keyBefore(s, i))
		}
	}
	for _, i := range p.keyed {
		if x := p.afterSeparator(s, i); x.end > 0 {
			p.mask(x.start, x.end, x.rule)
		}
	}
	p.keyed = p.keyed[:0]
}

// meet remembers a separator whose key may say of a person.
func (p *Policy) meet(s []byte, i int, key []byte) {
	if (s[i] == ':' || s[i] == '=') && p.senses.of(key).person != noPerson {
		p.keyed = append(p.keyed, i)
	}
}

// personNear is personAt for escapes too.
func (p *Policy) personNear(s []byte, i int) named {
	switch c := s[i]; c {
	case '\\', '%':
		return p.escapedPerson(s, i)
	default:
		if c == '@' || ascii.Class[c]&ascii.Word != 0 {
			return p.personAt(s, i)
		}
	}
	return named{}
}

// personAt returns what a rule takes at the sign or word s[i].
func (p *Policy) personAt(s []byte, i int) named {
	if s[i] == '@' {
		return p.atSign(s, i, i+1)
	}
	if end := p.names.people.match(s, i); end > 0 {
		return named{i, end, personKnown}
	}
	if end := p.names.ownName(s, i); end > 0 && !p.inPath() {
		return named{i, end, pathUser}
	}
	return p.spokenOf(s, i)
}

// inPath reports a cell that is a path, of which other rules take the segments that are
// names of this machine.
func (p *Policy) inPath() bool { return p.batch.Column(p.column).Class == abi.Path }

// escapedPerson is personAt for an escape at s[i]: of an "@", of a letter of a name, or
// of what stands before one.
func (p *Policy) escapedPerson(s []byte, i int) named {
	if i > 0 && s[i] == '\\' && s[i-1] == '\\' {
		return named{} // read from the first one
	}
	r, width := decodedAt(s, i)
	if r == '@' && width > 1 {
		return p.atSign(s, i, i+width)
	}
	if width < 2 || p.names.people == nil && len(p.names.own) == 0 {
		return named{}
	}
	start := i
	for start > 0 && start > i-maxSpelled && isNameByte(s[start-1]) {
		start--
	}
	if !isLetterRune(r) {
		start = i + width
	}
	for _, at := range [...]int{start, wordAfterEscape(s, start, i)} {
		if at >= len(s) {
			continue
		}
		if end := p.names.people.match(s, at); end > i {
			return named{at, end, personKnown}
		}
		if end := p.names.ownName(s, at); end > i && !p.inPath() {
			return named{at, end, pathUser}
		}
	}
	return named{}
}

// wordAfterEscape returns the start of the name that the run s[start:end] of letters
// holds after the letter of an escape: "nJean" in "\nJean".
func wordAfterEscape(s []byte, start, end int) int {
	if start < end && start > 0 && s[start-1] == '\\' && isLineLetter(s[start]) {
		return start + 1
	}
	return start
}

func isNameByte(c byte) bool { return ascii.Class[c]&(ascii.Upper|ascii.Lower) != 0 || c >= 0x80 }

func isLineLetter(c byte) bool { return c == 'n' || c == 'r' || c == 't' }

// decodedAt is [character] that knows "\n" too.
func decodedAt(s []byte, i int) (rune, int) {
	if s[i] == '\\' {
		n := i + 1
		for n < len(s) && n < i+maxEscape && s[n] == '\\' {
			n++
		}
		if n < len(s) && isLineLetter(s[n]) {
			return '\n', n + 1 - i
		}
	}
	return character(s, i)
}

// isLetterRune reports a letter or digit of any script, roughly: what is no punctuation,
// symbol or space.
func isLetterRune(r rune) bool {
	switch {
	case r < 0x80:
		return ascii.Class[byte(r)]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0
	case r < 0xC0:
		return r == 0xAA || r == 0xB5 || r == 0xBA
	case r == 0xD7 || r == 0xF7, r >= 0x2000 && r < 0x2C00, r >= 0x3000 && r < 0x3005, r >= 0x3008 && r < 0x3040,
		r >= 0xE000 && r < 0xF900, r >= 0xFE10 && r < 0xFE70, r >= 0xFF00 && r < 0xFF10, r >= 0xFF1A && r < 0xFF21,
		r >= 0xFF3B && r < 0xFF41, r >= 0xFF5B && r < 0xFF66, r >= 0xFFF0 && r < 0x10000, r >= 0x1F000 && r < 0x20000:
		return false
	}
	return true
}

package judge

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// build is what a password that people think of is made of.
type build struct {
	digits, signs   int
	upper, lower    bool
	inner, closing  byte // the first sign between other characters, and the one at the end
	leet            int  // digits between letters of one word, at most
	number, ordinal int  // digits of the longest number, and of one after _
	tail            bool // letters follow the last digit
	joints          int  // hyphens, underscores and dots
	hyphen          bool
}

// passwordSigns are the signs of such passwords.
var passwordSigns = setOf("!#$%^&*?@+~")

const (
	minStriking = 7
	maxStriking = 64
	maxSigns    = 4
)

// buildOf reads v; ok is false for what has other characters, or is a place in a file.
func buildOf(v []byte) (b build, ok bool) {
	word, leet, number := 0, 0, 0
	for i, c := range v {
		k := ascii.Class[c]
		switch {
		case k&ascii.Digit != 0:
			if b.digits++; i > 0 && i+1 < len(v) && isLetter(v[i-1]) && isLetter(v[i+1]) {
				leet++
			}
			if number++; i >= number && v[i-number] == '_' {
				b.ordinal = max(b.ordinal, number)
			}
			word, b.number, b.tail = word+1, max(b.number, number), false
			continue
		case isLetter(c):
			b.upper, b.lower = b.upper || k&ascii.Upper != 0, b.lower || k&ascii.Lower != 0
			word, number, b.tail = word+1, 0, true
			continue
		case c == '-':
			b.hyphen, b.joints = true, b.joints+1
		case c == '_' || c == '.':
			b.joints++
		case c == '#' && i+1 < len(v) && ascii.HasByte(v[:i], '.'):
			return b, false
		case b.signs < maxSigns && passwordSigns[c]:
			b.signs++
			if i > 0 && i+1 < len(v) && b.inner == 0 {
				b.inner = c
			}
			if i+1 == len(v) {
				b.closing = c
			}
		default:
			return b, false
		}
		if !token.IsHex(v[i-word : i]) {
			b.leet = max(b.leet, leet)
		}
		word, leet, number = 0, 0, 0
	}
	if !token.IsHex(v[len(v)-word:]) {
		b.leet = max(b.leet, leet)
	}
	return b, true
}

func isLetter(c byte) bool { return ascii.Class[c]&(ascii.Upper|ascii.Lower) != 0 }

// Striking reports a text that hardly is anything but a password: letters and digits with
// one of the signs that names, numbers and formats have not, or joined as these do not
// join them.
func (j *Judge) Striking(v []byte) bool {
	if len(v) < minStriking || len(v) > maxStriking || v[0] == '@' || v[0] == '#' || v[0] == '$' {
		return false
	}
	b, ok := buildOf(v)
	if !ok || b.digits == 0 || Mail(v) {
		return false
	}
	if b.upper && b.lower && b.digits >= 2 {
		return b.between() || b.closes(v) && !j.words.Algorithms.Has(v[:len(v)-1]) || b.signs == 0 && b.joins(v)
	}
	return b.lower && b.leet >= 2 && b.signs > 0 && b.inner != '%'
}

// between reports a sign between letters and digits of both cases.
func (b *build) between() bool {
	switch b.inner {
	case 0:
		return b.ordinal > 0 && b.signs > 0
	case '+', '~':
		return b.digits >= 3 && !b.hyphen && b.signs == 1 // not Ctrl+F12, and no list of parts
	}
	return true
}

// closes reports a sign at the end, where sentences have some too.
func (b *build) closes(v []byte) bool {
	switch b.closing {
	case 0:
		return false
	case '!', '$', '#', '&', '^':
		return len(v) >= minStriking+1
	}
	return len(v) >= minStriking+1 && b.digits >= 3
}

// joins reports a word that an underscore or a hyphen joins to a number.
func (b *build) joins(v []byte) bool {
	if ascii.Class[v[0]]&ascii.Upper == 0 {
		return false
	}
	if b.hyphen {
		return b.number >= 4 && b.tail && isLetter(v[len(v)-2]) && ascii.Class[v[len(v)-1]]&ascii.Lower != 0
	}
	return b.ordinal >= 3 && b.joints == 1
}

// turns reports letters of both cases and digits that take turns as in no name.
func turns(v []byte) bool {
	b, ok := buildOf(v)
	if !ok || !b.upper || !b.lower || b.digits < 3 || b.signs > 0 || b.hyphen || len(v) < minStriking+1 {
		return false
	}
	return scrambled(v)
}

// scrambled reports that the kind of character changes at nearly every other one.
func scrambled(v []byte) bool {
	n := 0
	for i := 1; i < len(v); i++ {
		a, c := kindOf(v[i-1]), kindOf(v[i])
		if a != c && a != 0 && c != 0 && (a != ascii.Upper || c != ascii.Lower) {
			n++
		}
	}
	return n*100 >= 45*len(v)
}

func kindOf(c byte) uint8 { return ascii.Class[c] & (ascii.Upper | ascii.Lower | ascii.Digit) }

// Credential reports a text that is a password even where nothing but an account before it
// says so.
func (j *Judge) Credential(v []byte) bool {
	if !j.Striking(v) || j.Placeholder(v) || j.Location(v) {
		return false
	}
	b, _ := buildOf(v)
	switch b.inner {
	case 0:
		return b.signs > 0 && (b.number >= 3 || b.leet >= 2)
	case '@':
		return false
	case '#', '$', '%', '!':
		return (b.digits >= 3 || b.digits == 2 && (b.closing != 0 || parted(v)) || scrambled(v)) && !counts(v, b.inner)
	case '?', '~', '+':
		return b.digits >= 4
	}
	return b.digits >= 3 || b.leet > 0 || scrambled(v)
}

// Composed reports a password as people make it of words, a number and a sign, in small letters
// too: where something says that one stands there.
func (j *Judge) Composed(v []byte) bool {
	if len(v) < minStriking+1 || len(v) > maxStriking || !isLetter(v[0]) || j.Placeholder(v) || j.Location(v) || Mail(v) {
		return false
	}
	b, ok := buildOf(v)
	if !ok || b.signs == 0 || b.digits < 2 || b.inner != 0 && counts(v, b.inner) {
		return false
	}
	if b.closing != 0 && b.inner == 0 {
		return b.digits >= 3 && len(v)-b.digits > 5 && b.number >= 3 && !j.words.Algorithms.Has(v[:len(v)-1])
	}
	return b.inner != '@' && b.inner != '+' && b.inner != '?' && b.inner != '%' && b.number >= 2
}

// parted reports a number between letters before the first sign: Gxs69SQ!z.
func parted(v []byte) bool {
	for i := 1; i+1 < len(v) && !passwordSigns[v[i]]; i++ {
		if kindOf(v[i]) == ascii.Digit && kindOf(v[i+1]) != ascii.Digit && isLetter(v[i+1]) {
			return true
		}
	}
	return false
}

// counts reports that the first sign c of v leads to a number, a byte or a cell: Repo#12,
// Outer$1, a%20b, Sheet1!A1.
func counts(v []byte, c byte) bool {
	rest := v[bytes.IndexByte(v, c)+1:]
	digits := 0
	for digits < len(rest) && ascii.Class[rest[digits]]&ascii.Digit != 0 {
		digits++
	}
	switch c {
	case '#':
		return digits == len(rest) || digits > 0 && (word(rest[digits:]) || Version(rest))
	case '!':
		return cell(rest)
	case '$':
		return ascii.Class[v[0]]&ascii.Upper != 0 && digits > 0 && digits < 4 || bytes.IndexByte(rest, c) >= 0
	case '%':
		return digits < 4 && len(rest) > 1 && ascii.Class[rest[0]]&ascii.Class[rest[1]]&ascii.Hex != 0 && rest[0] >= '2' && rest[0] < '8' && !bytes.ContainsAny(rest, "!^*")
	}
	return false
}

// word reports a word of three letters or more with a capital: of Repo#12Fix.
func word(v []byte) bool {
	return len(v) > 2 && ascii.Class[v[0]]&ascii.Upper != 0 && ascii.Classes(v[1:])&(ascii.Upper|ascii.Digit) == 0 && token.Run(token.Alnum, v, 1, len(v)) == len(v)
}

// cell reports the name of a cell of a spreadsheet: AB12.
func cell(v []byte) bool {
	n := 0
	for n < len(v) && ascii.Class[v[n]]&ascii.Upper != 0 {
		n++
	}
	return n > 0 && n <= 3 && n < len(v) && token.Run(token.Alnum, v, n, len(v)) == len(v) && ascii.Classes(v[n:])&^(ascii.Digit|ascii.Hex|ascii.Word|ascii.Token) == 0
}

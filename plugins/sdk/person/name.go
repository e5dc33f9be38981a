package person

import (
	"bytes"
	"unicode"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

const maxNameWords = 5

// fullName returns the end of the name of a person at s[i], 0 without one: two to five
// capitalised words, initials or particles among them, or a word of a script without spaces. With
// single, one word is enough.
func (w *Words) fullName(s []byte, i int, single bool) int {
	if r, _ := decoded(s, i); view.Ideograph(r) {
		return ideographs(s, i)
	}
	end, first, words, whole := 0, 0, 0, 0
	for at := i; words < maxNameWords; words++ {
		stop, kind := w.nameWord(s, at)
		if kind == noWord || kind == particle && words == 0 {
			break
		}
		if kind == wholeWord {
			if w.stopsName(s[at:stop]) {
				return 0
			}
			whole++
		}
		if kind != particle {
			end = stop
		}
		if words == 0 {
			first = stop
		}
		at = stop
		for at < len(s) && at < stop+2 && (s[at] == ' ' || s[at] == '\t') {
			at++
		}
		if at == stop {
			break
		}
	}
	if whole == 0 || !single && end == first {
		return 0
	}
	return end
}

// Kinds of words of a name.
const (
	noWord = iota
	wholeWord
	initial  // "J.", "J"
	particle // "van", "de"
)

// nameWord reads one word of a name at s[i].
func (w *Words) nameWord(s []byte, i int) (end, kind int) {
	r, width := decoded(s, i)
	if width == 0 || !view.Letter(r) || r < 0x80 && digit(byte(r)) {
		return 0, noWord
	}
	word := shape{letters: 1}
	for end = i + width; end < len(s); {
		r, width := view.Character(s, end)
		switch {
		case r < 0x80 && letter(byte(r)), r >= 0x80 && view.Letter(r) && !view.Ideograph(r):
			word.add(r)
		case r == '\'' || r == '-' || r == 0x2019:
			next, n := decoded(s, end+width)
			if n == 0 || !view.Letter(next) || r != '-' && next == 's' && !letterAt(s, end+width+n) {
				return end, w.kindOf(s[i:end], word)
			}
			word.letters++
		case r < 0x80 && digit(byte(r)), r == '_', r == '/', r == '(', r == '@', r == ':' && end+1 < len(s) && s[end+1] == ':':
			return 0, noWord // a name of a program
		case r == '.' && end == i+1:
			return end + 1, initial
		case r == '.' && letterOrDigitAt(s, end+1):
			return 0, noWord
		default:
			return end, w.kindOf(s[i:end], word)
		}
		end += width
	}
	return end, w.kindOf(s[i:end], word)
}

func letterOrDigitAt(s []byte, i int) bool {
	r, width := decoded(s, i)
	return width > 0 && view.Letter(r)
}

// shape counts the letters of a word; small and capitals do not count the first.
type shape struct{ letters, small, capitals int }

func (x *shape) add(r rune) {
	x.letters++
	if r < 0x80 && upper(byte(r)) {
		x.capitals++
	} else {
		x.small++
	}
}

// kindOf judges a whole word of a name.
func (w *Words) kindOf(word []byte, x shape) int {
	first, _ := view.Character(word, 0)
	switch {
	case unicode.IsLower(first) && w.Particles.Has(word):
		return particle
	case unicode.IsLower(first) && len(word) > 2 && word[1] == '\'': // d'Arc
		return wholeWord
	case unicode.IsLower(first), x.letters == 1 && first >= 0x80:
		return noWord
	case x.letters == 1:
		return initial
	case x.capitals == 0 || mixedName(word) && !(x.small > 0 && (x.capitals > 2 || x.capitals >= x.small)):
		return wholeWord
	case x.small > 0 || x.letters < 4:
		return noWord // a name of a program, an acronym
	}
	return wholeWord
}

// mixedName reports capitals that names have inside: McCoy, O'Dea, Lund-Berg, DeVito.
func mixedName(w []byte) bool {
	for i := 1; i < len(w); i++ {
		if !upper(w[i]) || w[i-1] == '\'' || w[i-1] == '-' || w[i-1] == 0x99 {
			continue
		}
		if i == 2 && (w[0] == 'M' && w[1] == 'c' || w[0] == 'D' || w[0] == 'L') || i == 3 && ascii.HasAt(w, 0, "Mac") {
			continue
		}
		return false
	}
	return true
}

// ideographs returns the end of a name of two to four characters, or of up to eight of Japanese or
// Korean, at s[i].
func ideographs(s []byte, i int) int {
	end, n := i, 0
	for {
		r, width := decoded(s, end)
		if width == 0 || !view.Ideograph(r) && r != 0x30FB && r != 0x00B7 {
			break
		}
		end += width
		n++
	}
	if n < 2 || n > 8 {
		return 0
	}
	return end
}

// stopsName reports a word that no name has.
func (w *Words) stopsName(word []byte) bool {
	return w.Roles.Has(word) || w.Capitals.Has(word) || w.Brands.Has(word) || w.Declared.Has(word)
}

// ordinaryName reports words that are all ones of prose: "From: Old Value".
func (w *Words) ordinaryName(s []byte) bool {
	for word := range bytes.SplitSeq(s, []byte(" ")) {
		if len(word) > 0 && !w.Ordinary.Has(word) && !w.Capitals.Has(word) {
			return false
		}
	}
	return true
}

// isHandle reports what may be the user name of a person: letters, digits, and marks between them.
func isHandle(s []byte) bool {
	letters := 0
	for i, c := range s {
		switch {
		case nameByte(c):
			letters++
		case digit(c) && i > 0:
		case (c == '.' || c == '_' || c == '-') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return letters >= 2 && len(s) <= 40
}

// personal reports a handle of which no part names a role, a machine or a group.
func (w *Words) personal(s []byte) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && nameByte(s[i]) {
			continue
		}
		part := s[start:i]
		if w.Roles.Has(part) || w.Declared.Has(part) || w.Brands.Has(part) || w.Common.Has(part) || len(part) == len(s) && (w.Ordinary.Has(part) || w.Capitals.Has(part)) {
			return false
		}
		start = i + 1
	}
	return !w.Roles.Has(s)
}

// dottedName reports "ewa.lis": two words of letters.
func (w *Words) dottedName(s []byte) bool {
	first, last, found := bytes.Cut(s, []byte("."))
	if !found || len(first) < 2 || len(last) < 2 || w.FileTops.Has(last) || w.Members.Has(first) || !w.personal(s) {
		return false
	}
	for i, c := range s {
		if !lower(c) && c < 0x80 && i != len(first) {
			return false
		}
	}
	return true
}

// oneWord reports letters and digits.
func oneWord(v []byte) bool {
	for _, c := range v {
		if !alphanum(c) {
			return false
		}
	}
	return true
}

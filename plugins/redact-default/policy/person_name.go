package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

const maxNameWords = 5

// fullName returns the end of the name of a person at s[i], 0 without one: two to five
// capitalised words, initials or particles among them, or a word of a script without
// spaces. With single, one word is enough.
func fullName(s []byte, i int, single bool) int {
	if r, _ := charAt(s, i); isIdeograph(r) {
		return ideographs(s, i)
	}
	end, words, whole := 0, 0, 0
	for at := i; words < maxNameWords; {
		stop, kind := nameWord(s, at)
		if kind == noWord || kind == particle && words == 0 {
			break
		}
		if kind != particle {
			if kind == wholeWord {
				if stopsName(s[at:stop]) {
					return 0
				}
				whole++
			}
			end = stop
		}
		words++
		next := stop
		for next < len(s) && next < stop+2 && (s[next] == ' ' || s[next] == '\t') {
			next++
		}
		if next == stop {
			break
		}
		at = next
	}
	if whole == 0 || !single && words < 2 || !single && end == firstWordEnd(s, i) {
		return 0
	}
	return end
}

func firstWordEnd(s []byte, i int) int {
	end, _ := nameWord(s, i)
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
func nameWord(s []byte, i int) (end, kind int) {
	r, width := charAt(s, i)
	if width == 0 || !isLetterRune(r) || r < 0x80 && ascii.Class[byte(r)]&ascii.Digit != 0 {
		return 0, noWord
	}
	end = i + width
	letters, small, capitals := 1, 0, 0
	for end < len(s) {
		r, width := charAt(s, end)
		switch {
		case r < 0x80 && ascii.Class[byte(r)]&ascii.Lower != 0:
			small++
		case r < 0x80 && ascii.Class[byte(r)]&ascii.Upper != 0:
			capitals++
		case r == '\'' || r == '-' || r == 0x2019:
			if next, w := charAt(s, end+width); w == 0 || !isLetterRune(next) || r != '-' && next == 's' && !letterAt(s, end+width+w) {
				return end, kindOf(s[i:end], letters, small, capitals)
			}
		case r >= 0x80 && isLetterRune(r) && !isIdeograph(r):
			small++
		case r < 0x80 && ascii.Class[byte(r)]&ascii.Digit != 0, r == '_', r == '/', r == '(', r == '@', r == ':' && end+1 < len(s) && s[end+1] == ':':
			return 0, noWord // a name of a program
		case r == '.':
			if letters == 1 && i+len("J") == end {
				return end + 1, initial
			}
			if next, w := charAt(s, end+1); w > 0 && isLetterRune(next) {
				return 0, noWord
			}
			return end, kindOf(s[i:end], letters, small, capitals)
		default:
			return end, kindOf(s[i:end], letters, small, capitals)
		}
		letters++
		end += width
	}
	return end, kindOf(s[i:end], letters, small, capitals)
}

// kindOf judges a whole word of a name.
func kindOf(w []byte, letters, small, capitals int) int {
	first, _ := charAt(w, 0)
	if first < 0x80 && ascii.Class[byte(first)]&ascii.Lower != 0 || first >= 0x80 && upperRune(first) != first {
		if particles.Has(w) {
			return particle
		}
		if len(w) > 2 && (w[1] == '\'') { // d'Arc
			return wholeWord
		}
		return noWord
	}
	if letters == 1 {
		if first < 0x80 && ascii.Class[byte(first)]&ascii.Upper != 0 {
			return initial
		}
		return noWord
	}
	if capitals > 2 && small > 0 || capitals > 0 && small > 0 && capitals >= small {
		return noWord // a name of a program
	}
	if capitals > 0 && !mixedName(w) {
		if small > 0 {
			return noWord
		}
		if letters < 4 {
			return noWord // an acronym
		}
	}
	return wholeWord
}

// mixedName reports capitals that names have inside: McCoy, O'Dea, Lund-Berg, DeVito.
func mixedName(w []byte) bool {
	for i := 1; i < len(w); i++ {
		if ascii.Class[w[i]]&ascii.Upper == 0 || w[i-1] == '\'' || w[i-1] == '-' || w[i-1] == 0x99 {
			continue
		}
		if i == 2 && (w[0] == 'M' && w[1] == 'c' || w[0] == 'D' || w[0] == 'L') || i == 3 && ascii.HasAt(w, 0, "Mac") {
			continue
		}
		return false
	}
	return true
}

// ideographs returns the end of a name of two to four characters, or of up to eight of
// Japanese or Korean, at s[i].
func ideographs(s []byte, i int) int {
	end, n := i, 0
	for end < len(s) {
		r, width := charAt(s, end)
		if !isIdeograph(r) && !(r == 0x30FB || r == 0x00B7) || width == 0 {
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

// charAt is [character] that returns no width at the end of s.
func charAt(s []byte, i int) (rune, int) {
	if i >= len(s) {
		return 0, 0
	}
	return character(s, i)
}

// stopsName reports a word that no name has.
func stopsName(w []byte) bool {
	return roleWords.Has(w) || capitalWords.Has(w) || brandWords.Has(w) || declaredWords.Has(w)
}

// isHandle reports what may be the user name of a person: letters, digits, and marks
// between them.
func isHandle(s []byte) bool {
	letters := 0
	for i, c := range s {
		switch {
		case ascii.Class[c]&(ascii.Upper|ascii.Lower) != 0, c >= 0x80:
			letters++
		case ascii.Class[c]&ascii.Digit != 0 && i > 0:
		case (c == '.' || c == '_' || c == '-') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return letters >= 2 && len(s) <= 40
}

// roleHandle reports a handle of which a part names a role, a machine or a group.
func roleHandle(s []byte) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (ascii.Class[s[i]]&(ascii.Upper|ascii.Lower) != 0 || s[i] >= 0x80) {
			continue
		}
		if w := s[start:i]; roleWords.Has(w) || declaredWords.Has(w) || brandWords.Has(w) || commonNames.Has(w) || i == len(s) && start == 0 && (ordinaryWords.Has(w) || capitalWords.Has(w)) {
			return true
		}
		start = i + 1
	}
	return roleWords.Has(s)
}

// dottedName reports "ewa.lis": two words of letters.
func dottedName(s []byte) bool {
	dots := 0
	for i, c := range s {
		if c == '.' && i > 1 && i < len(s)-2 {
			dots++
		} else if ascii.Class[c]&ascii.Lower == 0 && c < 0x80 {
			return false
		}
	}
	return dots == 1 && len(s) >= 5 && !roleHandle(s) && !fileTops.Has(s[lastDot(s)+1:]) && !memberNames.Has(s[:lastDot(s)])
}

func lastDot(s []byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return i
		}
	}
	return -1
}

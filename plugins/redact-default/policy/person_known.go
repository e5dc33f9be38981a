package policy

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// people are the spellings of the context: a space in one stands for one separator or
// more, letters have any case.
type people struct {
	heads [32 * 32][]int32 // by the first two letters
	all   [][]rune
}

const (
	minSpelled = 4  // bytes of the shortest spelling that is looked for
	maxSpelled = 24 // letters before an escape that are read
)

// addPerson adds a spelling of the context.
func (n *names) addPerson(value []byte) {
	if len(value) < minSpelled {
		return
	}
	if n.people == nil {
		n.people = new(people)
	}
	var spelling []rune
	for _, r := range string(value) {
		if r = lowerRune(r); isNameGap(r) {
			if len(spelling) == 0 || spelling[len(spelling)-1] == ' ' {
				continue
			}
			r = ' '
		}
		spelling = append(spelling, r)
	}
	if len(spelling) < 2 {
		return
	}
	h := headOf(spelling[0], spelling[1])
	n.people.heads[h] = append(n.people.heads[h], int32(len(n.people.all)))
	n.people.all = append(n.people.all, spelling)
	n.markStarts(nil, spelling)
	if first := spelling[0]; first >= 0x80 {
		for _, r := range [...]rune{first, upperRune(first)} {
			b := utf8.AppendRune(nil, r)
			n.wide[b[0]] = true
			n.userNext[b[1]] = 1
		}
	}
}

// headOf is where a spelling with these first characters is found.
func headOf(a, b rune) int { return letterOf(a)<<5 | letterOf(b) }

func letterOf(r rune) int {
	if r >= 'a' && r <= 'z' {
		return int(r - 'a' + 1)
	}
	return 0
}

const nameGaps = " ._-+\n\r\t"

func isNameGap(r rune) bool {
	for i := range len(nameGaps) {
		if rune(nameGaps[i]) == r {
			return true
		}
	}
	return false
}

// markStarts sets the three bytes that a spelling may begin with.
func (n *names) markStarts(start []byte, rest []rune) {
	if len(start) >= 3 {
		n.setStart(start[0], start[1], start[2])
		return
	}
	if len(rest) == 0 {
		return
	}
	r := rest[0]
	if r == ' ' {
		for i := range len(nameGaps) {
			next := append(start[:len(start):len(start)], nameGaps[i])
			n.markStarts(next, rest[1:])
			n.markStarts(next, rest)
		}
		return
	}
	n.markStarts(utf8.AppendRune(start[:len(start):len(start)], r), rest[1:])
	if u := upperRune(r); u != r {
		n.markStarts(utf8.AppendRune(start[:len(start):len(start)], u), rest[1:])
	}
}

func (n *names) setStart(a, b, c byte) {
	h := startHash(a, b, c)
	n.openings[h>>2] |= 2 << (2 * (h & 3))
}

// match returns the end of the spelling at s[i], 0 without one.
func (x *people) match(s []byte, i int) int {
	if x == nil || i+minSpelled > len(s) {
		return 0
	}
	first, width := character(s, i)
	inside := letterBefore(s, i)
	if i+width >= len(s) || inside && !isIdeograph(first) {
		return 0
	}
	first = lowerRune(first)
	second, _ := decodedAt(s, i+width)
	for _, k := range x.heads[headOf(first, lowerRune(second))] {
		if len(x.all[k]) == 2 && (inside || ideographBefore(s, i)) {
			continue
		}
		if end := matchSpelling(s, i, x.all[k]); end > 0 {
			return end
		}
	}
	return 0
}

// matchSpelling returns the end of a spelling that begins at s[i] and ends with a word,
// 0 where it does not stand.
func matchSpelling(s []byte, i int, spelling []rune) int {
	for _, want := range spelling {
		if i >= len(s) {
			return 0
		}
		if want == ' ' {
			at := skipGaps(s, i)
			if at == i {
				return 0
			}
			i = at
			continue
		}
		r, width := rune(s[i]), 1
		if r >= 0x80 || r == '%' || r == '\\' || r == '&' {
			if r, width = character(s, i); r == '\\' && want == '\'' && i+1 < len(s) && s[i+1] == '\'' {
				r, width = '\'', 2
			}
		}
		if r != want && lowerRune(r) != want {
			return 0
		}
		i += width
	}
	if !(isIdeograph(spelling[0]) && len(spelling) > 2) && letterAt(s, i) {
		return 0
	}
	return i
}

// letterAt reports a letter at s[i], with which a word goes on.
func letterAt(s []byte, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := decodedAt(s, i)
	return isLetterRune(r) && (r >= 0x80 || ascii.Class[byte(r)]&ascii.Digit == 0)
}

func ideographBefore(s []byte, i int) bool {
	r, _ := utf8.DecodeLastRune(s[:i])
	return i > 0 && isIdeograph(r)
}

// skipGaps returns the end of the separators of a name at s[i].
func skipGaps(s []byte, i int) int {
	for i < len(s) {
		if r, width := decodedAt(s, i); isNameGap(r) {
			i += width
			continue
		}
		break
	}
	return i
}

// letterBefore reports a letter or digit before s[i] that the word there is a part of.
func letterBefore(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	c := s[i-1]
	if c >= 0x80 {
		r, _ := utf8.DecodeLastRune(s[:i])
		next, _ := utf8.DecodeRune(s[i:])
		return isLetterRune(r) && !(isIdeograph(r) && isIdeograph(next))
	}
	if ascii.Class[c]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
		return false
	}
	if i >= 2 && s[i-2] == '\\' && isLineLetter(c) {
		return false
	}
	if i >= 3 && s[i-3] == '%' {
		if b, n := percentByte(s, i-3); n == 3 {
			return b >= 0x80 || ascii.Class[b]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0
		}
	}
	if i >= 5 && s[i-5] == '%' && s[i-4] == '2' && s[i-3] == '5' {
		if b, n := percentByte(s, i-5); n == 5 {
			return b >= 0x80 || ascii.Class[b]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0
		}
	}
	if i >= 6 && s[i-6] == '\\' {
		if r := hex4(s, i-5); r >= 0 {
			return isLetterRune(r)
		}
	}
	return true
}

// isIdeograph reports a character of the scripts that write no spaces between words.
func isIdeograph(r rune) bool {
	return r >= 0x3040 && r < 0xA000 || r >= 0xAC00 && r < 0xD7B0 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x30000
}

// lowerRune is [foldRune] for more scripts.
func lowerRune(r rune) rune {
	switch {
	case r < 0x100:
		return foldRune(r)
	case r < 0x138, r >= 0x14A && r < 0x178, r >= 0x1E00 && r < 0x1F00, r >= 0x460 && r < 0x530 && r != 0x4C0:
		return r | 1
	case r >= 0x139 && r < 0x149, r >= 0x179 && r < 0x17F:
		return r + r&1
	case r >= 0x400 && r < 0x410:
		return r + 0x50
	}
	return foldRune(r)
}

// upperRune returns the capital of a small letter, r itself where it has none.
func upperRune(r rune) rune {
	for _, by := range [...]rune{0x20, 1, 0x50} {
		if u := r - by; u >= 'A' && u != r && lowerRune(u) == r {
			return u
		}
	}
	return r
}

// ownName returns the end of the user of this machine that is a word of its own at s[i],
// 0 without one.
func (n *names) ownName(s []byte, i int) int {
	if len(n.own) == 0 || letterBefore(s, i) {
		return 0
	}
	for _, name := range n.own {
		end := i + len(name)
		if ascii.HasFold(s, i, name) && !letterAt(s, end) {
			return end
		}
	}
	return 0
}

// addOwn adds the name of the user, unless it is a word that texts have anyway.
func (n *names) addOwn(value []byte) {
	if len(value) < 4 || commonNames.Has(value) || roleWords.Has(value) || ordinaryWords.Has(value) {
		return
	}
	name := make([]byte, len(value))
	for i, c := range value {
		name[i] = ascii.Fold(c)
	}
	n.own = append(n.own, string(name))
}

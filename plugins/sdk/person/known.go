package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Known are people that are known by their spellings, and the user of this machine.
type Known struct {
	heads     [32 * 32][]int32 // by the first two letters
	spellings [][]rune
	own       []string // lower case
}

const (
	minSpelled = 4  // bytes of the shortest spelling that is looked for
	maxSpelled = 24 // letters before an escape that are read
)

// None reports that nobody is known.
func (k *Known) None() bool { return k == nil || len(k.spellings) == 0 && len(k.own) == 0 }

// Spellings reports that spellings are known, not only the user of this machine.
func (k *Known) Spellings() bool { return len(k.spellings) > 0 }

// AddOwn adds the name of the user of this machine, which is a word of its own in a text.
func (k *Known) AddOwn(name []byte) {
	if len(name) < minSpelled {
		return
	}
	own := make([]byte, len(name))
	for i, c := range name {
		own[i] = ascii.Fold(c)
	}
	k.own = append(k.own, string(own))
}

// Add adds a spelling of somebody: a space stands for one separator or more, letters have any
// case. It calls each with the first three bytes of every way to write it, so that the caller can
// pass other words.
func (k *Known) Add(spelling []byte, each func(a, b, c byte)) {
	if len(spelling) < minSpelled {
		return
	}
	var runes []rune
	for _, r := range string(spelling) {
		if r = view.Fold(r); gap(r) {
			if len(runes) == 0 || runes[len(runes)-1] == ' ' {
				continue
			}
			r = ' '
		}
		runes = append(runes, r)
	}
	if len(runes) < 2 {
		return
	}
	h := headOf(runes[0], runes[1])
	k.heads[h] = append(k.heads[h], int32(len(k.spellings)))
	k.spellings = append(k.spellings, runes)
	starts(nil, runes, each)
}

// headOf is where a spelling with these first characters is found.
func headOf(a, b rune) int { return letterIndex(a)<<5 | letterIndex(b) }

func letterIndex(r rune) int {
	if r >= 'a' && r <= 'z' {
		return int(r - 'a' + 1)
	}
	return 0
}

const gaps = " ._-+\n\r\t" // between the words of a name

func gap(r rune) bool { return r < 0x80 && strings.IndexByte(gaps, byte(r)) >= 0 }

// starts finds the three bytes that a spelling may begin with.
func starts(start []byte, rest []rune, each func(a, b, c byte)) {
	if len(start) >= 3 {
		each(start[0], start[1], start[2])
		return
	}
	if len(rest) == 0 {
		return
	}
	start = start[:len(start):len(start)]
	r := rest[0]
	if r == ' ' {
		for i := range len(gaps) {
			next := append(start, gaps[i])
			starts(next, rest[1:], each)
			starts(next, rest, each)
		}
		return
	}
	starts(utf8.AppendRune(start, r), rest[1:], each)
	if u := unicode.ToUpper(r); u != r {
		starts(utf8.AppendRune(start, u), rest[1:], each)
	}
}

// at returns who is spelled at s[i].
func (k *Known) at(s []byte, i int) Span {
	if k == nil {
		return Span{}
	}
	if k.Spellings() {
		if end := k.spelled(s, i); end > 0 {
			return Span{i, end, Spelled}
		}
	}
	for _, name := range k.own {
		if end := i + len(name); ascii.HasFold(s, i, name) && !letterBefore(s, i) && !letterAt(s, end) {
			return Span{i, end, Own}
		}
	}
	return Span{}
}

// spelled returns the end of the spelling at s[i], 0 without one.
func (k *Known) spelled(s []byte, i int) int {
	if k == nil || len(k.spellings) == 0 || i+minSpelled > len(s) {
		return 0
	}
	first, width := view.Character(s, i)
	inside := letterBefore(s, i)
	if i+width >= len(s) || inside && !view.Ideograph(first) {
		return 0
	}
	second, _ := decoded(s, i+width)
	for _, n := range k.heads[headOf(view.Fold(first), view.Fold(second))] {
		if len(k.spellings[n]) == 2 && (inside || ideographBefore(s, i)) {
			continue
		}
		if end := spellingAt(s, i, k.spellings[n]); end > 0 {
			return end
		}
	}
	return 0
}

// spellingAt returns the end of a spelling that begins at s[i] and ends with a word, 0 where it
// does not stand.
func spellingAt(s []byte, i int, spelling []rune) int {
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
			if r, width = view.Character(s, i); r == '\\' && want == '\'' && i+1 < len(s) && s[i+1] == '\'' {
				r, width = '\'', 2
			}
		}
		if r != want && view.Fold(r) != want {
			return 0
		}
		i += width
	}
	if !(view.Ideograph(spelling[0]) && len(spelling) > 2) && letterAt(s, i) {
		return 0
	}
	return i
}

// skipGaps returns the end of the separators of a name at s[i].
func skipGaps(s []byte, i int) int {
	for {
		r, width := decoded(s, i)
		if width == 0 || !gap(r) {
			return i
		}
		i += width
	}
}

func lastRune(s []byte) (rune, int) { return utf8.DecodeLastRune(s) }

func ideographBefore(s []byte, i int) bool {
	r, _ := lastRune(s[:i])
	return i > 0 && view.Ideograph(r)
}

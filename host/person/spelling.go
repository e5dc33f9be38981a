package person

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	minSpelling = 4 // bytes
	minHandle   = 5 // bytes of a user name that is made of a name, and is found by chance
	minLocal    = 6 // bytes of a local part of which nothing else is known
)

// spellings returns what names the person of an entry.
func (e entry) spellings() []string {
	var all []string
	if e.mail != "" {
		all = append(all, e.mail)
	}
	all = append(all, e.nicks()...)
	if e.name != "" {
		all = append(all, e.names()...)
	}
	return forms(all)
}

// names returns the spellings of a name.
func (e entry) names() []string {
	all := []string{e.name}
	words := strings.Fields(e.name)
	if len(words) < 2 {
		return all
	}
	at := len(words) - 1 // of the last name, with what belongs to it
	for i := 1; i < at; i++ {
		if r, _ := utf8.DecodeRuneInString(words[i]); unicode.IsLower(r) {
			at = i
		}
	}
	given, last := words[0], strings.Join(words[at:], " ")
	if len(given) < 2 || strings.HasSuffix(given, ".") {
		return append(all, last+", "+strings.Join(words[:at], " "))
	}
	initial := firstLetter(given)
	all = append(all, last+", "+strings.Join(words[:at], " "), last+" "+given, initial+". "+last, initial+" "+last)
	if at > 1 {
		all = append(all, given+" "+last, last+", "+given)
	}
	if len(words)-at > 1 {
		all = append(all, given+" "+words[len(words)-1])
	}
	if isCommon(e.name) {
		return all
	}
	joined := plain(strings.NewReplacer(" ", "", "'", "", "’", "", "-", "").Replace(last))
	for _, handle := range []string{plain(initial) + joined, plain(given) + joined, plain(given) + "." + joined} {
		if handle = strings.ToLower(handle); isASCII(handle) && len(handle) >= minHandle && !isWord(handle) {
			all = append(all, handle)
		}
	}
	return all
}

// nicks returns the user names of an entry: its own, and the local part of its mail
// address unless that is a word or a single name.
func (e entry) nicks() []string {
	var all []string
	if e.nick != "" && len(e.nick) >= minSpelling {
		all = append(all, e.nick)
	}
	local, _, _ := strings.Cut(e.mail, "@")
	before, tag, tagged := strings.Cut(local, "+")
	if tagged && !strings.ContainsFunc(before, unicode.IsLetter) {
		before = tag // 123+name@ of a forge
	}
	single := !strings.ContainsAny(before, "._-") && !hasDigit(before)
	if len(before) < minSpelling || single && (len(before) < minLocal || e.hasWord(before)) {
		return all
	}
	return append(all, before)
}

// hasWord reports that a word is one of the name.
func (e entry) hasWord(word string) bool {
	for _, w := range strings.Fields(e.name) {
		if strings.EqualFold(plain(w), word) {
			return true
		}
	}
	return false
}

// forms returns the spellings that say something, with composed and decomposed letters
// and without their marks.
func forms(spellings []string) []string {
	var all []string
	for _, s := range spellings {
		if isCommon(s) || len(s) < minSpelling && !isIdeographic(s) {
			continue
		}
		if !strings.Contains(s, "@") {
			s = fold(s)
		}
		all = append(all, norm.NFC.String(s))
		if isASCII(s) {
			continue
		}
		all = append(all, norm.NFD.String(s))
		for _, p := range []string{plain(s), expanded(s)} {
			if p != s && isASCII(p) && !isCommon(p) {
				all = append(all, p)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// isCommon reports a spelling of which every word is a common one.
func isCommon(s string) bool {
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' }) {
		if !isWord(w) && utf8.RuneCountInString(w) > 1 {
			return false
		}
	}
	return true
}

func firstLetter(word string) string {
	_, n := utf8.DecodeRuneInString(word)
	return word[:n]
}

var bases = strings.NewReplacer("ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "ß", "ss", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "đ", "d", "Đ", "D", "ı", "i", "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th", "’", "'")

// plain returns s without the marks of its letters.
func plain(s string) string {
	return bases.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

var umlauts = strings.NewReplacer("ä", "ae", "Ä", "Ae", "ö", "oe", "Ö", "Oe", "ü", "ue", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// expanded returns s with its marked letters written as two.
func expanded(s string) string { return plain(umlauts.Replace(norm.NFC.String(s))) }

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

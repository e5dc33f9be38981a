// Package person finds people in text: mail addresses, spellings of people that are known, names
// in places that say that they hold one (trailers of commits, keys of JSON, "reviewed by",
// copyright lines), and names of accounts. Lists of words are the caller's, see [Words].
package person

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Reason says why a span is taken.
type Reason uint8

const (
	Mail    Reason = iota // a mail address, with the name before it
	Spelled               // a spelling of somebody who is known
	Named                 // the place says that it holds a name
	Handle                // the name of an account
	Own                   // the user of this machine
)

// Span is what is taken, in bytes of the text; End is 0 for nothing.
type Span struct {
	Start, End int
	Why        Reason
}

// Words are the lists that tell people from what looks like them.
type Words struct {
	// Keys, by what they say of their value; in lower case and without marks.
	Trailers, Authors, Owners, Headers, Accounts, Todos *wordlist.List

	// Around an "@".
	MailSchemes    *wordlist.List // of URLs in which an address stands before the host
	AccountSchemes *wordlist.List // of those in which an account does
	Services       *wordlist.List // accounts of programs
	Forges         *wordlist.List // accounts of forges
	Members        *wordlist.List // words of programs
	Tags           *wordlist.List // what stands behind the "@" of a package
	Shells         *wordlist.List // commands that take user@host
	Greeters       *wordlist.List // words before the handle of a person
	Decorators     *wordlist.List // names behind "by @" that are no people
	FileTops       *wordlist.List // last parts that files have and domains have not
	JavaDoc        []string       // beginnings of tags before a name: "@author"
	Gaps           []string       // between two handles of a list, with the "@"

	Phrases *Phrases // that announce a person

	// Names.
	Deeds     *wordlist.List // words before "by" that say what a person did
	Leads     *wordlist.List // first words before an address that do not belong to a name
	Particles *wordlist.List // words between the words of a name
	Roles     *wordlist.List // words that no name holds: of roles and machines,
	Capitals  *wordlist.List // words with a capital,
	Brands    *wordlist.List // companies and products,
	Declared  *wordlist.List // types and values,
	Common    *wordlist.List // and users of machines
	Ordinary  *wordlist.List // words that are names of people as well
}

// Finder finds people. Mask is called for each span to take, in offsets of the text that is read.
type Finder struct {
	*Words
	Known *Known
	Mask  func(Span)

	greeted int // where the next handle of a list begins
}

// Begin has to be called before a text is read.
func (f *Finder) Begin() { f.greeted = 0 }

// Take takes what names a person at s[i], a sign, a word or an escape, unless it ends before
// next, and the handles that are listed behind it. It returns the end of what was taken last.
func (f *Finder) Take(s []byte, i, next int) int {
	for x := f.near(s, i); x.End > next; x = f.near(s, i) {
		f.Mask(x)
		next = x.End
		gap := f.handleGap(s, next)
		if x.Why != Handle || gap == 0 {
			break
		}
		i = next + gap
		f.greeted = i + 1
	}
	return next
}

func (f *Finder) near(s []byte, i int) Span {
	switch c := s[i]; {
	case c == '\\' || c == '%':
		return f.escaped(s, i)
	case c == '@' || ascii.Class[c]&ascii.Word != 0:
		return f.At(s, i)
	}
	return Span{}
}

// At returns who is named at the sign or word s[i].
func (f *Finder) At(s []byte, i int) Span {
	if s[i] == '@' {
		return f.atSign(s, i, i+1)
	}
	if x := f.Known.at(s, i); x.End > 0 {
		return x
	}
	return f.announced(s, i)
}

// escaped is [Finder.At] for an escape at s[i]: of an "@", of a letter of a name, or of what
// stands before one.
func (f *Finder) escaped(s []byte, i int) Span {
	if i > 0 && s[i] == '\\' && s[i-1] == '\\' {
		return Span{} // read from the first one
	}
	r, width := decoded(s, i)
	if r == '@' && width > 1 {
		return f.atSign(s, i, i+width)
	}
	if width < 2 || f.Known.None() {
		return Span{}
	}
	start := i
	for start > 0 && start > i-maxSpelled && nameByte(s[start-1]) {
		start--
	}
	if !view.Letter(r) {
		start = i + width
	}
	if start >= len(s) {
		return Span{}
	}
	if x := f.Known.at(s, start); x.End > i {
		return x
	}
	if start < i && afterLineEscape(s, start+1) { // "nJean" in "\nJean"
		if x := f.Known.at(s, start+1); x.End > i {
			return x
		}
	}
	return Span{}
}

const maxEscape = 8 // backslashes before one character

// decoded is [view.Character] that knows "\n" too, and returns no width at the end of s.
func decoded(s []byte, i int) (rune, int) {
	if i >= len(s) {
		return 0, 0
	}
	if s[i] == '\\' {
		n := i + 1
		for n < len(s) && n < i+maxEscape && s[n] == '\\' {
			n++
		}
		if n < len(s) && lineLetter(s[n]) {
			return '\n', n + 1 - i
		}
	}
	return view.Character(s, i)
}

func nameByte(c byte) bool   { return letter(c) || c >= 0x80 }
func letter(c byte) bool     { return ascii.Class[c]&(ascii.Upper|ascii.Lower) != 0 }
func upper(c byte) bool      { return ascii.Class[c]&ascii.Upper != 0 }
func lower(c byte) bool      { return ascii.Class[c]&ascii.Lower != 0 }
func digit(c byte) bool      { return ascii.Class[c]&ascii.Digit != 0 }
func alphanum(c byte) bool   { return ascii.Class[c]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 }
func lineLetter(c byte) bool { return c == 'n' || c == 'r' || c == 't' }

// afterLineEscape reports "\n", as programs spell it, before s[i].
func afterLineEscape(s []byte, i int) bool {
	return i >= 2 && s[i-2] == '\\' && lineLetter(s[i-1])
}

// letterBefore reports a letter or digit before s[i] that the word there is a part of.
func letterBefore(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	c := s[i-1]
	if c >= 0x80 {
		r, _ := lastRune(s[:i])
		return view.Letter(r) && !view.Ideograph(r)
	}
	if !alphanum(c) || afterLineEscape(s, i) {
		return false
	}
	for _, n := range [...]int{3, 5} { // %41, %2541
		if i >= n && s[i-n] == '%' {
			if b, w := view.Percent(s, i-n); w == n {
				return b >= 0x80 || alphanum(b)
			}
		}
	}
	if i >= 6 && s[i-6] == '\\' {
		if r := view.Hex4(s, i-5); r >= 0 {
			return view.Letter(r)
		}
	}
	return true
}

// letterAt reports a letter at s[i], with which a word goes on.
func letterAt(s []byte, i int) bool {
	r, width := decoded(s, i)
	return width > 0 && view.Letter(r) && (r >= 0x80 || !digit(byte(r)))
}

// wordBefore returns the word that ends before the space or spaces before s[i].
func wordBefore(s []byte, i int) []byte {
	end := i
	for end > 0 && end > i-3 && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	if end == i {
		return nil
	}
	if end > 0 && (s[end-1] == ':' || s[end-1] == ',') {
		end--
	}
	start := end
	for start > 0 && start > end-24 && (letter(s[start-1]) || s[start-1] == '-') {
		start--
	}
	if start < end && afterLineEscape(s, start+1) {
		start++
	}
	return s[start:end]
}

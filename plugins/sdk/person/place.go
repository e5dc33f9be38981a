package person

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Place is what the key before a value says about a person in it.
type Place uint8

const (
	None    Place = iota
	Trailer       // "Signed-off-by": the value is a person
	Author        // "author", "reviewed_by": it is one, or a machine
	Owner         // "owner": it is a person, a team or a company
	Header        // "From": it may be a person
	Account       // "user": the same, by a user name
	Todo          // "TODO" before a bracket
)

const maxKey = 24 // letters of the longest key

// PlaceOf judges a key: camel, snake and kebab case are one.
func (w *Words) PlaceOf(key []byte) Place {
	var buf [maxKey]byte
	n := 0
	for _, c := range key {
		if c == '_' || c == '-' || c == ' ' {
			continue
		}
		if !letter(c) || n == len(buf) {
			return None
		}
		buf[n] = ascii.Fold(c)
		n++
	}
	k := buf[:n]
	switch {
	case n < 2:
	case w.Trailers.Has(k):
		return Trailer
	case w.Authors.Has(k):
		return Author
	case w.Owners.Has(k):
		return Owner
	case w.Headers.Has(k):
		return Header
	case w.Accounts.Has(k):
		return Account
	case upper(key[0]) && w.Todos.Has(k):
		return Todo
	}
	return None
}

const maxQuoted = 160 // bytes of a value in quotes

// After returns who is named behind the separator s[i] of a key that says of a place; account
// says that a user name alone, which fills the text, is one.
func (f *Finder) After(s []byte, i int, key []byte, place Place, account bool) Span {
	if (s[i] == '(') != (place == Todo) || s[i] == ':' && i+1 < len(s) && s[i+1] == ':' {
		return Span{}
	}
	at := i + 1
	for at < len(s) && at < i+24 && (s[at] == ' ' || s[at] == '\t' || s[at] == '*' || s[at] == '=' && s[i] == ':') {
		at++
	}
	low := at
	for at < len(s) && at < low+maxEscape && s[at] == '\\' {
		at++
	}
	switch {
	case at >= len(s):
	case isQuote(s[at]):
		end := at + 1
		for end < len(s) && end < at+maxQuoted && s[end] != s[at] && s[end] != '\n' && s[end] != '\\' {
			end++
		}
		quotedKey := i > 0 && isQuote(s[i-1])
		if end < len(s) && (s[end] == s[at] || s[end] == '\\') && f.Value(s[at+1:end], place, quotedKey) {
			return Span{at + 1, end, Named}
		}
	case at > low:
	case s[at] == '@' && place != Todo:
		if end := handleEnd(s, at+1); end > 0 && f.personal(s[at+1:end]) && !f.Decorators.Has(s[at+1:end]) {
			return Span{at + 1, end, Handle}
		}
	default:
		return f.bare(s, i, at, key, place, account)
	}
	return Span{}
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

// bare reads a value without quotes, at s[at].
func (f *Finder) bare(s []byte, i, at int, key []byte, place Place, account bool) Span {
	single := place == Trailer || place == Todo || place == Author && upper(key[0]) && s[i] == ':' && beginsLine(s, i-len(key))
	if end := f.fullName(s, at, single); end > at {
		if stop, ok := mailBehind(s, end); ok {
			return Span{at, stop, Named}
		}
		if endsName(s, end, place == Todo) && !(place >= Owner && f.ordinaryName(s[at:end])) {
			return Span{at, end, Named}
		}
		return Span{}
	}
	end := accountEnd(s, at)
	v := s[at:end]
	if len(v) < 3 || !lower(v[0]) || !endsName(s, end, place == Todo) || !isHandle(v) || !f.personal(v) {
		return Span{}
	}
	switch adjacent := at == i+1; {
	case s[i] == ':' && f.dottedName(v):
	case single && oneWord(v) && !f.Declared.Has(v):
	case s[i] == '=' && adjacent && oneWord(v) && len(v) > 4 && (place == Author || place == Owner):
	case s[i] == '=' && adjacent && place == Account && upper(key[0]) && upper(key[len(key)-1]) && oneWord(v) && len(v) > 4 && !f.Services.Has(v):
	case s[i] == ':' && adjacent && account && place == Account && i == len(key) && end == len(s):
	default:
		return Span{}
	}
	return Span{at, end, Handle}
}

// accountEnd returns the end of letters and digits, and of marks between them, at s[at].
func accountEnd(s []byte, at int) int {
	end := at
	for end < len(s) && end-at < 41 {
		inside := end+1 < len(s) && (nameByte(s[end+1]) || digit(s[end+1]))
		if !nameByte(s[end]) && !digit(s[end]) && !(inside && (s[end] == '.' || s[end] == '-' || s[end] == '_')) {
			break
		}
		end++
	}
	return end
}

// beginsLine reports that a line begins at s[at], but for marks of a list or a comment.
func beginsLine(s []byte, at int) bool {
	for at > 0 && bytes.IndexByte([]byte(" *-#/"), s[at-1]) >= 0 {
		at--
	}
	return at <= 0 || s[at-1] == '\n' || afterLineEscape(s, at)
}

// endsName reports that a value ends at s[i] as names do.
func endsName(s []byte, i int, bracket bool) bool {
	if bracket {
		return i < len(s) && (s[i] == ')' || s[i] == ',' || s[i] == ':')
	}
	if i >= len(s) {
		return true
	}
	if s[i] == '.' || s[i] == ':' {
		return i+1 >= len(s) || s[i+1] <= ' ' || s[i+1] == '"'
	}
	return bytes.IndexByte([]byte("([{=/_$<@"), s[i]) < 0
}

// Value reports that the whole of v is a person, where a key says that it may be. Alone is for
// values that nothing else stands in, as those of JSON and the cells of a column.
func (w *Words) Value(v []byte, place Place, alone bool) bool {
	v = bytes.Trim(v, " ")
	if len(v) > 128 || len(v) < 2 {
		return false
	}
	if end := w.fullName(v, 0, alone && place <= Author); end > 0 {
		if end == len(v) {
			return !(place >= Owner && w.ordinaryName(v))
		}
		stop, ok := mailBehind(v, end)
		return ok && stop == len(v)
	}
	if v[0] == '@' {
		v = v[1:]
	}
	if !alone || len(v) < 3 || !isHandle(v) || !w.personal(v) || !lower(v[0]) {
		return false
	}
	return oneWord(v) && place != Header || w.dottedName(v) || place <= Author && fewMarks(v)
}

// fewMarks reports letters and one mark, which ids of agents have more of.
func fewMarks(v []byte) bool {
	marks := 0
	for _, c := range v {
		if !letter(c) {
			marks++
		}
	}
	return marks < 2
}

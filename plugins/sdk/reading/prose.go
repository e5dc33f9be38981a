package reading

import (
	"bytes"
	"slices"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Prose is a name in a sentence, with the value some words after it, in emphasis, brackets
// or quotes of any kind, or alone on the line below: "the password for staging is x",
// "**Token:** x", "### Secret" above x, "default creds (admin, x)", "admin/x". What it gives
// are words other than plain ones; only what looks like a secret by itself can be taken
// for one.
type Prose struct {
	names    *wordlist.List
	accounts *wordlist.List
	foreign  []string // names with letters beyond ASCII
	starts   wordlist.Starts
}

// NewProse returns the way of sentences with one of the names, or of one of the accounts
// with a colon or slash behind it; names beyond ASCII are the last words of names.
func NewProse(names, accounts *wordlist.List, foreign []string) *Prose {
	p := &Prose{names: names, accounts: accounts, foreign: foreign}
	starts := slices.Concat(names.All, accounts.All)
	for _, name := range foreign {
		starts = append(starts, name[beyond(name):])
	}
	p.starts = wordlist.StartsOf(starts)
	return p
}

// beyond returns the first byte of name that begins three bytes with one beyond ASCII.
func beyond(name string) int {
	for i := range len(name) - 2 {
		if name[i] >= 0x80 {
			return i
		}
	}
	return len(name) - 3
}

const (
	maxProse = 72 // bytes between a name and the end of its value
	maxWords = 6  // plain words between the two
	maxTag   = 12 // bytes of a tag between the two
)

// MayName reports that a name of letters beyond ASCII may have these three bytes.
func (p *Prose) MayName(a, b, c byte) bool { return p.starts.May(a, b, c) }

// Begins implements [Way].
func (p *Prose) Begins(s []byte, i int) bool {
	for i+3 < len(s) && s[i] == '_' {
		i++
	}
	return i+2 < len(s) && p.starts.May(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]])
}

// Read implements [Way].
func (p *Prose) Read(s []byte, i, from int) Pair {
	name := p.name(s, i)
	if name.End == 0 {
		return Pair{}
	}
	if p.accounts.Has(s[name.Start:name.End]) {
		return account(s, name, from)
	}
	return follow(s, name, max(from, name.End))
}

// name returns the name of which s[i] is the first byte, or the first one beyond ASCII.
func (p *Prose) name(s []byte, i int) Span {
	if s[i] >= 0x80 {
		return p.foreignName(s, i)
	}
	for i+1 < len(s) && s[i] == '_' {
		i++
	}
	end := i
	for end < len(s) && end < i+maxName && s[end] < 0x80 && s[end] != '_' && ascii.Class[s[end]]&ascii.Word != 0 {
		end++
	}
	if end+1 < len(s) && s[end] == '_' && s[end+1] != '_' && ascii.Class[s[end+1]]&ascii.Word != 0 {
		return Span{} // a name of a program
	}
	if word := s[i:end]; p.names.Has(word) || p.accounts.Has(word) {
		return Span{i, end}
	}
	return Span{}
}

func (p *Prose) foreignName(s []byte, i int) Span {
	if i+2 >= len(s) || !p.starts.May(s[i], s[i+1], s[i+2]) {
		return Span{}
	}
	for _, name := range p.foreign {
		if start := i - beyond(name); start >= 0 && ascii.HasFold(s, start, name) && (start == 0 || ascii.Class[s[start-1]]&(ascii.Upper|ascii.Lower) == 0) {
			return Span{start, start + len(name)}
		}
	}
	return Span{}
}

// account reads "admin:x", "root/x" and "root / x".
func account(s []byte, name Span, from int) Pair {
	at := name.End
	if ascii.HasAt(s, at, " / ") {
		at += len(" /")
		for at+1 < len(s) && s[at+1] == ' ' {
			at++
		}
	} else if at+1 < len(s) && s[at] != ':' && s[at] != '/' {
		return Pair{}
	}
	if from > 0 || at+1 >= len(s) || name.Start > 0 && (s[name.Start-1] == '/' || s[name.Start-1] == '.' || s[name.Start-1] == '@' || s[name.Start-1] == '\\') {
		return Pair{}
	}
	end := wordEnd(s, at+1)
	return Pair{Name: name, Value: Span{at + 1, end}, Next: end}
}

// follow returns the next word from s[at] on that is no plain one.
func follow(s []byte, name Span, at int) Pair {
	g := gap{s: s, name: name}
	for at < len(s) && at < name.End+maxProse {
		switch n := decoration(s, at); {
		case lineEnd(s, at) > 0:
			at = g.below(at)
		case n > 0:
			g.quote(at)
			at += n
		case s[at] >= 0x80:
			at = g.foreign(at)
		case s[at] == ';' && at == name.End && at+1 < len(s) && s[at+1] > ' ':
			at++ // of a table
		case ends(s, at):
			return Pair{}
		default:
			end := wordEnd(s, at)
			if end > at && (!plain(s[at:end]) || g.phrase(at, end)) {
				return g.candidate(at, end)
			}
			at = g.word(at, end)
		}
	}
	return Pair{}
}

// gap is what stands between a name and its value.
type gap struct {
	s       []byte
	name    Span
	words   int
	lined   bool // a line end was crossed
	open    byte // the quote that is open
	quoteAt int  // and where it is
}

// below passes the line end s[at] and the indentation after it, where the name is alone
// before it.
func (g *gap) below(at int) int {
	if g.lined || !introduces(g.s, g.name, at) {
		return len(g.s)
	}
	for g.lined = true; at < len(g.s) && at < g.name.End+maxProse; {
		n := lineEnd(g.s, at)
		if n == 0 && g.s[at] > ' ' {
			break
		}
		at += max(n, 1)
	}
	return at
}

// lineEnd returns the length of a line end at s[i], which may be spelled as an escape, or 0.
func lineEnd(s []byte, i int) int {
	switch {
	case s[i] == '\n':
		return 1
	case s[i] == '\\' && i+1 < len(s) && (s[i+1] == 'n' || s[i+1] == 'r'):
		return 2
	}
	return 0
}

// quote notes the quote s[at], if it is one that is not the end of the name's own.
func (g *gap) quote(at int) {
	switch c := g.s[at]; {
	case c != '"' && c != '\'' && c != '`' || at == g.name.End:
	case c == g.open:
		g.open = 0
	case g.open == 0 && (c != '\'' || ascii.Class[g.s[at-1]]&ascii.Word == 0):
		g.open, g.quoteAt = c, at
	}
}

func (g *gap) foreign(at int) int {
	for at < len(g.s) && g.s[at] >= 0x80 && decoration(g.s, at) == 0 {
		at++
	}
	return g.word(at, at)
}

// word passes the word s[at:end], of which there may be a few.
func (g *gap) word(at, end int) int {
	if g.words++; g.words > maxWords {
		return len(g.s)
	}
	return max(at, end)
}

// candidate gives the word s[at:end] as a value, without the account before it.
// What stands in quotes is one value, and a line below is.
func (g *gap) candidate(at, end int) Pair {
	s := g.s
	after := end
	for after < len(s) && trails(s[after]) {
		after++
	}
	if g.lined && after < len(s) && s[after] != '\r' && s[after] != '<' && lineEnd(s, after) == 0 || g.open != 0 && (at != g.quoteAt+1 || end >= len(s) || s[end] != g.open) {
		return Pair{}
	}
	if end < len(s) && s[end] == '(' {
		return Pair{} // a call
	}
	v, close := Span{at, end}, g.phrase(at, end) || g.words == 0 && (g.lined || at > g.name.End+2 || s[g.name.End] == '\\' && (end == len(s) || s[end] != ' ')) && !bytes.ContainsAny(s[g.name.End:at], ",(")
	for k := at; k < end && InName(s[k]); k++ {
		if k+6 < end && (s[k+1] == ':' || s[k+1] == '/') {
			v.Start, close = k+2, false
			break
		}
	}
	return Pair{Name: g.name, Value: v, Close: close, Next: end}
}

// phrase reports that s[at:end] is words that hyphens join, and all that stands in quotes.
func (g *gap) phrase(at, end int) bool {
	return g.open != 0 && g.open != '`' && at == g.quoteAt+1 && end < len(g.s) && g.s[end] == g.open && bytes.Count(g.s[at:end], []byte("-")) >= 2
}

// decoration returns the length of what may stand around names and values at s[i], or 0.
func decoration(s []byte, i int) int {
	switch s[i] {
	case ' ', '\t', '"', '\'', '`', '*', '_', '(', ')', ']', ':', '=', ',', '>', '-', '|', '/', '~':
		return 1
	case '[':
		if marker.End(s, i) == 0 && (i+1 >= len(s) || s[i+1] != '"' && s[i+1] != '\'') {
			return 1
		}
	case '.':
		if i > 0 && (s[i-1] == ' ' || s[i-1] == '.') {
			return 1
		}
	case '<':
		return tagLength(s, i)
	case '\\':
		if i+1 < len(s) && s[i+1] == 't' {
			return 2
		}
	case 0xC2:
		if i+1 < len(s) && (s[i+1] == 0xAB || s[i+1] == 0xBB) {
			return 2 // quotes of French and Russian
		}
	case 0xE2:
		if i+2 < len(s) && (s[i+1] == 0x80 && s[i+2] >= 0x93 && s[i+2] <= 0x9F || s[i+1] == 0x86 && s[i+2] == 0x92) {
			return 3 // dashes, quotes, an arrow
		}
	case 0xEF:
		if ascii.HasAt(s, i, "：") {
			return len("：")
		}
	}
	return 0
}

// tagLength returns the length of a tag at s[i], or 0.
func tagLength(s []byte, i int) int {
	at := i + 1
	for at < len(s) && at < i+maxTag && (ascii.Class[s[at]]&(ascii.Lower|ascii.Digit) != 0 || s[at] == '/') {
		at++
	}
	if at > i+1 && at < len(s) && s[at] == ' ' {
		for limit := min(len(s), at+maxMarkup); at < limit && s[at] >= ' ' && s[at] != '<' && s[at] != '>'; {
			at++
		}
	}
	if at == i+1 || at >= len(s) || s[at] != '>' {
		return 0
	}
	return at + 1 - i
}

// ends reports that a sentence ends at s[i], or prose does.
func ends(s []byte, i int) bool {
	switch s[i] {
	case ';', '{', '}', '<', '\\', '.', '[':
		return true
	}
	return s[i] < ' '
}

// introduces reports that the line end s[i] follows a name with a colon, a heading, or the
// element before another one.
func introduces(s []byte, name Span, i int) bool {
	for k, n := name.End, 0; k < i; k += n {
		if n = decoration(s, k); n > 1 && s[k] == '<' {
			next := skip(s, i+lineEnd(s, i))
			return k+n == i && s[k+1] == '/' && next+1 < len(s) && s[next] == '<' && s[next+1] != '/'
		}
		if n != 1 || s[k] == ',' {
			return false
		}
		if s[k] == ':' {
			return true
		}
	}
	if ascii.HasAt(s, name.End, "**") && ascii.HasAt(s, name.Start-2, "**") {
		return true
	}
	start := name.Start
	for start > 0 && start > name.Start-maxName && s[start-1] != '\n' {
		start--
	}
	return s[start] == '#'
}

// wordEnd returns the end of the word at s[i], without what ends a sentence.
func wordEnd(s []byte, i int) int {
	end := i
	for end < len(s) && end < i+maxValue && s[end] > ' ' && s[end] < 0x80 && !divides[s[end]] && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	for end > i && trails(s[end-1]) {
		end--
	}
	return end
}

// trails reports what ends a sentence or an emphasis, and stands behind a word.
func trails(c byte) bool { return c == '.' || c == ':' || c == '*' }

var divides = func() (t [256]bool) {
	for _, c := range []byte("\"'`<>,;{}()|\\]") {
		t[c] = true
	}
	return t
}()

// plain reports a word of letters.
func plain(v []byte) bool {
	for _, c := range v {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0 && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

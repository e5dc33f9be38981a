package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Value is what stands behind a separator, a word or an option.
type Value struct {
	Span
	Quoted bool
}

// Values reads values.
type Values struct {
	schemes []string
	starts  wordlist.Starts
}

// NewValues returns a reader of values that passes the names of schemes before credentials:
// "bearer ".
func NewValues(schemes []string) *Values {
	return &Values{schemes, wordlist.StartsOf(schemes)}
}

// Bare remembers the value without quotes that was read last: of the separators inside one value
// only the first few count, so that a long one is not read again and again.
type Bare struct{ end, nested int }

const (
	maxGlue    = 40  // bytes between a separator and its value
	maxSpelled = 512 // bytes of a value between quotes that are spelled as in HTML
	maxNested  = 4   // separators inside one value that count
)

// At returns the value behind a separator that ends before s[i]; its end is 0 without one.
// last is of the same text, or nil.
func (x *Values) At(s []byte, i int, last *Bare) Value {
	i = glue(s, i)
	depth := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	switch {
	case i >= len(s):
		return Value{}
	case s[i] == '"' || s[i] == '\'' || s[i] == '`':
		if i == depth && i+2 < len(s) && s[i+1] == s[i] && s[i+2] == s[i] {
			return x.Quoted(s, i+2) // """x"""
		}
		return x.Quoted(s, i)
	case i > depth:
		return Value{} // an escape that is no quote
	}
	if n := spelledQuote(s, i); n > 0 {
		return spelledValue(s, i+n)
	}
	i = x.credentials(s, i)
	end := bareEnd(s, i, last)
	if end < len(s) && s[end] == '(' {
		return Value{} // a call
	}
	for end > i && (s[end-1] == '.' || s[end-1] == ':') {
		end--
	}
	if end == i {
		return Value{}
	}
	return Value{Span: Span{i, end}}
}

// Quoted returns the text behind the quote s[i]; its end is 0 without one.
func (x *Values) Quoted(s []byte, i int) Value {
	quote := s[i]
	i = x.credentials(s, i+1)
	end, limit := i, min(len(s), i+token.MaxSize)
	for ; end < limit; end++ {
		end = lanes.Run(quotedLane, s, end, limit)
		if end >= limit {
			break
		}
		c := s[end]
		if c == quote || c == '\n' || c == '[' && marker.End(s, end) > 0 {
			break
		}
		if c == '\\' && (end+1 >= len(s) || s[end+1] == quote || s[end+1] == '\\' || s[end+1] == 'n') {
			break
		}
	}
	if end == i || s[i] == ' ' && (end >= len(s) || s[end] != quote) {
		return Value{} // nothing, or what follows a text in quotes
	}
	return Value{Span{i, end}, true}
}

// credentials passes the name of a scheme before credentials at s[i].
func (x *Values) credentials(s []byte, i int) int {
	if i+3 >= len(s) || !x.starts.May(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]]) {
		return i
	}
	for _, scheme := range x.schemes {
		if ascii.HasFold(s, i, scheme) {
			i += len(scheme)
			if ascii.HasFold(s, i, "token=") {
				i += len("token=")
			}
			if i < len(s) && (s[i] == '"' || s[i] == '\'') {
				i++
			}
			return i
		}
	}
	return i
}

// Lanes of the bytes of values.
const (
	bareLane   = 8 * iota // without quotes
	quotedLane            // in quotes
)

var lanes = makeLanes()

func makeLanes() (t ascii.Lanes) {
	for c := range t {
		t[c] = 1<<bareLane | 1<<quotedLane
	}
	for _, c := range []byte(" \t\n\r\"'`,;)]}<>&|\\([") {
		t[c] &^= 1 << bareLane
	}
	for _, c := range []byte("\"'`\n\\[") {
		t[c] &^= 1 << quotedLane
	}
	return t
}

// bareEnd returns the end of the value without quotes at s[i].
func bareEnd(s []byte, i int, last *Bare) int {
	if last != nil && i < last.end {
		if last.nested++; last.nested > maxNested {
			return i
		}
		return last.end
	}
	end, limit := i, min(len(s), i+token.MaxSize)
	for ; end < limit; end++ {
		end = lanes.Run(bareLane, s, end, limit)
		if end >= limit || s[end] != '[' && !innerBackslash(s, end) || marker.End(s, end) > 0 {
			break
		}
	}
	if last != nil {
		*last = Bare{end: end}
	}
	return end
}

// innerBackslash reports a backslash at s[i] that is part of a value: no quote, line
// end or other escape follows, but a letter.
func innerBackslash(s []byte, i int) bool {
	if s[i] != '\\' || i+1 >= len(s) || ascii.Class[s[i+1]]&(ascii.Upper|ascii.Lower) == 0 {
		return false
	}
	switch s[i+1] {
	case 'a', 'b', 'e', 'f', 'n', 'r', 't', 'u', 'U', 'v', 'x':
		return false
	}
	return true
}

// glue passes what may stand between a separator and its value: spaces, the rest
// of an operator, brackets and line ends before a text in quotes, the mark of a
// block of YAML, and the letters of a raw string.
func glue(s []byte, i int) int {
	low := i
	for i < len(s) && i < low+24 && (s[i] == ' ' || s[i] == '=' || s[i] == ':' || s[i] == '>' || s[i] == '~' || s[i] == '\t' || s[i] == '\n' && i > low && s[i-1] == '>') {
		i++
	}
	for k := i; k < len(s) && k < low+maxGlue; k++ {
		switch s[k] {
		case ' ', '\t', '\n', '\r', '(', '[', '{':
			continue
		case '"', '\'', '`':
			i = k
		case '|', '>', '-':
			if blockMark(s, k) {
				continue
			}
		default:
			if k > i && blockStart(s, k) {
				i = k
			}
		}
		break
	}
	for k := i; k < len(s) && k < i+3; k++ {
		switch s[k] {
		case '@', 'b', 'B', 'r', 'R', 'u', 'U', 'f', 'F', 'L', '$':
			continue
		case '"', '\'':
			return k
		}
		break
	}
	return i
}

// blockMark reports a byte of the mark of a block of YAML, which ends its line.
func blockMark(s []byte, k int) bool {
	for n := k; n < len(s) && n < k+3; n++ {
		if s[n] == '\n' {
			return n > k
		}
		if s[n] != '|' && s[n] != '>' && s[n] != '-' {
			return false
		}
	}
	return false
}

// blockStart reports that s[k] is the first byte of a block of YAML.
func blockStart(s []byte, k int) bool {
	for k--; k > 0 && s[k] == ' '; k-- {
	}
	return k > 1 && s[k] == '\n' && (s[k-1] == '|' || s[k-1] == '>' || s[k-1] == '-' && (s[k-2] == '|' || s[k-2] == '>'))
}

// spelledQuote returns the length of a quote that is spelled as in HTML, or 0.
func spelledQuote(s []byte, i int) int {
	if s[i] != '&' {
		return 0
	}
	for _, q := range [...]string{"&quot;", "&#34;", "&#39;", "&#x27;", "&apos;"} {
		if ascii.HasAt(s, i, q) {
			return len(q)
		}
	}
	return 0
}

func spelledValue(s []byte, i int) Value {
	end := i
	for end < len(s) && end < i+maxSpelled && s[end] != '\n' && (s[end] != '&' || spelledQuote(s, end) == 0) && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	if end == i {
		return Value{}
	}
	return Value{Span{i, end}, true}
}

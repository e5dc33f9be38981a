package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// value is the text that an assignment gives; start is 0 without one.
type value struct {
	start, end int
	quoted     bool
}

const maxGlue = 40 // bytes between a separator and its value

// valueAt reads the value after a separator that ends before s[i].
func (p *Policy) valueAt(s []byte, i int) value {
	i = p.glue(s, i)
	depth := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i >= len(s) {
		return value{}
	}
	if q := s[i]; q == '"' || q == '\'' || q == '`' {
		if i == depth && ascii.HasAt(s, i+1, string([]byte{q, q})) {
			return quotedAt(s, i+3, q) // """x"""
		}
		return quotedAt(s, i+1, q)
	}
	if i > depth {
		return value{} // an escape that is no quote
	}
	if n := entityQuote(s, i); n > 0 {
		return entityValue(s, i+n)
	}
	i = afterScheme(s, i)
	end := p.bareEnd(s, i)
	if end < len(s) && s[end] == '(' {
		return value{} // a call
	}
	for end > i && (s[end-1] == '.' || s[end-1] == ':') {
		end--
	}
	if end == i {
		return value{}
	}
	return value{start: i, end: end}
}

// glue passes what may stand between a separator and its value: spaces, the rest
// of an operator, brackets and line ends before a text in quotes, the mark of a
// block of YAML, and the letters of a raw string.
func (p *Policy) glue(s []byte, i int) int {
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
	if k < 2 || s[k] != '\n' {
		return false
	}
	return s[k-1] == '|' || s[k-1] == '>' || s[k-1] == '-' && (s[k-2] == '|' || s[k-2] == '>')
}

// entityQuote returns the length of a quote that is spelled as in HTML, or 0.
func entityQuote(s []byte, i int) int {
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

func entityValue(s []byte, i int) value {
	end := i
	for end < len(s) && end < i+512 && s[end] != '\n' && (s[end] != '&' || entityQuote(s, end) == 0) && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	if end == i {
		return value{}
	}
	return value{start: i, end: end, quoted: true}
}

// bareEnd returns the end of the value without quotes at s[i]. Of the separators
// inside one value only the first few count.
func (p *Policy) bareEnd(s []byte, i int) int {
	if i < p.reader.value {
		if p.reader.nested++; p.reader.nested > 4 {
			return i
		}
		return p.reader.value
	}
	end, limit := i, min(len(s), i+maxToken)
	for ; end < limit; end++ {
		end = kinds.Run(bareRun, s, end, limit)
		if end >= limit || s[end] != '[' && !innerBackslash(s, end) || marker.End(s, end) > 0 {
			break
		}
	}
	p.reader.value, p.reader.nested = end, 0
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

const maxLine = 128 // bytes of a value that is the rest of its line

// wholeLine widens a bare value to the rest of its line if nothing follows it
// that is apart from it by a space, and it is no expression: in a file of
// settings, brackets belong to the value.
func (p *Policy) wholeLine(s []byte, v value) value {
	if v.quoted || v.end >= len(s) || generic(s, v) || s[v.end] == ' ' || s[v.end] == '\n' || s[v.end] == '&' || s[v.end] == '\\' {
		return value{}
	}
	end := v.start
	for ; end < len(s) && end < v.start+maxLine && s[end] != '\n' && s[end] != '\r'; end++ {
		if c := s[end]; c == ' ' || c == '\t' || c == '\\' || c == '<' && end+1 < len(s) && s[end+1] == '/' || c == '[' && marker.End(s, end) > 0 {
			return value{}
		}
	}
	for end > v.start && (s[end-1] == ',' || s[end-1] == ';' || s[end-1] == '"' || s[end-1] == '\'' || s[end-1] == '`') {
		end--
	}
	if end >= v.start+maxLine || !judge.Odd(s[v.start:end]) || ascii.HasAt(s, v.start, "[]") {
		return value{}
	}
	return value{start: v.start, end: end}
}

// generic reports a name with the arguments of a type and a call after it, as
// "decode::<Claims>(x)" and "Set<String>()".
func generic(s []byte, v value) bool {
	if s[v.end] != '<' || ascii.Class[s[v.start]]&(ascii.Upper|ascii.Lower) == 0 {
		return false
	}
	for _, c := range s[v.start:v.end] {
		if ascii.Class[c]&ascii.Word == 0 && c != ':' && c != '.' {
			return false
		}
	}
	i := v.end
	for i < len(s) && i < v.end+64 && (ascii.Class[s[i]]&ascii.Word != 0 || s[i] == '<' || s[i] == ',' || s[i] == ' ' || s[i] == ':' || s[i] == '&' || s[i] == '?') {
		i++
	}
	for ; i < len(s) && s[i] == '>'; i++ {
		if i+1 < len(s) && (s[i+1] == '(' || s[i+1] == ':' || s[i+1] == '{' || s[i+1] == '[') {
			return true
		}
	}
	return false
}

func quotedAt(s []byte, i int, quote byte) value {
	i = afterScheme(s, i)
	end, limit := i, min(len(s), i+maxToken)
	for ; end < limit; end++ {
		end = kinds.Run(quotedRun, s, end, limit)
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
		return value{} // nothing, or what follows a text in quotes
	}
	return value{start: i, end: end, quoted: true}
}

// schemeStarts has a bit for the hash of the first three bytes of each.
var schemeStarts = wordlist.StartsOf(schemes)

// afterScheme passes the name of a scheme before credentials.
func afterScheme(s []byte, i int) int {
	if i+3 >= len(s) {
		return i
	}
	if !schemeStarts.May(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]]) {
		return i
	}
	for _, scheme := range schemes {
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

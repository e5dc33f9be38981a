package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Long words that are judged by how they are joined to what stands before them.

// hexGroup reports "-0a1b2c3d" at s[i], and no more of it.
func hexGroup(s []byte, i int) bool {
	return i+9 <= len(s) && s[i] == '-' && isHex(s[i+1:i+9]) && (i+9 == len(s) || ascii.Class[s[i+9]]&ascii.Word == 0)
}

// afterName reports that a hyphen joins the long word s[i:end], or the UUID that ends
// with it, to a name that says what it is: "vendor-apikey-x".
func (p *Policy) afterName(s []byte, i, end int) bool {
	start := uuidStart(s, i, end)
	if start < 4 || s[start-1] != '-' || ascii.Class[s[start-2]]&(ascii.Upper|ascii.Lower) == 0 || end-start < 20 || end < len(s) && (s[end] == '.' || s[end] == '-' || s[end] == '/') {
		return false
	}
	name := s[p.nameStart(start-1) : start-1]
	if weight := p.senses.of(name).weight; weight < tokenlike && !(weight == entropic && judges.HasStrong(name)) && !openers.Has(judge.LastSegment(name)) {
		return false
	}
	return token.RandomnessOf(s[start:end]) >= hashlike
}

// uuidStart returns the start of the UUID whose last part is s[i:end], or i.
func uuidStart(s []byte, i, end int) int {
	if end-i != 12 || i < 24 || s[i-1] != '-' || s[i-6] != '-' || s[i-11] != '-' || s[i-16] != '-' || i > 24 && ascii.Class[s[i-25]]&ascii.Word != 0 || !isHex(s[i-24:i-16]) {
		return i
	}
	return i - 24
}

// prefixed reports a token of a provider that is not known, by its form: a short word
// of small letters, and a long random text of letters of both cases and digits. What
// begins as a known one has to have its form.
func prefixed(v []byte) bool {
	at := 0
	for at < len(v) && at < 24 && ascii.Class[v[at]]&(ascii.Lower|ascii.Digit) != 0 || at < len(v) && v[at] == '_' && at < 24 && at > 1 {
		at++
	}
	for at > 0 && v[at-1] != '_' {
		at--
	}
	body := v[at:]
	if at < 3 || len(body) < 36 || tokens.Opens(v, 0) || digits(body, ascii.Upper|ascii.Lower|ascii.Digit) != len(body) {
		return false
	}
	k := ascii.Classes(body)
	return k&ascii.Upper != 0 && k&ascii.Lower != 0 && k&ascii.Digit != 0 && token.RandomnessOf(body) == unlikely
}

// below reports a value that has a line of its own, below one that ends with a colon and
// names a password.
func below(s []byte, v value) bool {
	if v.end < len(s) && s[v.end] != '\n' && s[v.end] != '\r' {
		return false
	}
	i := v.start
	for low := max(0, i-8); i > low && s[i-1] <= ' '; {
		i--
	}
	if i == v.start || i == 0 || s[i-1] != ':' {
		return false
	}
	return saidBefore(s, i, 2*maxLabel, "\n", passwordStems)
}

// afterCommand reports a value that ends its line, after a name in capitals or of several
// parts that tells: "set $api_key x".
func (p *Policy) afterCommand(s []byte, v value) bool {
	text := s[v.start:v.end]
	k := ascii.Classes(text)
	if v.quoted || len(text) < 20 || k&ascii.Digit == 0 || k&(ascii.Upper|ascii.Lower) == 0 || v.start < 5 || s[v.start-1] != ' ' || v.end < len(s) && s[v.end] != '\n' && s[v.end] != ';' || hasSlash(text) || judges.Placeholder(text) || judges.Location(text) {
		return false
	}
	start := p.nameStart(v.start - 1)
	name := s[start : v.start-1]
	if p.senses.of(name).weight < tokenlike || p.openName(s, start, name) {
		return false
	}
	all := ascii.Classes(name)
	return all&ascii.Lower == 0 || len(judge.LastSegment(name)) < len(name)
}

package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Assignments whose quotes and separators are escaped: password\u003d, %22token%22%3A%22,
// \x22key\x22:\x22, &lt;password&gt;.

// escapeAt returns the ASCII character that an escape at s[i] spells and its length, 0
// without one.
func escapeAt(s []byte, i int) (c byte, n int) {
	if i+2 >= len(s) {
		return 0, 0
	}
	switch s[i] {
	case '%':
		if c, n = percentByte(s, i); n > 0 && c < 0x80 {
			return c, n
		}
	case '\\':
		for n = 1; i+n < len(s) && n < maxEscape && s[i+n] == '\\'; n++ {
		}
		if r := hex4(s, i+n); r > 0 && r < 0x80 {
			return byte(r), n + 5
		}
		if i+n+2 < len(s) && s[i+n] == 'x' && ascii.Class[s[i+n+1]]&ascii.Class[s[i+n+2]]&ascii.Hex != 0 {
			return hexValue(s[i+n+1])<<4 | hexValue(s[i+n+2]), n + 3
		}
	case '&':
		for _, e := range entities {
			if ascii.HasAt(s, i, e.text) {
				return e.c, len(e.text)
			}
		}
	}
	return 0, 0
}

var entities = []struct {
	text string
	c    byte
}{{"&quot;", '"'}, {"&#34;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}, {"&equals;", '='}, {"&#61;", '='}, {"&colon;", ':'}, {"&amp;", '&'}}

// decodedValue returns the value after the key that ends before s[i], where the escapes of
// what divides the two begin.
func (p *Policy) decodedValue(s []byte, i int) (start, end int) {
	start, end, key := p.decodedSpan(s, i)
	if end == 0 || marker.End(s, start) > 0 || !secretValue(key, s[start:end], true, p.senses.of(key).weight) {
		return 0, 0
	}
	return start, end
}

// decodedSpan returns that value and the key; end is 0 where there is none.
func (p *Policy) decodedSpan(s []byte, i int) (start, end int, key []byte) {
	if i == 0 || around[s[i-1]]&inName == 0 {
		return 0, 0, nil
	}
	at, escapes, divided, quote := i, 0, false, byte(0)
	for low := i; at < len(s) && at < low+48; {
		c, n := escapeAt(s, at)
		if n == 0 {
			c, n = s[at], 1
		} else {
			escapes++
		}
		if c == '=' || c == ':' || c == '>' {
			divided = true
		} else if c != '"' && c != '\'' && c != ' ' && c != '+' || n == 1 && escapes == 0 {
			break
		}
		if at += n; c == '"' || c == '\'' {
			quote = c
		}
	}
	if !divided || escapes == 0 {
		return 0, 0, nil
	}
	name := p.nameStart(i)
	if name > 0 && s[name-1] == '\\' && (s[name] == 'n' || s[name] == 't' || s[name] == 'u' && hex4(s, name) > 0) {
		name++ // the escape of what stands before it
		if s[name-1] == 'u' {
			name = min(i, name+4)
		}
	}
	if name > 0 && name+2 <= i {
		if _, n := percentByte(s, name-1); n > 0 {
			name += 2
		}
	}
	key = s[name:i]
	if x := p.senses.of(key); x.weight < tokenlike {
		return 0, 0, nil
	}
	for end = at; end < len(s) && end < at+512 && s[end] > ' ' && s[end] != '"' && s[end] != '\'' && s[end] != '<' && s[end] != '&' && s[end] != '`' && s[end] != ','; end++ {
		if c, n := escapeAt(s, end); n > 0 && (c == '"' || c == '\'' || quote == 0 && (c <= ' ' || c == '&' || c == '<' || c == '}' || c == ',' || c == ';')) {
			break
		}
		if s[end] == '[' && marker.End(s, end) > 0 || s[end] == '\\' && (end+1 >= len(s) || s[end+1] != 'u' && s[end+1] != 'x') {
			break
		}
	}
	if end-at < 4 {
		return 0, 0, nil
	}
	return at, end, key
}

// escapedAccount takes the password of a URL whose "%3A%2F%2F" is at s[i].
func escapedAccount(_ *Policy, s []byte, i int) (start, end int) {
	if !ascii.HasFold(s, i, "%3a%2f%2f") {
		return 0, 0
	}
	colon := 0
	for at := i + 9; at < len(s) && at < i+160; {
		c, n := escapeAt(s, at)
		if n == 0 {
			if alphabet[s[at]]&inDot == 0 && !symbols[s[at]] {
				return 0, 0
			}
			at++
			continue
		}
		switch {
		case c == ':' && colon == 0:
			colon = at + n
		case c == '@' && colon > 0 && at > colon && !placeholder(s[colon:at]):
			return colon, at
		case c == '/' || c == '?' || c == '#' || c <= ' ' || c == '"':
			return 0, 0
		}
		at += n
	}
	return 0, 0
}

// wideColon reads the key before and the value after the colon of Chinese and Japanese
// text at s[i].
func (p *Policy) wideColon(s []byte, i int) int {
	const colon = "："
	key := p.keyBefore(s, i)
	for _, is := range attachedWords {
		if at := len(key) - len(is); at > 0 && ascii.HasAt(key, at, is) {
			key = key[:at]
		}
	}
	x := p.senses.of(key)
	if x.weight < tokenlike {
		return 0
	}
	v := p.valueAt(s, i+len(colon))
	if v.end == 0 || !secretValue(key, s[v.start:v.end], v.quoted, x.weight) {
		return 0
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

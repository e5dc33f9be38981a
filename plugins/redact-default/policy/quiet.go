package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/abi/shape"
)

// quiet reports that none of the scanners would find anything in s, whether it
// is read as text or as JSON. Most cells are, and it reads them once; false says
// only that nothing stands before p.first.
func (p *Policy) quiet(s []byte) bool {
	p.classify(s)
	next := 0
	for k := range p.marks {
		for hits := p.marks[k].any; hits != 0; hits &= hits - 1 {
			i := k*markBytes + bits.TrailingZeros64(hits)
			if i < next {
				continue
			}
			p.first = i
			if class[s[i]]&word != 0 {
				if p.names.initial[s[i]] && p.names.userBegins(s, i) {
					p.first = max(next, i-1) // the slash before it
					return false
				}
				if p.tells(s, i) {
					return false
				}
				continue
			}
			n := p.neighbours(s, i)
			if n == 0 {
				return false
			}
			next = i + n
		}
	}
	return true
}

// tells reports whether the word at s[i] is a token or announces a secret.
func (p *Policy) tells(s []byte, i int) bool {
	if mayAnnounce(s, i) && announces(s, i) || s[i]-'M' <= 2 && discordDot(s, i) > 0 {
		return true
	}
	if !beginsToken(s, i) {
		return false
	}
	end, read := providerAt(s, i)
	return end > 0 || read > i+longRead
}

// neighbours judges the byte at s[i] by what stands around it. It returns the
// bytes to pass, or 0 where the scanners have to look.
func (p *Policy) neighbours(s []byte, i int) int {
	next := byte(0)
	if i+1 < len(s) {
		next = s[i+1]
	}
	switch s[i] {
	case '\\', '%':
		return 0
	case '[':
		return max(1, markerAt(s, i)-i)
	case ':':
		if next == ':' && i+2 < len(s) && s[i+2] != ':' && s[i+2] != '=' {
			return 2
		}
		if next == '/' || next == '\\' {
			return 0
		}
		return p.keyNeighbour(s, i)
	case '|':
		if _, end := facebookSpan(s, i); end > 0 {
			return 0
		}
		return p.keyNeighbour(s, i)
	case '=', '(':
		if p.onStatement(s, i) {
			if _, end := codeBlock(s, i); end > 0 {
				return 0
			}
		}
		return p.keyNeighbour(s, i)
	case '>':
		if i > 0 && s[i-1] == '-' {
			return p.keyNeighbour(s, i-1)
		}
		return p.keyNeighbour(s, i)
	case ',':
		if i > 0 && next != ' ' || next == ' ' && i+2 < len(s) && (s[i+2] == '"' || s[i+2] == '\'') {
			return p.keyNeighbour(s, i)
		}
	case '-':
		if next == ' ' && i > 0 && s[i-1] == '<' {
			return p.keyNeighbour(s, i-1)
		}
		if class[next]&(upper|lower) != 0 && (i == 0 || class[s[i-1]]&word == 0) {
			if end := p.wordEnd(s, i+1); end-i <= 2 || mayTell(s[i+1:min(end, i+40)]) || end < len(s) && s[end] == '-' {
				return 0
			}
		}
		if next == '-' || next == 'u' && hasAt(s, i, "-us") || p.names.dashes(s, i) {
			return 0
		}
	case '`':
		if next == '`' || statementEnd(s, i+1) > 0 {
			return 0
		}
	case '@':
		if len(p.names.users) > 0 {
			return 0
		}
	case '~':
		if i >= 2 && s[i-1] == 'Q' {
			return 0
		}
	case '&':
		if shape.Separator(s, i) > 0 {
			return 0
		}
	case '/':
		if !p.relative(s, i) {
			return 0
		}
	}
	return 1
}

// keyNeighbour passes a separator after a key that says nothing.
func (p *Policy) keyNeighbour(s []byte, i int) int {
	if i == 0 {
		return 1
	}
	if s[i-1] < ' ' {
		return 0
	}
	key := p.keyBefore(s, i)
	if len(key) == 0 {
		if s[i-1] == '"' && s[i] == ':' || s[i] == '=' && isReversed(s, i) {
			return 0
		}
		return 1
	}
	x := p.senses.of(key)
	switch {
	case s[i-1] == '"' && x.kind != plainKey:
		return 0
	case x.tells() || s[i] == '(' && x.login:
		if end := markedValue(s, i+1); end == 0 || s[i] == '(' && !closes(s, end) {
			return 0
		}
	case s[i] == '=':
		if isReversed(s, i) {
			return 0
		}
	case s[i] == ':' && i+1 < len(s) && s[i+1] != ' ':
		if middleToken(s, i) || isAccount(s, i) {
			return 0
		}
	}
	return 1
}

// markedValue returns the end of the marker of a value at s[i] that was taken away
// already, or 0.
func markedValue(s []byte, i int) int {
	for low := i; i < len(s) && i < low+8 && (s[i] == ' ' || s[i] == '=' || s[i] == '>'); {
		i++
	}
	for low := i; i < len(s) && i < low+3 && s[i] == '\\'; {
		i++
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '`') {
		i++
	}
	if i >= len(s) || s[i] != '[' {
		return 0
	}
	return markerAt(s, i)
}

// closes reports that the only argument of a call ends at s[i].
func closes(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+3 && (s[i] == '\\' || s[i] == '"' || s[i] == '\''); {
		i++
	}
	return i >= len(s) || s[i] == ')'
}

// wordAt returns the lower-case word at s[i] if a space follows it.
func wordAt(s []byte, i int) []byte {
	end := i
	for end < len(s) && end < i+12 && class[s[end]]&lower != 0 {
		end++
	}
	if end >= len(s) || s[end] != ' ' {
		return nil
	}
	return s[i:end]
}

// dashes reports whether a root or home that is spelled with hyphens may begin
// at the hyphen s[i].
func (n *names) dashes(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	c := s[i+1]
	if c == 'U' && hasAt(s, i, "-Users-") || c == 'h' && hasAt(s, i, "-home-") {
		return true
	}
	if !n.dash[c] {
		return false
	}
	for k := range n.needles {
		d := n.needles[k].dashed
		if len(d) < 3 || d[1] == c || fold(c) == d[1] {
			if len(d) < 3 || d[2] == s[i+2] || fold(s[i+2]) == d[2] {
				return true
			}
		}
	}
	return false
}

// relative reports that the slash at s[i] stands inside a relative path where
// neither a root nor a name can begin; it is what most slashes are.
func (p *Policy) relative(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	last, next := s[i-1], s[i+1]
	if class[last]&class[next]&word == 0 || next >= 0x80 || last|0x20 == 'a' && i >= 3 && s[i-3] == '%' {
		return false
	}
	names := &p.names
	if names.long[next] && (i+2 >= len(s) || names.longNext[s[i+2]]) && names.begun(s, i+1) {
		return false
	}
	if len(names.users) == 0 {
		return true
	}
	if names.userBegins(s, i+1) {
		return false
	}
	for i--; i > 0 && class[s[i-1]]&(word|token) != 0; i-- {
	}
	return (i == 0 || s[i-1] != '@') && !names.userBegins(s, i)
}

// begun reports whether a needle of several segments may begin at s[at]: its
// first characters do, or they are spelled in another way.
func (n *names) begun(s []byte, at int) bool {
	for i := range n.needles {
		nd := &n.needles[i]
		if nd.segments == 1 {
			continue
		}
		for k, want := range nd.path {
			if k == 6 || at+k >= len(s) || want == '/' {
				return true
			}
			c := rune(s[at+k])
			if c >= 0x80 || c == '%' || c == '\\' || want >= 0x80 {
				return true
			}
			if c != want && (!nd.fold || foldRune(c) != want) {
				break
			}
		}
	}
	return false
}

// userBegins reports whether a name of the context stands at s[i].
func (n *names) userBegins(s []byte, i int) bool {
	return n.initial[s[i]] && i+1 < len(s) && n.userNext[s[i+1]] != 0 && n.isUserAt(s, i)
}

func (n *names) isUserAt(s []byte, i int) bool {
	for _, name := range n.users {
		if hasFold(s, i, name) {
			return true
		}
	}
	return false
}

// plainPath reports whether s is relative, written with slashes and without a
// name of the context already.
func (p *Policy) plainPath(s []byte) bool {
	if s[0] == '/' || s[0] == '.' || s[0] == '~' {
		return false
	}
	if p.names.userBegins(s, 0) {
		return false
	}
	t := &p.names.paths
	at, carry := 0, uint32(0)
	for ; len(s)-at >= 8; at += 8 {
		b := s[at : at+8 : at+8]
		m := t[b[0]] | t[b[1]]<<1 | t[b[2]]<<2 | t[b[3]]<<3 | t[b[4]]<<4 | t[b[5]]<<5 | t[b[6]]<<6 | t[b[7]]<<7
		risky := m>>16&(m<<1|carry)&0xff | m>>8&0xff
		carry = m >> 7 & 1
		for ; risky != 0; risky &= risky - 1 {
			if k := at + bits.TrailingZeros32(risky); s[k] == '\\' || s[k] == '%' || s[k] == ':' || s[k] == '&' || !p.plainAt(s, k-1) {
				return false
			}
		}
	}
	for ; at < len(s); at++ {
		m := t[s[at]]
		if m&oddPath != 0 || m>>16&carry != 0 && !p.plainAt(s, at-1) {
			return false
		}
		carry = m & 1
	}
	return carry == 0 || s[len(s)-1] == '/'
}

// Lanes of [names.paths]: what ends a segment or a part of one, what is not plain
// at all, and what has to be looked at where it begins a segment.
const (
	pathBreak = 1
	oddPath   = 1 << 8
	riskyPath = 1 << 16
)

func (n *names) tables() {
	n.lanes = staticLanes
	for c := range n.paths {
		b := byte(c)
		if n.initial[b] {
			n.lanes[b] |= 1 << userLane
		}
		if b < 0x80 && n.long[b] {
			n.lanes[b] |= 1 << rootLane
		}
		n.paths[b] = 0
		switch {
		case b == '/' || b == '.':
			n.paths[b] = pathBreak | riskyPath
		case b == '\\' || b == '%' || b == ':' || b == '&':
			n.paths[b] = oddPath
		case b >= 0x80 || n.long[b] || n.initial[b]:
			n.paths[b] = riskyPath
		}
	}
}

// plainAt reports whether the special byte s[i] of a path may stay.
func (p *Policy) plainAt(s []byte, i int) bool {
	if i+1 >= len(s) {
		return s[i] == '/'
	}
	next := s[i+1]
	switch s[i] {
	case '/':
		names := &p.names
		if next == '/' || next >= 0x80 && len(names.needles) > 0 || names.userBegins(s, i+1) {
			return false
		}
		return next >= 0x80 || !names.long[next] || !names.begun(s, i+1)
	case '.':
		return next != '.' && next != '/'
	}
	return false
}

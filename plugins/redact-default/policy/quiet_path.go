package policy

import "math/bits"

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
	for h := range uint32(starts) {
		n.openings[h>>2] |= opening[h>>3] >> (h & 7) & 1 << (2 * (h & 3))
	}
	for _, text := range announcing {
		n.setStart(text[0], text[1], text[2])
	}
	for c := range n.paths {
		b := byte(c)
		if n.initial[b] || n.wide[b] {
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

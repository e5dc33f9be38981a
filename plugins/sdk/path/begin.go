package path

import (
	"math/bits"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// The quick looks: each tells exactly or in doubt with yes where a path or a name of the machine
// may begin, and reads a few bytes only.

// HasUsers reports that the machine has names to look for.
func (m *Machine) HasUsers() bool { return len(m.users) > 0 }

// Starts returns whether a name of the machine may begin with the byte c, and whether it may have
// c for its second; and whether a root or home of several segments may begin with it.
func (m *Machine) Starts(c byte) (user, second, root bool) {
	return m.initial[c], m.second[c], c < 0x80 && m.long[c]
}

// UserAt reports whether a name of the machine stands at s[i].
func (m *Machine) UserAt(s []byte, i int) bool {
	if !m.initial[s[i]] || i+1 >= len(s) || !m.second[s[i+1]] {
		return false
	}
	for _, name := range m.users {
		if ascii.HasFold(s, i, name) {
			return true
		}
	}
	return false
}

// DashedAt reports whether a root or home that is spelled with hyphens, or the home of somebody,
// stands at the hyphen s[i].
func (m *Machine) DashedAt(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	if m.slash && i > 0 && i < 32 && s[i-1] == '-' || homePrefix(s, i) > 0 {
		return true
	}
	if m.dash[s[i+1]] {
		for k := range m.needles {
			if m.needles[k].at(s, i+1, true) > 0 {
				return true
			}
		}
	}
	return false
}

// Relative reports that the slash at s[i] stands inside a relative path where neither a root nor
// a name can begin; it is what most slashes are.
func (m *Machine) Relative(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	last, next := s[i-1], s[i+1]
	if ascii.Class[last]&ascii.Class[next]&ascii.Word == 0 || next >= 0x80 || last >= 0x80 || afterLetter(s, i) || last|0x20 == 'a' && i >= 3 && s[i-3] == '%' {
		return false
	}
	if m.mayBegin(s, i+1) {
		return false
	}
	if len(m.users) == 0 {
		return true
	}
	if m.UserAt(s, i+1) {
		return false
	}
	for i--; i > 0 && ascii.Class[s[i-1]]&(ascii.Word|ascii.Token) != 0; i-- {
	}
	return (i == 0 || s[i-1] != '@') && !m.UserAt(s, i)
}

// afterLetter reports a flag or an escape before the slash s[i], after which a path may begin.
func afterLetter(s []byte, i int) bool {
	return i > 1 && (s[i-2] == '-' || s[i-2] == '\\' || i > 3 && (s[i-3] == '%' || s[i-4] == '\\' || i > 5 && s[i-6] == '\\')) && isGlue(s, i)
}

const beginLength = 6 // characters of a needle that tell whether one may begin

// deepBegins reports whether a needle of several segments may begin at s[at]: its first
// characters do, or they are spelled in another way.
func (m *Machine) deepBegins(s []byte, at int) bool {
	for i := range m.needles {
		nd := &m.needles[i]
		for k, want := range nd.path {
			if nd.segments == 1 {
				break
			}
			if k == beginLength || at+k >= len(s) || want == '/' || want >= 0x80 || s[at+k] >= 0x80 || s[at+k] == '%' || s[at+k] == '\\' {
				return true
			}
			if c := rune(s[at+k]); c != want && !(nd.fold && rune(ascii.Folded[byte(c)]) == want) {
				break
			}
		}
	}
	return false
}

// Lanes of [Machine.plain]: what ends a segment or a part of one, what is not plain at all, and
// what has to be looked at where it begins a segment.
const (
	pathBreak = 1
	oddPath   = 1 << 8
	riskyPath = 1 << 16
)

// tables makes the table of the quick look at a path column.
func (m *Machine) tables() {
	for c := range m.plain {
		b := byte(c)
		m.plain[c] = 0
		switch {
		case b == '/' || b == '.':
			m.plain[b] = pathBreak | riskyPath
		case b == '\\' || b == '%' || b == ':' || b == '&':
			m.plain[b] = oddPath
		case b >= 0x80 || b == '-' || m.long[b] || m.initial[b]:
			m.plain[b] = riskyPath
		}
	}
}

// Plain reports whether s, which is not empty, is a relative path, written with slashes and
// without a name of the machine already: what nearly all cells of a path column are.
func (m *Machine) Plain(s []byte) bool {
	if s[0] == '/' || s[0] == '.' || s[0] == '~' || s[0] == '-' && m.DashedAt(s, 0) || m.UserAt(s, 0) {
		return false
	}
	t := &m.plain
	at, carry := 0, uint32(0)
	for ; len(s)-at >= 8; at += 8 {
		b := s[at : at+8 : at+8]
		x := t[b[0]] | t[b[1]]<<1 | t[b[2]]<<2 | t[b[3]]<<3 | t[b[4]]<<4 | t[b[5]]<<5 | t[b[6]]<<6 | t[b[7]]<<7
		risky := x>>16&(x<<1|carry)&0xff | x>>8&0xff
		carry = x >> 7 & 1
		for ; risky != 0; risky &= risky - 1 {
			if k := at + bits.TrailingZeros32(risky); t[s[k]]&oddPath != 0 || !m.plainAt(s, k-1) {
				return false
			}
		}
	}
	for ; at < len(s); at++ {
		x := t[s[at]]
		if x&oddPath != 0 || x>>16&carry != 0 && !m.plainAt(s, at-1) {
			return false
		}
		carry = x & 1
	}
	return carry == 0 || s[len(s)-1] == '/'
}

// PlainRoot returns the length of a root and its slash that the cell s begins with, in the very
// spelling of the context, where the rest of it is plain; 0 otherwise.
func (m *Machine) PlainRoot(s []byte) int {
	if n := m.exactRoot(s, 1); n > 0 && n < len(s) && m.Plain(s[n:]) {
		return n
	}
	return 0
}

// plainAt reports whether the slash or the full stop s[i] of a path may stay.
func (m *Machine) plainAt(s []byte, i int) bool {
	if i+1 >= len(s) {
		return s[i] == '/'
	}
	next := s[i+1]
	if s[i] == '.' {
		return next != '.' && next != '/'
	}
	if next == '/' || next == '-' && m.DashedAt(s, i+1) || next >= 0x80 && len(m.needles) > 0 || m.UserAt(s, i+1) {
		return false
	}
	return next >= 0x80 || !m.mayBegin(s, i+1)
}

// mayBegin is deepBegins with a look at two bytes first; s[at] is ASCII.
func (m *Machine) mayBegin(s []byte, at int) bool {
	return m.long[s[at]] && (at+1 >= len(s) || m.longNext[s[at+1]]) && m.deepBegins(s, at)
}

// LoneSlash passes "/ ", "// " and the like at s[i], which begin no path: it returns the bytes to
// pass, or 0.
func LoneSlash(s []byte, i int) int {
	if i > 0 && (s[i-1] == '.' || s[i-1] == ':' || s[i-1] == '~') {
		return 0
	}
	n := 1
	if i+1 < len(s) && s[i+1] == '/' {
		n = 2
	}
	if i+n >= len(s) || shape.PathByte(s[i+n]) || Separators[s[i+n]] {
		return 0
	}
	return n
}

package policy

import "math/bits"

// The scanners classify eight bytes at a time into masks of eight bits, since a
// jump for each byte is what costs most in WebAssembly.
const (
	wordLane   = 1 << (8 * iota) // bytes of words
	secretLane                   // where a secret may begin or be announced
	pathLane                     // where a path may begin
	slashLane                    // slashes
	rootLane                     // first bytes of roots and homes of several segments
	userLane                     // first bytes of names
)

var staticLanes = makeLanes()

func makeLanes() (t [256]uint64) {
	for c := range t {
		if class[c]&word != 0 {
			t[c] = wordLane
		}
		if c >= 0x80 {
			t[c] |= rootLane
		}
	}
	for _, c := range []byte("=:>,-`\\[~(|%") {
		t[c] |= secretLane
	}
	for _, c := range []byte(`\%-@[&`) {
		t[c] |= pathLane
	}
	t['/'] |= slashLane
	return t
}

const (
	secretEvents = 0xff * secretLane
	pathEvents   = 0xff*pathLane | 0xff*slashLane
)

// event returns the next position from i on that may matter: a byte of the
// wanted lanes, but no slash in the middle of a relative path, or a word that
// begins like a token or a name. A word may begin at i.
func (n *names) event(s []byte, i int, wanted uint64) int {
	t := &n.lanes
	carry, before := uint64(0), uint64(0)
	if i > 0 {
		before = t[s[i-1]] & wordLane
	}
	for ; len(s)-i >= 10; i += 8 {
		b := s[i : i+10 : i+10]
		m := t[b[0]] | t[b[1]]<<1 | t[b[2]]<<2 | t[b[3]]<<3 | t[b[4]]<<4 | t[b[5]]<<5 | t[b[6]]<<6 | t[b[7]]<<7
		next := t[b[8]]
		words := m & 0xff
		follow := (words | next&1<<8) >> 1 &^ ((m>>32&0xff | next>>32&1<<8) >> 1)
		hits := (m>>8&(wanted>>8)|m>>16&(wanted>>16))&0xff | m>>24&(wanted>>24)&0xff&^((words<<1|before)&follow)
		e := words &^ (words<<1 | carry)
		carry = words >> 7
		before = carry
		for ; e != 0; e &= e - 1 {
			k := uint(bits.TrailingZeros64(e)) & 7
			c := b[k]
			h := startHash(c, b[k+1], b[k+2])
			hits |= (uint64(opening[h>>3]>>(h&7)) | m>>40>>k&uint64(n.userNext[b[k+1]]) | uint64(rareFirst[c])) & 1 << k
		}
		if hits != 0 {
			return i + bits.TrailingZeros64(hits)
		}
	}
	for ; i < len(s); i++ {
		m := t[s[i]]
		if m&wanted != 0 || m&wordLane&^carry != 0 && (m&userLane != 0 || telling(s, i)) {
			return i
		}
		carry = m & wordLane
	}
	return i
}

// rareFirst marks the first letters of [discordDot].
var rareFirst = [256]uint8{'M': 1, 'N': 1, 'O': 1}

// pathEvent returns the next byte from i on at which a path may begin.
func pathEvent(s []byte, i int) int {
	t := &staticLanes
	for ; len(s)-i >= 8; i += 8 {
		b := s[i : i+8 : i+8]
		m := t[b[0]] | t[b[1]]<<1 | t[b[2]]<<2 | t[b[3]]<<3 | t[b[4]]<<4 | t[b[5]]<<5 | t[b[6]]<<6 | t[b[7]]<<7
		if m &= pathEvents; m != 0 {
			return i + bits.TrailingZeros64(m>>16|m>>24)&7
		}
	}
	for i < len(s) && t[s[i]]&pathEvents == 0 {
		i++
	}
	return i
}

// telling reports whether the word at s[i] may be a token or announce a secret.
func telling(s []byte, i int) bool {
	if len(s)-i < 3 {
		return false
	}
	h := startHash(s[i], s[i+1], s[i+2])
	return opening[h>>3]>>(h&7)&1 != 0 || discordDot(s, i) > 0
}

// wordEnd returns the end of the word at s[i].
func wordEnd(s []byte, i int) int {
	return kinds.run(wordRun, s, i, len(s))
}

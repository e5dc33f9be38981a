package policy

import (
	"math/bits"
	"slices"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Lanes of what begins something.
const (
	wordLane   = 8 * iota // bytes of words
	secretLane            // where a secret may begin or be announced
	pathLane              // where a path may begin
	slashLane             // slashes and underscores, of which the latter are part of words
	rootLane              // first bytes of roots and homes of several segments
	userLane              // first bytes of names
	keyLane               // bytes of the names of things
	rareLane              // first letters of [discordDot], and "@"
)

var staticLanes lanes

func makeLanes() (t lanes) {
	for c := range t {
		t[c] = laneBit(ascii.Class[c]&ascii.Word != 0, wordLane) | laneBit(c >= 0x80, rootLane) | laneBit(reading.InName(byte(c)), keyLane)
	}
	for _, d := range detectors() {
		lane := d.lane
		if d.begins == nil || d.take != nil {
			lane = secretLane
		}
		for _, c := range []byte(d.bytes) {
			t[c] |= 1 << lane
		}
	}
	t['['] |= 1 << pathLane // markers are passed
	t['_'] |= 1 << slashLane
	for _, c := range []byte("MNO@") {
		t[c] |= 1 << rareLane
	}
	return t
}

// mark says what 64 bytes of a text are, by one bit for each.
type mark struct {
	word   uint64 // part of a word
	key    uint64 // part of the name of something
	digit  uint64
	secret uint64 // a secret may begin or be announced
	path   uint64 // a path may begin
	person uint64 // a person may be named, or announced by a word
	any    uint64 // one of both, without what plainly is a relative path; or a name
}

const (
	markBytes = 64
	markAhead = 8 // bytes after those that are read
)

// classify marks the bytes of s, which is the text that is read from now on. The
// scanners touch no byte that is not marked for them.
func (p *Policy) classify(s []byte) {
	p.line, p.plain, p.passed, p.tick, p.reader, p.viewed = span{}, span{}, span{}, 0, reader{}, false
	n := (len(s) + markBytes - 1) / markBytes
	p.marks = slices.Grow(p.marks[:0], n)[:n]
	carry := uint64(0)
	for k := range p.marks {
		b := s[k*markBytes:]
		size := len(b)
		if size < markBytes+markAhead {
			copy(p.rest[:], b)
			clearWord(p.rest[size:]) // as far as is read
			b = p.rest[:]
		}
		carry = p.names.mark(&p.marks[k], (*[markBytes + markAhead]byte)(b), size, carry)
	}
	p.markLong(s)
}

// clearWord clears eight bytes.
func clearWord(b []byte) {
	b = b[:8:8]
	b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7] = 0, 0, 0, 0, 0, 0, 0, 0
}

// mark fills m for the first 64 bytes of b, of which size belong to the text and eight zeros follow;
// the lowest bit of carry is set where a word goes on in them, the next where an
// underscore stands before them. It returns the carry for the next.
func (n *names) mark(m *mark, b *[markBytes + markAhead]byte, size int, carry uint64) uint64 {
	t := &n.lanes
	var rows [8]uint64
	high, digits := uint64(0), uint64(0)
	for j := 0; j < markBytes && j < size; j += 8 {
		x := ascii.Load64(b[j:]) // by hand, as it is too much for the compiler to inline
		rows[j/8] = t[x&0xff] | t[x>>8&0xff]<<1 | t[x>>16&0xff]<<2 | t[x>>24&0xff]<<3 | t[x>>32&0xff]<<4 | t[x>>40&0xff]<<5 | t[x>>48&0xff]<<6 | t[x>>56]<<7
		high |= x
		d := x ^ zeros
		other := (d | (d&^tops + notDigit)) & tops
		digits |= (^other & tops >> 7) * gather >> 56 << (j & 63)
	}
	word, secret, path, slash, root, user, key, rare := transpose(&rows)
	next := t[b[markBytes]]
	letters := word
	under, persons := slash&word, rare&^word
	slash &^= word
	if high&0x8080808080808080 != 0 {
		word &^= beyondASCII(b) // quotes and letters of other scripts divide words
		secret |= foreignStarts(b)
	}
	if size < markBytes {
		secret &= 1<<size - 1 // NUL is a sign of its own, and what stands behind the text is older
	}
	before := word<<1 | carry&1
	follows := (letters>>1 | next<<63) &^ (root>>1 | next>>rootLane<<63)
	begins := word &^ before
	hits, names := begins&rare, uint64(0)
	for e := begins; e != 0; e &= e - 1 {
		k := uint(bits.TrailingZeros64(e)) & 63
		h := wordlist.Hash(b[k], b[k+1], b[k+2])
		kind := uint64(n.openings[h>>2] >> (2 * (h & 3)))
		hits |= kind & 1 << k
		persons |= kind >> 1 & 1 << k
	}
	for e := (begins | letters&^word) & user; e != 0; e &= e - 1 {
		k := uint(bits.TrailingZeros64(e)) & 63
		names |= uint64(n.userNext[b[k+1]]) << k
	}
	if !n.people.None() {
		persons |= names | n.afterUnderscore(b, (under<<1|carry>>1)&letters, user)
	}
	*m = mark{word: word, key: key, digit: digits, secret: secret | hits, path: path | slash, person: persons, any: secret | path | slash&^(before&follows) | hits | names}
	return word>>63 | under>>63<<1
}

// What few texts call for stays out of line, so that an engine has fewer values to keep in
// registers while it reads the others.

// afterUnderscore returns the bits of letters, each of which follows an underscore, at
// which a name may begin.
//
//go:noinline
func (n *names) afterUnderscore(b *[markBytes + markAhead]byte, letters, user uint64) (persons uint64) {
	if !n.people.Spellings() {
		letters &= user
	}
	for e := letters; e != 0; e &= e - 1 {
		k := uint(bits.TrailingZeros64(e)) & 63
		x := ascii.Load64(b[k:])
		h := wordlist.HashOf(x)
		persons |= uint64(n.openings[h>>2]>>(2*(h&3))) >> 1 & 1 << k
		persons |= user >> k & uint64(n.userNext[x>>8&0xff]) << k
	}
	return persons
}

// Eight bytes at a time: a byte of zeros, its top bit, what lifts a byte that is no digit
// to the top bit, and what gathers top bits that were moved down into one byte.
const (
	zeros    = 0x3030303030303030
	tops     = 0x8080808080808080
	notDigit = 0x7676767676767676
	gather   = 0x0102040810204080
)

// beyondASCII marks the bytes of non-ASCII characters.
//
//go:noinline
func beyondASCII(b *[markBytes + markAhead]byte) (m uint64) {
	for i, c := range b[:markBytes] {
		m |= uint64(c>>7) << i
	}
	return m
}

// foreignStarts marks where a name with letters beyond ASCII may be met.
//
//go:noinline
func foreignStarts(b *[markBytes + markAhead]byte) (m uint64) {
	for i, c := range b[:markBytes] {
		if c >= 0xC3 && prose.MayName(c, b[i+1], b[i+2]) {
			m |= 1 << i
		}
	}
	return m
}

// transpose makes one word of each byte position of its rows: the masks of eight
// times eight bytes become one mask for each lane.
func transpose(x *[8]uint64) (a, b, c, d, e, f, g, h uint64) {
	const fours, twos, ones = 0x00000000ffffffff, 0x0000ffff0000ffff, 0x00ff00ff00ff00ff
	a, e = x[0]&fours|x[4]<<32, x[0]>>32|x[4]&^fours
	b, f = x[1]&fours|x[5]<<32, x[1]>>32|x[5]&^fours
	c, g = x[2]&fours|x[6]<<32, x[2]>>32|x[6]&^fours
	d, h = x[3]&fours|x[7]<<32, x[3]>>32|x[7]&^fours
	a, c = a&twos|c&twos<<16, a>>16&twos|c&^twos
	b, d = b&twos|d&twos<<16, b>>16&twos|d&^twos
	e, g = e&twos|g&twos<<16, e>>16&twos|g&^twos
	f, h = f&twos|h&twos<<16, f>>16&twos|h&^twos
	a, b = a&ones|b&ones<<8, a>>8&ones|b&^ones
	c, d = c&ones|d&ones<<8, c>>8&ones|d&^ones
	e, f = e&ones|f&ones<<8, e>>8&ones|f&^ones
	g, h = g&ones|h&ones<<8, g>>8&ones|h&^ones
	return a, b, c, d, e, f, g, h
}

// nextSecret returns the next position from i on that is marked for secrets, or
// at which the rest of a word that was cut begins like a token.
func (p *Policy) nextSecret(s []byte, i int) int {
	k := i / markBytes
	if k >= len(p.marks) {
		return len(s)
	}
	m, bit := &p.marks[k], uint(i)&63
	if m.word>>bit&1 != 0 && i > 0 && ascii.Class[s[i-1]]&ascii.Word != 0 && telling(s, i) {
		return i
	}
	for hits := m.secret >> bit << bit; ; hits = p.marks[k].secret {
		if hits != 0 {
			return k*markBytes + bits.TrailingZeros64(hits)
		}
		if k++; k >= len(p.marks) {
			return len(s)
		}
	}
}

// nextPath returns the next byte from i on at which a path may begin.
func (p *Policy) nextPath(s []byte, i int) int {
	k := i / markBytes
	if k >= len(p.marks) {
		return len(s)
	}
	bit := uint(i) & 63
	for hits := p.marks[k].path >> bit << bit; ; hits = p.marks[k].path {
		if hits != 0 {
			return k*markBytes + bits.TrailingZeros64(hits)
		}
		if k++; k >= len(p.marks) {
			return len(s)
		}
	}
}

// wordEnd returns the end of the word at s[i].
func (p *Policy) wordEnd(s []byte, i int) int {
	k := i / markBytes
	if k >= len(p.marks) {
		return len(s)
	}
	bit := uint(i) & 63
	for gaps := ^p.marks[k].word >> bit << bit; ; gaps = ^p.marks[k].word {
		if gaps != 0 {
			return k*markBytes + bits.TrailingZeros64(gaps)
		}
		if k++; k >= len(p.marks) {
			return len(s)
		}
	}
}

// keyStart returns where the run of bytes of names that ends before s[i] begins,
// but not before low.
func (p *Policy) keyStart(low, i int) int {
	if i <= low {
		return i
	}
	k, at := (i-1)/markBytes, i
	for gaps := ^p.marks[k].key << (63 - uint(i-1)&63); ; gaps = ^p.marks[k].key {
		if gaps != 0 {
			return max(low, at-bits.LeadingZeros64(gaps))
		}
		if at = k * markBytes; at <= low {
			return low
		}
		k--
	}
}

// telling reports whether the word at s[i] may be a token or announce a secret.
func telling(s []byte, i int) bool {
	if len(s)-i < 3 {
		return false
	}
	h := wordlist.Hash(s[i], s[i+1], s[i+2])
	return opening[h>>3]>>(h&7)&1 != 0 || token.DiscordDot(s, i) > 0
}

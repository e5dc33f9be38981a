package prove

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Spellings in which a core can arrive beside that in which it was planted.
const (
	OtherCase  Spelling = "another case"
	Separators Spelling = "other separators"
	Decoded    Spelling = "escapes"
	Hex        Spelling = "hexadecimal"
	Base64     Spelling = "base64"
)

// searcher finds the cores of all canaries in a text, in every spelling. It is
// immutable and safe for concurrent use.
type searcher struct {
	folded *index // of folded text: plain and hexadecimal
	exact  *index // of text as it is: base64
}

func newSearcher(all []*Canary) *searcher {
	s := &searcher{newIndex(), newIndex()}
	seen := make(map[string]bool)
	for _, c := range all {
		if seen[c.core] {
			continue // several canaries are about one person
		}
		seen[c.core] = true
		s.folded.add(needle{fold(nil, []byte(c.core)), c.at, c.core, Plain})
		for _, core := range []string{c.core, strings.ToLower(c.core)} {
			s.folded.add(needle{[]byte(hex.EncodeToString([]byte(core))), 2 * c.at, c.core, Hex})
			for lead := range 3 {
				text, at := inBase64(core, c.at, lead)
				s.exact.add(needle{[]byte(text), at, c.core, Base64})
				s.exact.add(needle{[]byte(strings.NewReplacer("+", "-", "/", "_").Replace(text)), at, c.core, Base64})
			}
		}
	}
	return s
}

// inBase64 returns what stands for a core in the base64 of a text that has lead bytes
// more than a multiple of three before it, and where in it the bytes from at begin.
func inBase64(core string, at, lead int) (string, int) {
	const bits = 6 // of a character
	all := base64.RawStdEncoding.EncodeToString(append(make([]byte, lead), core...))
	first, end := (8*lead+bits-1)/bits, 8*(lead+len(core))/bits
	return all[first:end], (8*(lead+at)+bits-1)/bits - first
}

// find calls each with every core in b and its spelling, more than once where it stands
// there more than once.
func (s *searcher) find(b []byte, w *views, each func(core string, as Spelling)) {
	s.exact.find(b, func(n *needle) { each(n.core, n.as) })
	w.folded = fold(w.folded[:0], b)
	s.folded.find(w.folded, func(n *needle) { each(n.core, n.as) })
	if w.decoded = decode(w.decoded[:0], b); len(w.decoded) < len(b) {
		w.folded = fold(w.folded[:0], w.decoded)
		s.folded.find(w.folded, func(n *needle) { each(n.core, Decoded) })
	}
}

// holds reports whether any core stands in b.
func (s *searcher) holds(b []byte) bool {
	found := false
	s.find(b, new(views), func(string, Spelling) { found = true })
	return found
}

// views is memory for texts read in other ways.
type views struct{ folded, decoded []byte }

// fold appends b in lower case, with one slash for any separators.
func fold(dst, b []byte) []byte {
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '\\':
			c = '/'
		}
		if c == '/' && len(dst) > 0 && dst[len(dst)-1] == '/' {
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// rounds bounds how often escapes within escapes are read.
const rounds = 4

// decode appends b with \uXXXX, \xXX and %XX read, also within each other. The result
// is shorter than b where there were any.
func decode(dst, b []byte) []byte {
	if bytes.IndexByte(b, '%') < 0 && !bytes.Contains(b, []byte(`\u`)) && !bytes.Contains(b, []byte(`\x`)) {
		return append(dst, b...)
	}
	start := len(dst)
	dst = append(dst, b...)
	for range rounds {
		before := len(dst)
		if dst = dst[:start+unescape(dst[start:])]; len(dst) == before {
			break
		}
	}
	return dst
}

// unescape reads escapes in place, and returns the new length.
func unescape(b []byte) int {
	n := 0
	for i := 0; i < len(b); {
		r, width := escape(b[i:])
		if width == 0 {
			b[n] = b[i]
			n++
			i++
			continue
		}
		i += width
		if r < utf8.RuneSelf {
			b[n] = byte(r)
			n++
			continue
		}
		n += utf8.EncodeRune(b[n:i], r)
	}
	return n
}

// escape returns the character that b begins with as an escape, and the escape's
// length, 0 for none. Bytes beyond ASCII do not matter to a core, and become U+FFFD
// where they do not fit.
func escape(b []byte) (rune, int) {
	switch {
	case b[0] == '%' && len(b) > 2:
		if v, ok := hexValue(b[1:3]); ok {
			return min(v, utf8.RuneSelf-1), 3
		}
	case b[0] == '\\':
		at := 1
		for at < len(b) && b[at] == '\\' {
			at++
		}
		if at+4 < len(b) && b[at] == 'u' {
			if v, ok := hexValue(b[at+1 : at+5]); ok {
				return v, at + 5
			}
		}
		if at+2 < len(b) && b[at] == 'x' {
			if v, ok := hexValue(b[at+1 : at+3]); ok {
				return min(v, utf8.RuneSelf-1), at + 3
			}
		}
	}
	return 0, 0
}

func hexValue(b []byte) (v rune, ok bool) {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

// needle is a core in one spelling.
type needle struct {
	text []byte
	at   int // where its own eight bytes begin
	core string
	as   Spelling
}

const (
	window    = 8       // bytes that are looked at for a needle
	slots     = 1 << 22 // bits of the first look
	mixing    = 0x9e3779b97f4a7c15
	slotShift = 64 - 22
)

// index finds needles by eight bytes of each.
type index struct {
	first []uint64 // bits: some needle may have these eight bytes
	byKey map[uint64][]needle
}

func newIndex() *index { return &index{make([]uint64, slots/64), make(map[uint64][]needle)} }

func (x *index) add(n needle) {
	key := binary.LittleEndian.Uint64(n.text[n.at : n.at+window])
	for _, has := range x.byKey[key] {
		if has.at == n.at && bytes.Equal(has.text, n.text) {
			return
		}
	}
	x.byKey[key] = append(x.byKey[key], n)
	slot := key * mixing >> slotShift
	x.first[slot/64] |= 1 << (slot % 64)
}

func (x *index) find(b []byte, each func(*needle)) {
	if len(b) < window {
		return
	}
	key := binary.LittleEndian.Uint64(b)
	for i := 0; ; i++ {
		if slot := key * mixing >> slotShift; x.first[slot/64]&(1<<(slot%64)) != 0 {
			x.verify(b, i, key, each)
		}
		if i+window >= len(b) {
			return
		}
		key = key>>8 | uint64(b[i+window])<<56
	}
}

func (x *index) verify(b []byte, at int, key uint64, each func(*needle)) {
	all := x.byKey[key]
	for i := range all {
		n := &all[i]
		if from := at - n.at; from >= 0 && bytes.HasPrefix(b[from:], n.text) {
			each(n)
		}
	}
}

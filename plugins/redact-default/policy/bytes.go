package policy

import "math/bits"

// Byte classes of the scanners.
const (
	word   = 1 << iota // letter, digit, underscore, part of a non-ASCII character
	digit              // 0-9
	upper              // A-Z
	lower              // a-z
	token              // may stand inside a token: word bytes and . + - =, no separator
	pathy              // may begin or end a path, a dashed path or an address
	assign             // may stand between a name and its value, or begin a block
	hexbit             // 0-9 a-f A-F
)

var class = makeClasses()

func makeClasses() (t [256]uint8) {
	for c := range 256 {
		switch b := byte(c); {
		case b >= '0' && b <= '9':
			t[c] = word | digit | token | hexbit
		case b >= 'a' && b <= 'z':
			t[c] = word | lower | token
		case b >= 'A' && b <= 'Z':
			t[c] = word | upper | token
		case b == '_':
			t[c] = word | token
		case b >= 0x80:
			t[c] = word
		}
	}
	for c := 'a'; c <= 'f'; c++ {
		t[c] |= hexbit
		t[c-32] |= hexbit
	}
	for _, c := range []byte(".+-") {
		t[c] |= token
	}
	for _, c := range []byte(`/\%-@`) {
		t[c] |= pathy
	}
	for _, c := range []byte("=:`-@ ,>|(") {
		t[c] |= assign
	}
	return t
}

// classes returns the union of the classes of all bytes of s.
func classes(s []byte) (b uint8) {
	for ; len(s) >= 8; s = s[8:] {
		b |= class[s[0]] | class[s[1]] | class[s[2]] | class[s[3]] | class[s[4]] | class[s[5]] | class[s[6]] | class[s[7]]
	}
	for _, c := range s {
		b |= class[c]
	}
	return b
}

func fold(c byte) byte { return folded[c] }

// folded is each byte in lower case.
var folded = makeFolded()

func makeFolded() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if c >= 'A' && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}

// hasAt reports whether text stands at s[i].
func hasAt(s []byte, i int, text string) bool {
	return i >= 0 && len(s)-i >= len(text) && string(s[i:i+len(text)]) == text
}

// hasFold is hasAt without case; text is lower case.
func hasFold(s []byte, i int, text string) bool {
	if i < 0 || len(s)-i < len(text) {
		return false
	}
	for k := range len(text) {
		if fold(s[i+k]) != text[k] {
			return false
		}
	}
	return true
}

func equalFold(s []byte, text string) bool { return len(s) == len(text) && hasFold(s, 0, text) }

func load64(b []byte) uint64 {
	b = b[:8:8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// hasByte reports whether c stands in s.
func hasByte(s []byte, c byte) bool {
	same := uint64(c) * eachByte
	for ; len(s) >= 8; s = s[8:] {
		if differing(load64(s)^same) != 0x80*eachByte {
			return true
		}
	}
	for _, x := range s {
		if x == c {
			return true
		}
	}
	return false
}

// changes counts the bytes of s that differ from the byte before them.
func changes(s []byte) (n int) {
	i := 1
	for ; len(s)-i >= 8; i += 8 {
		n += bits.OnesCount64(differing(load64(s[i:]) ^ load64(s[i-1:])))
	}
	if rest := len(s) - i; rest > 0 && len(s) > 8 {
		i = len(s) - 8
		return n + bits.OnesCount64(differing(load64(s[i:])^load64(s[i-1:]))>>(64-8*uint(rest)))
	}
	for ; i < len(s); i++ {
		if s[i] != s[i-1] {
			n++
		}
	}
	return n
}

const eachByte = 0x0101010101010101

// differing marks the bytes of x that are not zero by their highest bit.
func differing(x uint64) uint64 {
	const low = 0x7f * eachByte
	return (x&low + low | x) &^ low
}

// markerAt returns the end of a marker or pseudonym at s[i], or 0. A rule never
// looks inside one, so that redaction is idempotent.
func markerAt(s []byte, i int) int {
	if i >= len(s) || s[i] != '[' {
		return 0
	}
	n := i + 1
	for n < len(s) && n < i+33 && (class[s[n]]&(upper|digit) != 0 || s[n] == '_' || s[n] == ':' || s[n] == '-') {
		n++
	}
	if n == i+1 || n >= len(s) || s[n] != ']' {
		return 0
	}
	return n + 1
}

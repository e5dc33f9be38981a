// Package ascii classifies and compares bytes of text by table. Bytes beyond ASCII are parts of
// words and have no case.
package ascii

import "math/bits"

// Classes of a byte, one bit each.
const (
	Word   = 1 << iota // letter, digit, underscore, part of a non-ASCII character
	Digit              // 0-9
	Upper              // A-Z
	Lower              // a-z
	Token              // may stand inside a token: word bytes and . + - =, no separator
	Pathy              // may begin or end a path, a dashed path or an address
	Assign             // may stand between a name and its value, or begin a block
	Hex                // 0-9 a-f A-F
)

// Class has the classes of each byte.
var Class = makeClasses()

func makeClasses() (t [256]uint8) {
	for c := range 256 {
		switch b := byte(c); {
		case b >= '0' && b <= '9':
			t[c] = Word | Digit | Token | Hex
		case b >= 'a' && b <= 'z':
			t[c] = Word | Lower | Token
		case b >= 'A' && b <= 'Z':
			t[c] = Word | Upper | Token
		case b == '_':
			t[c] = Word | Token
		case b >= 0x80:
			t[c] = Word
		}
	}
	for c := 'a'; c <= 'f'; c++ {
		t[c] |= Hex
		t[c-32] |= Hex
	}
	for _, c := range []byte(".+-") {
		t[c] |= Token
	}
	for _, c := range []byte(`/\%-@`) {
		t[c] |= Pathy
	}
	for _, c := range []byte("=:`-@ ,>|(") {
		t[c] |= Assign
	}
	return t
}

// Classes returns the union of the classes of all bytes of s.
func Classes(s []byte) (b uint8) {
	for ; len(s) >= 8; s = s[8:] {
		b |= Class[s[0]] | Class[s[1]] | Class[s[2]] | Class[s[3]] | Class[s[4]] | Class[s[5]] | Class[s[6]] | Class[s[7]]
	}
	for _, c := range s {
		b |= Class[c]
	}
	return b
}

// Fold returns c in lower case.
func Fold(c byte) byte { return Folded[c] }

// Folded is each byte in lower case.
var Folded = makeFolded()

func makeFolded() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if c >= 'A' && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}

// HasAt reports whether text stands at s[i].
func HasAt(s []byte, i int, text string) bool {
	return i >= 0 && len(s)-i >= len(text) && string(s[i:i+len(text)]) == text
}

// HasFold is hasAt without case; text is lower case.
func HasFold(s []byte, i int, text string) bool {
	if i < 0 || len(s)-i < len(text) {
		return false
	}
	for k := range len(text) {
		if Fold(s[i+k]) != text[k] {
			return false
		}
	}
	return true
}

// EqualFold reports that s is text without regard to case; text is lower case.
func EqualFold(s []byte, text string) bool { return len(s) == len(text) && HasFold(s, 0, text) }

// Load64 reads eight bytes, little-endian; b has that many.
func Load64(b []byte) uint64 {
	b = b[:8:8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// HasByte reports whether c stands in s.
func HasByte(s []byte, c byte) bool {
	same := uint64(c) * EachByte
	for ; len(s) >= 8; s = s[8:] {
		if Differing(Load64(s)^same) != 0x80*EachByte {
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

// Changes counts the bytes of s that differ from the byte before them.
func Changes(s []byte) (n int) {
	i := 1
	for ; len(s)-i >= 8; i += 8 {
		n += bits.OnesCount64(Differing(Load64(s[i:]) ^ Load64(s[i-1:])))
	}
	if rest := len(s) - i; rest > 0 && len(s) > 8 {
		i = len(s) - 8
		return n + bits.OnesCount64(Differing(Load64(s[i:])^Load64(s[i-1:]))>>(64-8*uint(rest)))
	}
	for ; i < len(s); i++ {
		if s[i] != s[i-1] {
			n++
		}
	}
	return n
}

const EachByte = 0x0101010101010101

// Differing marks the bytes of x that are not zero by their highest bit.
func Differing(x uint64) uint64 {
	const low = 0x7f * EachByte
	return (x&low + low | x) &^ low
}

// Package jsontext reads JSON (RFC 8259) where it stands, without allocating.
package jsontext

import (
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// MaxDepth is how deep arrays and objects may be nested; deeper is no JSON here.
const MaxDepth = 256

// nesting has one bit for each open array or object, set for objects.
type nesting struct {
	depth   int
	objects [MaxDepth / 64]uint64
}

func (n *nesting) push(object bool) {
	word, bit := n.depth/64, uint64(1)<<(n.depth%64)
	n.objects[word] &^= bit
	if object {
		n.objects[word] |= bit
	}
	n.depth++
}

func (n *nesting) object() bool { return n.objects[(n.depth-1)/64]>>((n.depth-1)%64)&1 != 0 }

// Valid reports whether s, which is UTF-8, is one JSON value.
func Valid(s []byte) bool {
	var open nesting
	i := Space(s, 0)
	for {
		next, opened := open.begin(s, i)
		if i = next; i < 0 {
			return false
		}
		if opened {
			continue
		}
		if i = open.end(s, Space(s, i)); i < 0 {
			return false
		}
		if open.depth == 0 {
			return i == len(s)
		}
	}
}

// begin reads a scalar, or opens an array or object and reads to its first value. It returns -1
// where no value begins.
func (n *nesting) begin(s []byte, i int) (next int, opened bool) {
	if i >= len(s) {
		return -1, false
	}
	switch c := s[i]; c {
	case '{', '[':
		if n.depth == MaxDepth {
			return -1, false
		}
		i = Space(s, i+1)
		if i < len(s) && s[i] == c+2 {
			return i + 1, false
		}
		if n.push(c == '{'); c == '{' {
			i = memberKey(s, i)
		}
		return i, i >= 0
	case '"':
		return validString(s, i), false
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if ascii.HasAt(s, i, word) {
			return i + len(word), false
		}
	}
	return number(s, i), false
}

// end closes what ends at s[i] and reads to the next value, or to the end.
func (n *nesting) end(s []byte, i int) int {
	for n.depth > 0 {
		if i >= len(s) {
			return -1
		}
		object := n.object()
		switch {
		case s[i] == ',' && object:
			return memberKey(s, Space(s, i+1))
		case s[i] == ',':
			return Space(s, i+1)
		case s[i] == '}' && object, s[i] == ']' && !object:
			n.depth--
			i = Space(s, i+1)
		default:
			return -1
		}
	}
	return i
}

// memberKey reads a key and its colon.
func memberKey(s []byte, i int) int {
	if i >= len(s) || s[i] != '"' {
		return -1
	}
	if i = validString(s, i); i < 0 {
		return -1
	}
	if i = Space(s, i); i >= len(s) || s[i] != ':' {
		return -1
	}
	return Space(s, i+1)
}

// Space returns the end of the white space at s[i].
func Space(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// StringEnd returns the end of the string of valid JSON that begins at s[i].
func StringEnd(s []byte, i int) int {
	for i = event(s, i+1); i < len(s) && s[i] != '"'; i = event(s, i+1) {
		if s[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(s))
}

func validString(s []byte, i int) int {
	for i = event(s, i+1); i < len(s) && s[i] != '"'; i = event(s, i) {
		if s[i] < ' ' || i+1 >= len(s) {
			return -1
		}
		switch s[i+1] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			i += len(`\n`)
		case 'u':
			if view.Hex4(s, i+1) < 0 {
				return -1
			}
			i += len(`\u0000`)
		default:
			return -1
		}
	}
	if i >= len(s) {
		return -1
	}
	return i + 1
}

// event returns the next quote, backslash or control byte from i on.
func event(s []byte, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		x := ascii.Load64(s[i:])
		if m := ascii.Differing(x^'"'*ascii.EachByte)&ascii.Differing(x^'\\'*ascii.EachByte)&ascii.Differing(x&(0xe0*ascii.EachByte)) ^ 0x80*ascii.EachByte; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(s) && s[i] != '"' && s[i] != '\\' && s[i] >= ' ' {
		i++
	}
	return i
}

func number(s []byte, i int) int {
	if i < len(s) && s[i] == '-' {
		i++
	}
	start := i
	if i = digits(s, i); i < 0 || s[start] == '0' && i-start > 1 {
		return -1
	}
	if i < len(s) && s[i] == '.' {
		if i = digits(s, i+1); i < 0 {
			return -1
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		if i++; i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		return digits(s, i)
	}
	return i
}

// digits returns the end of the digits at s[i], -1 without any.
func digits(s []byte, i int) int {
	start := i
	for i < len(s) && ascii.Class[s[i]]&ascii.Digit != 0 {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

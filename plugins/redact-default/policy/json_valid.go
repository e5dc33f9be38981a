package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// validJSON reports whether s is one JSON value (RFC 8259) that is not nested
// deeper than maxDepth. Text is UTF-8 already.
func (p *Policy) validJSON(s []byte) bool {
	p.stack = p.stack[:0]
	i := space(s, 0)
	for {
		// A value has to begin here.
		next, opened := p.beginValue(s, i)
		if next < 0 {
			return false
		}
		i = next
		if opened {
			continue
		}
		// A value has ended here.
		i = p.endValue(s, space(s, i))
		if i < 0 {
			return false
		}
		if len(p.stack) == 0 {
			return i == len(s)
		}
	}
}

// beginValue reads a scalar, or opens an array or object and reads to its first
// value. It returns -1 where no value begins.
func (p *Policy) beginValue(s []byte, i int) (next int, opened bool) {
	if i >= len(s) {
		return -1, false
	}
	switch c := s[i]; c {
	case '{', '[':
		if len(p.stack) >= maxDepth {
			return -1, false
		}
		i = space(s, i+1)
		if i < len(s) && s[i] == c+2 {
			return i + 1, false
		}
		p.stack = append(p.stack, frame{object: c == '{'})
		if c == '{' {
			i = memberKey(s, i)
		}
		return i, i >= 0
	case '"':
		return validString(s, i), false
	case 't':
		return validWord(s, i, "true"), false
	case 'f':
		return validWord(s, i, "false"), false
	case 'n':
		return validWord(s, i, "null"), false
	}
	return validNumber(s, i), false
}

// endValue closes what ends at s[i] and reads to the next value, or to the end.
func (p *Policy) endValue(s []byte, i int) int {
	for len(p.stack) > 0 {
		if i >= len(s) {
			return -1
		}
		object := p.stack[len(p.stack)-1].object
		switch {
		case s[i] == ',':
			i = space(s, i+1)
			if object {
				i = memberKey(s, i)
			}
			return i
		case s[i] == '}' && object, s[i] == ']' && !object:
			p.stack = p.stack[:len(p.stack)-1]
			i = space(s, i+1)
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
	i = space(s, i)
	if i >= len(s) || s[i] != ':' {
		return -1
	}
	return space(s, i+1)
}

func space(s []byte, i int) int {
	for i >= 0 && i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

func validWord(s []byte, i int, text string) int {
	if !ascii.HasAt(s, i, text) {
		return -1
	}
	return i + len(text)
}

func validString(s []byte, i int) int {
	for i++; i < len(s); i++ {
		i = quoteEvent(s, i)
		if i >= len(s) {
			break
		}
		switch c := s[i]; {
		case c == '"':
			return i + 1
		case c < ' ':
			return -1
		case c == '\\':
			i++
			if i >= len(s) {
				return -1
			}
			switch s[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if hex4(s, i) < 0 {
					return -1
				}
				i += 4
			default:
				return -1
			}
		}
	}
	return -1
}

// quoteEvent returns the next quote, backslash or control byte from i on.
func quoteEvent(s []byte, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		x := ascii.Load64(s[i:])
		if m := ascii.Differing(x^'"'*ascii.EachByte)&ascii.Differing(x^'\\'*ascii.EachByte)&ascii.Differing(x&(0xe0*ascii.EachByte)) ^ 0x80*ascii.EachByte; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(s) && quoted[s[i]] == 0 {
		i++
	}
	return i
}

var quoted = makeQuoted()

func makeQuoted() (t [256]uint8) {
	for c := range ' ' {
		t[c] = 1
	}
	t['"'], t['\\'] = 1, 1
	return t
}

func validNumber(s []byte, i int) int {
	if i < len(s) && s[i] == '-' {
		i++
	}
	start := i
	if i = digitRun(s, i); i < 0 || s[start] == '0' && i-start > 1 {
		return -1
	}
	if i < len(s) && s[i] == '.' {
		if i = digitRun(s, i+1); i < 0 {
			return -1
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		return digitRun(s, i)
	}
	return i
}

// digitRun returns the end of the digits at s[i], -1 without any.
func digitRun(s []byte, i int) int {
	start := i
	for i < len(s) && ascii.Class[s[i]]&ascii.Digit != 0 {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

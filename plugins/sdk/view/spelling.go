package view

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Spelled returns the character that an escape at s[i] spells and the bytes that it takes, 0
// without an escape.
func Spelled(s []byte, i int) (rune, int) {
	switch s[i] {
	case '%':
		if c, n := Percent(s, i); n > 0 && c < utf8.RuneSelf {
			return rune(c), n
		}
		return escaped(s, i, Percent)
	case '\\':
		return backslash(s, i)
	case '&':
		if r, n := number(s, i); n > 0 {
			return r, n
		}
		for _, e := range entities {
			if ascii.HasAt(s, i, e.text) {
				return e.r, len(e.text)
			}
		}
	case '=':
		if i+2 < len(s) && (s[i+1] == '3' && s[i+2] == 'D' || s[i+1] == '5' && s[i+2] == 'F' || s[i+1] == '2' && s[i+2] == 'D') {
			return rune(hexValue(s[i+1])<<4 | hexValue(s[i+2])), 3
		}
	case 0xEF, 0xF0:
		return styled(s, i)
	}
	return 0, 0
}

// Letters of Unicode that are ASCII in another width or style.
const (
	wideFirst, wideLast   = 0xFF01, 0xFF5E   // ！ to ～
	styleFirst, styleLast = 0x1D400, 0x1D6A3 // letters for mathematics, in 13 styles
	digitFirst, digitLast = 0x1D7CE, 0x1D7FF // digits, in five
)

// styled returns the ASCII character that s[i] is in another width or style.
func styled(s []byte, i int) (rune, int) {
	r, n := utf8.DecodeRune(s[i:])
	switch {
	case r >= wideFirst && r <= wideLast:
		return r - wideFirst + '!', n
	case r >= styleFirst && r <= styleLast:
		letter := (r - styleFirst) % 52
		if letter < 26 {
			return 'A' + letter, n
		}
		return 'a' + letter - 26, n
	case r >= digitFirst && r <= digitLast:
		return '0' + (r-digitFirst)%10, n
	}
	return 0, 0
}

var entities = [...]struct {
	text string
	r    rune
}{
	{"&quot;", '"'}, {"&apos;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}, {"&equals;", '='}, {"&colon;", ':'}, {"&amp;", '&'}, {"&nbsp;", ' '}, {"&lowbar;", '_'}, {"&hyphen;", '-'}, {"&period;", '.'}, {"&shy;", 0xAD}, {"&ZeroWidthSpace;", 0x200B},
}

const maxEscape = 16 // backslashes before what they escape

// backslash reads an escape of a program, of JSON at any depth, or of Markdown.
func backslash(s []byte, i int) (rune, int) {
	n := 1
	for i+n < len(s) && n < maxEscape && s[i+n] == '\\' {
		n++
	}
	at := i + n
	if at >= len(s) {
		return 0, 0
	}
	switch c := s[at]; c {
	case 'u':
		return Unicode(s, i)
	case 'x':
		if at+2 < len(s) && ascii.Class[s[at+1]]&ascii.Class[s[at+2]]&ascii.Hex != 0 {
			if r := rune(hexValue(s[at+1])<<4 | hexValue(s[at+2])); r < utf8.RuneSelf {
				return r, n + 3
			}
		}
		return escaped(s, i, hexByte)
	case 'n', 'r', 't':
		return controls[c&7], n + 1
	case '"', '\'', '`':
		return rune(c), n + 1
	case '_', '*', '-', '.', '~', '#', '+', '!', '=', ':':
		if n == 1 {
			return rune(c), 2
		}
	case '2', '3':
		return escaped(s, i, octalByte)
	}
	return 0, 0
}

// controls has what "\n", "\r" and "\t" spell, by the last bits of their letters.
var controls = [8]rune{'n' & 7: '\n', 'r' & 7: '\r', 't' & 7: '\t'}

// Character returns the character at s[i], which may be spelled in another way, and the bytes
// that it takes: itself, percent-escaped, as \uXXXX, as bytes in octal or \xXX, as an entity of
// HTML or after a backslash. ASCII characters are read where paths and names have them escaped.
func Character(s []byte, i int) (rune, int) {
	c := s[i]
	switch {
	case c == '%':
		if r, n := escaped(s, i, Percent); n > 0 {
			return r, n
		}
	case c == '\\':
		if r, n := Unicode(s, i); n > 0 {
			return r, n
		}
		if r, n := escaped(s, i, octalByte); n > 0 {
			return r, n
		}
		if r, n := escaped(s, i, hexByte); n > 0 && r >= utf8.RuneSelf {
			return r, n
		}
		if i+1 < len(s) && s[i+1] == ' ' {
			return ' ', 2
		}
	case c == '&':
		if r, n := number(s, i); n > 0 && r >= utf8.RuneSelf {
			return r, n
		}
	case c >= utf8.RuneSelf:
		return utf8.DecodeRune(s[i:])
	}
	return rune(c), 1
}

// number reads "&#1087;" or "&#x43f;" of HTML at s[i].
func number(s []byte, i int) (rune, int) {
	if i+3 >= len(s) || s[i+1] != '#' {
		return 0, 0
	}
	at, base, digits := i+2, rune(10), uint8(ascii.Digit)
	if s[at]|0x20 == 'x' {
		at, base, digits = at+1, 16, ascii.Hex
	}
	r := rune(0)
	for start := at; at < len(s) && at < start+6 && ascii.Class[s[at]]&digits != 0; at++ {
		r = r*base + rune(hexValue(s[at]))
	}
	if r < ' ' || at >= len(s) || s[at] != ';' {
		return 0, 0
	}
	return r, at + 1 - i
}

// escaped reads one UTF-8 character whose bytes are spelled by next.
func escaped(s []byte, i int, next func([]byte, int) (byte, int)) (rune, int) {
	var raw [utf8.UTFMax]byte
	n, at := 0, i
	for n < len(raw) {
		c, w := next(s, at)
		if w == 0 {
			break
		}
		raw[n] = c
		n, at = n+1, at+w
		if utf8.FullRune(raw[:n]) {
			r, _ := utf8.DecodeRune(raw[:n])
			return r, at - i
		}
	}
	return 0, 0
}

// Percent reads the byte that "%2F" spells at s[i], or "%252F".
func Percent(s []byte, i int) (byte, int) {
	if i+2 >= len(s) || s[i] != '%' {
		return 0, 0
	}
	n := 1
	for n <= 4 && i+n+3 < len(s) && s[i+n] == '2' && s[i+n+1] == '5' && ascii.Class[s[i+n+2]]&ascii.Class[s[i+n+3]]&ascii.Hex != 0 {
		n += 2 // %2520: escaped twice
	}
	if ascii.Class[s[i+n]]&ascii.Class[s[i+n+1]]&ascii.Hex == 0 {
		return 0, 0
	}
	return hexValue(s[i+n])<<4 | hexValue(s[i+n+1]), n + 2
}

func hexByte(s []byte, i int) (byte, int) {
	if i+3 >= len(s) || s[i] != '\\' || s[i+1] != 'x' || ascii.Class[s[i+2]]&ascii.Class[s[i+3]]&ascii.Hex == 0 {
		return 0, 0
	}
	return hexValue(s[i+2])<<4 | hexValue(s[i+3]), 4
}

func octalByte(s []byte, i int) (byte, int) {
	if i+3 >= len(s) || s[i] != '\\' || s[i+1] < '2' || s[i+1] > '3' {
		return 0, 0
	}
	v := 0
	for _, c := range s[i+1 : i+4] {
		if c < '0' || c > '7' {
			return 0, 0
		}
		v = v<<3 | int(c-'0')
	}
	return byte(v), 4
}

// Unicode reads the character that \uXXXX or a pair of them spells at s[i], at any depth.
func Unicode(s []byte, i int) (rune, int) {
	n := 0
	for i+n < len(s) && s[i+n] == '\\' {
		n++
	}
	r := Hex4(s, i+n)
	if r < 0 {
		return 0, 0
	}
	if r >= 0xD800 && r < 0xDC00 && i+n+5 < len(s) && s[i+n+5] == '\\' {
		if low := Hex4(s, i+n+6); low >= 0xDC00 && low < 0xE000 {
			return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000, n + 11
		}
	}
	return r, n + 5
}

// Hex4 reads "uXXXX" at s[i], -1 where it does not stand.
func Hex4(s []byte, i int) rune {
	if i+4 >= len(s) || s[i] != 'u' {
		return -1
	}
	v := rune(0)
	for _, c := range s[i+1 : i+5] {
		if ascii.Class[c]&ascii.Hex == 0 {
			return -1
		}
		v = v<<4 | rune(hexValue(c))
	}
	return v
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

package policy

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// character returns the character that s[i:] spells and the bytes that it takes:
// itself, percent-escaped, as \uXXXX, as bytes in octal or \xXX, as an entity of HTML or
// after a backslash.
func character(s []byte, i int) (rune, int) {
	c := s[i]
	switch {
	case c == '%':
		if r, n := escaped(s, i, percentByte); n > 0 {
			return r, n
		}
	case c == '\\':
		if r, n := unicodeEscape(s, i); n > 0 {
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
		if r, n := entity(s, i); n > 0 {
			return r, n
		}
	case c >= utf8.RuneSelf:
		return utf8.DecodeRune(s[i:])
	}
	return rune(c), 1
}

// entity reads "&#1087;" or "&#x43f;" of HTML at s[i].
func entity(s []byte, i int) (rune, int) {
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
	if r < utf8.RuneSelf || at >= len(s) || s[at] != ';' {
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

func percentByte(s []byte, i int) (byte, int) {
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

func unicodeEscape(s []byte, i int) (rune, int) {
	n := 0
	for i+n < len(s) && s[i+n] == '\\' {
		n++
	}
	r := hex4(s, i+n)
	if r < 0 {
		return 0, 0
	}
	if r >= 0xD800 && r < 0xDC00 && i+n+5 < len(s) && s[i+n+5] == '\\' {
		if low := hex4(s, i+n+6); low >= 0xDC00 && low < 0xE000 {
			return (r-0xD800)<<10 + (low - 0xDC00) + 0x10000, n + 11
		}
	}
	return r, n + 5
}

// hex4 reads "uXXXX" at s[i], -1 where it does not stand.
func hex4(s []byte, i int) rune {
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

func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z', r >= 0xC0 && r <= 0xDE && r != 0xD7, r >= 0x391 && r <= 0x3A9, r >= 0x410 && r <= 0x42F:
		return r + 0x20
	}
	return r
}

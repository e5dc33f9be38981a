package code

// kind is what a byte may begin.
type kind uint8

const (
	other kind = iota
	blank
	letter // of a word, digits after the first
	digit
	quote
	opens
	closes
	sign // operators
	comma
	semi
	escape // a backslash
)

var kinds = func() (t [256]kind) {
	for c := range t {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b == '_', b == '$', b >= 0x80:
			t[c] = letter
		case b >= '0' && b <= '9':
			t[c] = digit
		}
	}
	for _, c := range []byte(" \t") {
		t[c] = blank
	}
	for _, c := range []byte("\"'`") {
		t[c] = quote
	}
	for _, c := range []byte("([{") {
		t[c] = opens
	}
	for _, c := range []byte(")]}") {
		t[c] = closes
	}
	for _, c := range []byte("=+-*/%<>!&|^~?:.@#") {
		t[c] = sign
	}
	t[','], t[';'], t['\\'] = comma, semi, escape
	return t
}()

// character returns the byte that s[i] spells and how many bytes that takes: text in
// JSON, perhaps quoted more than once, has backslashes. A line end is '\n'.
func character(s []byte, i int) (c byte, width int) {
	if s[i] != '\\' {
		return s[i], 1
	}
	at := i
	for at < len(s) && s[at] == '\\' {
		at++
	}
	if at == len(s) {
		return '\\', at - i
	}
	switch c := s[at]; c {
	case 'n', 'r':
		return '\n', at + 1 - i
	case 't':
		return '\t', at + 1 - i
	case '"', '\'', '/', '`':
		return c, at + 1 - i
	case 'u':
		if at+5 <= len(s) && s[at+1] == '0' && s[at+2] == '0' {
			if h, l := hex(s[at+3]), hex(s[at+4]); h < 8 && l < 16 {
				return h<<4 | l, at + 5 - i
			}
		}
	}
	return '\\', at - i
}

func hex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}

// wordEnd returns the end of the word at s[i].
func wordEnd(s []byte, i int) int {
	for i++; i < len(s) && (kinds[s[i]] == letter || kinds[s[i]] == digit); i++ {
	}
	return i
}

// stringEnd returns the end of the string literal that s[i:] begins with, whose quote is
// q and takes width bytes, as a deeper one does not, or 0 where the line has no end of it.
func stringEnd(s []byte, i, width int, q byte) int {
	for i += width; i < len(s); {
		c, w := s[i], 1
		if c == '\\' {
			c, w = character(s, i)
		}
		if i += w; c == q && w == width {
			return i
		}
		if c == '\n' {
			return 0
		}
	}
	return 0
}

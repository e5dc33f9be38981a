package guard

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// separators returns the end of the run of path separators that begins at s[i], i
// itself where none does. A separator is a slash or a backslash, plain or escaped
// for JSON, a URL, HTML or a C string, also several times. Steps that lead
// nowhere ("/./") are part of the run.
func separators(s []byte, i int) int {
	for start := i; ; {
		n := separator(s, i)
		if n == 0 || i > start && isCode(s[i:]) {
			return i
		}
		i += n
		if i < len(s) && s[i] == '.' && separator(s, i+1) > 0 {
			i++
		}
	}
}

// isCode reports whether s begins with the escaped code of a character that is no
// separator, so that its backslash is none either.
func isCode(s []byte) bool {
	if s[0] != '\\' {
		return false
	}
	var code [utf8.UTFMax]byte
	decoded, n := escape(s, &code)
	return n > 2 && len(decoded) > 0 && decoded[0] != '/' && decoded[0] != '\\'
}

func separator(s []byte, i int) int {
	if i >= len(s) {
		return 0
	}
	switch s[i] {
	case '/':
		return 1
	case '\\':
		return backslash(s[i:])
	case '%':
		if c, n := percent(s[i:]); n > 0 && (c == '/' || c == '\\') {
			return n
		}
	case '&':
		for _, name := range [...]string{"&#47;", "&#92;", "&#x2f;", "&#x5c;", "&sol;", "&bsol;"} {
			if hasPrefixFold(s[i:], name) {
				return len(name)
			}
		}
	}
	return 0
}

// backslash returns the width of the separator at s[0], which is a backslash: any
// number of them, and the slash or the code of one that they escape.
func backslash(s []byte) int {
	n := 1
	for n < len(s) && s[n] == '\\' {
		n++
	}
	for _, tail := range [...]string{"/", "u002f", "u005c", "x2f", "x5c", "057", "134"} {
		if hasPrefixFold(s[n:], tail) {
			return n + len(tail)
		}
	}
	return n
}

// percent decodes the percent escape at s[0], whose percent sign may itself be
// escaped; n is 0 where there is none.
func percent(s []byte) (c byte, n int) {
	n = 1
	for n+1 < len(s) && s[n] == '2' && s[n+1] == '5' {
		n += 2
	}
	if n+1 >= len(s) || !isHex(s[n]) || !isHex(s[n+1]) {
		return 0, 0
	}
	return unhex(s[n])<<4 | unhex(s[n+1]), n + 2
}

// segment returns the end of the segment that begins at s[i] if it is want, else
// -1. Each of its bytes may be escaped.
func segment(s []byte, i int, want []byte, fold bool) int {
	for j := 0; j < len(want); {
		if i >= len(s) {
			return -1
		}
		if equal(s[i], want[j], fold) {
			i, j = i+1, j+1
			continue
		}
		var code [utf8.UTFMax]byte
		decoded, width := escape(s[i:], &code)
		if width == 0 || j+len(decoded) > len(want) || !equalAll(decoded, want[j:j+len(decoded)], fold) {
			return -1
		}
		i, j = i+width, j+len(decoded)
	}
	return i
}

// escape decodes the escape at s[0] into code.
func escape(s []byte, code *[utf8.UTFMax]byte) (decoded []byte, width int) {
	switch s[0] {
	case '%':
		c, n := percent(s)
		code[0] = c
		return code[:1], n
	case '\\':
		n := 1
		for n < len(s) && s[n] == '\\' {
			n++
		}
		return escaped(s, n, code)
	case '&':
		if hasPrefixFold(s, "&amp;") {
			code[0] = '&'
			return code[:1], 5
		}
		if hasPrefixFold(s, "&#39;") {
			code[0] = '\''
			return code[:1], 5
		}
	}
	return nil, 0
}

// escaped decodes what follows n backslashes: \u00e9 (also as two surrogates),
// \xe9, \303 or the character itself.
func escaped(s []byte, n int, code *[utf8.UTFMax]byte) ([]byte, int) {
	if n >= len(s) {
		return nil, 0
	}
	switch {
	case s[n] == 'u' && hexes(s, n+1, 4):
		r, width := rune(number(s[n+1:n+5], 16)), n+5
		if r >= 0xd800 && r < 0xdc00 && bytes.HasPrefix(s[width:], s[:n+1]) && hexes(s, width+n+1, 4) {
			low := rune(number(s[width+n+1:width+n+5], 16))
			r, width = 0x10000+(r-0xd800)<<10+(low-0xdc00), width+n+5
		}
		return code[:utf8.EncodeRune(code[:], r)], width
	case s[n] == 'x' && hexes(s, n+1, 2):
		code[0] = byte(number(s[n+1:n+3], 16))
		return code[:1], n + 3
	case n+2 < len(s) && s[n] >= '0' && s[n] <= '3' && isOctal(s[n+1]) && isOctal(s[n+2]):
		code[0] = byte(number(s[n:n+3], 8))
		return code[:1], n + 3
	case s[n] == ' ' || s[n] == '\'' || s[n] == '"' || s[n] == '(' || s[n] == ')':
		code[0] = s[n]
		return code[:1], n + 1
	}
	return nil, 0
}

// ends reports whether a segment that stops before s[i] is complete there: "shop"
// does not end in "shop-secrets", "shop.old" or "shopping".
func ends(s []byte, i int) bool {
	if i >= len(s) || separator(s, i) > 0 {
		return true
	}
	switch c := s[i]; {
	case isLetter(c), isDigit(c), c == '_':
		return false
	case c == '-', c == '.', c == '+', c == '~':
		// Punctuation, unless the name goes on behind it.
		for i < len(s) && (s[i] == '-' || s[i] == '.' || s[i] == '+' || s[i] == '~') {
			i++
		}
		return i >= len(s) || !isLetter(s[i]) && !isDigit(s[i]) && s[i] != '_' && s[i] < utf8.RuneSelf
	case c == '%':
		decoded, n := percent(s[i:])
		return n == 0 || decoded < utf8.RuneSelf && decoded != ' ' && !isLetter(decoded) && !isDigit(decoded)
	case c >= utf8.RuneSelf:
		r, _ := utf8.DecodeRune(s[i:])
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}
	return true
}

func equal(c, want byte, fold bool) bool { return c == want || fold && lower(c) == want }

func equalAll(a, want []byte, fold bool) bool {
	for i := range want {
		if !equal(a[i], want[i], fold) {
			return false
		}
	}
	return true
}

// hasPrefixFold compares without case; prefix is lower case.
func hasPrefixFold(s []byte, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lower(s[i]) != prefix[i] {
			return false
		}
	}
	return true
}

func hexes(s []byte, at, n int) bool {
	if at+n > len(s) {
		return false
	}
	for _, c := range s[at : at+n] {
		if !isHex(c) {
			return false
		}
	}
	return true
}

func number(digits []byte, base int) (n int) {
	for _, c := range digits {
		n = n*base + int(unhex(c))
	}
	return n
}

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return lower(c) - 'a' + 10
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isLetter(c byte) bool { return lower(c) >= 'a' && lower(c) <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isOctal(c byte) bool  { return c >= '0' && c <= '7' }
func isHex(c byte) bool    { return isDigit(c) || lower(c) >= 'a' && lower(c) <= 'f' }

package sqlite

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errBody is a body that is not of the shape that a part has. It is our own bug.
var errBody = errors.New("body is not an array of objects with the keys of the part")

// token is one JSON value as it is written: a number, a string with its quotes,
// true, false or null.
type token []byte

func (t token) isNull() bool   { return t[0] == 'n' }
func (t token) isString() bool { return t[0] == '"' }

// keys returns what stands before each value of an object with these keys.
func keys(columns []string) [][]byte {
	all := make([][]byte, len(columns))
	for i, name := range columns {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		all[i] = []byte(separator + strconv.Quote(name) + ":")
	}
	return all
}

// scanRow splits one object, and the byte behind it, into its values. There is no
// white space but a newline behind the object. The tokens are parts of row.
func scanRow(row []byte, keys [][]byte, values []token) bool {
	i := 0
	for k, key := range keys {
		if len(row)-i < len(key) || string(row[i:i+len(key)]) != string(key) {
			return false
		}
		i += len(key)
		n := scanValue(row[i:])
		if n == 0 {
			return false
		}
		values[k] = row[i : i+n]
		i += n
	}
	return isEnd(row[i:])
}

// isEnd reports whether s is the end of an object and what may stand behind it.
func isEnd(s []byte) bool {
	switch string(s) {
	case "},", "}]", "}\n,", "}\n]":
		return true
	}
	return false
}

// scanValue returns the length of the value that s begins with, 0 for none.
func scanValue(s []byte) int {
	if len(s) == 0 {
		return 0
	}
	switch s[0] {
	case '"':
		return scanString(s)
	case 'n':
		return scanWord(s, "null")
	case 't':
		return scanWord(s, "true")
	case 'f':
		return scanWord(s, "false")
	}
	return scanNumber(s)
}

func scanWord(s []byte, word string) int {
	if len(s) < len(word) || string(s[:len(word)]) != word {
		return 0
	}
	return len(word)
}

// plain are the bytes that stand for themselves in a string.
var plain = func() (set [256]bool) {
	for c := 0x20; c < 256; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

func scanString(s []byte) int {
	for i := 1; i < len(s); i++ {
		if plain[s[i]] {
			continue
		}
		if s[i] == '"' {
			return i + 1
		}
		if s[i] != '\\' || i+1 >= len(s) {
			return 0
		}
		i++
		switch s[i] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		case 'u':
			if _, ok := hex4(s, i+1); !ok {
				return 0
			}
			i += 4
		default:
			return 0
		}
	}
	return 0
}

func scanNumber(s []byte) int {
	i := 0
	if s[i] == '-' {
		i++
	}
	whole := digits(s, i)
	if whole == i || s[i] == '0' && whole > i+1 {
		return 0
	}
	i = whole
	if i < len(s) && s[i] == '.' {
		next := digits(s, i+1)
		if next == i+1 {
			return 0
		}
		i = next
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		at := i + 1
		if at < len(s) && (s[at] == '+' || s[at] == '-') {
			at++
		}
		next := digits(s, at)
		if next == at {
			return 0
		}
		i = next
	}
	return i
}

func digits(s []byte, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

func hex4(s []byte, at int) (rune, bool) {
	if at+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, c := range s[at : at+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// text returns what a string token says, in buffer where it has escapes. It is not
// ok where Postgres would not take it: NUL, half a surrogate pair, invalid UTF-8.
func (t token) text(buffer []byte) (text, rest []byte, ok bool) {
	body := t[1 : len(t)-1]
	from := 0
	buffer = buffer[:0]
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		buffer = append(buffer, body[from:i]...)
		i++
		if body[i] != 'u' {
			buffer = append(buffer, unescaped(body[i]))
			from = i + 1
			continue
		}
		r, width := codePoint(body[i+1:])
		if r <= 0 {
			return nil, buffer, false
		}
		buffer = utf8.AppendRune(buffer, r)
		i += width
		from = i + 1
	}
	if from == 0 {
		return body, buffer, utf8.Valid(body)
	}
	buffer = append(buffer, body[from:]...)
	return buffer, buffer, utf8.Valid(buffer)
}

// codePoint reads the digits of \uXXXX and, for the first half of a pair, the other
// half; r is -1 where there is none.
func codePoint(s []byte) (r rune, width int) {
	r, _ = hex4(s, 0)
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(s) < 10 || s[4] != '\\' || s[5] != 'u' {
		return -1, 4
	}
	low, _ := hex4(s, 6)
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return -1, 4
	}
	return r, 10
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// Package glyph makes text that somebody else wrote fit to be printed: a character that
// has no glyph of its own, such as a line break, a control or a mark that turns the
// direction of reading, could forge what stands around it.
package glyph

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Visible returns text with every character that is not a letter, mark, digit, sign or plain
// space written as Go and JSON escape it: \n, \u202e, \x80 for a byte that is no UTF-8.
func Visible(text string) string {
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// Lines is [Visible] for text of several lines: each but the first is set in, so that it
// does not look like one of the program's own.
func Lines(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Visible(strings.ReplaceAll(line, "\t", "    "))
	}
	return strings.Join(lines, "\n         ")
}

// JSON returns an encoded JSON text with the same characters escaped, which changes
// nothing of what it says: they stand within strings only.
func JSON(text []byte) []byte {
	if strings.IndexFunc(string(text), hiddenInJSON) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8)
	for _, r := range string(text) {
		switch {
		case !hiddenInJSON(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func hiddenInJSON(r rune) bool { return r != '\n' && hidden(r) }

// hidden reports whether a character cannot be seen for what it is. The fillers are letters
// and signs by name, and blank.
func hidden(r rune) bool {
	switch r {
	case utf8.RuneError, '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return !strconv.IsPrint(r)
}

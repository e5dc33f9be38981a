// Package view reads a text that is spelled in another way: with escapes of JSON, URLs, HTML,
// Markdown or mail, with characters that nobody sees, or cut by the end of a line or of a text
// in quotes. What is found in the view is told by the places of the text itself.
package view

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Text is a view of a text. It keeps its buffers for the next.
type Text struct {
	Bytes []byte
	from  []int32 // where each byte begins in the text
	to    []int32 // and ends
}

// Origin returns the span of the text that Bytes[start:end] stands for, which is not empty.
func (t *Text) Origin(start, end int) (from, to int) { return int(t.from[start]), int(t.to[end-1]) }

func (t *Text) reset() { t.Bytes, t.from, t.to = t.Bytes[:0], t.from[:0], t.to[:0] }

// add appends what s[i:end] stands for.
func (t *Text) add(r rune, i, end int) {
	before := len(t.Bytes)
	t.Bytes = utf8.AppendRune(t.Bytes, r)
	for range len(t.Bytes) - before {
		t.from, t.to = append(t.from, int32(i)), append(t.to, int32(end))
	}
}

// copy appends s[i:end], which stands for itself.
func (t *Text) copy(s []byte, i, end int) {
	t.Bytes = append(t.Bytes, s[i:end]...)
	for ; i < end; i++ {
		t.from, t.to = append(t.from, int32(i)), append(t.to, int32(i+1))
	}
}

// Decode makes the view of a whole text.
func (t *Text) Decode(s []byte) {
	t.reset()
	for i := 0; i < len(s); {
		if n := Unseen(s, i); n > 0 {
			i += n
			continue
		}
		r, n := Spelled(s, i)
		if n == 0 {
			t.copy(s, i, i+1)
			i++
			continue
		}
		t.add(r, i, i+n)
		i += n
	}
}

const (
	maxParts = 16 // of a word that is cut
	minPart  = 4  // bytes of each but the first
)

// Join makes the view of the word of a token that begins at s[i] and is cut by seams; inside
// tells its bytes. It reports whether it is cut. Where the first part may be whole, what
// follows has to be plainly a part.
func (t *Text) Join(s []byte, i int, inside func([]byte, int) int, whole bool) bool {
	t.reset()
	for parts := range maxParts {
		end := inside(s, i)
		for end > i && s[end-1] == '=' && Seam(s, end-1) > 0 {
			end--
		}
		if parts > 0 && !(random(s[i:end]) && (!whole || rest(s[i:end]))) {
			return parts > 1
		}
		t.copy(s, i, end)
		n := Seam(s, end)
		if n == 0 {
			return parts > 0
		}
		i = end + n
	}
	return true
}

// random reports what no word of prose is: it has letters and digits, or its letters change
// case again and again.
func random(part []byte) bool {
	k := ascii.Classes(part)
	if len(part) < minPart || k&(ascii.Upper|ascii.Lower) == 0 {
		return false
	}
	changes := 0
	for i := 1; i < len(part); i++ {
		if ascii.Class[part[i]]&ascii.Upper != 0 && ascii.Class[part[i-1]]&ascii.Lower != 0 {
			changes++
		}
	}
	return k&ascii.Digit != 0 || changes > 1
}

// rest reports letters of both cases and digits; hyphens are among them only where no word
// begins.
func rest(part []byte) bool {
	const all = ascii.Upper | ascii.Lower | ascii.Digit
	for _, c := range part {
		if ascii.Class[c]&all == 0 && (c != '-' || ascii.Class[part[0]]&(ascii.Upper|ascii.Lower) != 0) {
			return false
		}
	}
	return len(part) > minPart && ascii.Classes(part)&all == all
}

// Seam returns the length of what cuts a word at s[i] in two parts, 0 without it: the end of a
// line with the marks of the next one, or of a text in quotes before another one.
func Seam(s []byte, i int) int {
	if i >= len(s) {
		return 0
	}
	switch c := s[i]; c {
	case '"', '\'', '`':
		at := skip(s, i+1, " \t\r\n\\")
		if at < len(s) && (s[at] == '+' || s[at] == '.' || s[at] == '&') {
			at = skip(s, at+1, " \t\r\n\\")
		}
		if at > i && at < len(s) && s[at] == c && at+1 < len(s) && ascii.Class[s[at+1]]&ascii.Word != 0 {
			return at + 1 - i
		}
	case '\n', '\r':
		return lineSeam(s, i) - i
	case '\\', '=':
		at := i + 1
		if c == '\\' {
			at = skip(s, at, "\\")
		}
		if at < len(s) && (s[at] == '\n' || s[at] == '\r') {
			return lineSeam(s, at) - i
		}
		if c == '\\' && at < len(s) && (s[at] == 'n' || s[at] == 'r') {
			return skip(s, at+1, " >|") - i
		}
	}
	return 0
}

// lineSeam returns where the text of the line after the line end at s[i] begins.
func lineSeam(s []byte, i int) int {
	i = skip(s, i, "\r")
	if i < len(s) && s[i] == '\n' {
		i++
	}
	return skip(s, i, " \t>|#*")
}

// skip passes up to 16 of some bytes.
func skip(s []byte, i int, some string) int {
	for low := i; i < len(s) && i < low+16 && ascii.HasByte([]byte(some), s[i]); {
		i++
	}
	return i
}

// Unseen returns the length of what is at s[i] without being seen, 0 for what is: characters
// of no width, colors of a terminal, marks of Markdown and HTML inside a word.
func Unseen(s []byte, i int) int {
	switch s[i] {
	case 0:
		return 1
	case 0x1b:
		return color(s, i, i+1)
	case '%', '&':
		return unseenEscape(s, i)
	case '\\':
		for _, escape := range [...]string{`\x1b`, `\033`, `\u001b`} {
			if ascii.HasFold(s, i, escape) {
				return color(s, i, i+len(escape))
			}
		}
		return unseenEscape(s, i)
	case '<':
		if ascii.HasFold(s, i, "<wbr>") {
			return len("<wbr>")
		}
	case '*':
		if i > 0 && ascii.HasAt(s, i, "**") && i+2 < len(s) && ascii.Class[s[i-1]]&ascii.Class[s[i+2]]&ascii.Word != 0 {
			return 2
		}
	case 0xC2, 0xE1, 0xE2, 0xEF:
		if r, n := utf8.DecodeRune(s[i:]); unseen(r) {
			return n
		}
	}
	return 0
}

func unseenEscape(s []byte, i int) int {
	if r, n := Spelled(s, i); n > 0 && unseen(r) {
		return n
	}
	return 0
}

func unseen(r rune) bool {
	return r == 0xAD || r == 0x180E || r >= 0x200B && r <= 0x200F || r >= 0x2060 && r <= 0x2064 || r == 0xFEFF
}

// color returns the length of the color of a terminal at s[i], whose bracket is at s[at].
func color(s []byte, i, at int) int {
	if at >= len(s) || s[at] != '[' {
		return 0
	}
	for at++; at < len(s) && at < i+24 && (ascii.Class[s[at]]&ascii.Digit != 0 || s[at] == ';'); {
		at++
	}
	if at >= len(s) || s[at] != 'm' {
		return 0
	}
	return at + 1 - i
}

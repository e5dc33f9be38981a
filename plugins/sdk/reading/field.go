package reading

import "bytes"

// Field is a field of a form as browsers post it: name="password", an empty line, and the value
// on a line of its own. Its trigger is the first byte of the name.
// https://www.rfc-editor.org/rfc/rfc7578
type Field struct{}

const maxField = 128 // bytes of a value

// Begins implements [Way].
func (Field) Begins(s []byte, i int) bool {
	end := wordAt(s, i).End
	return end+1 < len(s) && s[end] == '"' && s[end+1] <= '\r'
}

// Read implements [Way].
func (Field) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	at := name.End + 1
	for range 2 {
		n := newline(s, at)
		if from > 0 || n == 0 {
			return Pair{}
		}
		at += n
	}
	text := s[at:min(len(s), at+maxField)]
	if n := bytes.IndexAny(text, "\r\n"); n >= 0 {
		text = text[:n]
	}
	if len(text) == 0 {
		return Pair{}
	}
	return Pair{Name: name, Value: Span{at, at + len(text)}, Close: true, Quoted: true, Next: at + len(text)}
}

// newline returns the length of the line end at s[i], or 0.
func newline(s []byte, i int) int {
	switch {
	case i+1 < len(s) && s[i] == '\r' && s[i+1] == '\n':
		return 2
	case i < len(s) && s[i] == '\n':
		return 1
	}
	return 0
}

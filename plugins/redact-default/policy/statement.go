package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// statements takes what reads as statements of a program out of s, unless something that
// was taken away stands there already.
func (p *Policy) statements(s []byte) {
	p.spans = code.Find(p.spans[:0], s)
	for _, x := range p.spans {
		if !onlyMarker(s[x.Start:x.End]) {
			p.code(s, x.Start, x.End)
		}
	}
}

// onlyMarker reports that s is the marker of code.
func onlyMarker(s []byte) bool { return string(s) == markers[textCode] }

// judged remembers the line that was read for statements last, and the text in JSON.
type judged struct {
	line span
	json bool
}

// onCode reports that the line around the hint s[i] holds a statement. In JSON it is the
// text between two quotes that is judged. Each line is read once.
func (p *Policy) onCode(s []byte, i int) bool {
	if i < p.judged.line.end || !code.Hint(s, i) || p.judged.json && s[i] == '{' && structural(s, i) {
		return false
	}
	line := lineAround(s, i)
	if p.judged.json {
		line = textAround(s, i)
	}
	p.judged.line = line
	return code.In(s[line.start:line.end])
}

// structural reports a brace of JSON that opens an object.
func structural(s []byte, i int) bool {
	for i++; i < len(s) && s[i] <= ' '; i++ {
	}
	return i < len(s) && (s[i] == '"' || s[i] == '}')
}

func lineAround(s []byte, i int) span {
	line := span{bytes.LastIndexByte(s[:i], '\n') + 1, len(s)}
	if n := bytes.IndexByte(s[i:], '\n'); n >= 0 {
		line.end = i + n
	}
	return line
}

// textAround returns what stands around s[i] between quotes that are not escaped.
func textAround(s []byte, i int) span {
	start, end := i, i
	for start > 0 && !plainQuote(s, start-1) {
		start--
	}
	for end < len(s) && !plainQuote(s, end) {
		end++
	}
	return span{start, end}
}

func plainQuote(s []byte, i int) bool {
	if s[i] != '"' {
		return false
	}
	escapes := 0
	for i > escapes && s[i-1-escapes] == '\\' {
		escapes++
	}
	return escapes%2 == 0
}

// ofSQL reports that the word in capitals at s[i] begins a statement of SQL.
func (p *Policy) ofSQL(s []byte, i int) bool {
	if i < p.judged.line.end || i+1 >= len(s) || ascii.Class[s[i]]&ascii.Upper == 0 || ascii.Class[s[i+1]]&ascii.Upper == 0 {
		return false
	}
	switch s[i] {
	case 'S', 'I', 'U', 'D', 'C', 'A', 'M':
	default:
		return false
	}
	line := lineAround(s, i)
	if p.judged.json {
		line = textAround(s, i)
	}
	p.judged.line = line
	return code.In(s[line.start:line.end])
}

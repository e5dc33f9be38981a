package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Source code that is set apart from the text around it: in a fence of tildes, in
// <pre> and <code>, by its indentation, in a key that may hold it.

const maxListing = 64 << 10 // bytes of code that are read

// tildeFence returns the inside of such a block, whose first tilde is s[i]; end is 0
// without one. A long row of tildes below a line is a heading.
func tildeFence(s []byte, i int) (start, end int) {
	if !ascii.HasAt(s, i, "~~~") || i > 0 && s[i-1] != '\n' && (i == 1 || s[i-1] != ' ' || s[i-2] != ' ' && s[i-2] != '\n' && s[i-2] != '>') {
		return 0, 0
	}
	for start = i; start < len(s) && s[start] == '~'; start++ {
	}
	count, info := start-i, start
	for start < len(s) && start < info+32 && s[start] != '\n' && s[start] != '~' {
		start++
	}
	if start >= len(s) || s[start] != '\n' || count > 4 && blank(s[info:start]) && i > 1 && s[i-2] != '\n' {
		return 0, 0
	}
	text := s[start:min(len(s), start+maxListing)]
	if n := bytes.Index(text, []byte("~~~")); n > 0 {
		return info, start + n
	}
	if blank(s[info:start]) {
		return 0, 0
	}
	return info, start + len(text)
}

// markup returns the code behind the tag of HTML that ends with s[i]; end is 0 without it.
func markup(s []byte, i int) (start, end int) {
	if !opensCode(s, i) {
		return 0, 0
	}
	start = i + 1
	if n := bytes.IndexByte(s[start:min(len(s), start+maxTag)], '>'); n >= 0 && opensCode(s, start+n) && len(bytes.TrimLeft(s[start:start+n], " \n")) < 48 && s[start] == '<' {
		return 0, 0 // <pre><code>: the inner one
	}
	text := s[start:min(len(s), start+maxListing)]
	for n, c := range text {
		if c == '<' && (codeTag(text, n+1) > 0 || ascii.HasAt(text, n, "</") && codeTag(text, n+len("</")) > 0) {
			text = text[:n]
			break
		}
	}
	switch {
	case len(text) == 0 || marker.End(text, 0) == len(text):
	case hasLines(bytes.Trim(text, "\\n\r \t\"');")) || isStatement(text):
		return start, start + len(text)
	}
	return 0, 0
}

// hasLines reports several lines, whose ends may be escaped.
func hasLines(text []byte) bool {
	return bytes.IndexByte(text, '\n') >= 0 || bytes.Contains(text, []byte(`\n`))
}

// opensCode reports that s[i] ends <pre>, <code> or one of them with attributes.
func opensCode(s []byte, i int) bool {
	if i < 4 || s[i-1]|0x20 != 'e' && s[i-1] != '"' && s[i-1] != '\'' {
		return false
	}
	low := max(0, i-maxTag)
	at := low + bytes.LastIndexAny(s[low:i], "<>\n") + 1
	if at == 0 || s[at-1] != '<' {
		return false
	}
	end := codeTag(s, at)
	return end > 0 && (s[end] == ' ' || s[end] == '>')
}

// codeTag returns the end of the name of a tag of code at s[i], or 0.
func codeTag(s []byte, i int) int {
	for _, tag := range codeTags {
		if ascii.HasFold(s, i, tag) {
			return i + len(tag)
		}
	}
	return 0
}

// isStatement reports one line of a program that is more than a name or a call.
func isStatement(text []byte) bool {
	begins, shaped := statementWords.Has(wordAt(text, 0)), false
	for i, c := range text {
		switch c {
		case '=', '(', '{', ';':
			shaped = true
			if operator(text, i) {
				return true
			}
		}
	}
	return begins && shaped
}

const maxIndent = 200 // bytes of a line before its first bracket

// codeAround returns the span of the lines of code around s[i], which are judged at
// the first bracket or operator of a line; end is 0 without them.
func (p *Policy) codeAround(s []byte, i int) (start, end int) {
	fresh := i < p.line.start || i >= p.line.end
	if p.onStatement(s, i) {
		if start, end = codeBlock(s, i); end > 0 {
			return start, end
		}
	}
	if !fresh || i < p.plain.end {
		return 0, 0
	}
	start, end = indented(s, i)
	if end > i && readsAsCode(s[start:end]) {
		return start, end
	}
	p.plain = span{i, max(i, end)}
	return 0, 0
}

// indented returns the span of the block of lines that are indented, to which s[i]
// belongs, if they are several and follow an empty line or a colon.
func indented(s []byte, i int) (start, end int) {
	if bytes.IndexByte(s[max(0, i-maxIndent):i], '\n') < 0 { // many times as fast in WebAssembly as from behind
		return 0, 0
	}
	start = lineBefore(s, i)
	for range 8 {
		if start == 0 || indentWidth(s, start) == 0 || introduced(s, start-1) {
			break
		}
		start = lineBefore(s, start-1)
	}
	if start == 0 || indentWidth(s, start) == 0 || !introduced(s, start-1) {
		return 0, 0
	}
	end = indentedEnd(s, start)
	if start += indentWidth(s, start); end <= start || bytes.IndexByte(s[start:end], '\n') < 0 {
		return 0, 0
	}
	return start, end
}

// lineBefore returns where the line of s[i] begins, 0 if that is the first, or too far away.
func lineBefore(s []byte, i int) int {
	low := max(0, i-maxIndent)
	if n := bytes.LastIndexByte(s[low:i], '\n'); n >= 0 {
		return low + n + 1
	}
	return 0
}

// indentedEnd returns the end of the lines from s[i] on that are indented; empty ones are
// between them.
func indentedEnd(s []byte, i int) (end int) {
	end = i
	for range 400 {
		stop := len(s)
		if n := bytes.IndexByte(s[i:], '\n'); n >= 0 {
			stop = i + n
		}
		if !blank(s[i:stop]) {
			if indentWidth(s, i) == 0 {
				break
			}
			end = stop
		}
		if i = stop + 1; i >= len(s) {
			break
		}
	}
	return end
}

// indentWidth returns the white space of a line of code at s[i], 0 if it has too little.
func indentWidth(s []byte, i int) int {
	n := 0
	for i+n < len(s) && (s[i+n] == ' ' || s[i+n] == '\t') {
		n++
	}
	if n == 1 && s[i] != '\t' {
		return 0
	}
	return n
}

// introduced reports an empty line, or one with a colon at its end, before the line
// end s[i].
func introduced(s []byte, i int) bool {
	for i > 0 && (s[i-1] == ' ' || s[i-1] == '\r') {
		i--
	}
	return i == 0 || s[i-1] == '\n' || s[i-1] == ':'
}

// readsAsCode reports lines of which at least half have the form of code, and few
// that of prose. Line ends may be escaped.
func readsAsCode(text []byte) bool {
	code, prose := 0, 0
	end := []byte("\n")
	if bytes.IndexByte(text, '\n') < 0 {
		end = []byte(`\n`)
	}
	for text = text[:min(len(text), maxListing)]; len(text) > 0; {
		var line []byte
		line, text, _ = bytes.Cut(text, end)
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case !isFrame(line) && isCodeLine(line):
			code++
		case isFrame(line) || isProse(line):
			prose++
		}
	}
	return code > 0 && code > prose
}

// isFrame reports a line of the stack of a test that failed: "at x (y.ts:3:1)".
func isFrame(line []byte) bool {
	place := bytes.TrimRight(line, ")0123456789")
	return ascii.HasAt(line, 0, "at ") && len(place) < len(line) && place[len(place)-1] == ':'
}

// isCodeLine reports a line with the marks of a program.
func isCodeLine(line []byte) bool {
	switch last := line[len(line)-1]; {
	case line[0] == '-' || line[0] == '*' || ascii.Class[line[0]]&ascii.Digit != 0:
		return false // a list
	case last == ';' || last == '{' || last == '}':
		return true
	case last == ':' && statementWords.Has(wordAt(line, 0)):
		return true
	}
	for _, mark := range lineMarks {
		if ascii.HasAt(line, 0, mark) && (ascii.Class[mark[0]]&ascii.Lower == 0 || len(line) == len(mark)) {
			return true
		}
	}
	if isStatement(line) {
		return true
	}
	if first, _, _ := bytes.Cut(line, space); made(first, ascii.Upper, "") && queryWords.Has(first) {
		return true
	}
	for i, c := range line {
		switch {
		case c == '(' && i > 0 && ascii.Class[line[i-1]]&(ascii.Word|ascii.Digit) != 0 && line[len(line)-1] == ')':
			return true // a call
		case c == '&' && ascii.HasAt(line, i, "&& "), c == '|' && ascii.HasAt(line, i, "||"), c == ':' && ascii.HasAt(line, i, "::"):
			return true
		}
	}
	return false
}

var space = []byte(" ")

// isProse reports a line of three plain words or more.
func isProse(line []byte) bool {
	words := 0
	for len(line) > 0 {
		var w []byte
		w, line, _ = bytes.Cut(line, space)
		if w = bytes.TrimRight(w, ".,;:!?"); len(w) > 0 && ascii.Classes(w)&^(ascii.Word|ascii.Upper|ascii.Lower|ascii.Token|ascii.Hex) == 0 && isName(w) {
			words++
		}
	}
	return words >= 3
}

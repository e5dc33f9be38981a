package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

const maxCodeLine = 200 // bytes of a line that are read as code

// codeBlock returns the span of two or more lines that read as statements of a
// program, where s[i] stands on the first of them; end is 0 without one. One line
// alone may as well be prose, unless it is quoted by text around it.
func codeBlock(s []byte, i int) (start, end int) {
	stop := codeStop(s, i)
	if stop == 0 {
		return 0, 0
	}
	for start = i; start > 0 && start > i-maxCodeLine && s[start-1] != '\n'; start-- {
	}
	for start < i && (s[start] == ' ' || s[start] == '\t') {
		start++
	}
	if ascii.Class[s[start]]&(ascii.Upper|ascii.Lower) == 0 || s[start] == '[' {
		return 0, 0
	}
	lines := 1
	for end = stop; lines < 200 && end < len(s) && s[end] == '\n'; lines++ {
		next := end + 1
		for next < len(s) && next < end+64 && (s[next] == ' ' || s[next] == '\t') {
			next++
		}
		if next >= len(s) {
			break
		}
		if stop = codeStop(s, next); stop == 0 {
			break
		}
		end = stop
	}
	if lines < 2 {
		return quotedLine(s, start, end)
	}
	return start, end
}

// quotedLine returns the statement in the line s[start:end] that stands between
// lines of text or after a colon: a keyword, an assignment or a call, a semicolon.
func quotedLine(s []byte, start, end int) (int, int) {
	if s[end-1] != ';' || end-start < 8 {
		return 0, 0
	}
	alone := blank(s[max(0, start-64):start]) && blank(s[end:min(len(s), end+64)])
	if alone || !statementWords.Has(wordAt(s, start)) {
		colon := bytes.Index(s[start:end], []byte(": "))
		if colon < 0 || !statementWords.Has(wordAt(s, start+colon+2)) {
			return 0, 0
		}
		start += colon + 2
	}
	for i := start + 1; i < end; i++ {
		if s[i] == '=' && operator(s, i) || s[i] == '(' && ascii.Class[s[i-1]]&ascii.Word != 0 && s[end-2] == ')' {
			return start, end
		}
	}
	return 0, 0
}

func blank(s []byte) bool {
	for _, c := range s {
		if c > ' ' {
			return false
		}
	}
	return true
}

// codeStop returns the end of the line on which s[i] stands if it ends as a
// statement does, or 0.
func codeStop(s []byte, i int) int {
	end := len(s)
	if n := bytes.IndexByte(s[i:min(len(s), i+maxCodeLine)], '\n'); n >= 0 {
		end = i + n
	}
	if end >= i+maxCodeLine || end == 0 || !endsStatement(s[end-1]) {
		return 0
	}
	return end
}

func endsStatement(c byte) bool { return c == ';' || c == '{' || c == '}' }

// onStatement reports whether the line of s[i] ends as a statement does; it reads
// each line once.
func (p *Policy) onStatement(s []byte, i int) bool {
	if i < p.line.start || i >= p.line.end {
		p.line = span{i, lineAround(s, i).end}
	}
	return p.line.end > 0 && endsStatement(s[p.line.end-1])
}

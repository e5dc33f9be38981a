package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// fence takes the inside of a fenced code block, or of back-ticks with an
// obvious statement between them.
func (p *Policy) fence(s []byte, i int) int {
	if !ascii.HasAt(s, i, "```") {
		if p.closesSpan(s, i) {
			return i + 1
		}
		return p.statement(s, i+1)
	}
	start := i + 3
	end := len(s)
	if n := bytes.Index(s[start:], []byte("```")); n >= 0 {
		end = start + n
	}
	p.code(s, start, end)
	return min(len(s), end+3)
}

func (p *Policy) code(s []byte, start, end int) {
	if !p.viewing && marker.End(s, start) != end {
		p.mask(start, end, textCode)
	}
}

// closesSpan reports that the back-tick s[i] ends a span, and so begins none; it
// remembers where the span ends that it begins.
func (p *Policy) closesSpan(s []byte, i int) bool {
	if i > 0 && i == p.tick {
		return true
	}
	p.tick = closingTick(s, i)
	return false
}

// closingTick returns the back-tick that closes the span that s[i] opens, or 0.
func closingTick(s []byte, i int) int {
	if i > 0 && ascii.Class[s[i-1]]&ascii.Word != 0 || i+1 >= len(s) || s[i+1] == ' ' || s[i+1] == '`' {
		return 0
	}
	if n := bytes.IndexAny(s[i+1:min(len(s), i+maxStatement)], "`\n"); n >= 0 && s[i+1+n] == '`' {
		return i + 1 + n
	}
	return 0
}

const maxStatement = 400 // bytes between back-ticks that are read

// statement takes the text between back-ticks if it reads as a statement of a
// program, and returns where to read on. Names and calls stay: prose is about
// them.
func (p *Policy) statement(s []byte, i int) int {
	end := statementEnd(s, i)
	if end == 0 {
		return i
	}
	p.code(s, i, end)
	return end + 1
}

// statementEnd returns the back-tick that ends the statement at s[i], or 0.
func statementEnd(s []byte, i int) int {
	n := bytes.IndexByte(s[i:min(len(s), i+maxStatement)], '`')
	if n < 0 || !isStatement(s[i:i+n]) {
		return 0
	}
	return i + n
}

// operator reports that s[i] belongs to an operator with spaces around it, or to
// the end of a statement.
func operator(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	switch s[i] {
	case ';':
		return s[i-1] == ')' || s[i-1] == '}'
	case '=':
		start, end := i, i+1
		for start > 0 && start > i-3 && (s[start-1] == '=' || s[start-1] == ':' || s[start-1] == '!' || s[start-1] == '+' || s[start-1] == '-' || s[start-1] == '<' || s[start-1] == '>') {
			start--
		}
		for end < len(s) && end < i+3 && (s[end] == '=' || s[end] == '>') {
			end++
		}
		return start > 0 && s[start-1] == ' ' && end < len(s) && s[end] == ' ' && !comparison(s[start:end])
	}
	return false
}

// comparison reports an operator that a condition has, and prose about one.
func comparison(op []byte) bool {
	switch string(op) {
	case "==", "===", "!=", "!==", "<=", ">=":
		return true
	}
	return false
}

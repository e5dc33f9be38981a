package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Expression is a name with an expression as its value, in which texts in quotes stand: a call, a
// default, a list. Its trigger is the separator or the bracket of a call; the texts are given one
// by one. Most of them are names themselves.
type Expression struct {
	Assignment
	decoders []string
}

// NewExpression returns the way of expressions; decoders are parts of the names of calls that
// make bytes of a text.
func NewExpression(x Assignment, decoders []string) Expression { return Expression{x, decoders} }

const maxExpression = 160 // bytes of an expression that are read

// Read implements [Way].
func (x Expression) Read(s []byte, i, from int) Pair {
	start := x.start(s, i)
	if start == 0 {
		return Pair{}
	}
	depth := 0
	for at, end := start, min(len(s), start+maxExpression); at < end; at++ {
		switch c := s[at]; c {
		case '\n', ';':
			if depth <= 0 || c == ';' {
				return Pair{}
			}
		case '(', '[', '{':
			if m := marker.End(s, at); m > 0 {
				at = m - 1
			} else {
				depth++
			}
		case ')', ']', '}':
			if depth--; depth < 0 {
				return Pair{}
			}
		case '=':
			if depth <= 0 && at+1 < len(s) && s[at+1] != '=' && s[at+1] != '>' {
				return Pair{} // another assignment
			}
		case '"', '\'', '`':
			v, next := x.text(s, at, end)
			if v.End > 0 && at >= from && (next >= len(s) || s[next] != ':') {
				return Pair{Name: x.names.Before(s, i), Value: v.Span, Quoted: true, Decoded: x.decodes(s, start), Next: next}
			}
			at = next - 1
		}
	}
	return Pair{}
}

// start returns where the texts of the expression behind the separator s[i] begin that are not
// the value of an assignment, or 0.
func (x Expression) start(s []byte, i int) int {
	if s[i] == '(' {
		return i
	}
	v := x.values.At(s, i+1, nil)
	switch {
	case v.End == 0:
		return i + 1
	case v.Quoted && (isMember(s, v.Span) || v.Start > 1 && (s[v.Start-2] == '[' || s[v.Start-2] == '(' || s[v.Start-2] == '{' || v.End+1 < len(s) && s[v.End+1] == ',' && s[i] == '=')):
		return v.End + 1
	case !v.Quoted && ascii.HasByte(s[v.Start:v.End], '[') && marker.End(s, v.Start) == 0:
		return v.Start
	case !v.Quoted && v.End < len(s) && (s[v.End] == ' ' || s[v.End] == '[' || s[v.End] == '\'' || s[v.End] == '"'):
		return v.End
	}
	return 0
}

// text returns the whole text in quotes whose first quote is s[i], and where to read on.
func (x Expression) text(s []byte, i, end int) (v Value, next int) {
	v = x.values.Quoted(s, i)
	switch {
	case v.End == 0 && i+1 < end && s[i+1] == s[i]:
		return Value{}, i + 2
	case v.End == 0 || v.End < len(s) && s[v.End] != s[i]:
		return Value{}, i + 1
	}
	return v, v.End + 1
}

// decodes reports a call at s[i] that makes bytes of a text.
func (x Expression) decodes(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+3 && (s[i] == ' ' || s[i] == '='); {
		i++
	}
	end := names.Run(nameLane, s, i, min(len(s), i+maxName))
	if end >= len(s) || s[end] != '(' {
		return false
	}
	for k := i; k+4 <= end; k++ {
		for _, text := range x.decoders {
			if ascii.Folded[s[k]] == text[0] && ascii.HasFold(s, k, text) {
				return true
			}
		}
	}
	return false
}

package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Assignment is a name and, right behind a separator, its value: x = y, "x": "y", x := y. Where
// the value is the first text of a list in brackets, the others are values, too. Its trigger
// is the separator, or the last byte before the value.
type Assignment struct {
	names  *Names
	values *Values
}

// NewAssignment returns the way of assignments.
func NewAssignment(names *Names, values *Values) Assignment { return Assignment{names, values} }

const maxLine = 128 // bytes of a value that is the rest of its line

// Begins implements [Way].
func (x Assignment) Begins(s []byte, i int) bool { return i > 0 }

// Read implements [Way].
func (x Assignment) Read(s []byte, i, from int) Pair {
	v := x.values.At(s, i+1, nil)
	if v.End == 0 || v.Quoted && isMember(s, v.Span) {
		return Pair{}
	}
	pair := Pair{Name: x.names.Before(s, i), Value: v.Span, Quoted: v.Quoted, Close: v.Start == i+1, Next: v.End}
	if from == 0 {
		if !v.Quoted {
			pair.Whole = wholeLine(s, v.Span)
		}
		return pair
	}
	if !v.Quoted || !inBrackets(s, v.Start-1) {
		return Pair{}
	}
	if v = x.next(s, from, s[v.Start-1]); v.End > i+maxExpression {
		return Pair{}
	}
	pair.Value, pair.Next = v.Span, v.End
	return pair
}

// isMember reports that the text v in quotes is a name in an object: {"type": "string"}.
func isMember(s []byte, v Span) bool {
	i := v.End + 1
	for low := i; i < len(s) && i < low+4 && s[i] == ' '; {
		i++
	}
	return v.Start > 1 && s[v.Start-2] == '{' && i < len(s) && s[i] == ':'
}

// inBrackets reports that a bracket opens before the quote s[i].
func inBrackets(s []byte, i int) bool {
	for low := max(0, i-8); i > low && s[i-1] <= ' '; {
		i--
	}
	return i > 0 && (s[i-1] == '[' || s[i-1] == '(' || s[i-1] == '{')
}

// next returns the text behind the one whose last quote is s[i] in a list; its end is 0
// without one.
func (x Assignment) next(s []byte, i int, quote byte) Value {
	if i >= len(s) || s[i] != quote {
		return Value{}
	}
	for i++; i < len(s) && (s[i] <= ' ' || s[i] == ','); {
		i++
	}
	if i >= len(s) || s[i] != quote {
		return Value{}
	}
	return x.values.Quoted(s, i)
}

// wholeLine widens a bare value to the rest of its line if nothing follows it that is apart
// from it by a space, and it is no expression: in a file of settings, brackets belong to the
// value. Its end is 0 without more.
func wholeLine(s []byte, v Span) Span {
	if v.End >= len(s) || s[v.End] == '\n' || s[v.End] == '&' {
		return Span{}
	}
	end := v.Start
	for ; end < len(s) && s[end] != '\n' && s[end] != '\r'; end++ {
		if c := s[end]; end == v.Start+maxLine || c == ' ' || c == '\t' || c == '\\' || c == '<' && end+1 < len(s) && s[end+1] == '/' || c == '[' && marker.End(s, end) > 0 {
			return Span{}
		}
	}
	line := inside(s, Span{v.Start, end}, ",;\"'`")
	if line.End <= v.End || ascii.HasAt(s, v.Start, "[]") || s[v.End] == '<' && bytes.Contains(s[v.End:line.End], []byte(">(")) {
		return Span{} // or a call with types: Set<String>()
	}
	return line
}

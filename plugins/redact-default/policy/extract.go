package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
)

// values reads what stands behind a separator.
var values = reading.NewValues(schemes)

// value is the text that an assignment gives; start is 0 without one.
type value struct {
	start, end int
	quoted     bool
}

func valueOf(v reading.Value) value { return value{v.Start, v.End, v.Quoted} }

// valueAt reads the value after a separator that ends before s[i].
func (p *Policy) valueAt(s []byte, i int) value {
	return valueOf(values.At(s, i, &p.reader.bare))
}

// quotedAt reads the value behind the quote s[i-1].
func quotedAt(s []byte, i int, _ byte) value { return valueOf(values.Quoted(s, i-1)) }

const maxLine = 128 // bytes of a value that is the rest of its line

// wholeLine widens a bare value to the rest of its line if nothing follows it
// that is apart from it by a space, and it is no expression: in a file of
// settings, brackets belong to the value.
func (p *Policy) wholeLine(s []byte, v value) value {
	if v.quoted || v.end >= len(s) || generic(s, v) || s[v.end] == ' ' || s[v.end] == '\n' || s[v.end] == '&' || s[v.end] == '\\' {
		return value{}
	}
	end := v.start
	for ; end < len(s) && end < v.start+maxLine && s[end] != '\n' && s[end] != '\r'; end++ {
		if c := s[end]; c == ' ' || c == '\t' || c == '\\' || c == '<' && end+1 < len(s) && s[end+1] == '/' || c == '[' && marker.End(s, end) > 0 {
			return value{}
		}
	}
	for end > v.start && (s[end-1] == ',' || s[end-1] == ';' || s[end-1] == '"' || s[end-1] == '\'' || s[end-1] == '`') {
		end--
	}
	if end >= v.start+maxLine || !judge.Odd(s[v.start:end]) || ascii.HasAt(s, v.start, "[]") {
		return value{}
	}
	return value{start: v.start, end: end}
}

// generic reports a name with the arguments of a type and a call after it, as
// "decode::<Claims>(x)" and "Set<String>()".
func generic(s []byte, v value) bool {
	if s[v.end] != '<' || ascii.Class[s[v.start]]&(ascii.Upper|ascii.Lower) == 0 {
		return false
	}
	for _, c := range s[v.start:v.end] {
		if ascii.Class[c]&ascii.Word == 0 && c != ':' && c != '.' {
			return false
		}
	}
	i := v.end
	for i < len(s) && i < v.end+64 && (ascii.Class[s[i]]&ascii.Word != 0 || s[i] == '<' || s[i] == ',' || s[i] == ' ' || s[i] == ':' || s[i] == '&' || s[i] == '?') {
		i++
	}
	for ; i < len(s) && s[i] == '>'; i++ {
		if i+1 < len(s) && (s[i+1] == '(' || s[i+1] == ':' || s[i+1] == '{' || s[i+1] == '[') {
			return true
		}
	}
	return false
}

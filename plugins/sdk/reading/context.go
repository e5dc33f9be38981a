package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Context is a word that may be random, with the words before it: "nimble KEY x", "the new API key,
// for now, is x", "token - 'x'". Its name are all those words, which [LastWord] divides, its trigger
// the first byte of the longest run of letters and digits in the value. Close says that no comma or
// bracket stands between the two, Below that a line end does.
type Context struct{}

const (
	maxContext = 96 // bytes before a value that are read
	maxGap     = 8  // signs between two words
	maxLeading = 72 // bytes of a value before its trigger
)

// Begins implements [Way]. Names of programs, of which most long words are, have no digits.
func (Context) Begins(s []byte, i int) bool {
	v := wordAt(s, i)
	k := ascii.Classes(s[v.Start:v.End])
	return k&ascii.Digit != 0 || v.End-i >= 16 && k&ascii.Upper != 0 && k&ascii.Lower != 0
}

// Read implements [Way].
func (Context) Read(s []byte, i, from int) Pair {
	v := Around(s, i)
	if from > 0 || v.End == 0 {
		return Pair{}
	}
	at := v.Start
	if v.Quoted && at > 2 && ascii.Class[s[at-2]]&(ascii.Upper|ascii.Lower) != 0 && ascii.Class[s[at-3]]&ascii.Word == 0 {
		at -= 2 // b"x"
	}
	pair := Pair{Value: v.Span, Close: true, Quoted: v.Quoted, Next: v.End}
	for low, signs := max(0, v.Start-maxContext), 0; at > low && signs <= maxGap; {
		first := pair.Name.End == 0
		if ascii.Class[s[at-1]]&ascii.Word != 0 {
			word := LastWord(s, Span{low, at})
			if first {
				pair.Name.End = word.End
			}
			at, signs, pair.Name.Start = word.Start, 0, word.Start
			continue
		}
		at, signs = at-1, signs+1
		switch c := s[at]; {
		case c == '\n' && first && !pair.Below:
			pair.Below = true
		case c == '\n', c == ';' && !first, c == ']' && markerBehind(s, at), c == '.' && !first && s[at+1] == ' ':
			return pair
		case first && (c == ',' || c == '}' || c == ')'):
			pair.Close = false
		}
	}
	return pair
}

// LastWord returns the last name of letters, digits and what joins them in v; it is empty
// without one.
func LastWord(s []byte, v Span) Span {
	for v.End > v.Start && ascii.Class[s[v.End-1]]&ascii.Word == 0 {
		v.End--
	}
	for v.Start = nameStart(s, v.Start, v.End); v.Start < v.End && (s[v.Start] == '-' || s[v.Start] == '.'); {
		v.Start++
	}
	return v
}

// markerBehind reports a marker that ends with the bracket s[i].
func markerBehind(s []byte, i int) bool {
	for k := i; k > 0 && k > i-34; k-- {
		if s[k-1] == '[' {
			return marker.End(s, k-1) == i+1
		}
	}
	return false
}

// Around returns the value that the word at s[i] is a part of; its end is 0 without one, and
// for what is a path.
func Around(s []byte, i int) Value {
	v, limit := Span{Start: back(s, i, maxLeading, token.Base64)}, min(len(s), i+token.MaxSize)
	v.Start += bytes.LastIndexByte(s[v.Start:i], '=') + 1
	for v.End = token.Run(token.Base64, s, i, limit); v.End < limit && s[v.End] == '~'; {
		v.End = token.Run(token.Base64, s, v.End+1, limit)
	}
	v = inside(s, v, "-.")
	if v.Start == 0 || v.Start >= v.End || s[v.Start-1] == '@' || v.End < len(s) && (s[v.End] == '(' || s[v.End] == '[' || s[v.End] == '@') {
		return Value{}
	}
	slashes := bytes.Count(s[v.Start:v.End], []byte("/"))
	if k := ascii.Classes(s[v.Start:v.End]); slashes > 0 && (s[v.Start] == '/' || k&ascii.Upper == 0 || k&ascii.Lower == 0 || k&ascii.Digit == 0 || slashes*9 > v.End-v.Start) {
		return Value{}
	}
	return Value{v, isQuote(s[v.Start-1]) && v.End < len(s) && s[v.End] == s[v.Start-1]}
}

// Labeled is a text in quotes with what follows it on its line, or in its statement:
// ("x", forKey: "token"). Its name is all that, its trigger that of [Context].
type Labeled struct{ Context }

const maxLabels = 48 // bytes behind a text

// Read implements [Way].
func (Labeled) Read(s []byte, i, from int) Pair {
	v := Around(s, i)
	if from > 0 || !v.Quoted {
		return Pair{}
	}
	name := Span{v.End + 1, v.End + 1}
	for limit := min(len(s), v.End+maxLabels); name.End < limit && s[name.End] != '\n' && s[name.End] != ';' && s[name.End] != '='; {
		name.End++
	}
	return Pair{Name: name, Value: v.Span, Quoted: true, Next: v.End}
}

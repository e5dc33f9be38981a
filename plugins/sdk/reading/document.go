package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/jsontext"
)

// Document is a document of JSON, which is valid: its members and elements are given one by one, an
// object or array before what is in it. Its trigger is where it begins. Other than other ways it
// keeps between calls what is open.
type Document struct {
	// IsLabel reports a key of which the text says what a value beside it is:
	// {"name": "token", "value": "x"}.
	IsLabel func(s []byte, key Span) bool

	Depth int  // objects and arrays around the pair that was read last
	Label Span // the text that says what its value is, or the option before it: ["--token", "x"]

	open []level
}

// level is an object or array that is open.
type level struct {
	object bool
	label  Span
}

// Begins implements [Way].
func (d *Document) Begins(s []byte, i int) bool {
	i = jsontext.Space(s, i)
	return i < len(s) && (s[i] == '{' || s[i] == '[' || s[i] == '"')
}

// Read implements [Way]. The name is the key, empty in an array; the value is the text between quotes, a
// number or word, or the first bracket.
func (d *Document) Read(s []byte, i, from int) (pair Pair) {
	if from == 0 {
		d.open, from = d.open[:0], i
	}
	for i = from; i < len(s); i++ {
		c, end := s[i], i+1
		switch {
		case c == '}' || c == ']':
			d.open = d.open[:len(d.open)-1]
			continue
		case c == '"':
			end = jsontext.StringEnd(s, i)
			if next := jsontext.Space(s, end); next < len(s) && s[next] == ':' {
				pair.Name, i = Span{i + 1, end - 1}, next
				continue
			}
		case inScalar(c):
			for end < len(s) && inScalar(s[end]) {
				end++
			}
		case c != '{' && c != '[':
			continue
		}
		if pair.Value, pair.Next = (Span{i, end}), end; c == '"' {
			pair.Value, pair.Quoted = Span{i + 1, end - 1}, true
		}
		if d.note(s, &pair); c == '{' || c == '[' {
			d.open = append(d.open, level{object: c == '{'})
		}
		return pair
	}
	return Pair{}
}

func inScalar(c byte) bool { return ascii.Class[c]&ascii.Word != 0 || c == '-' || c == '+' || c == '.' }

// note says where the pair stands, and remembers a label for what follows.
func (d *Document) note(s []byte, pair *Pair) {
	d.Depth, d.Label = len(d.open), Span{}
	if d.Depth == 0 {
		return
	}
	in, v := &d.open[d.Depth-1], pair.Value
	d.Label = in.label
	if !in.object {
		in.label = Span{}
	}
	switch {
	case !pair.Quoted || v.End-v.Start > maxKey:
	case !in.object && ascii.HasAt(s, v.Start, "--"):
		in.label = Span{v.Start + 2, v.End}
	case in.object && d.IsLabel(s, pair.Name):
		in.label = v
	}
}

package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Items are the values below a name, as a list of YAML. Their trigger is the colon; they are given
// one by one.
type Items struct{ Assignment }

// Begins implements [Way].
func (Items) Begins(s []byte, i int) bool {
	i = skip(s, i+1)
	return i < len(s) && s[i] == '\n'
}

// Read implements [Way].
func (x Items) Read(s []byte, i, from int) Pair {
	at := skip(s, max(i+1, from))
	if at >= len(s) || s[at] != '\n' {
		return Pair{}
	}
	if at = skip(s, at+1); !ascii.HasAt(s, at, "- ") {
		return Pair{}
	}
	v := x.values.At(s, at+2, nil)
	next := v.End
	if v.Quoted && next < len(s) && s[next] == s[v.Start-1] {
		next++
	}
	if v.End == 0 || next < len(s) && s[next] != '\n' {
		return Pair{}
	}
	return Pair{Name: x.names.Before(s, i), Value: v.Span, Quoted: v.Quoted, Next: next}
}

// Block is what is indented below a name and its colon, which is the trigger, as in YAML.
type Block struct{ names *Names }

// NewBlock returns the way of blocks.
func NewBlock(x *Names) Block { return Block{x} }

// Begins implements [Way].
func (Block) Begins(s []byte, i int) bool { return i+1 < len(s) && s[i+1] == '\n' }

// Read implements [Way].
func (x Block) Read(s []byte, i, from int) Pair {
	depth := indent(s, bytes.LastIndexByte(s[:i], '\n')+1)
	end := i + 2
	for end < len(s) && indent(s, end) > depth {
		if n := bytes.IndexByte(s[end:], '\n'); n >= 0 {
			end += n + 1
		} else {
			end = len(s)
		}
	}
	v := inside(s, Span{i + 1, end}, " \t\r\n")
	if from > 0 || v.Start == v.End {
		return Pair{}
	}
	return Pair{Name: x.names.Before(s, i), Value: v, Quoted: true, Next: v.End}
}

// indent returns the columns before the text of the line at s[i]; an empty line belongs to
// what stands around it.
func indent(s []byte, i int) int {
	text := skip(s, i)
	if text >= len(s) || s[text] == '\n' {
		return len(s)
	}
	return text - i
}

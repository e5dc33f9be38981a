package reading

import (
	"bytes"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Named is a value before its name: "x is the password", "x as my token". Its trigger is the
// first byte of the name.
type Named struct {
	Verbs []string // " is the "
}

const maxNamed = 128 // bytes of the value

// Begins implements [Way].
func (Named) Begins(s []byte, i int) bool { return i > 4 && s[i-1] == ' ' }

// Read implements [Way].
func (w Named) Read(s []byte, i, from int) Pair {
	for _, verb := range w.Verbs {
		if from > 0 || i < len(verb) || !ascii.HasFold(s, i-len(verb), verb) {
			continue
		}
		v, stops := inside(s, Span{0, i - len(verb)}, "\"'`\\["), "\"'`\\[("
		if n := bytes.LastIndexByte(s[max(0, v.End-maxTag):v.End], '<'); n >= 0 && s[v.End-1] == '>' {
			v.End, stops = max(0, v.End-maxTag)+n, ">" // an element
		}
		for v.Start = v.End; v.Start > 0 && v.Start > v.End-maxNamed && s[v.Start-1] > ' ' && strings.IndexByte(stops, s[v.Start-1]) < 0; {
			v.Start--
		}
		for v.Start < v.End && strings.IndexByte("/*#;-:", s[v.Start]) >= 0 {
			v.Start++
		}
		return Pair{Name: wordAt(s, i), Value: v, Quoted: true, Next: i}
	}
	return Pair{}
}

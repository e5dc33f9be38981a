package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Capability is a URL that opens something to anybody who knows it, with what does so in its path:
// https://host/hooks/x/y. Its name is the nearest part before the value that says so, empty without
// one; its trigger the first byte of a run of letters and digits in the first part of the value.
// https://www.w3.org/TR/capability-urls/
type Capability struct {
	Context
	Words *wordlist.List
}

const maxParts = 4 // of a path between a name and its value

// Read implements [Way].
func (w Capability) Read(s []byte, i, from int) Pair {
	v := Span{back(s, i, maxLeading, token.Dash), i}
	name, ok := w.name(s, v.Start-1)
	if from > 0 || !ok {
		return Pair{}
	}
	limit := min(len(s), i+token.MaxSize)
	for v.End = token.Run(token.Dash, s, i, limit); v.End < limit && s[v.End] == '/'; {
		v.End = token.Run(token.Dash, s, v.End+1, limit)
	}
	return Pair{Name: name, Value: v, Next: v.End}
}

// name returns that part of the path before the slash s[i], and whether it is one of a URL; a
// part of one byte says less than the others.
func (w Capability) name(s []byte, i int) (name Span, ok bool) {
	if i < 7 || s[i] != '/' {
		return Span{}, false
	}
	for low, parts := i-maxLabel, 0; i > low; parts++ {
		part := Span{back(s, i, maxLabel, token.Dash), i}
		if parts < maxParts && name.End-name.Start < 2 && w.Words.Has(s[part.Start:part.End]) {
			name = part
		}
		if i = part.Start - 1; i < 2 || s[i] != '/' && s[i] != '.' {
			break
		}
		if s[i-1] == '/' && s[i-2] == ':' {
			return name, true
		}
	}
	return Span{}, false
}

package reading

import "github.com/driftsync/driftsync/plugins/sdk/token"

// Credentials stand in a header behind the name of a scheme: "Bearer x". Its trigger is the
// first byte of the scheme.
// https://www.rfc-editor.org/rfc/rfc9110#section-11.4
type Credentials struct{}

// Begins implements [Way].
func (Credentials) Begins(s []byte, i int) bool {
	end := wordAt(s, i).End
	return end < len(s) && s[end] == ' '
}

// Read implements [Way].
func (Credentials) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	v := Span{Start: skip(s, name.End)}
	for v.End = token.Run(token.Base64, s, v.Start, len(s)); v.End < len(s) && s[v.End] == '~'; {
		v.End = token.Run(token.Base64, s, v.End+1, len(s))
	}
	for v.End > v.Start && s[v.End-1] == '.' {
		v.End--
	}
	if from > 0 || v.Start == v.End {
		return Pair{}
	}
	return Pair{Name: name, Value: v, Next: v.End}
}

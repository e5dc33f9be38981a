package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Hyphenated is a word, or a UUID, that a hyphen joins to its name: vendor-apikey-x. Its trigger is
// the first byte of the last run of letters and digits in it.
type Hyphenated struct{}

// Begins implements [Way].
func (Hyphenated) Begins(s []byte, i int) bool {
	return i > 3 && s[i-1] == '-'
}

// Read implements [Way].
func (Hyphenated) Read(s []byte, i, from int) Pair {
	v := wordAt(s, i)
	v.Start = uuidStart(s, v)
	if from > 0 || v.Start < 4 || s[v.Start-1] != '-' || ascii.Class[s[v.Start-2]]&(ascii.Upper|ascii.Lower) == 0 || v.End < len(s) && (s[v.End] == '.' || s[v.End] == '-' || s[v.End] == '/') {
		return Pair{}
	}
	return Pair{Name: nameBefore(s, v.Start-1), Value: v, Next: v.End}
}

// uuidStart returns the start of the UUID whose last part is v, or that of v.
func uuidStart(s []byte, v Span) int {
	i := v.Start
	if v.End-i != 12 || i < 24 || s[i-6] != '-' || s[i-11] != '-' || s[i-16] != '-' || i > 24 && ascii.Class[s[i-25]]&ascii.Word != 0 || !token.IsHex(s[i-24:i-16]) {
		return i
	}
	return i - 24
}

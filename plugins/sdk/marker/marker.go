// Package marker knows what stands in a text instead of something that was taken away.
package marker

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// End returns the end of a marker or pseudonym at s[i], or 0. A rule never
// looks inside one, so that redaction is idempotent.
func End(s []byte, i int) int {
	if i >= len(s) || s[i] != '[' {
		return 0
	}
	n := i + 1
	for n < len(s) && n < i+33 && (ascii.Class[s[n]]&(ascii.Upper|ascii.Digit) != 0 || s[n] == '_' || s[n] == ':' || s[n] == '-') {
		n++
	}
	if n == i+1 || n >= len(s) || s[n] != ']' {
		return 0
	}
	return n + 1
}

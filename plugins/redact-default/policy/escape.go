package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// skipEscape passes the escape at s[i]: a run of backslashes and the letter or the
// digits after it, so that the word after it begins at its own first letter.
func skipEscape(s []byte, i int) int {
	start := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i >= len(s) {
		return i
	}
	switch s[i] {
	case 'n', 't', 'r':
		return i + 1
	case 'u':
		if view.Hex4(s, i) >= 0 {
			return i + 5
		}
	case 'x':
		if i+2 < len(s) && ascii.Class[s[i+1]]&ascii.Class[s[i+2]]&ascii.Hex != 0 {
			return i + 3
		}
	case '0', '1', '2', '3':
		if i+2 < len(s) && ascii.Class[s[i+1]]&ascii.Class[s[i+2]]&ascii.Digit != 0 && i == start+1 {
			return i + 3
		}
	}
	return i
}

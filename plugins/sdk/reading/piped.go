package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Piped is what the command before a bar gives to the one behind it: "echo x | sudo -S",
// "echo ada:x | chpasswd". Its name is the second command, its trigger the first byte of that.
type Piped struct {
	Text bool // a text in quotes needs no command: "x" | ConvertTo-SecureString
}

const maxPiped = 96 // bytes before the second command that are read

// Begins implements [Way].
func (Piped) Begins(s []byte, i int) bool {
	return bytes.IndexByte(s[lineStart(s, i, maxPiped):i], '|') >= 0
}

// Read implements [Way].
func (w Piped) Read(s []byte, i, from int) Pair {
	low := lineStart(s, i, maxPiped)
	v := inside(s, Span{low, low + bytes.LastIndexByte(s[low:i], '|')}, " ")
	quote := byte(' ')
	if v.End > v.Start && (s[v.End-1] == '"' || s[v.End-1] == '\'') {
		v.End--
		quote = s[v.End]
	}
	if from > 0 || v.End < v.Start || w.Text && quote == ' ' {
		return Pair{}
	}
	n := bytes.LastIndexByte(s[v.Start:v.End], quote)
	if n < 0 {
		return Pair{}
	}
	before := v.Start + n
	v.Start = before + 1
	if !w.Text {
		if quote == ' ' {
			before++
		}
		if !ascii.HasFold(s, before-5, "echo ") && !ascii.HasFold(s, before-3, "-n ") && !ascii.HasFold(s, before-5, "intf ") {
			return Pair{}
		}
		v.Start += bytes.IndexByte(s[v.Start:v.End], ':') + 1
	}
	return Pair{Name: wordAt(s, i), Value: v, Quoted: true, Next: i}
}

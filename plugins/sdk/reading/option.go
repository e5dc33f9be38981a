package reading

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Option is the option of a command with its value: "--password x". Its trigger is the first
// hyphen.
type Option struct{ Values *Values }

// Begins implements [Way].
func (Option) Begins(s []byte, i int) bool {
	name, _ := OptionAt(s, i)
	return name.End > name.Start && name.End < len(s) && s[name.End] == ' '
}

// Read implements [Way].
func (w Option) Read(s []byte, i, from int) Pair {
	name, _ := OptionAt(s, i)
	return optionPair(s, name, w.Values.At(s, name.End, nil), from)
}

func optionPair(s []byte, name Span, v Value, from int) Pair {
	if from > 0 || v.End == 0 || s[v.Start] == '-' {
		return Pair{}
	}
	return Pair{Name: name, Value: v.Span, Quoted: v.Quoted, Next: v.End}
}

// OptionAt returns the name of the option whose first hyphen is s[i], and how many hyphens it
// has; none in a word.
func OptionAt(s []byte, i int) (name Span, hyphens int) {
	start := i
	if i > 0 && (s[i-1] == '-' || ascii.Class[s[i-1]]&ascii.Word != 0) {
		return Span{i, i}, 0
	}
	for start < len(s) && s[start] == '-' {
		start++
	}
	if start > i+2 || start >= len(s) {
		return Span{start, start}, 0
	}
	end := start
	for end < len(s) && end < start+maxName && (ascii.Class[s[end]]&ascii.Word != 0 || s[end] == '-') {
		end++
	}
	return Span{start, end}, start - i
}

package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

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

// Flag is an option of one letter with its value, which may follow without a space: "-p x",
// "-px". Its trigger is the hyphen.
type Flag struct{ Values *Values }

// Begins implements [Way].
func (Flag) Begins(s []byte, i int) bool {
	name, hyphens := OptionAt(s, i)
	return hyphens == 1 && name.Start+1 < len(s)
}

// Read implements [Way].
func (w Flag) Read(s []byte, i, from int) Pair {
	name := Span{i + 1, i + 2}
	v := w.Values.At(s, name.End, nil)
	apart := s[name.End] == ' '
	if !apart && v.Start > name.End+1 && (s[name.End] != '\\' || v.Start > name.End+9) {
		return Pair{}
	}
	pair := optionPair(s, name, v, from)
	pair.Close = !apart
	return pair
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

// AccountOption is an account with its password behind an option: "-u ada:x", "-Uada%x",
// "--user ada:x". Its name is the account, its trigger the first hyphen.
type AccountOption struct {
	Signs string // one of which divides the two
}

// Begins implements [Way].
func (AccountOption) Begins(s []byte, i int) bool {
	name, _ := OptionAt(s, i)
	return name.End > name.Start
}

// Read implements [Way].
func (w AccountOption) Read(s []byte, i, from int) Pair {
	option, hyphens := OptionAt(s, i)
	at := option.End
	if hyphens == 1 {
		at = option.Start + 1
	}
	v := shellWord(s, skip(s, at))
	n := bytes.IndexAny(s[v.Start:v.End], w.Signs)
	if from > 0 || n < 0 || n > maxName || v.End < len(s) && s[v.End] == '[' {
		return Pair{}
	}
	return Pair{Name: Span{v.Start, v.Start + n}, Value: Span{v.Start + n + 1, v.End}, Quoted: true, Next: v.End}
}

// Logon is an account with its password behind a command: "sqlplus ada/x@db". Its name is the
// account, its trigger the first byte of the command.
type Logon struct{ Argument }

// Read implements [Way].
func (w Logon) Read(s []byte, i, from int) Pair {
	pair := w.Argument.Read(s, i, from)
	v := pair.Value
	n := bytes.IndexByte(s[v.Start:v.End], '/')
	if from > 0 || n < 1 {
		return Pair{}
	}
	pair.Name, pair.Value.Start, pair.Quoted = Span{v.Start, v.Start + n}, v.Start+n+1, true
	if at := bytes.LastIndexByte(s[pair.Value.Start:v.End], '@'); at >= 0 {
		pair.Value.End = pair.Value.Start + at
	}
	return pair
}

// Slash is the option of a command of Windows with its value: "/p:x". Its trigger is the colon.
type Slash struct{}

// Begins implements [Way].
func (Slash) Begins(s []byte, i int) bool { return i > 2 && s[i-2] == '/' && s[i-3] == ' ' }

// Read implements [Way].
func (Slash) Read(s []byte, i, from int) Pair {
	return optionPair(s, Span{i - 1, i}, shellWord(s, i+1), from)
}

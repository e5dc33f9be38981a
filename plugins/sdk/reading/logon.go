package reading

import "bytes"

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

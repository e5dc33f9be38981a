package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Argument is an argument of a command, options aside: "htpasswd -b file ada x". Its name is the
// command, its trigger the first byte of it. It gives one argument after the other.
type Argument struct {
	After  int    // arguments before the first one
	Option string // lower case, behind which it stands; empty without one
}

const maxArguments = 160 // bytes of a command that are read

// Begins implements [Way].
func (Argument) Begins(s []byte, i int) bool {
	end := wordAt(s, i).End
	return end < len(s) && s[end] == ' '
}

// Read implements [Way].
func (a Argument) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	at, after := name.End, a.After
	if from > 0 {
		at, after = from, 0
	} else if at = a.option(s, at); at == 0 {
		return Pair{}
	}
	for limit := min(len(s), at+maxArguments); at < limit; {
		v := shellWord(s, skip(s, at))
		if v.End == 0 || s[v.Start] == '&' || s[v.End-1] == '|' {
			break
		}
		at = v.End
		if v.Quoted {
			at++
		}
		if s[v.Start] == '-' {
			continue
		}
		if after--; after < 0 {
			return Pair{Name: name, Value: v.Span, Quoted: v.Quoted, Next: at}
		}
	}
	return Pair{}
}

// option returns the end of the option on the line from s[i] on, or 0.
func (a *Argument) option(s []byte, i int) int {
	for end := i; end < len(s) && end < i+2*maxArguments && s[end] != '\n'; end++ {
		if ascii.HasFold(s, end, a.Option) {
			return end + len(a.Option)
		}
	}
	return 0
}

// shellWord returns the argument of a command at s[i]; its end is 0 without one.
func shellWord(s []byte, i int) Value {
	if i < len(s) && isQuote(s[i]) {
		v := quoted(s, i, maxArguments)
		return Value{v, true}
	}
	end := i
	for end < len(s) && end < i+maxArguments && s[end] > ' ' && s[end] != '"' && s[end] != '`' && s[end] != ';' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	if end == i {
		return Value{}
	}
	return Value{Span: Span{i, end}}
}

package reading

import (
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Named is a value before its name: "x is the password", "x as my token". Its trigger is the
// first byte of the name.
type Named struct {
	Verbs []string // " is the "
}

const maxNamed = 128 // bytes of the value

// Begins implements [Way].
func (Named) Begins(s []byte, i int) bool { return i > 4 && s[i-1] == ' ' }

// Read implements [Way].
func (w Named) Read(s []byte, i, from int) Pair {
	for _, verb := range w.Verbs {
		if from > 0 || i < len(verb) || !ascii.HasFold(s, i-len(verb), verb) {
			continue
		}
		v := inside(s, Span{0, i - len(verb)}, "\"'`\\[")
		for v.Start = v.End; v.Start > 0 && v.Start > v.End-maxNamed && s[v.Start-1] > ' ' && strings.IndexByte("\"'`\\[(", s[v.Start-1]) < 0; {
			v.Start--
		}
		for v.Start < v.End && strings.IndexByte("/*#;-:", s[v.Start]) >= 0 {
			v.Start++
		}
		return Pair{Name: wordAt(s, i), Value: v, Quoted: true, Next: i}
	}
	return Pair{}
}

// Adjacent is a name that ends a text in quotes, with its value in another one behind it:
// "password" "x", 'Password', with: 'x'. Its trigger is the first byte of the name.
type Adjacent struct{}

// Begins implements [Way].
func (Adjacent) Begins(s []byte, i int) bool { return secondQuote(s, wordAt(s, i).End) > 0 }

// Read implements [Way].
func (Adjacent) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	v := quoted(s, secondQuote(s, name.End), maxSpoken)
	if from > 0 || v.End == 0 {
		return Pair{}
	}
	return Pair{Name: name, Value: v, Close: true, Quoted: true, Next: v.End}
}

// secondQuote returns the quote of a text that follows the one which ends at s[i], after a space
// or after a comma and a name; 0 without one.
func secondQuote(s []byte, i int) int {
	if i >= len(s) || !isQuote(s[i]) {
		return 0
	}
	at := i + 1
	if ascii.HasAt(s, at, " ,") {
		at++
	}
	if at < len(s) && s[at] == ',' {
		for at++; at < len(s) && at < i+16 && (s[at] == ' ' || ascii.Class[s[at]]&ascii.Lower != 0); {
			at++
		}
		if at >= len(s) || s[at] != ':' {
			return 0
		}
		at++
	}
	if at+1 < len(s) && s[at] == ' ' && isQuote(s[at+1]) {
		return at + 1
	}
	return 0
}

// Paired is an account with its password behind the names of both: "id/pw ada/x". Its trigger
// is the first byte of the second name.
type Paired struct {
	Users *wordlist.List // names of the account
}

const maxAccount = 64 // bytes of an account

// Begins implements [Way].
func (Paired) Begins(s []byte, i int) bool {
	return i > 1 && strings.IndexByte(" /&|,", s[i-1]) >= 0
}

// Read implements [Way].
func (w Paired) Read(s []byte, i, from int) Pair {
	user := outside(s, Span{i, i}, " /&|,").Start
	first := nameBefore(s, user)
	name := wordAt(s, i)
	at := passed(s, name.End, " :=")
	account := at
	for at < len(s) && at < account+maxAccount && s[at] < 0x80 && inName(s[at]) {
		at++
	}
	sign := passed(s, at, " /,|:")
	if from > 0 || account == name.End || at == account || sign == at || !w.Users.Has(s[first.Start:first.End]) {
		return Pair{}
	}
	v := SpokenAt(s, sign)
	return Pair{Name: name, Value: v, Next: v.End}
}

const maxSigns = 4 // bytes of signs between two words

// passed returns the end of the signs at s[i] that stand in set.
func passed(s []byte, i int, set string) int {
	end := i
	for end < len(s) && end < i+maxSigns && strings.IndexByte(set, s[end]) >= 0 {
		end++
	}
	return end
}

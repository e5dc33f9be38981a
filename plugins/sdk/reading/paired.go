package reading

import (
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

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
	for at < len(s) && at < account+maxAccount && s[at] < 0x80 && InName(s[at]) {
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

package reading

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

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

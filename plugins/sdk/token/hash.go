package token

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// HashForm is a name between the first two dollars of the hash of a password.
type HashForm struct {
	Name string
	Min  int // bytes that follow, at least
}

// HashSet finds hashes of passwords: people choose passwords that a hash does not hide.
type HashSet struct {
	Forms []HashForm
	Names *wordlist.List // before the first dollar
}

// Find returns the hash around the dollar s[i]; end is 0 without one.
func (t *HashSet) Find(s []byte, i int) (start, end int) {
	name := i + 1
	for name < len(s) && name < i+16 && (Alphabets[s[name]]&Dash != 0) {
		name++
	}
	if name >= len(s) || s[name] != '$' {
		return 0, 0
	}
	for _, form := range t.Forms {
		if len(form.Name) == name-i-1 && ascii.HasAt(s, i+1, form.Name) {
			if end = cryptEnd(s, name+1); end-name-1 >= form.Min && randomHash(s[name+1:end]) {
				return i, end
			}
			return 0, 0
		}
	}
	start = i
	for start > 0 && start > i-24 && (Alphabets[s[start-1]]&Word != 0 || s[start-1] == ':') {
		start--
	}
	if word := start + wordLength(s[start:i]); !t.Names.Has(s[start:word]) && !ascii.HasFold(s, start, "pbkdf2:") {
		return 0, 0
	}
	if end = cryptEnd(s, name+1); end-name-1 >= 30 && randomHash(s[name+1:end]) {
		return start, end
	}
	return 0, 0
}

func wordLength(s []byte) (n int) {
	for n < len(s) && Alphabets[s[n]]&Word != 0 {
		n++
	}
	return n
}

func cryptEnd(s []byte, i int) int {
	for low := i; i < len(s) && i < low+MaxSize && (Alphabets[s[i]]&Base64 != 0 || s[i] == '$' || s[i] == ',' || (s[i] == '*' || s[i] == ':' || s[i] == '@') && i < low+160 && i+1 < len(s) && s[i+1] > ' ' && s[i+1] != ':' && Alphabets[s[low]]&Dot != 0 && krb(s, low)); {
		i++
	}
	return i
}

// krb reports that the hash whose text begins at s[i] is of Kerberos, where an account
// stands in it.
func krb(s []byte, i int) bool {
	for low := max(0, i-12); i > low; i-- {
		if ascii.HasAt(s, i-1, "$krb5") {
			return true
		}
	}
	return false
}

// randomHash reports what is no row of variables.
func randomHash(v []byte) bool {
	k := ascii.Classes(v)
	return k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0 && ascii.Changes(v)*3 >= len(v)*2
}

package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Hashes of passwords in the forms that systems keep them: people choose passwords
// that a hash does not hide.

// cryptForm is a name between the first two dollars of a hash.
type cryptForm struct {
	name string
	min  int // bytes that follow, at least
}

// cryptSpan returns the hash around the dollar s[i]; end is 0 without one.
func cryptSpan(_ *Policy, s []byte, i int) (start, end int) {
	name := i + 1
	for name < len(s) && name < i+16 && (alphabet[s[name]]&inDash != 0) {
		name++
	}
	if name >= len(s) || s[name] != '$' {
		return 0, 0
	}
	for _, form := range cryptForms {
		if len(form.name) == name-i-1 && ascii.HasAt(s, i+1, form.name) {
			if end = cryptEnd(s, name+1); end-name-1 >= form.min && randomHash(s[name+1:end]) {
				return i, end
			}
			return 0, 0
		}
	}
	start = i
	for start > 0 && start > i-24 && (alphabet[s[start-1]]&inWord != 0 || s[start-1] == ':') {
		start--
	}
	if word := start + wordLength(s[start:i]); !cryptNames.Has(s[start:word]) && !ascii.HasFold(s, start, "pbkdf2:") {
		return 0, 0
	}
	if end = cryptEnd(s, name+1); end-name-1 >= 30 && randomHash(s[name+1:end]) {
		return start, end
	}
	return 0, 0
}

func wordLength(s []byte) (n int) {
	for n < len(s) && alphabet[s[n]]&inWord != 0 {
		n++
	}
	return n
}

func cryptEnd(s []byte, i int) int {
	for low := i; i < len(s) && i < low+maxToken && (alphabet[s[i]]&inBase64 != 0 || s[i] == '$' || s[i] == ',' || (s[i] == '*' || s[i] == ':' || s[i] == '@') && i < low+160 && i+1 < len(s) && s[i+1] > ' ' && s[i+1] != ':' && alphabet[s[low]]&inDot != 0 && krb(s, low)); {
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

// storedHash reports that the value s[v.start:v.end] stands where lists of accounts
// have a hash: after "{SSHA}", as "*HEX" of MySQL, or between the colons of a dump.
func storedHash(s []byte, v value) bool {
	if v.start == 0 {
		return false
	}
	text := s[v.start:v.end]
	switch s[v.start-1] {
	case '}':
		for k := v.start - 2; k >= 0 && k > v.start-18; k-- {
			if s[k] == '{' {
				return ascii.HasFold(s, k, "{ssha") || ascii.HasFold(s, k, "{sha") || ascii.HasFold(s, k, "{smd5") || ascii.HasFold(s, k, "{md5") || ascii.HasFold(s, k, "{pbkdf2") || ascii.HasFold(s, k, "{crypt")
			}
		}
	case '*':
		return len(text) == 40 && isHex(text) && ascii.Classes(text)&ascii.Lower == 0 && (v.start < 2 || s[v.start-2] == '\'' || s[v.start-2] == '"')
	case ':':
		return len(text) == 32 && isHex(text) && (ascii.HasAt(s, v.end, ":::") || v.end+33 <= len(s) && s[v.end] == ':' && isHex(s[v.end+1:v.end+33]))
	}
	return false
}

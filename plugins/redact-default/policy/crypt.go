package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Hashes of passwords in the forms that systems keep them: people choose passwords
// that a hash does not hide.

// cryptForms are the names between the first two dollars of a hash, and the least
// that follows them.
var cryptForms = []struct {
	name string
	min  int
}{
	{"1", 24}, {"2", 50}, {"2a", 50}, {"2b", 50}, {"2x", 50}, {"2y", 50}, {"5", 44}, {"6", 80}, {"7", 40}, {"8", 44}, {"9", 44}, {"y", 40}, {"gy", 40}, {"md5", 22}, {"sha1", 28}, {"apr1", 24},
	{"argon2", 40}, {"argon2i", 40}, {"argon2d", 40}, {"argon2id", 40}, {"scrypt", 40}, {"pbkdf2", 30}, {"pbkdf2-sha1", 30}, {"pbkdf2-sha256", 40}, {"pbkdf2-sha512", 40}, {"bcrypt-sha256", 40},
	{"P", 28}, {"H", 28}, {"S", 50}, {"NT", 30}, {"krb5asrep", 40}, {"krb5tgs", 40}, {"krb5pa", 40}, {"krb5", 40}, {"DCC2", 32}, {"ml", 60},
}

// Names before the first dollar of a hash.
var cryptNames = wordlist.New("pbkdf2_sha256", "pbkdf2_sha1", "bcrypt", "bcrypt_sha256", "argon2", "scrypt", "sha1", "md5", "sha256", "sha512")

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

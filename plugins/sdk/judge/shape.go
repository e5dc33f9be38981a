package judge

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

func Spaces(v []byte) (n int) {
	for _, c := range v {
		if c == ' ' {
			n++
		}
	}
	return n
}

// sentence reports prose: three words or more.
func sentence(v []byte) bool { return Spaces(v) >= 2 }

// Odd reports three different symbols that names, paths and formats have not.
func Odd(v []byte) bool {
	seen, kinds := [4]uint64{}, 0
	for _, c := range v {
		if Symbols[c] && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			kinds++
		}
	}
	return kinds >= 3 && Spaces(v) == 0
}

func hasURL(v []byte) bool {
	for i := 0; i+2 < len(v) && i < 12; i++ {
		if v[i] == ':' && v[i+1] == '/' && v[i+2] == '/' {
			return true
		}
	}
	return false
}

func Symbol(v []byte) bool {
	for _, c := range v {
		switch c {
		case '!', '#', '$', '%', '^', '&', '*', '?', '@':
			return true
		}
	}
	return false
}

// Expression reports an expression of a program: a call, an index, a property, an
// identifier without digits.
func Expression(v []byte) bool {
	digits, dots := 0, 0
	plain := true
	for i, c := range v {
		switch {
		case c == '(' || c == '[' || c == ':' && i+1 < len(v) && v[i+1] == ':':
			return plain && i > 0
		case ascii.Class[c]&ascii.Digit != 0:
			digits++
		case c == '?' && i+1 < len(v) && v[i+1] == '.':
		case c == '.':
			dots++
		case ascii.Class[c]&ascii.Word == 0:
			plain = false
		}
	}
	if !plain {
		return false
	}
	return digits == 0 || dots > 0 && len(v) < 24 && ascii.Class[v[0]]&(ascii.Upper|ascii.Lower) != 0 && digits <= 2
}

// ChainAddress reports the public address of an account of a chain.
func ChainAddress(v []byte) bool {
	return len(v) == 42 && ascii.HasAt(v, 0, "0x") && token.IsHex(v[2:])
}

// Digest reports a hash or a UUID: hex of a usual length.
func Digest(v []byte) bool {
	hex := 0
	if ChainAddress(v) {
		return true
	}
	for at := len(v) - 32; at > 2; at-- { // node-modules-0a31…
		if v[at-1] == '-' && ascii.Class[v[at-2]]&ascii.Lower != 0 {
			return token.IsHex(v[at:]) && Digest(v[at:])
		}
	}
	for _, c := range v {
		switch {
		case ascii.Class[c]&ascii.Hex != 0:
			hex++
		case c != '-':
			return false
		}
	}
	return hex == 32 || hex == 40 || hex == 64 || hex == 96 || hex == 128
}

// resource reports the name of a resource of a cloud, or of a standard.
func resource(v []byte) bool {
	return len(v) > 4 && v[3] == ':' && (ascii.HasAt(v, 0, "arn:") || ascii.HasAt(v, 0, "urn:") || ascii.HasAt(v, 0, "did:"))
}

// InResource reports that the colon s[i] divides such a name.
func InResource(s []byte, i int) bool {
	if i < 0 || i+1 >= len(s) || s[i] != ':' || s[i+1] == ' ' {
		return false
	}
	for low := max(0, i-160); i > low && (inResource[s[i-1]] || s[i-1] == ':'); {
		i--
	}
	return resource(s[i:])
}

// integrity reports the digest of a file as packages and pages give it.
// https://www.w3.org/TR/SRI/
func integrity(v []byte) bool {
	return len(v) > 30 && v[0] == 's' && (ascii.HasAt(v, 0, "sha512-") || ascii.HasAt(v, 0, "sha384-") || ascii.HasAt(v, 0, "sha256-") || ascii.HasAt(v, 0, "sha1-"))
}

// Mixed reports letters and digits, and no version or hash.
func Mixed(v []byte) bool {
	k := ascii.Classes(v)
	return k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0 && !Digest(v) && (ascii.Class[v[0]]&ascii.Digit == 0 || k&ascii.Upper != 0 && k&ascii.Lower != 0)
}

// Mail reports a mail address.
func Mail(v []byte) bool {
	for i, c := range v {
		if c == '@' {
			return i > 0 && i+1 < len(v) && ascii.HasByte(v[i:], '.')
		}
	}
	return false
}

// Version reports numbers between dots, and dates.
func Version(v []byte) bool {
	if v[0] == 'v' || v[0] == 'V' {
		v = v[1:]
	}
	for i, c := range v {
		if ascii.Class[c]&ascii.Digit == 0 {
			return i > 0 && (c == '.' || c == ':' || c == '-' && i <= 4 || c == ',')
		}
	}
	return true
}

// PhraseEnd returns the end of such a phrase at s[i], or 0.
func PhraseEnd(s []byte, i int) int {
	if i+3*minPhrase > len(s) || ascii.Class[s[i]]&ascii.Lower == 0 {
		return 0
	}
	words, start := 0, i
	for ; i < len(s) && i <= start+9 && words < 2*minPhrase; i++ {
		switch {
		case ascii.Class[s[i]]&ascii.Lower != 0:
		case s[i] == ' ' && i >= start+3:
			words++
			start = i + 1
		default:
			if i >= start+3 {
				words++
			}
			if words >= minPhrase {
				return i
			}
			return 0
		}
	}
	if i >= len(s) && i >= start+3 && words+1 >= minPhrase {
		return i
	}
	return 0
}

const minPhrase = 12 // words of the phrase that a wallet is made from

// Symbols marks the punctuation of passwords that names and paths have not.
var Symbols = setOf("!#$%^&*?@{}()[]<>~|;+¨¿")

// inResource marks the bytes of names of resources.
var inResource = setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/=")

func setOf(text string) (t [256]bool) {
	for i := range len(text) {
		t[text[i]] = true
	}
	return t
}

// Compound reports words and numbers that hyphens, dots or slashes join, as no credentials of a
// header are: IP-level, v1.0.1/go.mod.
func Compound(v []byte) bool {
	parts := 0
	for start := 0; start < len(v); parts++ {
		end := start
		for end < len(v) && ascii.Class[v[end]]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 {
			end++
		}
		if end == start || end-start > maxPlain || end < len(v) && v[end] != '-' && v[end] != '.' && v[end] != '/' || !plain(v[start:end]) {
			return false
		}
		start = end + 1
	}
	return parts > 1
}

// plain reports a word that is written in one case, but for its first letter.
func plain(v []byte) bool {
	k := ascii.Classes(v[1:])
	return k&ascii.Upper == 0 || k&ascii.Lower == 0 && ascii.Class[v[0]]&ascii.Lower == 0
}

const maxPlain = 14 // letters of a word of prose, or digits

// Numbered reports the name of a thing with its number: words in camel case, and digits at the
// end.
func Numbered(v []byte) bool {
	end := len(v)
	for end > 0 && ascii.Class[v[end-1]]&ascii.Digit != 0 {
		end--
	}
	words := 0
	for i, c := range v[:end] {
		switch {
		case ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0:
			return false
		case ascii.Class[c]&ascii.Upper != 0 && i+1 < end && ascii.Class[v[i+1]]&ascii.Lower != 0 || i == 0:
			words++
		}
	}
	return words > 1 && end < len(v) && end >= maxPlain && token.RandomnessOf(v) == token.Ordinary
}

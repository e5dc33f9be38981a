package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// randomness says how much a text looks like a secret.
type randomness uint8

const (
	ordinary randomness = iota
	hashlike            // a digest or a UUID: an id as often as a secret
	mixedUp             // letters and digits take turns
	unlikely            // long, too
)

// randomnessOf judges a text without spaces.
func randomnessOf(v []byte) randomness {
	if len(v) < longRun || len(v) > maxToken/2 {
		return ordinary
	}
	k := ascii.Classes(v)
	if k&(ascii.Upper|ascii.Lower) == 0 {
		return ordinary
	}
	if hex := hexDigits(v); hex > 0 {
		if hex >= 20 && k&ascii.Digit != 0 && ascii.Changes(v)*3 >= len(v)*2 {
			return hashlike
		}
		return ordinary
	}
	turns, digits, letters, cases := 0, 0, 0, 0
	last := uint8(0)
	for _, c := range v[:min(len(v), 256)] {
		x := ascii.Class[c] & (ascii.Digit | ascii.Upper | ascii.Lower)
		switch {
		case x == 0:
			last = 0
			continue
		case x == ascii.Digit:
			digits++
		default:
			letters++
		}
		if last != 0 && x != last && (last != ascii.Upper || x != ascii.Lower) {
			turns++
			if x != ascii.Digit && last != ascii.Digit {
				cases++
			}
		}
		last = x
	}
	n := digits + letters
	switch {
	case letters < 3 || n*4 < len(v)*3:
		return ordinary
	case digits == 0:
		if n >= 16 && randomLetters(v) {
			return mixedUp
		}
		return ordinary
	case n >= 16 && letters >= 10 && k&(ascii.Upper|ascii.Lower) != ascii.Upper|ascii.Lower && vowels(v)*8 < letters && ascii.Changes(v)*4 >= len(v)*3:
		return mixedUp
	case digits < 2 && cases*100 < 22*n && (n < 20 || cases*100 < 12*n) || turns*100 < 28*n && (n < 20 || turns*4 < n) || ascii.Changes(v)*4 < len(v)*3:
		return ordinary
	case n >= 20 && entropy(v)*10 >= 34*min(len(v), 256):
		return unlikely
	}
	return mixedUp
}

// hexDigits counts the digits of a text of hexadecimal digits and hyphens; it is 0 for
// any other text.
func hexDigits(v []byte) (n int) {
	if ascii.HasAt(v, 0, "0x") {
		v = v[2:]
	}
	cases := uint8(0)
	for _, c := range v {
		switch {
		case ascii.Class[c]&ascii.Hex != 0:
			n++
			cases |= ascii.Class[c]
		case c != '-':
			return 0
		}
	}
	if cases&ascii.Upper != 0 && cases&ascii.Lower != 0 {
		return 0 // digests have one case
	}
	return n
}

// randomLetters reports letters of both cases that are no words.
func randomLetters(v []byte) bool {
	cases, letters := 0, 0
	last := uint8(0)
	for _, c := range v {
		x := ascii.Class[c] & (ascii.Upper | ascii.Lower)
		if x == 0 {
			if c != '_' && c != '-' {
				return false
			}
			last = 0
			continue
		}
		letters++
		if last == ascii.Lower && x == ascii.Upper {
			cases++
		}
		last = x
	}
	k := ascii.Classes(v)
	return letters >= 12 && k&ascii.Upper != 0 && k&ascii.Lower != 0 && (cases*100 >= 33*letters || vowels(v)*100 <= 18*letters && cases > 1)
}

func vowels(v []byte) (n int) {
	for _, c := range v {
		switch c | 0x20 {
		case 'a', 'e', 'i', 'o', 'u':
			n++
		}
	}
	return n
}

// isSerial reports groups of capitals and digits between hyphens, as of a licence.
func isSerial(v []byte) bool {
	groups, n := 1, 0
	for _, c := range v {
		switch {
		case c == '-':
			if n < 3 || n > 8 {
				return false
			}
			groups, n = groups+1, 0
		case ascii.Class[c]&(ascii.Upper|ascii.Digit) == 0:
			return false
		default:
			n++
		}
	}
	return groups >= 4 && n >= 3 && n <= 8 && ascii.Classes(v)&ascii.Upper != 0
}

// noisy reports a text of many symbols that is no pattern: the salts of a blog.
func noisy(v []byte) bool {
	if len(v) < 20 || len(v) > 128 {
		return false
	}
	seen, kinds, turns := [4]uint64{}, 0, 0
	for i, c := range v {
		switch {
		case c == '\\' || c == '-' && i > 0 && i+1 < len(v) && (v[i+1] == 'z' || v[i+1] == 'Z' || v[i+1] == '9' || v[i+1] == 'f'):
			return false
		case i > 0 && (ascii.Class[c]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0) != (ascii.Class[v[i-1]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0):
			turns++
		}
		if symbols[c] && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			kinds++
		}
	}
	return kinds >= 5 && turns*4 >= len(v)
}

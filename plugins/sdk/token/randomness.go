package token

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/shannon"
)

// Randomness says how much a text looks like a secret.
type Randomness uint8

const (
	Ordinary Randomness = iota
	Hashlike            // a digest or a UUID: an id as often as a secret
	MixedUp             // letters and digits take turns
	Unlikely            // long, too
)

// RandomnessOf judges a text without spaces.
func RandomnessOf(v []byte) Randomness {
	if len(v) < MinRandom || len(v) > MaxSize/2 {
		return Ordinary
	}
	k := ascii.Classes(v)
	if k&(ascii.Upper|ascii.Lower) == 0 {
		return Ordinary
	}
	if hex := HexDigits(v); hex > 0 {
		if hex >= 20 && k&ascii.Digit != 0 && ascii.Changes(v)*3 >= len(v)*2 {
			return Hashlike
		}
		return Ordinary
	}
	digits, letters, turns, cases := mixture(v[:min(len(v), 256)])
	n := digits + letters
	switch {
	case letters < 3 || n*4 < len(v)*3:
		return Ordinary
	case digits == 0:
		if n >= 16 && RandomLetters(v) {
			return MixedUp
		}
		return Ordinary
	case n >= 16 && letters >= 10 && k&(ascii.Upper|ascii.Lower) != ascii.Upper|ascii.Lower && Vowels(v)*8 < letters && ascii.Changes(v)*4 >= len(v)*3:
		return MixedUp
	case digits < 2 && cases*100 < 22*n && (n < 20 || cases*100 < 12*n) || turns*100 < 28*n && (n < 20 || turns*4 < n) || ascii.Changes(v)*4 < len(v)*3:
		return Ordinary
	case n >= 20 && shannon.Bits(v[:min(len(v), 256)]) >= 3.4:
		return Unlikely
	}
	return MixedUp
}

// mixture counts the digits and letters of a text, how often the one follows the other or a
// capital a small letter, and the latter alone.
func mixture(v []byte) (digits, letters, turns, cases int) {
	last := uint8(0)
	for _, c := range v {
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
	return digits, letters, turns, cases
}

// HexDigits counts the digits of a text of hexadecimal digits and hyphens; it is 0 for
// any other text.
func HexDigits(v []byte) (n int) {
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

// RandomLetters reports letters of both cases that are no words.
func RandomLetters(v []byte) bool {
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
	return letters >= 12 && k&ascii.Upper != 0 && k&ascii.Lower != 0 && (cases*100 >= 33*letters || Vowels(v)*100 <= 18*letters && cases > 1)
}

func Vowels(v []byte) (n int) {
	for _, c := range v {
		switch c | 0x20 {
		case 'a', 'e', 'i', 'o', 'u':
			n++
		}
	}
	return n
}

// MinRandom is the least length in bytes of a text that may look random.
const MinRandom = 12

// Varied tells a random body from words and from a row of x: it has a digit or
// letters of both cases, and no byte makes up most of it.
func Varied(s []byte) bool {
	k := ascii.Classes(s)
	return (k&ascii.Digit != 0 || k&ascii.Upper != 0 && k&ascii.Lower != 0) && ascii.Changes(s)*3 >= len(s)
}

// IsHex reports hexadecimal digits only.
func IsHex(s []byte) bool { return Run(Hex, s, 0, len(s)) == len(s) }

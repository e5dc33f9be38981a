package judge

import (
	"math"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Randomness says how much a text looks like a secret.
type Randomness uint8

const (
	Ordinary Randomness = iota
	Hashlike            // a digest or a UUID: an id as often as a secret
	MixedUp             // letters and digits take turns
	Unlikely            // long, too
)

const (
	minRandom = 12      // bytes of the shortest text that is judged
	maxRandom = 4 << 10 // and of the longest
)

// bitsOf is n*log2(n) in tenths of a bit.
var bitsOf = makeBits()

// Entropy returns the Shannon entropy of the first 256 bytes of v in bits, for
// the whole of v.
func Entropy(v []byte) int {
	v = v[:min(len(v), 256)]
	var counts [256]uint16
	for _, c := range v {
		counts[c]++
	}
	sum := bitsOf[len(v)]
	for _, c := range v {
		sum -= bitsOf[counts[c]]
		counts[c] = 0
	}
	return sum / 10
}

func makeBits() (t [257]int) {
	for n := 2; n < len(t); n++ {
		t[n] = int(float64(n)*math.Log2(float64(n))*10 + 0.5)
	}
	return t
}

// RandomnessOf judges a text without spaces.
func RandomnessOf(v []byte) Randomness {
	if len(v) < minRandom || len(v) > maxRandom {
		return Ordinary
	}
	k := ascii.Classes(v)
	if k&(ascii.Upper|ascii.Lower) == 0 {
		return Ordinary
	}
	if hex := hexDigits(v); hex > 0 {
		if hex >= 20 && k&ascii.Digit != 0 && ascii.Changes(v)*3 >= len(v)*2 {
			return Hashlike
		}
		return Ordinary
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
	case n >= 20 && Entropy(v)*10 >= 34*min(len(v), 256):
		return Unlikely
	}
	return MixedUp
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

// serial reports groups of capitals and digits between hyphens, as of a licence.
func serial(v []byte) bool {
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
		if Symbols[c] && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			kinds++
		}
	}
	return kinds >= 5 && turns*4 >= len(v)
}

// unspeakable reports small letters with too few vowels for words.
func unspeakable(v []byte) bool {
	for _, c := range v {
		if ascii.Class[c]&ascii.Lower == 0 {
			return false
		}
	}
	return len(v) >= 14 && Vowels(v)*4 <= len(v)
}

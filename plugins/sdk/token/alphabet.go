// Package token knows the forms of secrets that say what they are by themselves: prefix,
// alphabet and length of the tokens of a service, key blocks, hashes of passwords; and how much
// a text looks random.
package token

import (
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Alphabets of the bodies of tokens, one bit each.
const (
	Hex    = 1 << iota // 0-9 a-f A-F
	Lower              // a-z 0-9
	Upper              // A-Z 0-9
	Alnum              // a-z A-Z 0-9
	Word               // Alnum _
	Dash               // Word -
	Dot                // Dash .
	Base64             // Dash + / = .
)

// Alphabets has the alphabets that each byte belongs to.
var Alphabets = makeAlphabet()

func makeAlphabet() (t [256]uint8) {
	for c := range 256 {
		k := ascii.Class[c]
		if c >= 0x80 {
			continue
		}
		if k&ascii.Hex != 0 {
			t[c] |= Hex
		}
		if k&(ascii.Lower|ascii.Digit) != 0 {
			t[c] |= Lower
		}
		if k&(ascii.Upper|ascii.Digit) != 0 {
			t[c] |= Upper
		}
		if k&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 {
			t[c] |= Alnum | Word | Dash | Dot | Base64
		}
	}
	t['_'] |= Word | Dash | Dot | Base64
	t['-'] |= Dash | Dot | Base64
	t['.'] |= Dot | Base64
	for _, c := range []byte("+/=") {
		t[c] |= Base64
	}
	return t
}

var lanes = makeLanes()

func makeLanes() (t ascii.Lanes) {
	for c := range t {
		for k := range 8 {
			t[c] |= uint64(Alphabets[c]>>k&1) << (8 * k)
		}
	}
	return t
}

// Run returns the end of the bytes of one alphabet that s[i:end] begins with.
func Run(alphabet uint8, s []byte, i, end int) int {
	return lanes.Run(8*uint(bits.TrailingZeros8(alphabet)), s, i, end)
}

package policy

import "math/bits"

// lanes classifies bytes: eight bytes at a time become eight masks of eight bits,
// since a jump for each byte is what costs most in WebAssembly.
type lanes [256]uint64

// eight returns the masks of the eight bytes of b.
func (t *lanes) eight(b []byte) uint64 {
	b = b[:8:8]
	return t[b[0]] | t[b[1]]<<1 | t[b[2]]<<2 | t[b[3]]<<3 | t[b[4]]<<4 | t[b[5]]<<5 | t[b[6]]<<6 | t[b[7]]<<7
}

// run returns the end of the bytes of one lane that s[i:end] begins with. A lane
// is named by the position of its lowest bit.
func (t *lanes) run(lane uint, s []byte, i, end int) int {
	shift := lane & 63
	for ; end-i >= 8; i += 8 {
		if m := ^t.eight(s[i:]) >> shift & 0xff; m != 0 {
			return i + bits.TrailingZeros64(m)
		}
	}
	for i < end && t[s[i]]>>shift&1 != 0 {
		i++
	}
	return i
}

// runBefore returns the start of the bytes of one lane that s[low:i] ends with.
func (t *lanes) runBefore(lane uint, s []byte, low, i int) int {
	shift := lane & 63
	for ; i-low >= 8; i -= 8 {
		if m := ^t.eight(s[i-8:]) >> shift << 56; m != 0 {
			return i - bits.LeadingZeros64(m)
		}
	}
	for i > low && t[s[i-1]]>>shift&1 != 0 {
		i--
	}
	return i
}

// Lanes of [kinds].
const (
	wordRun   = 8 * iota
	nameRun   // bytes of names
	bareRun   // bytes of a value without quotes
	quotedRun // bytes of a value in quotes
)

var kinds = makeKinds()

func makeKinds() (t lanes) {
	for c := range t {
		t[c] = laneBit(class[c]&word != 0, wordRun) | laneBit(around[c]&inName != 0, nameRun) |
			laneBit(around[c]&endsBare == 0, bareRun) | laneBit(around[c]&endsQuoted == 0, quotedRun)
	}
	return t
}

func laneBit(in bool, lane uint) uint64 {
	if in {
		return 1 << lane
	}
	return 0
}

// alphabets has a lane for each alphabet of tokens.
var alphabets = makeAlphabets()

func makeAlphabets() (t lanes) {
	for c := range t {
		for k := range uint(8) {
			t[c] |= laneBit(alphabet[c]>>k&1 != 0, 8*k)
		}
	}
	return t
}

// laneOf returns the lane of one alphabet.
func laneOf(alphabet uint8) uint { return 8 * uint(bits.TrailingZeros8(alphabet)) }

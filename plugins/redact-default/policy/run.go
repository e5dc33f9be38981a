package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// lanes classifies bytes: eight bytes at a time become eight masks of eight bits,
// since a jump for each byte is what costs most in WebAssembly.
type lanes [256]uint64

// run returns the end of the bytes of one lane that s[i:end] begins with. A lane
// is named by the position of its lowest bit.
func (t *lanes) run(lane uint, s []byte, i, end int) int {
	shift := lane & 63
	for ; end-i >= 8; i += 8 {
		x := ascii.Load64(s[i:])
		m := t[x&0xff] | t[x>>8&0xff]<<1 | t[x>>16&0xff]<<2 | t[x>>24&0xff]<<3 | t[x>>32&0xff]<<4 | t[x>>40&0xff]<<5 | t[x>>48&0xff]<<6 | t[x>>56]<<7
		if m = ^m >> shift & 0xff; m != 0 {
			return i + bits.TrailingZeros64(m)
		}
	}
	for i < end && t[s[i]]>>shift&1 != 0 {
		i++
	}
	return i
}

// Lanes of [kinds].
const (
	bareRun   = 8 * iota // bytes of a value without quotes
	quotedRun            // bytes of a value in quotes
)

var kinds = makeKinds()

func makeKinds() (t lanes) {
	for c := range t {
		t[c] = laneBit(around[c]&endsBare == 0, bareRun) | laneBit(around[c]&endsQuoted == 0, quotedRun)
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

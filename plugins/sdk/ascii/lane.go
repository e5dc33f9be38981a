package ascii

import "math/bits"

// Lanes classifies bytes: eight bytes at a time become eight masks of eight bits, since a jump
// for each byte is what costs most in WebAssembly.
type Lanes [256]uint64

// Run returns the end of the bytes of one lane that s[i:end] begins with. A lane is named by
// the position of its lowest bit.
func (t *Lanes) Run(lane uint, s []byte, i, end int) int {
	shift := lane & 63
	for ; end-i >= 8; i += 8 {
		x := Load64(s[i:])
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

package wordlist

// Starts has a bit for the hash of the first three bytes of each of some texts.
type Starts [Hashes / 8]uint8

// Hashes is the number of hashes of the first three bytes of something.
const Hashes = 1 << 15

// Hash mixes three bytes so that the words and numbers most frequent in prose
// and programs share no hash with a token.
func Hash(a, b, c byte) uint32 {
	return (uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 0xa0408359 >> 17
}

// HashOf is Hash for the three lowest bytes of x, which was read at once.
func HashOf(x uint64) uint32 { return Hash(byte(x), byte(x>>8), byte(x>>16)) }

// StartsOf returns the bits of texts of three bytes or more, in lower case.
func StartsOf(texts []string) (t Starts) {
	for _, text := range texts {
		h := Hash(text[0], text[1], text[2])
		t[h>>3] |= 1 << (h & 7)
	}
	return t
}

// May reports whether one of the texts may begin with these three bytes, which are folded.
func (t *Starts) May(a, b, c byte) bool {
	h := Hash(a, b, c)
	return t[h>>3]>>(h&7)&1 != 0
}

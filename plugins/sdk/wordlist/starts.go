package wordlist

// Starts has a bit for the hash of the first three bytes of each of some texts.
type Starts [starts / 8]uint8

const starts = 1 << 15

func hash3(a, b, c byte) uint32 {
	return (uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 0xa0408359 >> 17
}

// StartsOf returns the bits of texts of three bytes or more, in lower case.
func StartsOf(texts []string) (t Starts) {
	for _, text := range texts {
		h := hash3(text[0], text[1], text[2])
		t[h>>3] |= 1 << (h & 7)
	}
	return t
}

// May reports whether one of the texts may begin with these three bytes, which are folded.
func (t *Starts) May(a, b, c byte) bool {
	h := hash3(a, b, c)
	return t[h>>3]>>(h&7)&1 != 0
}

package policy

// words is a list of lower-case words that is looked up without case. Nearly all
// that is looked up is in no list, which one bit tells.
type words struct {
	all  []string
	seen [wordHashes / 64]uint64
}

const wordHashes = 2048

func newWords(all ...string) *words {
	w := &words{all: all}
	for _, text := range all {
		h := wordHash(text[0], text[len(text)-1], len(text))
		w.seen[h>>6] |= 1 << (h & 63)
	}
	return w
}

func wordHash(first, last byte, n int) uint {
	return (uint(folded[first]&31) | uint(folded[last]&31)<<5 ^ uint(n)*67) & (wordHashes - 1)
}

// may reports whether s can be in the list.
func (w *words) may(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	h := wordHash(s[0], s[len(s)-1], len(s))
	return w.seen[h>>6]>>(h&63)&1 != 0
}

// has reports whether s is in the list.
func (w *words) has(s []byte) bool {
	if !w.may(s) {
		return false
	}
	for _, text := range w.all {
		if equalFold(s, text) {
			return true
		}
	}
	return false
}

package policy

// words is a list of lower-case words that is looked up without case. Nearly all
// that is looked up is in no list, which one bit tells.
type words struct {
	all  []string
	seen [wordHashes / 64]uint64
	by   [wordGroups][]string // the words of each group of hashes
}

const (
	wordHashes = 2048
	wordGroups = 64
)

func newWords(all ...string) *words {
	w := &words{all: all}
	for _, text := range all {
		h := wordHash(text[0], text[len(text)-1], len(text))
		w.seen[h>>6] |= 1 << (h & 63)
		w.by[h%wordGroups] = append(w.by[h%wordGroups], text)
	}
	return w
}

func wordHash(first, last byte, n int) uint {
	return (uint(folded[first]&31) | uint(folded[last]&31)<<5 ^ uint(n)*67) & (wordHashes - 1)
}

// has reports whether s is in the list.
func (w *words) has(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	h := wordHash(s[0], s[len(s)-1], len(s))
	return w.seen[h>>6]>>(h&63)&1 != 0 && w.holds(s, h)
}

// holds is has for a word whose hash is in the list.
func (w *words) holds(s []byte, h uint) bool {
	for _, text := range w.by[h%wordGroups] {
		if equalFold(s, text) {
			return true
		}
	}
	return false
}

// Package wordlist holds lists of words that are looked up without regard to case.
package wordlist

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// List is a list of lower-case words that is looked up without case. Nearly all
// that is looked up is in no list, which one bit tells.
type List struct {
	All  []string
	seen [wordHashes / 64]uint64
	by   [wordGroups][]string // the words of each group of hashes
}

const (
	wordHashes = 2048
	wordGroups = 64
)

// New returns the list of words, which are lower case and not empty.
func New(all ...string) *List {
	w := &List{All: all}
	for _, text := range all {
		h := wordHash(text[0], text[len(text)-1], len(text))
		w.seen[h>>6] |= 1 << (h & 63)
		w.by[h%wordGroups] = append(w.by[h%wordGroups], text)
	}
	return w
}

func wordHash(first, last byte, n int) uint {
	return (uint(ascii.Folded[first]&31) | uint(ascii.Folded[last]&31)<<5 ^ uint(n)*67) & (wordHashes - 1)
}

// Has reports whether s is in the list.
func (w *List) Has(s []byte) bool {
	return w.May(s) && w.holds(s, wordHash(s[0], s[len(s)-1], len(s)))
}

// May is Has in doubt with yes. It is asked without a call.
func (w *List) May(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	h := wordHash(s[0], s[len(s)-1], len(s))
	return w.seen[h>>6]>>(h&63)&1 != 0
}

// holds is Has for a word whose hash is in the list.
func (w *List) holds(s []byte, h uint) bool {
	for _, text := range w.by[h%wordGroups] {
		if ascii.EqualFold(s, text) {
			return true
		}
	}
	return false
}

package prove

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

const (
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower    = "abcdefghijklmnopqrstuvwxyz"
	digits   = "0123456789"
	alphanum = upper + lower + digits
	hexes    = digits + "abcdef"
)

// maker makes what canaries are made of. It depends on its seed alone.
type maker struct {
	*rand.Rand
	used map[string]bool // words, so that none is made twice
}

func newMaker(seed uint64) *maker {
	return &maker{rand.New(rand.NewPCG(seed, digest("canaries"))), make(map[string]bool)}
}

func digest(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// of returns n characters of an alphabet. Where it has digits, so has the result, as
// tokens that are drawn by lot nearly always do.
func (m *maker) of(n int, alphabet string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[m.IntN(len(alphabet))]
	}
	s := string(b)
	if strings.Contains(alphabet, digits) && n > 8 && !strings.ContainsAny(s, digits) {
		return m.of(n, alphabet)
	}
	return s
}

func (m *maker) pick(all ...string) string { return all[m.IntN(len(all))] }

// word returns a word that nobody uses and that was not returned before: twelve lower
// case letters that can be said.
func (m *maker) word() string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	for {
		var b strings.Builder
		for range 6 {
			b.WriteByte(consonants[m.IntN(len(consonants))])
			b.WriteByte(vowels[m.IntN(len(vowels))])
		}
		if w := b.String(); !m.used[w] {
			m.used[w] = true
			return w
		}
	}
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

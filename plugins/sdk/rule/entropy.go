package rule

import (
	"math"
	"slices"
	"unicode/utf8"
)

// entropy returns the entropy of a text after Shannon, in bits a character; as gitleaks
// does, a character's share is of the bytes.
func entropy(text []byte) float64 {
	var ascii [utf8.RuneSelf]int
	var others []rune
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r < utf8.RuneSelf {
			ascii[r]++
		} else {
			others = append(others, r)
		}
		i += size
	}
	sum := 0.0
	add := func(count int) {
		if count > 0 {
			share := float64(count) / float64(len(text))
			sum -= share * math.Log2(share)
		}
	}
	for _, count := range ascii {
		add(count)
	}
	slices.Sort(others)
	for i := 0; i < len(others); {
		next := i
		for next < len(others) && others[next] == others[i] {
			next++
		}
		add(next - i)
		i = next
	}
	return sum
}

// Package shannon measures the entropy of texts.
package shannon

import (
	"math"
	"slices"
	"unicode/utf8"
)

// logs has n*log2(n) for small counts.
var logs = makeLogs()

func makeLogs() (t [257]float64) {
	for n := 2; n < len(t); n++ {
		t[n] = float64(n) * math.Log2(float64(n))
	}
	return t
}

func weight(n int) float64 {
	if n < len(logs) {
		return logs[n]
	}
	return float64(n) * math.Log2(float64(n))
}

// Bits returns the entropy of a text after Shannon, in bits a character; as gitleaks does, a
// character's share is of the bytes. It allocates for text beyond ASCII only.
func Bits(text []byte) float64 {
	if len(text) == 0 {
		return 0
	}
	var counts [utf8.RuneSelf]int32
	var others []rune
	n := 0
	for i := 0; i < len(text); n++ {
		if c := text[i]; c < utf8.RuneSelf {
			counts[c]++
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		others = append(others, r)
		i += size
	}
	sum := 0.0
	for _, c := range text {
		if c < utf8.RuneSelf && counts[c] > 0 {
			sum += weight(int(counts[c]))
			counts[c] = 0
		}
	}
	slices.Sort(others)
	for i := 0; i < len(others); {
		next := i
		for next < len(others) && others[next] == others[i] {
			next++
		}
		sum += weight(next - i)
		i = next
	}
	bytes := float64(len(text))
	return float64(n)/bytes*math.Log2(bytes) - sum/bytes
}

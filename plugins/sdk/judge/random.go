package judge

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/shannon"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Entropy returns the bits of the first 256 bytes of a text.
func Entropy(v []byte) int {
	v = v[:min(len(v), 256)]
	return int(shannon.Bits(v) * float64(len(v)))
}

// serial reports groups of capitals and digits between hyphens, as of a licence.
func serial(v []byte) bool {
	groups, n := 1, 0
	for _, c := range v {
		switch {
		case c == '-':
			if n < 3 || n > 8 {
				return false
			}
			groups, n = groups+1, 0
		case ascii.Class[c]&(ascii.Upper|ascii.Digit) == 0:
			return false
		default:
			n++
		}
	}
	return groups >= 4 && n >= 3 && n <= 8 && ascii.Classes(v)&ascii.Upper != 0
}

// noisy reports a text of many symbols that is no pattern: the salts of a blog.
func noisy(v []byte) bool {
	if len(v) < 20 || len(v) > 128 {
		return false
	}
	seen, kinds, turns := [4]uint64{}, 0, 0
	for i, c := range v {
		switch {
		case c == '\\' || c == '-' && i > 0 && i+1 < len(v) && (v[i+1] == 'z' || v[i+1] == 'Z' || v[i+1] == '9' || v[i+1] == 'f'):
			return false
		case i > 0 && (ascii.Class[c]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0) != (ascii.Class[v[i-1]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0):
			turns++
		}
		if Symbols[c] && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			kinds++
		}
	}
	return kinds >= 5 && turns*4 >= len(v)
}

// unspeakable reports small letters with too few vowels for words.
func unspeakable(v []byte) bool {
	for _, c := range v {
		if ascii.Class[c]&ascii.Lower == 0 {
			return false
		}
	}
	return len(v) >= 14 && token.Vowels(v)*4 <= len(v)
}

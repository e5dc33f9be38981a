package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// strength says how much a key tells about its value.
type strength uint8

const (
	silent    strength = iota
	entropic           // "key": the value must look random
	tokenlike          // "token": letters and digits
	passlike           // "password": anything
)

type keyword struct {
	text   string
	weight strength
	glued  bool // may follow letters without a boundary: "dbpassword"
	open   bool // may be something else, by the segment before it
}

// strengthOf judges a key by its last segment, or else by a strong one inside.
func strengthOf(key []byte) strength {
	if weight := keyStrength(key); weight != silent {
		if weight == entropic && ascii.HasFold(key, 0, "x-") {
			return tokenlike // a header
		}
		return weight
	}
	if !hasStrong(key) {
		return silent
	}
	for len(key) > 1 && ascii.Class[key[len(key)-1]]&ascii.Digit != 0 {
		key = key[:len(key)-1] // private_key_base64
	}
	last := len(key)
	for last > 0 && ascii.Class[key[last-1]]&(ascii.Upper|ascii.Lower) != 0 && (last == len(key) || ascii.Class[key[last]]&ascii.Upper == 0 || ascii.Class[key[last-1]]&ascii.Upper != 0) {
		last--
	}
	if last == len(key) || attributes.Has(key[last:]) || endsSegment(key, &openQualifiers) || verbsOfKeys.Has(key[last:]) {
		return silent
	}
	return tokenlike
}

// hasStrong reports a strong segment before the last one of key.
func hasStrong(key []byte) bool {
	for at := 0; at+4 < len(key); at++ {
		h := startHash(ascii.Folded[key[at]], ascii.Folded[key[at+1]], ascii.Folded[key[at+2]])
		if strongStarts[h>>3]>>(h&7)&1 != 0 && segmentStart(key, at) && strongAt(key, at) {
			return true
		}
	}
	return false
}

func strongAt(key []byte, at int) bool {
	for _, text := range strongSegments {
		end := at + len(text)
		if end < len(key) && ascii.HasFold(key, at, text) && (ascii.Class[key[end]]&ascii.Lower == 0 || text == "pass_") {
			return true
		}
	}
	return false
}

// strongStarts has a bit for the hash of the first three bytes of each.
var strongStarts = makeStarts(strongSegments)

func makeStarts(list []string) (t [starts / 8]uint8) {
	for _, text := range list {
		h := startHash(text[0], text[1], text[2])
		t[h>>3] |= 1 << (h & 7)
	}
	return t
}

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) (index [256][]string) {
	for _, w := range words {
		last := w[len(w)-1]
		index[last] = append(index[last], w)
		if ascii.Class[last]&ascii.Lower != 0 {
			index[last-32] = index[last]
		}
	}
	return index
}

// keywordGroups holds the keywords by the hash of the last three letters of a key;
// keywordGroupOf is the position in it.
var keywordGroups, keywordGroupOf = makeKeywordGroups()

const endings = 1 << 12

func endHash(a, b, c byte) uint { return (uint(a)<<7 ^ uint(b)<<4 ^ uint(c)) & (endings - 1) }

func makeKeywordGroups() (groups [][]keyword, of [endings]uint8) {
	groups = make([][]keyword, 1)
	for _, k := range keywords {
		k.open = k.text == "key" || k.text == "token"
		n := len(k.text)
		var before [256]bool // bytes that the last two letters may follow
		for c := range before {
			before[c] = n == 2 || byte(c) == k.text[n-3]
		}
		var done [endings]bool
		for c, follows := range before {
			h := endHash(ascii.Folded[c], k.text[n-2], k.text[n-1])
			if !follows || done[h] {
				continue
			}
			done[h] = true
			if of[h] == 0 {
				of[h] = uint8(len(groups))
				groups = append(groups, nil)
			}
			groups[of[h]] = append(groups[of[h]], k)
		}
	}
	return groups, of
}

// keyStrength judges a key token by its last segment; snake, camel and kebab
// case divide segments, so that "monkey" and "tokenizer" say nothing.
func keyStrength(key []byte) strength {
	for len(key) > 0 && (ascii.Class[key[len(key)-1]]&ascii.Digit != 0 || key[len(key)-1] == '_') {
		key = key[:len(key)-1] // password1
	}
	if len(key) < 2 {
		return silent
	}
	before := byte(0)
	if len(key) > 2 {
		before = ascii.Folded[key[len(key)-3]]
	}
	group := keywordGroupOf[endHash(before, ascii.Folded[key[len(key)-2]], ascii.Folded[key[len(key)-1]])]
	if group == 0 {
		return silent
	}
	best := silent
	list := keywordGroups[group]
	for i := range list {
		k := &list[i]
		at := len(key) - len(k.text)
		if k.weight <= best || at < 0 || ascii.Folded[key[at]] != k.text[0] || !ascii.HasFold(key, at, k.text) || !k.glued && !segmentStart(key, at) {
			continue
		}
		if at > 0 && k.open && endsSegment(key[:at], &openQualifiers) {
			return silent
		}
		best = k.weight
		if k.open && k.weight == entropic && endsSegment(key[:at], &keyQualifiers) {
			best = tokenlike
		}
	}
	return best
}

func segmentStart(key []byte, at int) bool {
	if at == 0 || ascii.Class[key[at-1]]&(ascii.Upper|ascii.Lower) == 0 {
		return true
	}
	return ascii.Class[key[at]]&ascii.Upper != 0 && (ascii.Class[key[at-1]]&ascii.Lower != 0 || at+1 < len(key) && ascii.Class[key[at+1]]&ascii.Lower != 0) // ETSYToken
}

// endsSegment reports whether the last segment of before is in a list.
func endsSegment(before []byte, list *[256][]string) bool {
	for len(before) > 0 && ascii.Class[before[len(before)-1]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
		before = before[:len(before)-1]
	}
	if len(before) == 0 {
		return false
	}
	for _, q := range list[before[len(before)-1]] {
		at := len(before) - len(q)
		if at >= 0 && ascii.HasFold(before, at, q) && segmentStart(before, at) {
			return true
		}
	}
	return false
}

// closing holds the last three letters of all that a key is judged by, by
// [startHash]: few words of a text share them.
var closing = makeClosing()

func makeClosing() (t [starts / 8]uint8) {
	mark := func(text string) {
		first, last := text[max(0, len(text)-3)], text[max(0, len(text)-3)]
		if len(text) < 3 {
			first, last = 0, 255
		}
		for c := int(first); c <= int(last); c++ {
			h := startHash(ascii.Fold(byte(c)), ascii.Fold(text[len(text)-2]), ascii.Fold(text[len(text)-1]))
			t[h>>3] |= 1 << (h & 7)
		}
	}
	for _, k := range keywords {
		mark(k.text)
	}
	for _, list := range [][]string{typeNames.All, codeKeys, codeKeysFor(), changeKeys, quoteKeys, envObjects, valueKeys.All, strongSegments, loginCalls, {"data"}} {
		for _, text := range list {
			mark(text)
		}
	}
	return t
}

// mayTell reports whether something in key may make it telling.
func mayTell(key []byte) bool {
	if len(key) < 3 {
		return len(key) > 0
	}
	a, b := ascii.Folded[key[0]], ascii.Folded[key[1]]
	for _, c := range key[2:] {
		c = ascii.Folded[c]
		h := startHash(a, b, c)
		if closing[h>>3]>>(h&7)&1 != 0 {
			return true
		}
		a, b = b, c
	}
	return false
}

package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

type keyword struct {
	text   string
	weight strength
	glued  bool // may follow letters without a boundary: "dbpassword"
	open   bool // may be something else, by the segment before it
}

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) judge.Endings { return judge.EndingsOf(words...) }

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
			h := wordlist.Hash(ascii.Fold(byte(c)), ascii.Fold(text[len(text)-2]), ascii.Fold(text[len(text)-1]))
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
		h := wordlist.Hash(a, b, c)
		if closing[h>>3]>>(h&7)&1 != 0 {
			return true
		}
		a, b = b, c
	}
	return false
}

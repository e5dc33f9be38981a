package token

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Form is the form of tokens of one kind.
type Form struct {
	Prefix   string
	Min, Max int   // bytes after the prefix
	Body     uint8 // alphabet after the prefix
	Apart    bool  // it does not follow a full stop, a slash or a hyphen
	Joint    byte  // before a second part; 0 without one
	Tail     uint8 // alphabet of the second part
	Rest     int   // its bytes, at least
}

// MaxSize is that of a token in bytes; longer ones are cut into several.
const MaxSize = 8 << 10

// Set finds the tokens of some forms.
type Set struct {
	Lists [][]Form // by the hash of their first three bytes, which few words of a text share
	of    [wordlist.Hashes]uint16
}

// NewSet returns the set of forms, of which the prefixes have two bytes or more. It calls mark
// for all three bytes that a token may begin with.
func NewSet(forms []Form, mark func(a, b, c byte)) *Set {
	t := &Set{Lists: make([][]Form, 1)}
	for _, k := range forms {
		for c := range byte(128) {
			if len(k.Prefix) > 2 && c != k.Prefix[2] || len(k.Prefix) == 2 && Alphabets[c]&k.Body == 0 {
				continue
			}
			h := wordlist.Hash(k.Prefix[0], k.Prefix[1], c)
			if t.of[h] == 0 {
				t.of[h] = uint16(len(t.Lists))
				t.Lists = append(t.Lists, nil)
			}
			t.Lists[t.of[h]] = append(t.Lists[t.of[h]], k)
			mark(k.Prefix[0], k.Prefix[1], c)
		}
	}
	return t
}

// at returns the forms that may begin at s[i].
func (t *Set) at(s []byte, i int) []Form {
	if i+2 >= len(s) {
		return nil
	}
	return t.Lists[t.of[wordlist.Hash(s[i], s[i+1], s[i+2])]]
}

// Begins reports whether s[i] begins with the first three bytes of a token.
func (t *Set) Begins(s []byte, i int) bool {
	return i+2 < len(s) && t.of[wordlist.Hash(s[i], s[i+1], s[i+2])] != 0
}

// Prefixed reports whether the whole prefix of a token stands at s[i].
func (t *Set) Prefixed(s []byte, i int) bool {
	list := t.at(s, i)
	for n := range list {
		if list[n].stands(s, i) {
			return true
		}
	}
	return false
}

// stands reports whether the prefix of the form stands at s[i]; its last byte nearly always tells.
func (k *Form) stands(s []byte, i int) bool {
	n := len(k.Prefix)
	return len(s)-i >= n && s[i+n-1] == k.Prefix[n-1] && ascii.HasAt(s, i, k.Prefix)
}

// Opens reports whether a prefix of three bytes or more stands at s[i].
func (t *Set) Opens(s []byte, i int) bool {
	list := t.at(s, i)
	for n := range list {
		if k := &list[n]; len(k.Prefix) > 2 && k.stands(s, i) {
			return true
		}
	}
	return false
}

// Find returns the end of the token at s[i], or 0 and the end of what was read as one.
func (t *Set) Find(s []byte, i int) (end, read int) {
	list := t.at(s, i)
	read = i
	for n := range list {
		k := &list[n]
		if !k.stands(s, i) || k.Apart && i > 0 && (s[i-1] == '.' || s[i-1] == '/' || s[i-1] == '-') {
			continue
		}
		stop := 0
		if end, stop = k.end(s, i); end > 0 {
			return end, end
		}
		read = max(read, stop)
	}
	return 0, read
}

// end returns the end of a token of the form whose prefix stands at s[i], or 0 and the end of
// what was read.
func (k *Form) end(s []byte, i int) (end, read int) {
	start := i + len(k.Prefix)
	limit := min(len(s), start+k.Max+1)
	end = Run(k.Body, s, start, limit)
	read = end
	switch {
	case k.Joint != 0:
		return joinedEnd(s, start, end, k), read
	case end-start <= k.Max:
	case k.Max < MaxSize:
		return 0, read
	default:
		end = limit - 1
	}
	for end > start && (s[end-1] == '.' || s[end-1] == '/') {
		end--
	}
	if end-start < k.Min || goesOn(s, end) && k.Body&(Hex|Upper|Lower) != 0 && (k.Max < MaxSize || end-start < k.Min*2) || encodesData(s, i, k) || !random(s[start:end], k) {
		return 0, read
	}
	return end, read
}

// goesOn reports that the word of a token goes on at s[end]; an underscore after
// it may be markup.
func goesOn(s []byte, end int) bool { return end < len(s) && Alphabets[s[end]]&Alnum != 0 }

// joinedEnd returns the end of a token of two parts whose first one is
// s[start:end], or 0.
func joinedEnd(s []byte, start, end int, k *Form) int {
	if end-start < k.Min || end-start > k.Max || end >= len(s) || s[end] != k.Joint {
		return 0
	}
	stop := Run(k.Tail, s, end+1, min(len(s), end+MaxSize))
	if stop-end-1 < k.Rest || ascii.Classes(s[end+1:stop])&ascii.Digit == 0 || !random(s[start:stop], k) {
		return 0
	}
	return stop
}

// encodesData reports the JSON of a data URL, a source map for one, which begins
// like the JSON of a token, and the base64 of what is public, which begins like that of a
// key.
func encodesData(s []byte, i int, k *Form) bool {
	if k.Prefix[0] == 'L' && k.Prefix[1] == 'S' { // -----BEGIN CERT, -----BEGIN PUBL
		return ascii.HasAt(s, i, "LS0tLS1CRUdJTiBDRVJU") || ascii.HasAt(s, i, "LS0tLS1CRUdJTiBQVUJM")
	}
	return k.Prefix[0] == 'e' && k.Prefix[1] == 'y' && ascii.HasAt(s, i-7, "base64,")
}

// random tells a token from words and from a row of x.
func random(body []byte, k *Form) bool {
	if ascii.Changes(body)*3 < len(body) {
		return false
	}
	all := ascii.Classes(body)
	switch {
	case all&ascii.Digit != 0, k.Max < MaxSize && k.Body == Upper:
		return true
	case all&ascii.Upper == 0 || all&ascii.Lower == 0:
		return false
	}
	cases, vowels, letters := 0, 0, 0
	var last uint8
	for _, c := range body {
		x := ascii.Class[c] & (ascii.Upper | ascii.Lower)
		if x != 0 {
			letters++
			if last != 0 && x != last {
				cases++
			}
			switch c | 0x20 {
			case 'a', 'e', 'i', 'o', 'u':
				vowels++
			}
		}
		last = x
	}
	return cases*100 >= 35*letters || vowels*100 <= 22*letters
}

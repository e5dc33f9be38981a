package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Alphabets of token bodies.
const (
	inHex    = 1 << iota // 0-9 a-f A-F
	inLower              // a-z 0-9
	inUpper              // A-Z 0-9
	inAlnum              // a-z A-Z 0-9
	inWord               // inAlnum _
	inDash               // inWord -
	inDot                // inDash .
	inBase64             // inDash + / = .
)

var alphabet = makeAlphabet()

func makeAlphabet() (t [256]uint8) {
	for c := range 256 {
		k := ascii.Class[c]
		if c >= 0x80 {
			continue
		}
		if k&ascii.Hex != 0 {
			t[c] |= inHex
		}
		if k&(ascii.Lower|ascii.Digit) != 0 {
			t[c] |= inLower
		}
		if k&(ascii.Upper|ascii.Digit) != 0 {
			t[c] |= inUpper
		}
		if k&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 {
			t[c] |= inAlnum | inWord | inDash | inDot | inBase64
		}
	}
	t['_'] |= inWord | inDash | inDot | inBase64
	t['-'] |= inDash | inDot | inBase64
	t['.'] |= inDot | inBase64
	for _, c := range []byte("+/=") {
		t[c] |= inBase64
	}
	return t
}

// kind is a kind of token that identifies itself.
type kind struct {
	prefix   string
	min, max int   // bytes after the prefix
	body     uint8 // alphabet after the prefix
	apart    bool  // does not follow a full stop, a slash or a hyphen
	joint    byte  // before a second part; 0 without one
	tail     uint8 // alphabet of the second part
	rest     int   // its bytes, at least
}

// groups holds the kinds of token by a hash of their first three bytes, which few
// words of a text share; groupOf is the position in it, and opening a bit for
// each hash that begins a token or an announcement.
var groups, groupOf, opening = makeIndex()

const starts = 1 << 15

// startHash mixes three bytes so that the words and numbers most frequent in prose
// and programs share no hash with a token.
func startHash(a, b, c byte) uint32 {
	return (uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 0xa0408359 >> 17
}

// opens reports whether a token or an announcement may begin at s[i].
func opens(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	h := startHash(s[i], s[i+1], s[i+2])
	return opening[h>>3]&(1<<(h&7)) != 0
}

func makeIndex() (lists [][]kind, index [starts]uint16, open [starts / 8]uint8) {
	lists = make([][]kind, 1)
	mark := func(a, b, c byte) {
		h := startHash(a, b, c)
		open[h>>3] |= 1 << (h & 7)
	}
	for _, k := range providers {
		for c := range byte(128) {
			if len(k.prefix) > 2 && c != k.prefix[2] || len(k.prefix) == 2 && alphabet[c]&k.body == 0 {
				continue
			}
			h := startHash(k.prefix[0], k.prefix[1], c)
			if index[h] == 0 {
				index[h] = uint16(len(lists))
				lists = append(lists, nil)
			}
			lists[index[h]] = append(lists[index[h]], k)
			mark(k.prefix[0], k.prefix[1], c)
			mark('_', k.prefix[0], k.prefix[1])
		}
	}
	for _, verb := range queryStarts {
		mark(verb[0], verb[1], verb[2])
	}
	for _, a := range announcements {
		for bit := range 8 {
			var c [3]byte
			for i := range c {
				c[i] = a[i] - byte(bit>>i&1)*('a'-'A')
			}
			mark(c[0], c[1], c[2])
			mark('_', '_', c[0])
			mark('_', c[0], c[1])
		}
	}
	return lists, index, open
}

// announcements are words after which a secret may stand.
var announcements = makeAnnouncements()

func makeAnnouncements() []string {
	all := announcingWords()
	for i, text := range all {
		if len(text) == 2 {
			all[i] = text + " " // what is looked up has three bytes
		}
	}
	return all
}

func announcingWords() []string {
	all := append([]string(nil), formWords...)
	for _, list := range []*wordlist.List{settingWords, spokenWords, titleWords, proseNames, accountNames} {
		all = append(all, list.All...)
	}
	for _, tool := range tools {
		all = append(all, tool.name)
	}
	for _, c := range positional {
		all = append(all, c.name)
	}
	return all
}

var announcers = wordlist.New(announcingWords()...)

// announced holds the announcements by their first three letters.
var announced = makeAnnounced()

func makeAnnounced() (index [128][]string) {
	for _, a := range announcements {
		h := announceHash(a[0], a[1], a[2])
		index[h] = append(index[h], a)
	}
	return index
}

func announceHash(a, b, c byte) byte { return (a ^ b<<2 ^ c<<4 ^ c>>1) & 127 }

// announceStarts has a bit for the hash of the first three letters of each.
var announceStarts = wordlist.StartsOf(announcements)

func mayAnnounce(s []byte, i int) bool {
	if i+3 >= len(s) {
		return false
	}
	h := startHash(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]])
	return announceStarts[h>>3]>>(h&7)&1 != 0
}

// announces reports whether such a word begins at s[i].
func announces(s []byte, i int) bool {
	if i+4 > len(s) {
		return false
	}
	for _, a := range announced[announceHash(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]])] {
		if ascii.Folded[s[i+3]] == a[min(3, len(a)-1)] || len(a) == 3 {
			if ascii.HasFold(s, i, a) && announcedBy(s, i, i+len(a)) && (len(a) > 4 || digitAround(s, i)) {
				return true
			}
		}
	}
	return false
}

// digitAround reports a digit where a short word would announce a secret.
func digitAround(s []byte, i int) bool {
	for _, c := range s[max(0, i-maxSpoken/2):min(len(s), i+maxSpoken)] {
		if ascii.Class[c]&ascii.Digit != 0 {
			return true
		}
	}
	return false
}

// announcedBy reports that what stands around the word s[i:end] lets it announce
// something after it, or end "x is the password".
func announcedBy(s []byte, i, end int) bool {
	if end >= len(s) {
		return true
	}
	switch s[end] {
	case ' ', '-', '.':
		return !titleWords.Has(s[i:end])
	case '\t':
		return true
	case '"', '\'', '`':
		return betweenQuotes(s, end) || s[end] == '"' && end+1 < len(s) && (s[end+1] == '\n' || s[end+1] == '\r' || s[end+1] == ',' || s[end+1] == ';')
	case ',', ';', '|', '\n', '\r':
		return true // a title of a table
	}
	if s[end-1] == ' ' {
		return true
	}
	return i > 4 && s[i-1] == ' ' && ascii.Class[s[end]]&ascii.Word == 0
}

// beginsToken reports whether s[i] begins with the first three bytes of a token.
func beginsToken(s []byte, i int) bool {
	return i+2 < len(s) && groupOf[startHash(s[i], s[i+1], s[i+2])] != 0
}

const maxToken = 8 << 10 // bytes of one token; longer ones are cut into several

// announcesToken reports whether s begins as a token that identifies itself.
func announcesToken(s []byte) bool {
	if !opens(s, 0) {
		return false
	}
	for _, k := range groups[groupOf[startHash(s[0], s[1], s[2])]] {
		if len(k.prefix) > 2 && ascii.HasAt(s, 0, k.prefix) {
			return true
		}
	}
	return false
}

// providerAt returns the end of a token that identifies itself at s[i], or 0 and
// the end of what was read as one.
func providerAt(s []byte, i int) (end, read int) {
	if !opens(s, i) {
		return 0, i
	}
	list := groups[groupOf[startHash(s[i], s[i+1], s[i+2])]]
	read = i
	for n := range list {
		k := &list[n]
		if !ascii.HasAt(s, i, k.prefix) || k.apart && i > 0 && (s[i-1] == '.' || s[i-1] == '/' || s[i-1] == '-') {
			continue
		}
		start := i + len(k.prefix)
		limit := min(len(s), start+k.max+1)
		end := alphabets.run(laneOf(k.body), s, start, limit)
		read = max(read, end)
		if k.joint != 0 {
			if end = joinedEnd(s, start, end, k); end > 0 {
				return end, end
			}
			continue
		}
		if end-start > k.max {
			if k.max < maxToken {
				continue
			}
			end = limit - 1
		}
		for end > start && (s[end-1] == '.' || s[end-1] == '/') {
			end--
		}
		if end-start < k.min || goesOn(s, end) && k.body&(inHex|inUpper|inLower) != 0 && (k.max < maxToken || end-start < k.min*2) || encodesData(s, i, k) {
			continue
		}
		if random(s[start:end], k) {
			return end, end
		}
	}
	return 0, read
}

// goesOn reports that the word of a token goes on at s[end]; an underscore after
// it may be markup.
func goesOn(s []byte, end int) bool { return end < len(s) && alphabet[s[end]]&inAlnum != 0 }

// joinedEnd returns the end of a token of two parts whose first one is
// s[start:end], or 0.
func joinedEnd(s []byte, start, end int, k *kind) int {
	if end-start < k.min || end-start > k.max || end >= len(s) || s[end] != k.joint {
		return 0
	}
	stop := alphabets.run(laneOf(k.tail), s, end+1, min(len(s), end+maxToken))
	if stop-end-1 < k.rest || ascii.Classes(s[end+1:stop])&ascii.Digit == 0 || !random(s[start:stop], k) {
		return 0
	}
	return stop
}

// encodesData reports the JSON of a data URL, a source map for one, which begins
// like the JSON of a token, and the base64 of what is public, which begins like that of a
// key.
func encodesData(s []byte, i int, k *kind) bool {
	if k.prefix[0] == 'L' && k.prefix[1] == 'S' { // -----BEGIN CERT, -----BEGIN PUBL
		return ascii.HasAt(s, i, "LS0tLS1CRUdJTiBDRVJU") || ascii.HasAt(s, i, "LS0tLS1CRUdJTiBQVUJM")
	}
	return k.prefix[0] == 'e' && k.prefix[1] == 'y' && ascii.HasAt(s, i-7, "base64,")
}

// unmarked returns where the word at s[i] begins without the underscores of markup.
func unmarked(s []byte, i int) int {
	if s[i] != '_' || beginsToken(s, i) {
		return i
	}
	for low := i; i < len(s) && i < low+2 && s[i] == '_'; {
		i++
	}
	return i
}

// random tells a token from words and from a row of x.
func random(body []byte, k *kind) bool {
	if ascii.Changes(body)*3 < len(body) {
		return false
	}
	all := ascii.Classes(body)
	switch {
	case all&ascii.Digit != 0, k.max < maxToken && k.body == inUpper:
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

// varied tells a random body from words and from a row of x: it has a digit or
// letters of both cases, and no byte makes up most of it.
func varied(s []byte) bool {
	k := ascii.Classes(s)
	return (k&ascii.Digit != 0 || k&ascii.Upper != 0 && k&ascii.Lower != 0) && ascii.Changes(s)*3 >= len(s)
}

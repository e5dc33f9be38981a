package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Alphabets of the bodies of tokens, as [token] has them.
const (
	inHex    = token.Hex
	inLower  = token.Lower
	inUpper  = token.Upper
	inAlnum  = token.Alnum
	inWord   = token.Word
	inDash   = token.Dash
	inDot    = token.Dot
	inBase64 = token.Base64
)

var alphabet = &token.Alphabets

// kind is the form of tokens of one kind, as the rules files give it.
type kind token.Form

const maxToken = token.MaxSize

// tokens finds the tokens that say what they are; opening has a bit for each hash of three
// bytes that begin one, an announcement or a statement of SQL.
var tokens, opening = makeOpening()

const starts = wordlist.Hashes

func makeOpening() (set *token.Set, open [starts / 8]uint8) {
	mark := func(a, b, c byte) {
		h := wordlist.Hash(a, b, c)
		open[h>>3] |= 1 << (h & 7)
	}
	forms := make([]token.Form, len(providers))
	for i, k := range providers {
		forms[i] = token.Form(k)
	}
	set = token.NewSet(forms, func(a, b, c byte) {
		mark(a, b, c)
		mark('_', a, b) // in markup
	})
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
	return set, open
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
	for _, list := range []*wordlist.List{settingWords, storeWords, spokenWords, titleWords, proseNames, accountNames} {
		all = append(all, list.All...)
	}
	for _, tool := range tools {
		all = append(all, tool.name)
	}
	for _, c := range commands {
		all = append(all, c.name)
	}
	return all
}

var announcers = wordlist.New(announcingWords()...)

// announceStarts has a bit for the hash of the first three letters of each.
var announceStarts = wordlist.StartsOf(announcements)

func mayAnnounce(s []byte, i int) bool {
	if i+3 >= len(s) {
		return false
	}
	return announceStarts.May(ascii.Folded[s[i]], ascii.Folded[s[i+1]], ascii.Folded[s[i+2]])
}

// isAnnouncing reports that the word s[i:end] is one that announces a secret, in doubt with yes: a
// word with letters beyond ASCII, or with the underscores of markup, may be one and more.
func isAnnouncing(s []byte, i, end int) bool {
	if announcers.May(s[i:end]) && announcers.Has(s[i:end]) {
		return true
	}
	for k := i; k < end; k++ {
		if c := s[k]; c == '_' || c >= 0x80 {
			program := k > i && k+1 < len(s) && s[k+1] != '_' && ascii.Class[s[k+1]]&ascii.Word != 0
			return c != '_' || !program
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
		return adjacentWay.Begins(s, i) || s[end] == '"' && end+1 < len(s) && (s[end+1] == '\n' || s[end+1] == '\r' || s[end+1] == ',' || s[end+1] == ';')
	case ',', ';', '|', '\n', '\r':
		return true // a title of a table
	}
	if s[end-1] == ' ' {
		return true
	}
	return i > 4 && s[i-1] == ' ' && ascii.Class[s[end]]&ascii.Word == 0
}

// unmarked returns where the word at s[i] begins without the underscores of markup.
func unmarked(s []byte, i int) int {
	if s[i] != '_' || tokens.Begins(s, i) {
		return i
	}
	for low := i; i < len(s) && i < low+2 && s[i] == '_'; {
		i++
	}
	return i
}

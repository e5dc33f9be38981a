package policy

import (
	"bytes"
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// A long word of letters and digits that take turns is judged by the words around
// it: "nimble KEY x", "the new API key, for now, is x", "token - 'x'".

const (
	longRun    = 12 // bytes of the shortest word that is judged so
	maxBeside  = 96 // bytes before it that are read
	maxApart   = 8  // words between a telling one and it
	maxOutside = 72 // bytes of one value that stand before its long word

	azureSize = 84 // bytes of a token of Azure DevOps or a key of Azure, and where in them their marks stand
	azureMark = 76
	azureKey  = 52
)

// markLong marks where long words begin, of all that is classified, but for those that
// plainly are names.
func (p *Policy) markLong(s []byte) {
	next := uint64(0)
	for k := len(p.marks) - 1; k >= 0; k-- {
		m := &p.marks[k]
		a, b := m.word, next
		next = a
		a, b = a&(a>>1|b<<63), b&(b>>1)
		a, b = a&(a>>2|b<<62), b&(b>>2)
		a, b = a&(a>>4|b<<60), b&(b>>4)
		if a &= a>>4 | b<<60; a == 0 {
			continue
		}
		if a &^= next << 1; a&1 != 0 && k > 0 {
			a &^= p.marks[k-1].word >> 63
		}
		for e := a; e != 0; e &= e - 1 {
			n := uint(bits.TrailingZeros64(e))
			if size := m.named(n); size > 0 && !continued(s, k*markBytes+int(n), k*markBytes+int(n)+size) {
				a &^= 1 << n
			}
		}
		m.secret |= a
		m.any |= a
	}
}

// named returns the size of a word that begins at bit n and ends within the mark, and has no
// digits but at its end, as names have and few random texts; else 0.
func (m *mark) named(n uint) int {
	size := uint(bits.TrailingZeros64(^(m.word >> n)))
	if n+size >= markBytes {
		return 0
	}
	digits := m.digit >> n & (1<<size - 1)
	if digits&(digits+1<<(uint(bits.TrailingZeros64(digits))&63)) != 0 || digits != 0 && digits>>(size-1) == 0 {
		return 0
	}
	return int(size)
}

// continued reports a word of which more stands before it, or that a quote opens or the padding of
// base64 ends at s[end].
func continued(s []byte, i, end int) bool {
	if end < len(s) && s[end] == '=' && (end+1 == len(s) || s[end+1] != ' ' && !reading.InName(s[end+1])) {
		return true
	}
	if i == 0 {
		return false
	}
	switch s[i-1] {
	case '"', '\'', '`', '+', '=', '~':
		return true
	case '-':
		return i > 5 && s[i-6] == '-' // of a UUID
	}
	return false
}

// besideSpan returns that value; end is 0 without one.
func (p *Policy) besideSpan(s []byte, i, end int) (int, int) {
	if end-i < longRun {
		return 0, 0
	}
	if end-i == azureSize && (ascii.HasAt(s, i+azureMark, "AZDO") || ascii.HasAt(s, i+azureKey, "JQQJ99")) {
		return i, end
	}
	if end-i == 32 && isHex(s[i:end]) && hexGroup(s, end) && hexGroup(s, end+9) {
		return i, end + 18 // Mailgun
	}
	if p.afterName(s, i, end) {
		return uuidStart(s, i, end), end
	}
	// Most long words are names of programs; this is the cheap way to know it.
	if k := ascii.Classes(s[i:end]); k&ascii.Digit == 0 && (end-i < 16 || k&ascii.Upper == 0 || k&ascii.Lower == 0) {
		return 0, 0
	}
	if start, stop := linkSecret(s, i, end); stop > 0 {
		return start, stop
	}
	if prefixed(s[i:end]) || ofSystemAccount(s, i, end) {
		return i, end
	}
	v := valueAround(s, i, end)
	if v.start == 0 {
		return 0, 0
	}
	text := s[v.start:v.end]
	if storedHash(s, v) {
		return v.start, v.end
	}
	if s[v.start-1] == '@' || s[v.start-1] == ':' && judge.InResource(s, v.start-1) || judge.ChainAddress(text) || !v.quoted && ascii.Classes(text)&ascii.Digit == 0 {
		return 0, 0 // a version, a resource, a name
	}
	r := token.RandomnessOf(text)
	if r == hashlike && below(s, v) || r == ordinary && p.afterCommand(s, v) {
		return v.start, v.end
	}
	if r == unlikely && v.quoted && !judges.Location(text) && !judges.Placeholder(text) && p.namedAfter(s, v.end) {
		return v.start, v.end
	}
	if r == ordinary || r != hashlike && judge.Digest(text) || judges.Location(text) || judges.Placeholder(text) || judges.Reference(text) || !p.announcedBeside(s, v, r) {
		return 0, 0
	}
	return v.start, v.end
}

// ofSystemAccount reports a random word of letters of both cases behind an account that every
// system has: admin/x, root:x, admin / x.
func ofSystemAccount(s []byte, i, end int) bool {
	const both = ascii.Upper | ascii.Lower
	if i < 5 || end < len(s) && s[end] > ' ' && bytes.IndexByte([]byte(",;)\"'`"), s[end]) < 0 || ascii.Classes(s[i:end])&both != both || token.RandomnessOf(s[i:end]) < mixedUp {
		return false
	}
	at := i - 1
	switch {
	case bytes.HasSuffix(s[:i], []byte(" / ")):
		at = i - len(" / ")
	case s[at] != '/' && s[at] != ':':
		return false
	}
	start := at
	for start > 0 && reading.InName(s[start-1]) {
		start--
	}
	return accountNames.Has(s[start:at]) && (start == 0 || s[start-1] <= ' ' || quoteAt(s, start-1) || s[start-1] == '(')
}

// valueAround returns the value that the word s[i:end] is a part of; start is 0
// without one, and for what is a path.
func valueAround(s []byte, i, end int) value {
	start := i
	low := max(0, i-maxOutside)
	slashes := 0
	for start > low && alphabet[s[start-1]]&inBase64 != 0 && s[start-1] != '=' {
		start--
		if s[start] == '/' {
			slashes++
		}
	}
	for limit := min(len(s), i+maxToken); end < limit && (alphabet[s[end]]&inBase64 != 0 || s[end] == '~'); end++ {
		if s[end] == '/' {
			slashes++
		}
	}
	for end > start && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	for start < end && (s[start] == '-' || s[start] == '.') {
		start++
	}
	if start == 0 || start >= end {
		return value{}
	}
	if slashes > 0 {
		k := ascii.Classes(s[start:end])
		if s[start] == '/' || k&ascii.Upper == 0 || k&ascii.Lower == 0 || k&ascii.Digit == 0 || slashes*9 > end-start {
			return value{}
		}
	}
	quote := s[start-1]
	if end < len(s) {
		switch s[end] {
		case '(', '[', '@':
			return value{}
		}
	}
	return value{start: start, end: end, quoted: (quote == '"' || quote == '\'' || quote == '`') && end < len(s) && s[end] == quote}
}

// announcedBeside reports that the words before v on its line say that it is a
// secret; how near they have to stand depends on how random it is.
func (p *Policy) announcedBeside(s []byte, v value, r randomness) bool {
	apart, spaces, divided, crossed := 0, 0, false, false
	from := v.start
	if v.quoted && from > 2 && ascii.Class[s[from-2]]&(ascii.Upper|ascii.Lower) != 0 && ascii.Class[s[from-3]]&ascii.Word == 0 {
		from -= 2 // b"x"
	}
	for i, low := from, max(0, v.start-maxBeside); i > low; {
		c := s[i-1]
		switch {
		case ascii.Class[c]&ascii.Word == 0:
			if i--; c == '\n' && (apart > 0 || crossed || r < mixedUp) || c == ';' && apart > 0 || c == ']' && markerBehind(s, i) || c == '.' && apart > 0 && i+1 < len(s) && s[i+1] == ' ' {
				return false
			}
			crossed = crossed || c == '\n'
			divided = divided || apart == 0 && (c == ',' || c == '}' || c == ')')
			if spaces++; spaces > 8 {
				return false
			}
			continue
		}
		start := p.keyStart(low, i)
		for start < i && (s[start] == '-' || s[start] == '.') {
			start++
		}
		if start == i {
			i--
			continue
		}
		if divided {
			apart, divided = apart+1, false
		}
		if crossed && !p.qualified(s, start, s[start:i]) {
			return false
		}
		switch p.besideWord(s, start, i, apart, r, v.quoted) {
		case 1:
			return true
		case -1:
			return false
		}
		i, spaces = start, 0
		if apart++; apart > maxApart {
			return false
		}
	}
	return false
}

// besideWord judges the word s[start:end], apart words before a random text: 1 says
// that the text is a secret, -1 that it is none, 0 nothing.
func (p *Policy) besideWord(s []byte, start, end, apart int, r randomness, quoted bool) int {
	name := s[start:end]
	if apart == 0 && publicWords.Has(judge.LastSegment(name)) || p.openName(s, start, name) {
		return -1
	}
	switch weight := p.senses.of(name).weight; {
	case weight >= tokenlike && apart == 0:
		return 1
	case weight >= tokenlike && apart == 1 && r == hashlike && said.Says(s, end) > 0: // "the secret was x"
		return 1
	case weight >= tokenlike && (r == unlikely || quoted && apart <= 2 && assigned(s, end)):
		return 1
	case weight == entropic && apart == 0 && assigned(s, end) && p.ownKey(s, start, name):
		return 1
	case apart == 0 && r >= mixedUp && quoted && len(name) == 1 && jwkMembers.Has(name) && isJWK(s, start):
		return 1
	case apart == 0 && ascii.HasAt(s, end, ">0x") && ascii.EqualFold(judge.LastSegment(name), "pk"):
		return 1
	case apart == 0 && r >= mixedUp && (weight == entropic || openers.Has(judge.LastSegment(name)) || closesKey(name)):
		return 1
	case weight == entropic && (apart == 0 || r == unlikely) && p.qualified(s, start, name):
		return 1
	}
	if r == unlikely && quoted && (signers.Has(judge.LastWord(name)) || signers.Has(judge.FirstSegment(name))) || r == unlikely && quoted && apart == 1 && assigned(s, end) && p.senses.of(name).weight == entropic {
		return 1
	}
	if (apart == 0 && (r >= mixedUp || quoted) || apart <= 2 && quoted && r == unlikely) && issuers.Has(judge.FirstSegment(name)) {
		return 1
	}
	return 0
}

// openName reports a key or token that hides nothing, by the word or segment before:
// "public key", "cacheKey".
func (p *Policy) openName(s []byte, start int, name []byte) bool {
	for _, text := range openNames {
		switch at := len(name) - len(text); {
		case at < 0 || !ascii.HasFold(name, at, text):
		case at > 0:
			return judge.EndsSegment(name[:at], &openQualifiers)
		case start > 1 && s[start-1] == ' ':
			return judge.EndsSegment(s[max(0, start-24):start-1], &openQualifiers)
		}
	}
	return false
}

// closesKey reports a name that ends with a word of secrets without a boundary, as
// "apitemplateKEY".
func closesKey(name []byte) bool {
	for _, text := range closingWords {
		if at := len(name) - len(text); at > 2 && ascii.HasFold(name, at, text) {
			return true
		}
	}
	return false
}

// ownKey reports a "key" of a service or of a query, whose digest or UUID is no id.
func (p *Policy) ownKey(s []byte, start int, name []byte) bool {
	if ascii.EqualFold(name, "key") {
		return start > 0 && (s[start-1] == '?' || s[start-1] == '&')
	}
	first := judge.FirstSegment(name)
	if issuers.Has(first) {
		return true
	}
	return ascii.HasFold(name, len(name)-3, "key") && len(first) > 2 && !publicWords.Has(first) && !commonKeys.Has(first)
}

const maxJWK = 512 // bytes between the type of a key and its members

func isJWK(s []byte, i int) bool { return saidBefore(s, i, maxJWK, "", jwkMarks) }

// assigned reports that a value follows the name that ends at s[i].
func assigned(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+4 && (s[i] == ' ' || s[i] == '"' || s[i] == '\''); {
		i++
	}
	return i < len(s) && (s[i] == ':' || s[i] == '=')
}

// qualified reports a word or segment before "key" that makes it one that opens
// something.
func (p *Policy) qualified(s []byte, start int, name []byte) bool {
	if start > 1 && s[start-1] == ' ' {
		before := s[p.nameStart(start-1) : start-1]
		if judge.EndsSegment(before, &keyQualifiers) || issuers.Has(before) {
			return true
		}
	}
	return issuers.Has(judge.FirstSegment(name))
}

// markerBehind reports a marker that ends with the bracket s[i].
func markerBehind(s []byte, i int) bool {
	for k := i; k > 0 && k > i-34; k-- {
		if s[k-1] == '[' {
			return marker.End(s, k-1) == i+1
		}
	}
	return false
}

// namedAfter reports a telling word soon after the text in quotes that ends at s[i]:
// ("x", forKey: "token").
func (p *Policy) namedAfter(s []byte, i int) bool {
	for limit, at := min(len(s), i+maxLabel/2), i+1; at < limit && s[at] != '\n' && s[at] != ';' && s[at] != '='; {
		if ascii.Class[s[at]]&ascii.Word == 0 {
			at++
			continue
		}
		end := at
		for end < len(s) && end < at+48 && reading.InName(s[end]) {
			end++
		}
		if p.senses.of(s[at:end]).weight >= tokenlike || ascii.EqualFold(s[at:end], "signing") {
			return true
		}
		at = end
	}
	return false
}

package policy

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// A long word of letters and digits that take turns is judged by the words around it.

const (
	longRun  = 12 // bytes of the shortest word that is judged so
	maxApart = 8  // words between a telling one and it

	markedSize = 84 // bytes of a token with a mark in it
	markAt     = 52 // the least that stand before that
)

// What is found at a long word.
var (
	hyphenatedWay = &way{reading.Hyphenated{}, need{least: 20, weigh: (*Policy).openerWeight, judge: isRandom}, secretAssignment, 1}
	capabilityWay = &way{reading.Capability{Words: linkWords}, need{told: true, form: isCapability, judge: certain}, secretAssignment, 1}
	labeledWay    = &way{reading.Labeled{}, need{weigh: (*Policy).labelWeight, judge: isUnlikely}, secretAssignment, 1}
	contextWay    = &way{reading.Context{}, need{weigh: (*Policy).contextWeight, judge: isUnknown}, secretAssignment, 1}
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

// randomSpan returns the secret that the long word at s[i] is a part of; end is 0 without one.
func (p *Policy) randomSpan(s []byte, i int) (start, end int) {
	i = unmarked(s, i)
	end = p.wordEnd(s, i)
	if end-i == markedSize && slices.ContainsFunc(tokenMarks, func(text string) bool { return bytes.Contains(s[i+markAt:end], []byte(text)) }) {
		return i, end
	}
	if end-i == 32 && isHex(s[i:end]) && hexGroup(s, end) && hexGroup(s, end+9) {
		return i, end + 18 // Mailgun
	}
	if start, stop := p.find(s, i, hyphenatedWay, capabilityWay); stop > 0 {
		return start, stop
	}
	if prefixed(s[i:end]) || ofSystemAccount(s, i, end) {
		return i, end
	}
	if !contextWay.Begins(s, i) {
		return 0, 0
	}
	if v := reading.Around(s, i); storedHash(s, v.Span) {
		return v.Start, v.End
	}
	return p.find(s, i, labeledWay, contextWay)
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

// hexGroup reports "-0a1b2c3d" at s[i], and no more of it.
func hexGroup(s []byte, i int) bool {
	return i+9 <= len(s) && s[i] == '-' && isHex(s[i+1:i+9]) && (i+9 == len(s) || ascii.Class[s[i+9]]&ascii.Word == 0)
}

// openerWeight weighs a name that a hyphen joins to its value.
func (p *Policy) openerWeight(s []byte, pair *reading.Pair) strength {
	name := s[pair.Name.Start:pair.Name.End]
	weight := p.senses.of(name).weight
	if weight >= tokenlike || weight == entropic && judges.HasStrong(name) || openers.Has(judge.LastSegment(name)) {
		return tokenlike
	}
	return silent
}

// labelWeight weighs what follows a text in quotes: it tells if one of its words does.
func (p *Policy) labelWeight(s []byte, pair *reading.Pair) strength {
	for v := pair.Name; ; {
		word := reading.LastWord(s, v)
		if word.Start == word.End {
			return silent
		}
		if name := s[word.Start:word.End]; p.senses.of(name).weight >= tokenlike || labelWords.Has(name) {
			return tokenlike
		}
		v.End = word.Start
	}
}

// contextWeight weighs the words before a value, the nearest first; how near a telling one has to
// stand depends on how random the value is.
func (p *Policy) contextWeight(s []byte, pair *reading.Pair) strength {
	if at := pair.Value.Start - 1; s[at] == ':' && judge.InResource(s, at) {
		return silent
	}
	r := token.RandomnessOf(s[pair.Value.Start:pair.Value.End])
	if r == ordinary && p.spaced(s, pair) || r == hashlike && behindColon(s, pair.Value) {
		return passlike
	}
	if r == ordinary || pair.Below && r < mixedUp {
		return silent
	}
	return p.wordsWeight(s, pair, r)
}

// wordsWeight weighs the words before a value that is so random.
func (p *Policy) wordsWeight(s []byte, pair *reading.Pair, r randomness) strength {
	apart := 0
	if !pair.Close {
		apart = 1
	}
	for v := pair.Name; apart <= maxApart; apart++ {
		word := reading.LastWord(s, v)
		if word.Start == word.End || pair.Below && !p.qualified(s, word.Start, s[word.Start:word.End]) {
			break
		}
		if tells, ends := p.nearTells(s, word, apart, r, pair.Quoted); tells {
			return tokenlike
		} else if ends {
			break
		}
		v.End = word.Start
	}
	return silent
}

// spaced reports a value that ends its line, after a name in capitals or of several parts
// that tells: "set $api_key x".
func (p *Policy) spaced(s []byte, pair *reading.Pair) bool {
	text, word := s[pair.Value.Start:pair.Value.End], reading.LastWord(s, pair.Name)
	if pair.Quoted || len(text) < 20 || !endsLine(s, pair.Value.End) || word.End != pair.Value.Start-1 || s[word.End] != ' ' {
		return false
	}
	name := s[word.Start:word.End]
	if p.senses.of(name).weight < tokenlike || ascii.Classes(name)&ascii.Lower != 0 && len(judge.LastSegment(name)) == len(name) || p.openName(s, word.Start, name) {
		return false
	}
	k := ascii.Classes(text)
	return k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0 && !hasSlash(text) && !judges.Placeholder(text) && !judges.Location(text)
}

// behindColon reports a value that ends its line, below or behind a colon after the name of a password.
func behindColon(s []byte, v reading.Span) bool {
	i := v.Start
	for low := max(0, i-8); i > low && s[i-1] <= ' '; {
		i--
	}
	return i > 0 && i < v.Start && s[i-1] == ':' && endsLine(s, v.End) && saidBefore(s, i, 2*maxLabel, "\n", passwordStems)
}

func endsLine(s []byte, i int) bool {
	return i == len(s) || s[i] == '\n' || s[i] == '\r' || s[i] == ';'
}

// nearTells reports that a word of the context of a value says that it is a secret, or that it says
// that it is none; apart is how many words stand between the two.
func (p *Policy) nearTells(s []byte, word reading.Span, apart int, r randomness, quoted bool) (tells, ends bool) {
	name, near := s[word.Start:word.End], apart == 0
	last, first, weight := judge.LastSegment(name), judge.FirstSegment(name), p.senses.of(name).weight
	given := assigned(s, word.End)
	switch {
	case near && publicWords.Has(last), p.openName(s, word.Start, name):
		return false, true
	case weight >= tokenlike:
		return near || r == unlikely || quoted && apart <= 2 && given || apart == 1 && r == hashlike && said.Says(s, word.End) > 0, false // "the secret was x"
	case near && chainKeys.Has(last) && ascii.HasAt(s, word.End, ">0x"):
		tells = true
	case near && r >= mixedUp:
		tells = weight == entropic || openers.Has(last) || closesKey(name) || quoted && len(name) == 1 && jwkMembers.Has(name) && isJWK(s, word.Start) || issuers.Has(first)
	case near:
		tells = quoted && issuers.Has(first) || weight == entropic && (p.qualified(s, word.Start, name) || given && p.ownKey(s, word.Start, name))
	case r == unlikely:
		tells = quoted && apart <= 2 && issuers.Has(first) || weight == entropic && (quoted && apart == 1 && given || p.qualified(s, word.Start, name))
	}
	return tells || r == unlikely && quoted && (signers.Has(judge.LastWord(name)) || signers.Has(first)), false
}

// isUnlikely judges a random text beside its label.
func isUnlikely(_, v []byte, _ bool, _ strength) bool {
	return token.RandomnessOf(v) == unlikely && !judges.Location(v) && !judges.Placeholder(v) && !judge.ChainAddress(v)
}

// isUnknown judges a random text in its context, which is a password where that says so much.
func isUnknown(_, v []byte, quoted bool, weight strength) bool {
	if judge.ChainAddress(v) || !quoted && ascii.Classes(v)&ascii.Digit == 0 {
		return false
	}
	return weight == passlike || (token.RandomnessOf(v) == hashlike || !judge.Digest(v)) && !judges.Location(v) && !judges.Placeholder(v) && !judges.Reference(v)
}

const minShared = 32 // bytes of a random part of a URL that is a capability by itself

// isCapability judges the path of a URL: behind a word it is random, without one it is that random.
func isCapability(_ *reading.Pair, name, v []byte) bool {
	if n := bytes.IndexByte(v, '/'); n >= 0 {
		v = v[:n]
	}
	switch r := token.RandomnessOf(v); {
	case len(name) > 1, len(name) == 1 && r == unlikely:
		return r != ordinary
	default:
		k := ascii.Classes(v)
		return r == unlikely && len(v) >= minShared && k&ascii.Upper != 0 && k&ascii.Lower != 0
	}
}

// prefixed reports a token of a provider that is not known, by its form: a short word
// of small letters, and a long random text of letters of both cases and digits. What
// begins as a known one has to have its form.
func prefixed(v []byte) bool {
	at := 0
	for at < len(v) && at < 24 && ascii.Class[v[at]]&(ascii.Lower|ascii.Digit) != 0 || at < len(v) && v[at] == '_' && at < 24 && at > 1 {
		at++
	}
	for at > 0 && v[at-1] != '_' {
		at--
	}
	body := v[at:]
	if at < 3 || len(body) < 36 || tokens.Opens(v, 0) || digits(body, ascii.Upper|ascii.Lower|ascii.Digit) != len(body) {
		return false
	}
	k := ascii.Classes(body)
	return k&ascii.Upper != 0 && k&ascii.Lower != 0 && k&ascii.Digit != 0 && token.RandomnessOf(body) == unlikely
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

// isJWK reports that the member at s[i] is one of a JSON Web Key, whose type stands before it or
// behind it in its object.
func isJWK(s []byte, i int) bool {
	if saidBefore(s, i, maxJWK, "", jwkMarks) {
		return true
	}
	rest, _, _ := bytes.Cut(s[i:min(len(s), i+4*maxJWK)], []byte("}"))
	for _, mark := range jwkMarks {
		if bytes.Contains(rest, []byte(mark)) {
			return true
		}
	}
	return false
}

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

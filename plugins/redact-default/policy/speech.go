package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Secrets that are spoken out, some words after what they are: "password for the
// box: x", "the new API key is x", "changed the token from x to y", "id/pw ada/x".

const (
	maxSpoken   = 80 // bytes after the telling word that are read
	minSpoken   = 8  // bytes of a value without quotes
	maxSpeaking = 7  // words between the two
)

// speakingStart has their first bytes after the space, and the colon.
var speakingStart = makeSpeakingStart()

func makeSpeakingStart() (t [256]bool) {
	for _, text := range speaking {
		t[text[min(1, len(text)-2)]] = true
	}
	t[':'] = true
	return t
}

// said takes the value that the sentence around the telling word s[start:i] gives
// after it, and returns where to read on.
func (p *Policy) said(s []byte, start, i int) int {
	weight := p.spokenWeight(s, start, i)
	if weight == silent {
		return i
	}
	if end := p.pair(s, start, i); end > 0 {
		return end
	}
	if start > 1 && s[start-1] == '/' && s[start-2] != ' ' {
		return i // a file
	}
	if ascii.HasFold(s, i, " for '") || ascii.HasFold(s, i, " for \"") { // SET PASSWORD FOR 'ada' = 'x'
		for at, limit := i, min(len(s), i+maxSpoken); at < limit && s[at] != '\n' && s[at] != ';'; at++ {
			if ascii.HasAt(s, at, " = ") && quoteAt(s, at+3) {
				if v := quotedAt(s, at+4, s[at+3]); v.end > 0 && judges.Secret(s[:0], s[v.start:v.end], true, weight) {
					p.secret(s, v.start, v.end, secretAssignment)
					return v.end
				}
			}
		}
	}
	last, words := i, 0
	for at, limit := i, min(len(s), i+maxSpoken); at < limit; {
		if n := speaksAt(s, at); n > 0 && introduces(s, start, at, n) && !(s[at] == ':' && at > i && attributes.Has(s[p.nameStart(at):at])) {
			if v := p.spokenAt(s, at+n, weight); v.end > 0 {
				p.secret(s, v.start, v.end, secretAssignment)
				last, at = v.end, v.end
				continue
			}
			at += max(1, n-1)
			continue
		}
		switch c := s[at]; {
		case c == '\n' || c == ';' || c == '"' || c == '`' || c == '{' || c == '=' || c == '[' || c == '*' || c == '.' && (at+1 >= len(s) || s[at+1] <= ' '):
			return last
		case c == ' ':
			if words++; words > maxSpeaking {
				return last
			}
		}
		at++
	}
	return last
}

// spokenWeight judges the word s[start:i]; "key" alone says nothing.
func (p *Policy) spokenWeight(s []byte, start, i int) strength {
	name := s[start:i]
	switch {
	case ascii.EqualFold(name, "identified"), ascii.EqualFold(name, "passe"):
		return passlike
	case ascii.EqualFold(name, "key"):
		if p.qualified(s, start, name) || start > 1 && (s[start-1] == ' ' || s[start-1] == '-') && judge.EndsSegment(s[max(0, start-16):start-1], &keyQualifiers) {
			return tokenlike
		}
		return silent
	}
	return p.senses.of(name).weight
}

// speaksAt returns the length of what announces a value at s[at], or 0.
func speaksAt(s []byte, at int) int {
	if s[at] == ':' {
		if at+1 < len(s) && s[at+1] == ' ' {
			return 2
		}
		return 0
	}
	if s[at] != ' ' || at+1 >= len(s) || !speakingStart[ascii.Folded[s[at+1]]] {
		return 0
	}
	for _, text := range speaking {
		if ascii.HasFold(s, at, text) {
			return len(text)
		}
	}
	return 0
}

// introduces reports that the n bytes at s[at] do announce a value after the word at
// s[start]: a hyphen one in quotes, "to" and "from" after a change.
func introduces(s []byte, start, at, n int) bool {
	switch {
	case s[at+1] == '-' && n == 3, ascii.HasFold(s, at, " by "), ascii.HasFold(s, at, " as "):
		return quoteAt(s, at+n) && s[at+n] != '`'
	case ascii.Folded[s[at+1]] == 't', ascii.Folded[s[at+1]] == 'f':
		for i := max(0, start-24); i < at; i++ {
			switch ascii.Folded[s[i]] {
			case 'c', 'r', 'u', 's':
				for _, text := range changeVerbs {
					if ascii.HasFold(s, i, text) {
						return true
					}
				}
			}
		}
		return false
	}
	return true
}

func quoteAt(s []byte, i int) bool {
	return i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '`')
}

// spokenAt reads the value at s[at]; end is 0 if it does not look like a secret.
func (p *Policy) spokenAt(s []byte, at int, weight strength) value {
	for at < len(s) && s[at] == ' ' {
		at++
	}
	if quoteAt(s, at) {
		v := quotedAt(s, at+1, s[at])
		if v.end == 0 || v.end >= len(s) || s[v.end] != s[at] {
			return value{}
		}
		text := s[v.start:v.end]
		if text[0] == '.' || !judges.Secret(s[:0], text, true, max(weight, tokenlike)) || !judge.Mixed(text) && !judge.Odd(text) && !token.RandomLetters(text) && token.RandomnessOf(text) == ordinary {
			return value{}
		}
		return v
	}
	v := spokenSpan(s, at)
	text := s[v.start:v.end]
	if weight == entropic && len(text) >= 4 && len(text) <= 12 && digits(text, ascii.Digit) == len(text) {
		return v // a PIN
	}
	if len(text) < minSpoken || !judges.Spoken(text, max(weight, tokenlike)) {
		return value{}
	}
	return v
}

// spokenSpan returns the word at s[at], without what ends the sentence.
func spokenSpan(s []byte, at int) value {
	end := at
	for end < len(s) && end < at+256 && s[end] > ' ' && s[end] != '"' && s[end] != '`' && s[end] != '<' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	for end > at && (s[end-1] == '.' || s[end-1] == ',' || s[end-1] == ';' || s[end-1] == ':' || s[end-1] == ')' || s[end-1] == '\'') {
		end--
	}
	return value{start: at, end: end}
}

// pair takes the x of "id/pw ada/x", where the word for the password is s[start:i].
func (p *Policy) pair(s []byte, start, i int) int {
	at := start
	for at > 0 && at > start-4 && (s[at-1] == ' ' || s[at-1] == '/' || s[at-1] == '&' || s[at-1] == '|' || s[at-1] == ',') {
		at--
	}
	if at == start || !userWords.Has(s[p.nameStart(at):at]) {
		return 0
	}
	for at = i; at < len(s) && at < i+4 && (s[at] == ' ' || s[at] == ':' || s[at] == '='); {
		at++
	}
	if at == i {
		return 0
	}
	end := at
	for end < len(s) && end < at+64 && alphabet[s[end]]&inDot != 0 {
		end++
	}
	if end == at || end >= len(s) {
		return 0
	}
	for at = end; end < len(s) && end < at+4 && (s[end] == ' ' || s[end] == '/' || s[end] == ',' || s[end] == '|' || s[end] == ':'); {
		end++
	}
	if end == at {
		return 0
	}
	v := spokenSpan(s, end)
	if text := s[v.start:v.end]; len(text) < 6 || !judges.Spoken(text, passlike) {
		return 0
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

// betweenQuotes reports that a text in quotes ends at s[i] and another one follows
// after a space, or after a comma and a name.
func betweenQuotes(s []byte, i int) bool { return secondQuote(s, i) > 0 }

// secondQuote returns the quote of that other text, or 0: "password" "x", and
// 'Password', with: 'x'.
func secondQuote(s []byte, i int) int {
	at := i + 1
	if at+1 < len(s) && s[at] == ' ' && s[at+1] == ',' {
		at++
	}
	if at < len(s) && s[at] == ',' {
		for at++; at < len(s) && at < i+16 && (s[at] == ' ' || ascii.Class[s[at]]&ascii.Lower != 0); {
			at++
		}
		if at >= len(s) || s[at] != ':' {
			return 0
		}
		at++
	}
	if at+1 < len(s) && at > i && s[at] == ' ' && quoteAt(s, at+1) {
		return at + 1
	}
	return 0
}

// quotedPair takes the x of "password" "x", where the telling word s[start:i] is the
// last of the first text.
func (p *Policy) quotedPair(s []byte, start, i int) int {
	if !quoteAt(s, i) {
		return 0
	}
	at := secondQuote(s, i)
	if at == 0 {
		return 0
	}
	weight := p.senses.of(s[start:i]).weight
	v := quotedAt(s, at+1, s[at])
	if weight < tokenlike || v.end == 0 || !judge.Mixed(s[v.start:v.end]) && !judge.Odd(s[v.start:v.end]) || !judges.Secret(s[:0], s[v.start:v.end], true, weight) {
		return 0
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

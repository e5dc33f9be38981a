package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Secrets that are spoken out.

const (
	maxSpoken = 80 // bytes after the telling word that are read
	minSpoken = 8  // bytes of a value without quotes
)

// spokenWeight judges the word s[start:i]; "key" alone says nothing.
func (p *Policy) spokenWeight(s []byte, start, i int) strength {
	name := s[start:i]
	if ascii.EqualFold(name, "key") {
		if p.qualified(s, start, name) || start > 1 && (s[start-1] == ' ' || s[start-1] == '-') && judge.EndsSegment(s[max(0, start-16):start-1], &keyQualifiers) {
			return tokenlike
		}
		return silent
	}
	return p.senses.of(name).weight
}

// isSpokenOf reports that a value may follow its name so: without a verb only behind some names.
func isSpokenOf(pair *reading.Pair, name, v []byte) bool {
	switch {
	case len(name) <= 4 && !bareWords.Has(name):
		return false
	case pair.Verb || pair.Quoted:
		return pair.Close
	case !bareWords.Has(name):
		return false
	}
	return len(name) > 3 || judge.Mixed(v) && (judge.Symbol(v) || judge.Odd(v) || ascii.Classes(v)&ascii.Upper != 0)
}

// isSpokenOut judges the value right behind a name or a verb.
func isSpokenOut(name, v []byte, quoted bool, weight strength) bool {
	if vagueNames.Has(name) {
		weight = tokenlike
	}
	k := ascii.Classes(v)
	if k&ascii.Digit == 0 && (!quoted || weight < passlike) || weight < passlike && k&(ascii.Upper|ascii.Lower) == 0 {
		return false
	}
	return judges.Secret(nil, v, quoted, weight)
}

func isVerb(pair *reading.Pair, _, _ []byte) bool { return pair.Verb }

// isSaid judges a value in a sentence: of a PIN it is digits, else it looks like a secret.
func isSaid(name, v []byte, quoted bool, weight strength) bool {
	switch {
	case len(v) > 3 && digits(v, ascii.Digit) == len(v):
		return !quoted && weight == entropic && judges.Secret(name, v, false, weight)
	case weight < tokenlike || len(v) == 0:
		return false
	case quoted:
		return v[0] != '.' && judges.Secret(nil, v, true, weight) && (judge.Mixed(v) || judge.Odd(v) || token.RandomLetters(v) || token.RandomnessOf(v) != ordinary)
	}
	return len(v) >= minSpoken && judges.Spoken(v, weight)
}

// ofName judges a value before its name, which is no part of a program.
func ofName(_ *reading.Pair, _, v []byte) bool {
	return judge.Mixed(v) && !judge.Numbered(v) && !judge.Expression(v)
}

func isTelling(_ *reading.Pair, _, v []byte) bool { return judge.Mixed(v) || judge.Odd(v) }

func isDeclared(name, v []byte, quoted bool, _ strength) bool {
	return judges.Secret(name, v, quoted, tokenlike)
}

func isHeader(_, v []byte, _ bool, _ strength) bool {
	return token.Varied(v) && !judges.Placeholder(v) && !judge.Expression(v) && !judge.Compound(v)
}

func quoteAt(s []byte, i int) bool {
	return i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '`')
}

package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

func isText(_ *reading.Pair, _, v []byte) bool { return !judges.Reference(v) }

func isRandom(_, v []byte, _ bool, _ strength) bool {
	return token.RandomnessOf(v) >= hashlike && !judges.Placeholder(v)
}

// arrow reads a key in an XML tag that ends with s[i], which is >, and a key before
// an arrow: "=> x" is read at its =, "-> x" here.
func (p *Policy) arrow(s []byte, i int) int {
	if s[i-1] == '-' {
		return p.assignment(s, i, p.keyBefore(s, i-1))
	}
	if end := p.take(s, i, elementWay, elementWordWay); end > 0 {
		return end
	}
	name := element.Name(s, i)
	if name.Start == name.End {
		return i + 1
	}
	next := i + 1
	for next < len(s) && next < i+32 && (s[next] == '\n' || s[next] == ' ' || s[next] == '\t') {
		next++
	}
	key := s[name.Start:name.End]
	x := p.senses.of(key)
	return max(i+1, p.give(s, i, next, key, x.weight, x.env))
}

const maxTag = 96 // bytes of a tag that are read

// wrapped reads a key that is one text of a call, a list or a table before the
// text of its value; s[i] is the comma or bar between them.
func (p *Policy) wrapped(s []byte, i int) int {
	next := i + 1
	if i == 0 || next >= len(s) {
		return next
	}
	key := p.keyBefore(s, i)
	x := p.senses.of(key)
	weight := x.weight
	if weight < tokenlike && !x.env {
		return next
	}
	for next < len(s) && (s[next] == ' ' || s[next] == '\n' && s[i-1] <= '\'') && next < i+24 {
		next++
	}
	if next >= len(s) {
		return i + 1
	}
	quoted := s[next] == '"' || s[next] == '\'' || s[next] == '\\' || s[next] == '`'
	switch {
	case s[i] == '|' && (i > 1 && s[i-1] == ' ') == (next > i+1):
		weight = min(weight, tokenlike)
	case s[i] == ',' && s[i-1] != '"' && s[i-1] != '\'' && quoted:
		v := quotedAt(s, next+1, s[next])
		if v.start == 0 || !literal(s, v, key) {
			return i + 1
		}
	case s[i] == ',' && next == i+1 && !quoted && s[i-1] != '"' && s[i-1] != '\'' && startsLine(s, offset(s, key)):
		weight = min(weight, tokenlike) // a row of values
	case s[i] == ',' && (s[i-1] == '"' || s[i-1] == '\'') && quoted:
		if listed(s, next+1, key) {
			return i + 1
		}
	default:
		return i + 1
	}
	return max(i+1, p.give(s, i, next, key, weight, false))
}

// listed reports that the text at s[i] is one more name of a list of names, of which the key
// is one, or JSON.
func listed(s []byte, i int, key []byte) bool {
	if i+1 < len(s) && (s[i] == '[' || s[i] == '{') && (s[i+1] == '{' || s[i+1] == '"') {
		return true
	}
	end := i
	for end < len(s) && end < i+maxSpoken && around[s[end]]&inName != 0 {
		end++
	}
	first := judge.FirstSegment(key)
	if k := ascii.Classes(key) | ascii.Classes(s[i:end]); k&(ascii.Lower|ascii.Digit) == 0 && isName(s[i:end]) {
		return true // words of SQL
	}
	return len(first) < len(key) && isName(s[i:end]) && string(first) == string(judge.FirstSegment(s[i:end]))
}

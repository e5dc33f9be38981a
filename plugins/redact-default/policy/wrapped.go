package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// arrow reads a key in an XML tag that ends with s[i], which is >, and a key before
// an arrow: "=> x" is read at its =, "-> x" here.
func (p *Policy) arrow(s []byte, i int) int {
	if i == 0 {
		return 1
	}
	if s[i-1] == '-' {
		return p.assignment(s, i, p.keyBefore(s, i-1))
	}
	key := p.tagKey(s, i)
	if len(key) == 0 {
		return i + 1
	}
	next := i + 1
	for next < len(s) && next < i+32 && (s[next] == '\n' || s[next] == ' ' || s[next] == '\t') {
		next++
	}
	x := p.senses.of(key)
	if end := p.element(s, next, key, x.weight); end > 0 {
		return end
	}
	end := p.give(s, i, next, key, x.weight, x.env)
	return max(i+1, end)
}

// element takes the whole text of a telling element, which begins at s[i] and ends with
// its line or before: words may stand before the secret. It returns 0 where that is
// not to be had.
func (p *Policy) element(s []byte, i int, key []byte, weight strength) int {
	if weight < tokenlike {
		return 0
	}
	end := i
	for limit := min(len(s), i+maxExpression); end < limit && s[end] != '<' && s[end] != '\n' && s[end] != '>' && (s[end] != '[' || marker.End(s, end) == 0); {
		end++
	}
	if end+1 >= len(s) || s[end] != '<' || s[end+1] != '/' {
		return 0
	}
	start, stop := i, end
	for stop > start && s[stop-1] == ' ' {
		stop--
	}
	if stop > start+2 && s[start] == '{' && s[stop-1] == '}' && s[start+1] != '{' {
		start, stop = start+1, stop-1
	}
	if text := s[start:stop]; len(text) >= 4 && judges.Secret(key, text, true, weight) && !judges.Reference(text) {
		p.secret(s, start, stop, secretAssignment)
		return stop
	}
	for at := start; at < stop; { // one of its words
		next := at
		for next < stop && s[next] != ' ' {
			next++
		}
		if token.RandomnessOf(s[at:next]) >= hashlike && !judges.Placeholder(s[at:next]) {
			p.secret(s, at, next, secretAssignment)
			return next
		}
		at = next + 1
	}
	return 0
}

const maxTag = 96 // bytes of a tag that are read

// tagKey returns what the XML tag that ends with s[i] says of the text after it:
// its name, its attribute "name" or "key", or the label that stands before a
// <value> or <string>.
func (p *Policy) tagKey(s []byte, i int) []byte {
	key, at := p.nameBefore(s, i)
	if len(key) > 0 && at > 0 && (s[at-1] == '<' || s[at-1] == ':' && p.tagStart(s, at-1)) {
		if isTagValue(key) {
			return p.tagLabel(s, at-1)
		}
		return key
	}
	return p.attributeKey(s, i)
}

// attributeKey returns the attribute "name" or "key" at the end of the tag that
// ends with s[i].
func (p *Policy) attributeKey(s []byte, i int) []byte {
	if at := p.nameAttribute(s, i); at > 0 {
		i = at
	}
	key, at := p.nameBefore(s, i)
	if at > 1 && (s[at-1] == '"' || s[at-1] == '\'') && s[at-2] == '=' {
		attribute, from := p.nameBefore(s, at-2)
		if from > 0 && s[from-1] == ' ' && (ascii.EqualFold(attribute, "name") || ascii.EqualFold(attribute, "key") || ascii.EqualFold(attribute, "id")) {
			return key
		}
	}
	return nil
}

// nameAttribute returns the end of the attribute "name" in the tag that ends with
// s[i], or 0.
func (p *Policy) nameAttribute(s []byte, i int) int {
	for low := max(0, i-maxTag); i > low && s[i-1] != '<' && s[i-1] != '>'; i-- {
		if s[i-1] == '"' && ascii.HasFold(s, i-6, " name=") {
			end := i
			for end < len(s) && end < i+48 && around[s[end]]&inName != 0 {
				end++
			}
			if end < len(s) && s[end] == '"' {
				return end + 1
			}
		}
	}
	return 0
}

// tagStart reports that the name before the colon s[i] begins a tag.
func (p *Policy) tagStart(s []byte, i int) bool {
	start := p.nameStart(i)
	return start < i && start > 0 && s[start-1] == '<'
}

func isTagValue(key []byte) bool {
	return isValueKey(key) || ascii.EqualFold(key, "string") || ascii.EqualFold(key, "data")
}

// tagLabel returns the label before the tag that begins at s[i]: the text of the
// element before it, or an attribute of the element around it.
func (p *Policy) tagLabel(s []byte, i int) []byte {
	low := max(0, i-maxTag)
	for i > low && (s[i-1] == ' ' || s[i-1] == '\n' || s[i-1] == '\t' || s[i-1] == '\r') {
		i--
	}
	if i == low || s[i-1] != '>' {
		return nil
	}
	i--
	if end := p.nameStart(i); end > 1 && s[end-1] == '/' && s[end-2] == '<' {
		start := p.nameStart(end - 2)
		if start > 0 && s[start-1] == '>' {
			return s[start : end-2]
		}
		return nil
	}
	return p.attributeKey(s, i)
}

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
	for end < len(s) && end < i+maxOutside && around[s[end]]&inName != 0 {
		end++
	}
	first := judge.FirstSegment(key)
	if k := ascii.Classes(key) | ascii.Classes(s[i:end]); k&(ascii.Lower|ascii.Digit) == 0 && isName(s[i:end]) {
		return true // words of SQL
	}
	return len(first) < len(key) && isName(s[i:end]) && string(first) == string(judge.FirstSegment(s[i:end]))
}

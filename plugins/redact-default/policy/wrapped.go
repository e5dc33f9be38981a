package policy

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
	end := p.give(s, i, next, key, x.weight, x.env)
	return max(i+1, end)
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
	key, at := p.nameBefore(s, i)
	if at > 1 && (s[at-1] == '"' || s[at-1] == '\'') && s[at-2] == '=' {
		attribute, from := p.nameBefore(s, at-2)
		if from > 0 && s[from-1] == ' ' && (equalFold(attribute, "name") || equalFold(attribute, "key") || equalFold(attribute, "id")) {
			return key
		}
	}
	return nil
}

// tagStart reports that the name before the colon s[i] begins a tag.
func (p *Policy) tagStart(s []byte, i int) bool {
	start := p.nameStart(i)
	return start < i && start > 0 && s[start-1] == '<'
}

func isTagValue(key []byte) bool {
	return isValueKey(key) || equalFold(key, "string") || equalFold(key, "data")
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
	for next < len(s) && s[next] == ' ' && next < i+24 {
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
	case s[i] == ',' && next == i+1 && !quoted && s[i-1] != '"' && s[i-1] != '\'' && offset(s, key) == lineStart(s, offset(s, key)):
		weight = min(weight, tokenlike) // a row of values
	case s[i] == ',' && (s[i-1] == '"' || s[i-1] == '\'') && quoted:
	default:
		return i + 1
	}
	return max(i+1, p.give(s, i, next, key, weight, false))
}

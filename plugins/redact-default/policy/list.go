package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// isMember reports the key of an object, which a colon follows: {"type": "string"}.
func isMember(s []byte, v value) bool {
	i := v.end + 1
	for low := i; i < len(s) && i < low+4 && s[i] == ' '; {
		i++
	}
	return v.start > 1 && s[v.start-2] == '{' && i < len(s) && s[i] == ':'
}

// others takes the other texts of the list in brackets that begins with v, and returns
// the end of the last one.
func (p *Policy) others(s []byte, v value, key []byte, weight strength) int {
	quote := s[v.start-1]
	i := v.start - 1
	for low := max(0, i-8); i > low && s[i-1] <= ' '; i-- {
	}
	if i == 0 || s[i-1] != '[' && s[i-1] != '(' && s[i-1] != '{' {
		return v.end
	}
	last := v.end
	for limit := min(len(s), v.end+maxExpression); v.end < limit && s[v.end] == quote; {
		at := v.end + 1
		for at < limit && (s[at] <= ' ' || s[at] == ',') {
			at++
		}
		if at >= limit || s[at] != quote {
			break
		}
		if v = quotedAt(s, at+1, quote); v.end == 0 {
			break
		}
		if judges.Secret(key, s[v.start:v.end], true, weight) {
			p.secret(s, v.start, v.end, secretAssignment)
			last = v.end
		}
	}
	return last
}

const maxItems = 32 // of a list that are read

// items takes the items of a list of YAML that begins on the line after s[i], and returns
// its end or 0.
func (p *Policy) items(s []byte, i int, key []byte, weight strength) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	last := 0
	for range maxItems {
		if i >= len(s) || s[i] != '\n' {
			break
		}
		for i++; i < len(s) && s[i] == ' '; {
			i++
		}
		if !ascii.HasAt(s, i, "- ") {
			break
		}
		v := p.valueAt(s, i+2)
		if v.start == 0 {
			break
		}
		i = v.end
		if v.quoted && i < len(s) && s[i] == s[v.start-1] {
			i++
		}
		if text := s[v.start:v.end]; (i >= len(s) || s[i] == '\n') && judges.Secret(key, text, v.quoted, weight) {
			p.secret(s, v.start, v.end, secretAssignment)
			last = v.end
		}
	}
	return last
}

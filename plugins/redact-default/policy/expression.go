package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

const maxExpression = 160 // bytes of an expression that are read

// inExpression takes the texts in quotes out of an expression that gives a
// telling name its value: a call, a default after ||, a list. Texts there have to
// look random, since most of them are names.
func (p *Policy) inExpression(s []byte, i int, key []byte, weight strength) int {
	if weight == entropic && decodes(s, i) {
		weight = tokenlike
	}
	if weight < tokenlike {
		return 0
	}
	last, depth := 0, 0
	for end := min(len(s), i+maxExpression); i < end; {
		switch c := s[i]; c {
		case '\n', ';':
			if depth <= 0 || c == ';' {
				return last
			}
			i++
		case '(', '[', '{':
			if m := marker.End(s, i); m > 0 {
				i = m
				continue
			}
			depth++
			i++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return last
			}
			i++
		case '=':
			if depth <= 0 && i+1 < len(s) && s[i+1] != '=' && s[i+1] != '>' {
				return last // another assignment
			}
			i++
		case '"', '\'', '`':
			v, next := textAt(s, i, end)
			if v.end > 0 && literal(s, v, key) && (next >= len(s) || s[next] != ':') {
				p.secret(s, v.start, v.end, secretAssignment)
				last = v.end
			}
			i = next
		default:
			i++
		}
	}
	return last
}

// textAt returns the whole text in quotes whose first quote is s[i], and where to read on.
func textAt(s []byte, i, end int) (v value, next int) {
	v = quotedAt(s, i+1, s[i])
	switch {
	case v.start == 0:
		if i+1 < end && s[i+1] == s[i] {
			return value{}, i + 2
		}
		return value{}, i + 1
	case v.end < len(s) && s[v.end] != s[i]:
		return value{}, i + 1
	}
	return v, v.end + 1
}

// decodes reports a call at s[i] that makes bytes of a text.
func decodes(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+3 && (s[i] == ' ' || s[i] == '='); {
		i++
	}
	end := i
	for end < len(s) && end < i+48 && around[s[end]]&inName != 0 {
		end++
	}
	if end >= len(s) || s[end] != '(' {
		return false
	}
	for k := i; k+4 <= end; k++ {
		switch s[k] | 0x20 {
		case 'd', 'f', 'a', 'h', 'u':
			for _, text := range decoders {
				if ascii.HasFold(s, k, text) {
					return true
				}
			}
		}
	}
	return false
}

var loginsByLast = byLast(loginCalls...)

// call reads the arguments of the call whose bracket is s[i]: of a function that
// sets, takes or compares a secret.
func (p *Policy) call(s []byte, i int) int {
	key := p.keyBefore(s, i)
	x := p.senses.of(key)
	weight := x.weight
	if weight < tokenlike && x.login {
		weight = tokenlike
	}
	if weight < tokenlike {
		return i + 1
	}
	if x.weight < tokenlike {
		switch {
		case compares.Has(judge.LastWord(key)):
			return p.compared(s, i)
		case fillers.Has(judge.LastWord(key)):
			if !p.fillsPassword(s, i-len(key)) {
				return i + 1
			}
			weight = passlike
		}
	}
	if of := judge.LastWord(key); weight == passlike && (setsValue(key) || x.weight < tokenlike || len(of) < len(key) && ascii.EqualFold(of, "password")) {
		v := p.valueAt(s, i+1)
		text := s[v.start:v.end]
		if v.quoted && closesCall(s, v.end) && judges.Secret(key, text, true, weight) && (setsValue(key) || x.weight < tokenlike || judge.Mixed(text) || judge.Odd(text)) {
			p.secret(s, v.start, v.end, secretAssignment)
			return v.end
		}
	}
	return max(i+1, p.inExpression(s, i, key, tokenlike))
}

// closesCall reports that the quote at s[i], which may be escaped, ends a call.
func closesCall(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+8 && s[i] == '\\'; {
		i++
	}
	return i+1 < len(s) && quoteAt(s, i) && s[i+1] == ')'
}

func isLogin(key []byte) bool {
	if len(key) == 0 {
		return false
	}
	for _, name := range loginsByLast[key[len(key)-1]] {
		at := len(key) - len(name)
		if at >= 0 && ascii.HasFold(key, at, name) && judge.SegmentStart(key, at) {
			return at == 0 || key[at-1] == '.' || !fillers.Has(key[at:]) && !compares.Has(key[at:]) // mediaType() fills nothing
		}
	}
	return false
}

// setsValue reports the name of a function that takes a value: setPassword.
func setsValue(key []byte) bool {
	for len(key) > 0 && key[0] == '.' {
		key = key[1:]
	}
	for i := range key {
		if (i == 0 || key[i-1] == '.') && (ascii.HasFold(key, i, "set") || ascii.HasFold(key, i, "with")) {
			return true
		}
	}
	return false
}

// accountSpan returns the password of "user:password@host" without a scheme, whose colon is
// s[i].
func accountSpan(s []byte, i int) (start, end int) {
	if ascii.HasAt(s, i, ":/") {
		return 0, 0 // a URL
	}
	return i + 1, accountEnd(s, i)
}

func accountEnd(s []byte, i int) int {
	if i == 0 || i+1 >= len(s) || ascii.Class[s[i-1]]&ascii.Word == 0 {
		return 0
	}
	end := i + 1
	for end < len(s) && end < i+72 && (alphabet[s[end]]&inBase64 != 0 || symbols[s[end]] && s[end] != '@') {
		end++
	}
	if end >= len(s) || s[end] != '@' || end-i < 7 || judges.Placeholder(s[i+1:end]) {
		return 0
	}
	k := ascii.Classes(s[i+1 : end])
	if k&ascii.Digit == 0 || k&ascii.Upper == 0 || k&ascii.Lower == 0 {
		return 0
	}
	host := end + 1
	for host < len(s) && host < end+64 && (alphabet[s[host]]&inDot != 0) {
		host++
	}
	if host == end+1 || host >= len(s) || s[host] != ':' && s[host] != '/' && s[host] != '(' || host+1 < len(s) && s[host] == ':' && ascii.Class[s[host+1]]&ascii.Digit == 0 {
		return 0
	}
	return end
}

// fillsPassword reports that the call before s[i] finds the field of a password.
func (p *Policy) fillsPassword(s []byte, i int) bool {
	for low := max(0, i-maxLabel); i > low && s[i-1] != '\n' && s[i-1] != ';'; i-- {
		if s[i-1]|0x20 == 'p' && ascii.HasFold(s, i-1, "passw") {
			return true
		}
	}
	return false
}

// compared takes the x of "x".equals(password), whose bracket is s[i].
func (p *Policy) compared(s []byte, i int) int {
	end := i + 1
	for end < len(s) && end < i+40 && (ascii.Class[s[end]]&ascii.Word != 0 || s[end] == '.') {
		end++
	}
	if p.senses.of(s[i+1:end]).weight < tokenlike {
		return i + 1
	}
	at := i
	for low := max(0, i-24); at > low && s[at-1] != '"'; at-- {
	}
	if at < 3 || s[at-1] != '"' || at >= len(s) || s[at] != '.' {
		return i + 1
	}
	start := at - 1
	for low := max(0, at-maxLine); start > low && s[start-1] != '"' && s[start-1] != '\n'; start-- {
	}
	if start > 0 && s[start-1] == '"' && marker.End(s, start) == 0 && judges.Secret(s[:0], s[start:at-1], true, passlike) {
		p.secret(s, start, at-1, secretAssignment)
	}
	return i + 1
}

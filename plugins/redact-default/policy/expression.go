package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
)

var logins = byLast(loginCalls...)

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
			p.take(s, i, comparisonWay)
			return i + 1
		case fillers.Has(judge.LastWord(key)):
			if !namesPassword(s, i-len(key), "\n;") {
				return i + 1
			}
			weight = passlike
		}
	}
	if of := judge.LastWord(key); weight == passlike && (setsValue(key) || x.weight < tokenlike || len(of) < len(key) && ascii.EqualFold(of, "password")) {
		w := callWay
		if !setsValue(key) && x.weight >= tokenlike {
			w = methodWay
		}
		if end := p.given(s, i, 0, key, weight, w); end > 0 {
			return end
		}
	}
	return max(i+1, p.given(s, i, 0, key, tokenlike, expressionWay))
}

// isLogin reports a call that takes a user and a password; mediaType() fills nothing.
func isLogin(key []byte) bool {
	of := judge.LastWord(key)
	word := judge.LastSegment(of)
	return judge.EndsSegment(key, &logins) && (len(of) == len(word) || !fillers.Has(word) && !compares.Has(word))
}

// setsValue reports the name of a function that takes a value: setPassword.
func setsValue(key []byte) bool {
	of := judge.LastWord(key)
	return ascii.HasFold(of, 0, "set") || ascii.HasFold(of, 0, "with")
}

// namesPassword reports the name of a password before s[i], where none of the ends stands between.
func namesPassword(s []byte, i int, ends string) bool {
	text := s[max(0, i-2*maxLabel):i]
	for k := bytes.LastIndexAny(text, ends) + 1; k < len(text); k++ {
		if text[k]|0x20 == 'p' && ascii.HasFold(text, k, "passw") {
			return true
		}
	}
	return false
}

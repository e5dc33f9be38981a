package policy

import (
	"slices"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// assignment reads the key before and the value after s[i], which is = or :, or
// another byte that stands between the two.
func (p *Policy) assignment(s []byte, i int, key []byte) int {
	p.meet(s, i, key)
	next := i + 1
	if len(key) == 0 {
		return next
	}
	x := p.senses.of(key)
	if s[i] == ':' && x.data {
		if end := p.kubeSecret(s, i); end > 0 {
			return end
		}
	}
	key, weight, env := p.meaning(s, i, key, x)
	if weight == silent && !env || judge.InResource(s, i) {
		return next
	}
	return max(next, p.give(s, i, key, weight, env))
}

// meaning returns what the key that ends before s[i] says, of which x is what it says by itself; where that is
// nothing, what it is of may. It says also whether that is a variable of the environment.
func (p *Policy) meaning(s []byte, i int, key []byte, x *sense) (of []byte, weight strength, env bool) {
	at := offset(s, key)
	weight, env = x.weight, x.env
	switch {
	case weight == passlike && ascii.HasAt(s, at-len("--- "), "--- "):
		return key, silent, false // --- PASS: TestX, as Go reports
	case weight == passlike && string(key) == "PASS" && startsLine(s, at) && isTestName(s, i):
		return key, silent, false // and as other runners do
	case weight == passlike && startsLine(s, at) && slices.Contains(folderVariables, string(key)):
		return key, silent, false // the working directory
	case weight == silent && !x.value && len(key) <= maxTail && openedTail(s, at, key):
		return key, tokenlike, false // unlock code
	case weight == entropic && at > 1 && s[at-1] == ' ' && judge.EndsSegment(s[max(0, at-16):at-1], &keyQualifiers):
		return key, tokenlike, env // "api key"
	case weight == silent && s[i] == '=' && signedQuery(s, i, key):
		return key, tokenlike, env
	case weight == silent && (x.value || s[i] == '='):
		if of := keys.Of(s, i, reading.Span{Start: at, End: at + len(key)}); of.End > 0 {
			key = s[of.Start:of.End]
			x = p.senses.of(key)
			return key, x.weight, x.env
		}
	}
	return key, weight, env
}

// isTestName reports that the name of a test or its file follows the colon s[i] to the end of its
// word: a head of test-heads, then letters, digits and what joins them.
func isTestName(s []byte, i int) bool {
	if i+2 >= len(s) || s[i+1] != ' ' {
		return false
	}
	i += 2
	end := i
	for end < len(s) && (reading.InName(s[end]) || s[end] == '/' || s[end] == ':' || s[end] == '=') {
		end++
	}
	if end < len(s) && s[end] > ' ' {
		return false
	}
	for _, head := range testHeads {
		if ascii.HasAt(s, i, head) {
			return true
		}
	}
	return false
}

const maxTail = 6 // bytes of a word that may stand behind one of what opens something

// openedTail reports a word of spoken-tails, s[at:], with a word before it of what it opens.
func openedTail(s []byte, at int, key []byte) bool {
	if at < 2 || s[at-1] != ' ' && s[at-1] != '-' {
		return false
	}
	for _, tail := range spokenTails {
		if ascii.EqualFold(key, tail[1:]) {
			return openers.Has(judge.LastSegment(s[max(0, at-16) : at-1]))
		}
	}
	return false
}

// signedQuery reports the signature of a link or of a list of fields, or a parameter that opens a link to anybody.
func signedQuery(s []byte, i int, key []byte) bool {
	at := i - len(key)
	ofLink := at > 0 && (s[at-1] == '&' || s[at-1] == '?' || s[at-1] == ';')
	if !ofLink && (at < 2 || s[at-1] != ' ' || s[at-2] != ',') {
		return false
	}
	v := s[i+1 : token.Run(inBase64, s, i+1, min(len(s), i+1+2*minShared))]
	if signatureKeys.Has(key) {
		return ofLink || len(v) >= minShared
	}
	return ofLink && linkKeys.Has(key) && len(v) >= minShared-8 && token.RandomnessOf(v) == unlikely
}

// offset returns where key, which is a part of s, begins.
func offset(s []byte, key []byte) int { return cap(s) - cap(key) }

// saidBefore reports one of texts in front of s[i], at most so many bytes away and behind all stops.
func saidBefore(s []byte, i, most int, stops string, texts []string) bool {
	for low := max(0, i-most); i > low && strings.IndexByte(stops, s[i-1]) < 0; i-- {
		for _, text := range texts {
			if s[i-1]|0x20 == text[0] && ascii.HasFold(s, i-1, text) {
				return true
			}
		}
	}
	return false
}

const maxLabel = 96 // bytes between a label and the key of its value

func (p *Policy) nameStart(end int) int { return p.keyStart(max(0, end-48), end) }

// keys reads the names before separators, values what stands behind them.
var (
	keys   = reading.NewNames(typeNames, valueKeys)
	values = reading.NewValues(schemes)
)

// keyBefore returns the name that ends before s[i], which is a part of s; empty without one.
func (p *Policy) keyBefore(s []byte, i int) []byte {
	name := keys.Before(s, i)
	return s[name.Start:name.End]
}

func startsLine(s []byte, i int) bool { return i == 0 || s[i-1] == '\n' }

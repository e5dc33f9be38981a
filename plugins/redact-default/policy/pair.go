package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// prose reads sentences with a name that tells.
var prose = reading.NewProse(proseNames, accountNames, foreignNames())

// foreignNames are the keywords with letters beyond ASCII.
func foreignNames() (all []string) {
	for _, k := range keywords {
		for i := range len(k.text) {
			if k.text[i] >= 0x80 && len(k.text) >= 3 {
				all = append(all, k.text)
				break
			}
		}
	}
	return all
}

// login reads accounts with their passwords.
var login = reading.NewLogin(loginWords, accountNames)

// loginSpan returns the password whose first sign is s[i], after an account; end is 0 without one.
func loginSpan(s []byte, i int) (start, end int) {
	if !login.Begins(s, i) {
		return 0, 0
	}
	pair := login.Read(s, i, 0)
	if pair.Next == 0 {
		return 0, 0
	}
	if v := s[pair.Value.Start:pair.Value.End]; judges.Credential(v) || judges.Composed(v) && login.Named(s, pair.Name) {
		return pair.Value.Start, pair.Value.End
	}
	return 0, 0
}

const maxCandidates = 3 // values of one name that are judged

// pairOf returns what finds the values that look like passwords of the pairs of a way;
// names are those that tell beside the keywords.
func pairOf(way reading.Way, names ...*wordlist.List) func(*Policy, []byte, int) (int, int) {
	return func(p *Policy, s []byte, i int) (start, end int) {
		if !way.Begins(s, i) {
			return 0, 0
		}
		for from := range maxCandidates {
			if from > 0 {
				from = end
			}
			pair := way.Read(s, i, from)
			if end = pair.Next; end == 0 {
				return 0, 0
			}
			name, value := s[pair.Name.Start:pair.Name.End], s[pair.Value.Start:pair.Value.End]
			weight := p.spokenWeight(s, pair.Name.Start, pair.Name.End)
			for _, list := range names {
				switch {
				case !list.Has(name):
				case ascii.EqualFold(name, "key"): // of a cache, of an object
					weight = max(weight, entropic)
				default:
					weight = max(weight, tokenlike)
				}
			}
			if p.openName(s, pair.Name.Start, name) {
				return 0, 0
			}
			if judges.Apparent(value, weight) || pair.Close && weight == passlike && judges.Near(name, value) {
				return pair.Value.Start, pair.Value.End
			}
		}
		return 0, 0
	}
}

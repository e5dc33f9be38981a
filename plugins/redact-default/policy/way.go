package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Ways of writing a name and its value, and what makes the value a secret.

// way is one of them.
type way struct {
	reading.Way
	need
	rule uint8
	most int // values of one name that are read
}

// need is what a value has to be to be taken for a secret.
type need struct {
	names  *wordlist.List            // that tell beside the keywords
	least  int                       // bytes
	weight strength                  // by which it is judged, where not by that of its name
	form   func(name, v []byte) bool // nil is any
}

const maxRecords = 64 // lines of a table that are read

var (
	columnWay   = way{reading.Column{}, need{names: titleWords, least: 6, weight: passlike, form: isCell}, secretAssignment, maxRecords}
	insertedWay = way{reading.Inserted{}, need{weight: passlike}, secretAssignment, maxRecords}
	fieldWay    = way{reading.Field{}, need{weight: passlike}, secretAssignment, 1}
)

// isCell reports letters with digits or signs, and no spaces; "pass" may be the title of results.
func isCell(name, v []byte) bool {
	k := ascii.Classes(v)
	return k&(ascii.Upper|ascii.Lower) != 0 && (k&ascii.Digit != 0 || judge.Odd(v)) && judge.Spaces(v) == 0 && (len(name) > 4 || judges.Apparent(v, tokenlike))
}

// take takes the values of the name at s[i] that are secrets, and returns the end of the last
// one, or 0.
func (p *Policy) take(s []byte, i int, w *way) (end int) {
	if !w.Begins(s, i) {
		return 0
	}
	for n, from := 0, 0; n < w.most; n++ {
		pair := w.Read(s, i, from)
		if from = pair.Next; from == 0 {
			break
		}
		if p.isSecret(s, &pair, &w.need) {
			p.secret(s, pair.Value.Start, pair.Value.End, w.rule)
			end = pair.Value.End
		}
	}
	return end
}

// isSecret judges a pair.
func (p *Policy) isSecret(s []byte, pair *reading.Pair, n *need) bool {
	name, v := s[pair.Name.Start:pair.Name.End], s[pair.Value.Start:pair.Value.End]
	if len(v) == 0 || len(v) < n.least || n.form != nil && !n.form(name, v) {
		return false
	}
	weight := p.senses.of(name).weight
	if n.names != nil && n.names.Has(name) {
		weight = max(weight, tokenlike)
	}
	return weight >= tokenlike && judges.Secret(nil, v, pair.Quoted, max(weight, n.weight))
}

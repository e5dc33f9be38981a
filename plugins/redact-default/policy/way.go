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
	told   bool                                                   // the name tells, whatever it is
	random bool                                                   // a "key" tells, too
	weigh  func(p *Policy, s []byte, pair *reading.Pair) strength // what the name says, instead of [Policy.spokenWeight]
	names  *wordlist.List                                         // that tell beside the keywords
	least  int                                                    // bytes
	weight strength                                               // by which it is judged at least
	form   func(pair *reading.Pair, name, v []byte) bool
	judge  func(name, v []byte, quoted bool, weight strength) bool // instead of [judge.Judge.Secret]
	whole  bool                                                    // the name goes with its value
	near   bool                                                    // it stands near its name only, and has to look like a secret by itself
	tells  strength                                                // what the name has to say at least
}

// isCell reports letters with digits or signs, and no spaces; "pass" may be the title of results.
func isCell(_ *reading.Pair, name, v []byte) bool {
	k := ascii.Classes(v)
	return k&(ascii.Upper|ascii.Lower) != 0 && (k&ascii.Digit != 0 || judge.Odd(v)) && judge.Spaces(v) == 0 && (len(name) > 4 || judges.Apparent(v, tokenlike))
}

// take takes the values of the name at s[i] that are secrets, by the first of the ways that has
// some, and returns the end of the last one, or 0.
func (p *Policy) take(s []byte, i int, ways ...*way) (end int) {
	for _, w := range ways {
		if !w.Begins(s, i) {
			continue
		}
		for n, from := 0, 0; p.next(s, i, w, &n, &from); end = p.judging.Value.End {
			p.secret(s, w.start(&p.judging), p.judging.Value.End, w.rule)
		}
		if end > 0 {
			break
		}
	}
	return end
}

// find returns the first value at s[i] that is a secret by one of the ways; end is 0 without one.
func (p *Policy) find(s []byte, i int, ways ...*way) (start, end int) {
	for _, w := range ways {
		if !w.Begins(s, i) {
			continue
		}
		if start, end = p.findBegun(s, i, w); end > 0 {
			break
		}
	}
	return start, end
}

// findBegun is find for one way that begins.
func (p *Policy) findBegun(s []byte, i int, w *way) (start, end int) {
	if n, from := 0, 0; p.next(s, i, w, &n, &from) {
		return w.start(&p.judging), p.judging.Value.End
	}
	return 0, 0
}

// next reads on until a value is a secret, which p.judging is then; n values were read, until from.
func (p *Policy) next(s []byte, i int, w *way, n, from *int) bool {
	for *n < w.most {
		*n++
		pair := &p.judging
		*pair = w.Read(s, i, *from)
		if *from = pair.Next; *from == 0 {
			return false
		}
		if p.isSecret(s, pair, &w.need) {
			return true
		}
	}
	return false
}

// start returns where what is taken begins.
func (w *way) start(pair *reading.Pair) int {
	if w.whole {
		return pair.Name.Start
	}
	return pair.Value.Start
}

// isSecret judges a pair.
func (p *Policy) isSecret(s []byte, pair *reading.Pair, n *need) bool {
	name := s[pair.Name.Start:pair.Name.End]
	if n.near && p.openName(s, pair.Name.Start, name) {
		return false
	}
	weight := silent
	if n.weigh != nil {
		weight = n.weigh(p, s, pair)
	} else if weight = p.spokenWeight(s, pair.Name.Start, pair.Name.End); n.random && weight == silent {
		weight = p.senses.of(name).weight
	}
	return n.met(s, pair, name, weight)
}

// met judges a pair of which the name is known, and what it says.
func (n *need) met(s []byte, pair *reading.Pair, name []byte, weight strength) bool {
	v := s[pair.Value.Start:pair.Value.End]
	switch listed := n.names != nil && n.names.Has(name); {
	case listed && ascii.EqualFold(name, "key"): // of a cache, of an object
		weight = max(weight, entropic)
	case n.told, listed, weight == entropic && pair.Decoded:
		weight = max(weight, tokenlike)
	}
	if weight == silent || weight == entropic && !n.random && !n.near {
		return false
	}
	if weight = max(weight, n.weight); weight < n.tells || len(v) < n.least || n.form != nil && !n.form(pair, name, v) {
		return false
	}
	switch {
	case n.near:
		return judges.Apparent(v, weight) || pair.Close && weight == passlike && judges.Near(name, v)
	case n.judge != nil:
		return n.judge(name, v, pair.Quoted, weight)
	}
	return judges.Secret(name, v, pair.Quoted, weight)
}

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
	return max(i+1, p.give(s, next-1, key, x.weight, x.env))
}

const maxTag = 96 // bytes of a tag that are read

// list reads a pair in a call, a list or a table; s[i] is the comma or bar in it.
func (p *Policy) list(s []byte, i int) int {
	next := p.take(s, i, tupleWay)
	if next == 0 && s[i] == '|' {
		next = p.take(s, i, expressionWay) // texts in quotes behind the bar
	}
	return max(i+1, next)
}

// isTuple reports that a value may belong to the name beside it: what follows a bare one has to
// look like a secret, what follows one in quotes is no JSON and no more of a list of names.
func isTuple(pair *reading.Pair, name, v []byte) bool {
	switch {
	case !pair.Quoted:
		return true
	case !pair.Close:
		return judges.Literal(name, v)
	case len(v) > 1 && (v[0] == '[' || v[0] == '{') && (v[1] == '{' || v[1] == '"'):
		return false
	}
	first, word := judge.FirstSegment(name), v[:token.Run(inDot, v, 0, len(v))]
	return !isName(word) || (ascii.Classes(name)|ascii.Classes(word))&(ascii.Lower|ascii.Digit) != 0 && // words of SQL
		(len(first) == len(name) || string(first) != string(judge.FirstSegment(word)))
}

// isNeighbor judges a value in a tuple; of a row, it is not known whether the name is a title.
func isNeighbor(name, v []byte, quoted bool, weight strength) bool {
	if !quoted {
		weight = min(weight, tokenlike)
	}
	return judges.Secret(name, v, quoted, weight)
}

package guard

import (
	"bytes"
	"encoding/json"
	"math"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
	"github.com/driftsync/driftsync/host/batch"
)

// checkForm holds every cell of a column to the form that its class asks for.
func (g *Guard) checkForm(hits []Hit, before, after *batch.Column, column int, skip []bool) []Hit {
	if after.Type.Fixed() {
		return checkFixed(hits, after, column, skip)
	}
	if after.Def.Class.IsJSON() {
		return checkJSON(hits, before, after, column, skip)
	}
	fits, rule := g.form(after.Def.Class)
	if fits == nil || len(after.Data) == 0 {
		return hits
	}
	var last []byte // that fits; neighbours often are equal
	for row := range skip {
		if skip[row] || after.Null(row) {
			continue
		}
		cell := after.Bytes(row)
		switch {
		case len(cell) == 0, bytes.Equal(cell, last):
		case fits(cell):
			last = cell
		default:
			hits = append(hits, Hit{Row: row, Column: column, Rule: rule})
		}
	}
	return hits
}

// form returns what a text cell of a class must be, nil where every text will do, and the
// rule that says so. An empty text tells nothing and is as good as null.
func (g *Guard) form(class abi.Class) (func([]byte) bool, string) {
	if class == abi.Literal {
		return g.isLiteral, ruleLiteral
	}
	return form.Of(class).Fits, formRules[class]
}

// checkFixed judges numbers: only a column of class safe carries any.
func checkFixed(hits []Hit, c *batch.Column, column int, skip []bool) []Hit {
	rule, none := ruleSafeType, c.Type != c.Def.Type
	if c.Def.Class != abi.Safe {
		rule, none = ruleClass, true
	}
	if c.Type == abi.Int && !none {
		return hits
	}
	for row := range skip {
		if !skip[row] && !c.Null(row) && (none || math.IsNaN(c.Float(row))) {
			hits = append(hits, Hit{Row: row, Column: column, Rule: rule})
		}
	}
	return hits
}

// checkJSON wants text that parsed before to parse now; what was no JSON before has
// been treated as text, and may stay none.
func checkJSON(hits []Hit, before, after *batch.Column, column int, skip []bool) []Hit {
	for row := range skip {
		if skip[row] || after.Null(row) {
			continue
		}
		b, a := before.Bytes(row), after.Bytes(row)
		if !bytes.Equal(b, a) && !json.Valid(a) && json.Valid(b) {
			hits = append(hits, Hit{Row: row, Column: column, Rule: ruleJSON})
		}
	}
	return hits
}

// isLiteral accepts numbers, booleans and listed words, and else any text that is
// not secret-shaped.
func (g *Guard) isLiteral(s []byte) bool {
	if len(s) < minSecret || isNumber(s) || g.words[string(s)] {
		return true
	}
	return !secretShaped(s)
}

func isNumber(s []byte) bool {
	digits := false
	for i, c := range s {
		switch {
		case isDigit(c):
			digits = true
		case c == '.', c == '_', c == ',':
		case (c == '-' || c == '+') && (i == 0 || lower(s[i-1]) == 'e'):
		case lower(c) == 'e' && digits && i+1 < len(s):
		case lower(c) == 'x' && i == 1 && s[0] == '0':
			return hexes(s, 2, len(s)-2)
		default:
			return false
		}
	}
	return digits
}

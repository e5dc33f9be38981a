package judge

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

const (
	maxAlgorithm = 12 // bytes of the name of one
	maxShort     = 5  // bytes of a part of a placeholder that one random text in some 100,000 holds
)

// Placeholder reports whether a value stands for a secret only: a variable, a
// template, a row of x, a word that tells people to fill something in.
func (j *Judge) Placeholder(v []byte) bool {
	if len(v) == 0 || marker.End(v, 0) > 0 {
		return true
	}
	switch v[0] {
	case '#':
		return len(v) < 8 || !Mixed(v) || token.IsHex(v[1:])
	case '{':
		return len(v) < 10 || v[1] == '{' || !Symbol(v[1:]) || !Mixed(v[1:])
	case '$', '<', '*', '&', '@':
		return true
	case '%':
		if len(v) <= 3 || v[len(v)-1] == '%' || v[1] == '(' || v[1] == '{' {
			return true
		}
	}
	if len(v) <= 12 && j.words.Placeholders.Has(v) || len(v) <= maxAlgorithm && j.words.Algorithms.Has(v) {
		return true
	}
	if dot := bytes.IndexByte(v[:min(len(v), maxAlgorithm+1)], '.'); dot > 0 && j.words.Algorithms.Has(v[:dot]) && ascii.Classes(v[dot:])&ascii.Digit == 0 {
		return true // ed25519.PublicKey
	}
	same := true
	for i := 1; i < len(v) && same; i++ {
		same = ascii.Fold(v[i]) == ascii.Fold(v[0])
	}
	if same {
		return true
	}
	if len(v) > 128 {
		return false
	}
	if len(v) <= 12 && (ascii.HasAt(v, 0, "12345678") || ascii.HasAt(v, 0, "00000000")) {
		return true
	}
	for i := 0; i+3 < len(v); i++ {
		if v[i] != '{' && !j.partStarts.May(ascii.Folded[v[i]], ascii.Folded[v[i+1]], ascii.Folded[v[i+2]]) {
			continue
		}
		if v[i] == '{' && template(v, i) {
			return true
		}
		for _, part := range j.partsByFirst[v[i]] {
			if ascii.HasFold(v, i, part) && (part[0] != 'y' || !insideWord(v, i)) && (len(part) > maxShort || token.RandomnessOf(v) != token.Unlikely) {
				return true
			}
		}
	}
	return false
}

// insideWord reports that a word of v goes on at i: random text has "your" in it, too.
func insideWord(v []byte, i int) bool {
	if i == 0 || ascii.Class[v[i-1]]&(ascii.Lower|ascii.Upper|ascii.Digit) == 0 {
		return false
	}
	return ascii.Class[v[i-1]]&ascii.Lower == 0 || ascii.Class[v[i]]&ascii.Upper == 0
}

// template reports whether {{x}}, ${x} or #{x} has its inner bracket at v[i].
func template(v []byte, i int) bool {
	closing := 1
	switch {
	case ascii.HasAt(v, i, "{{"):
		i++
		closing = 2
	case i == 0 || v[i-1] != '$' && v[i-1] != '#':
		return false
	}
	for i++; i < len(v); i++ {
		switch v[i] {
		case '}':
			return closing == 1 || i+1 < len(v) && v[i+1] == '}'
		case '{', ']', '<', '>':
			return false
		}
	}
	return false
}

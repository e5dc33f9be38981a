package guard

import (
	"bytes"
	"encoding/json"
	"math"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/host/batch"
)

const (
	redacted   = "[REDACTED]"
	safeLength = 64
)

// checkForm holds every cell of a column to the form that its class asks for.
func (g *Guard) checkForm(hits []Hit, before, after *batch.Column, column int, skip []bool) []Hit {
	if after.Type.Fixed() {
		return checkFixed(hits, after, column, skip)
	}
	if after.Def.Class.IsJSON() {
		return checkJSON(hits, before, after, column, skip)
	}
	form, rule := g.form(after.Def.Class)
	if form == nil || len(after.Data) == 0 && after.Def.Class != abi.Path {
		return hits
	}
	for row := range skip {
		if !skip[row] && !after.Null(row) && !form(after.Bytes(row)) {
			hits = append(hits, Hit{Row: row, Column: column, Rule: rule})
		}
	}
	return hits
}

// form returns what a text cell of a class must be, nil where every text will do. An
// empty text tells nothing and is as good as null.
func (g *Guard) form(class abi.Class) (func([]byte) bool, string) {
	switch class {
	case abi.Safe:
		return isSafe, ruleSafeText
	case abi.Path:
		return isRelative, rulePath
	case abi.RootPath:
		return isEmpty, ruleRootPath
	case abi.Code:
		return isEmpty, ruleCode
	case abi.Literal:
		return g.isLiteral, ruleLiteral
	case abi.Secret, abi.EnvValue:
		return isRedacted, ruleSecret
	case abi.PII:
		return isPseudonym, rulePII
	case abi.DerivedID:
		return isPseudonym, ruleDerivedID
	case abi.Hash:
		return isDigest, ruleHash
	case abi.Identifier, abi.EnvName, abi.PathEmbedded, abi.URL, abi.FreeText:
		return nil, ""
	}
	return isEmpty, ruleClass
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

func isEmpty(s []byte) bool    { return len(s) == 0 }
func isRedacted(s []byte) bool { return len(s) == 0 || string(s) == redacted }

var safeByte = func() (set [256]bool) {
	for c := range 256 {
		set[c] = isLetter(byte(c)) || isDigit(byte(c))
	}
	for _, c := range []byte("_.: -") {
		set[c] = true
	}
	return set
}()

func isSafe(s []byte) bool {
	if len(s) > safeLength {
		return false
	}
	for i, c := range s {
		if !safeByte[c] {
			return c == '+' && isZoned(s, i)
		}
	}
	return true
}

// isZoned reports whether s is a time stamp with its zone at s[at:].
func isZoned(s []byte, at int) bool {
	zone := s[at+1:]
	if len(zone) == 5 && zone[2] == ':' {
		zone = append(append(make([]byte, 0, 4), zone[:2]...), zone[3:]...)
	}
	if len(zone) != 4 && len(zone) != 2 {
		return false
	}
	for _, c := range zone {
		if !isDigit(c) {
			return false
		}
	}
	for _, c := range s[:at] {
		if !isDigit(c) && c != '-' && c != ':' && c != '.' && c != 'T' && c != ' ' {
			return false
		}
	}
	return at >= len("2026-01-02T03:04")
}

// isRelative accepts a path that stays below the root, with slashes.
func isRelative(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if separator(s, 0) > 0 || s[0] == '~' && separator(s, 1) > 0 || len(s) > 1 && s[1] == ':' && isLetter(s[0]) {
		return false
	}
	if bytes.IndexByte(s, '\\') >= 0 || bytes.Contains(s, []byte("://")) || hasPrefixFold(s, "file:") || shape.Drive(s, 0) > 0 {
		return false
	}
	depth := 0
	for len(s) > 0 {
		end := bytes.IndexByte(s, '/')
		step := s
		if end < 0 {
			s = nil
		} else {
			step, s = s[:end], s[end+1:]
		}
		switch string(step) {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return false
			}
		default:
			depth++
		}
	}
	return true
}

// isPseudonym accepts [P: and 16 base32 characters.
func isPseudonym(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if len(s) != 20 || string(s[:3]) != "[P:" || s[19] != ']' {
		return false
	}
	for _, c := range s[3:19] {
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

func isDigest(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if len(s) < 8 || len(s) > 128 {
		return false
	}
	for _, c := range s {
		if !isDigit(c) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
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

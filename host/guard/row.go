package guard

import (
	"bytes"
	"strconv"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
	"github.com/driftsync/driftsync/host/batch"
)

const (
	minSecret = 12  // bytes; shorter values are found by chance
	maxTokens = 256 // of one cell that are looked for one by one
)

// checkRows wants no cell to hold the secret or the source text that another
// column of its row held when it was read.
func (g *Guard) checkRows(hits []Hit, before, after *batch.Batch, skip []bool) []Hit {
	var spelled []byte // the value as JSON spells it; one buffer for all rows
	for i := range before.Columns {
		c := &before.Columns[i]
		secret := c.Def.Class == abi.Secret || c.Def.Class == abi.EnvValue
		if !secret && c.Def.Class != abi.Code || c.Type.Fixed() || len(c.Data) < minSecret {
			continue
		}
		for row := range skip {
			if skip[row] || int(c.Offsets[row+1]-c.Offsets[row]) < minSecret {
				continue
			}
			r := rowCheck{after: after, row: row, own: i, rule: ruleRowCode}
			if secret {
				r.rule = ruleRowSecret
			}
			spelled = r.check(c.Bytes(row), secret, spelled)
			if r.hit != nil {
				hits = append(hits, *r.hit)
			}
		}
	}
	return hits
}

// rowCheck looks for values of one cell in the other cells of its row.
type rowCheck struct {
	after *batch.Batch
	row   int
	own   int // column that the value is from
	rule  string
	hit   *Hit
}

// check looks for the value without its quotes, and for each secret-shaped token
// of it. It returns the buffer for the next call.
func (r *rowCheck) check(value []byte, secret bool, spelled []byte) []byte {
	value = bytes.Trim(value, " \t\r\n\"'`")
	if len(value) < minSecret || form.Pseudonym(value) {
		return spelled
	}
	switch {
	case secretShaped(value), secret && !isName(value), bytes.ContainsAny(value, "\"'`(){}=;"):
		spelled = r.search(value, false, spelled)
	case bytes.ContainsAny(value, " \t\r\n[]"):
		// A type expression is part of the names of its methods.
		spelled = r.search(value, true, spelled)
	}
	tokens := 0
	for token := range bytes.FieldsFuncSeq(value, isTokenEnd) {
		if r.hit != nil || tokens == maxTokens {
			break
		}
		if len(token) < len(value) && secretShaped(token) {
			spelled = r.search(token, false, spelled)
			tokens++
		}
	}
	return spelled
}

func isTokenEnd(c rune) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '"', '\'', '`', '(', ')', '{', '}', '[', ']', '<', '>', ',', ';', '=', '@':
		return true
	}
	return false
}

// search looks for a value as it is and as JSON spells it.
func (r *rowCheck) search(value []byte, notInNames bool, spelled []byte) []byte {
	spelled = appendSpelled(spelled[:0], value)
	for i := range r.after.Columns {
		c := &r.after.Columns[i]
		if i == r.own || c.Type.Fixed() || int(c.Offsets[r.row+1]-c.Offsets[r.row]) < len(value) {
			continue
		}
		if notInNames && c.Def.Class == abi.Identifier {
			continue
		}
		cell := c.Bytes(r.row)
		if bytes.Contains(cell, value) || len(spelled) > len(value) && bytes.Contains(cell, spelled) {
			r.hit = &Hit{Row: r.row, Column: i, Rule: r.rule}
			return spelled
		}
	}
	return spelled
}

// appendSpelled appends value with the escapes of a JSON string.
func appendSpelled(dst, value []byte) []byte {
	for _, c := range value {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, `\u00`...)
			if c < 16 {
				dst = append(dst, '0')
			}
			dst = strconv.AppendUint(dst, uint64(c), 16)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// isName reports whether s is a bare identifier: words and nothing that a secret is
// made of.
func isName(s []byte) bool {
	for _, c := range s {
		if !isLetter(c) && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

// Prefixes by which a secret says what it is.
var secretPrefixes = [...]string{
	"AKIA", "ASIA", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "sk_live_", "rk_live_", "sk_test_", "sk-",
	"xoxb-", "xoxp-", "xoxa-", "xoxs-", "AIza", "ya29.", "SG.", "npm_", "pypi-", "dop_v1_", "shpat_", "eyJ", "hf_", "-----BEGIN",
}

// secretShaped reports whether s says that it is a secret, or holds a run without
// words: letters and digits in turn, more often than identifiers have it.
func secretShaped(s []byte) bool {
	if len(s) < minSecret {
		return false
	}
	for _, p := range secretPrefixes {
		if len(s) >= len(p) && string(s[:len(p)]) == p && (len(s) >= 20 || p != "hf_" && p != "eyJ" && p != "sk-") {
			return hasDigit(s) || p[0] == '-'
		}
	}
	run, turns := 0, 0
	for i, c := range s {
		if !isLetter(c) && !isDigit(c) && c != '+' && c != '_' && c != '-' {
			run, turns = 0, 0
			continue
		}
		run++
		if run > 1 && (isDigit(c) && isLetter(s[i-1]) || isLetter(c) && isDigit(s[i-1])) {
			turns++
		}
		if run >= minSecret && turns >= 4 {
			return true
		}
	}
	return false
}

func hasDigit(s []byte) bool { return bytes.ContainsAny(s, "0123456789") }

package policy

import (
	"bytes"
	"slices"

	"github.com/driftsync/driftsync/abi"
)

const (
	minSpread  = 8  // bytes of a secret that is looked for in the rest of its row
	minKeep    = 12 // bytes of a value of a code or secret column, likewise
	maxSpread  = 16 // secrets of one row that are looked for
	maxPattern = 4 << 10
)

// keep remembers a cell that does not leave for the rest of its row, if it could
// be quoted there: bare identifiers are everywhere and say nothing.
func (p *Policy) keep(s []byte) {
	if len(s) < minKeep || len(s) > maxPattern {
		return
	}
	for _, c := range s {
		switch c {
		case ' ', '\t', '\n', '"', '\'', '`', '(', ')', '[', ']', '{', '}', '<', '>':
			p.found = append(p.found, found{p.row, p.column, 0, len(s)})
			return
		}
	}
	if k := bits(s); k&digit != 0 && k&(upper|lower) != 0 && varied(s) {
		p.found = append(p.found, found{p.row, p.column, 0, len(s)})
	}
}

// spreadSecrets takes the secrets of a row out of its other cells. It does not
// look beyond the row: what leaves must not depend on what travels along.
func (p *Policy) spreadSecrets() {
	slices.SortStableFunc(p.found, func(x, y found) int { return x.row - y.row })
	for start := 0; start < len(p.found); {
		end := start + 1
		for end < len(p.found) && p.found[end].row == p.found[start].row {
			end++
		}
		p.spreadRow(p.found[start:min(end, start+maxSpread)])
		start = end
	}
}

// spreadRow takes the secrets of one row out of each cell that may quote them.
func (p *Policy) spreadRow(secrets []found) {
	p.row = secrets[0].row
	for column := range p.batch.Columns() {
		c := p.batch.Column(column)
		if c.Type != abi.Text || !quotes(c.Class) || c.Null(p.row) {
			continue
		}
		s := c.Bytes(p.row)
		p.column, p.base, p.pending = column, 0, p.pending[:0]
		for _, f := range secrets {
			source := p.batch.Column(f.column)
			p.takeOut(s, source.Bytes(f.row)[f.start:f.end])
		}
		p.pending = slices.DeleteFunc(p.pending, func(e edit) bool {
			return slices.Contains(secrets, found{p.row, column, e.start, e.end})
		})
		if len(p.pending) > 0 {
			p.nulled, p.again = ruleCount, true
			p.scan(c.Class, s)
			p.settle(c.Class, s)
		}
	}
}

// quotes reports the classes whose cells may quote another cell of the row.
func quotes(c abi.Class) bool {
	switch c {
	case abi.FreeText, abi.JSON, abi.OpaqueBlob, abi.Identifier, abi.PathEmbedded, abi.PathJSON, abi.URL, abi.Path:
		return true
	}
	return false
}

func (p *Policy) takeOut(s, secret []byte) {
	first, second := secret[0], secret[1]
	for at := 0; len(s)-at >= len(secret); {
		if s[at] != first || s[at+1] != second || string(s[at:at+len(secret)]) != string(secret) {
			at++
			continue
		}
		p.mask(at, at+len(secret), secretSameRow)
		at += len(secret)
	}
	if looksJSON(s) {
		p.takeOutEscaped(s, secret)
	}
}

// takeOutEscaped finds a secret in JSON, where quotes, backslashes and line ends
// are escaped, perhaps more than once.
func (p *Policy) takeOutEscaped(s, secret []byte) {
	special := false
	for _, c := range secret {
		special = special || c == '"' || c == '\\' || c < ' ' || c == '/' || c == '<' || c == '>' || c == '&'
	}
	if !special {
		return
	}
	for at := 0; at < len(s); {
		i := bytes.IndexByte(s[at:], firstEscaped(secret[0]))
		if i < 0 {
			return
		}
		at += i
		if end := escapedAt(s, at, secret); end > 0 {
			p.mask(at, end, secretSameRow)
			at = end
			continue
		}
		at++
	}
}

func firstEscaped(c byte) byte {
	switch c {
	case '"', '\\', '\n', '\t', '\r':
		return '\\'
	}
	return c
}

// escapedAt returns the end of secret in s at i, escaped as in JSON, or 0.
func escapedAt(s []byte, i int, secret []byte) int {
	for _, c := range secret {
		for i < len(s) && s[i] == '\\' && c != '\\' {
			i++
		}
		if i >= len(s) {
			return 0
		}
		switch {
		case c == '\n' && s[i] == 'n', c == '\t' && s[i] == 't', c == '\r' && s[i] == 'r', c == s[i]:
			i++
		case s[i] == 'u' && hex4(s, i) == rune(c):
			i += 5
		default:
			return 0
		}
		for c == '\\' && i < len(s) && s[i] == '\\' {
			i++
		}
	}
	return i
}

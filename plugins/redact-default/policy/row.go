package policy

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/row"
)

const (
	minKeep    = 12 // bytes of a value of a code or secret column, likewise
	maxPattern = 4 << 10
	maxKnown   = 16 // edits of a cell that are compared with what was found
)

// keep remembers a cell that does not leave for the rest of its row, if it could
// be quoted there, and what is secret-shaped in it: bare identifiers are
// everywhere and say nothing.
func (p *Policy) keep(s []byte, secret bool) {
	start, end := 0, len(s)
	for start < end && isSpaceOrQuote(s[start]) {
		start++
	}
	for end > start && isSpaceOrQuote(s[end-1]) {
		end--
	}
	if end-start < minKeep {
		return
	}
	v := s[start:end]
	m := marked(v)
	if len(v) <= maxPattern && (m&(codeMark|spaceMark) != 0 || secret && !isName(v) || m&digitMark != 0 && shaped(v)) {
		p.found = append(p.found, row.Value{Row: p.row, Column: p.column, Start: start, End: end, Names: m&(codeMark|spaceMark) != spaceMark})
	}
	if m&digitMark != 0 {
		p.keepTokens(v, start)
	}
}

// keepTokens remembers the parts of v, which stands at offset at of its cell,
// that are secret-shaped.
func (p *Policy) keepTokens(v []byte, at int) {
	start, digits := 0, 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && marks[v[i]]&endMark == 0 {
			digits += int(ascii.Class[v[i]] & ascii.Digit)
			continue
		}
		if digits > 0 && i-start >= minKeep && i-start < len(v) && i-start <= maxPattern && shaped(v[start:i]) {
			p.found = append(p.found, row.Value{Row: p.row, Column: p.column, Start: at + start, End: at + i, Names: true})
		}
		start, digits = i+1, 0
	}
}

func isSpaceOrQuote(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '"', '\'', '`':
		return true
	}
	return false
}

// What the bytes of a kept value say.
const (
	codeMark  = 1 << iota // programs have it and names have not
	spaceMark             // the names of methods of a type may have it
	digitMark
	endMark // divides tokens
)

var marks = makeMarks()

func makeMarks() (t [256]uint8) {
	for _, c := range []byte(" \t\r\n\"'`(){}[]<>,;=@\\") {
		t[c] |= endMark
	}
	for _, c := range []byte("\"'`(){}=;") {
		t[c] |= codeMark
	}
	for _, c := range []byte(" \t\r\n[]") {
		t[c] |= spaceMark
	}
	for c := '0'; c <= '9'; c++ {
		t[c] |= digitMark
	}
	return t
}

// marked returns the union of the marks of all bytes of s.
func marked(s []byte) (m uint8) {
	for ; len(s) >= 8; s = s[8:] {
		m |= marks[s[0]] | marks[s[1]] | marks[s[2]] | marks[s[3]] | marks[s[4]] | marks[s[5]] | marks[s[6]] | marks[s[7]]
	}
	for _, c := range s {
		m |= marks[c]
	}
	return m
}

// isName reports words and nothing that a secret is made of.
func isName(s []byte) bool {
	for _, c := range s {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0 && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

// shaped reports a token that identifies itself, or letters and digits that take
// turns more often than names have it.
func shaped(s []byte) bool {
	if len(s) < minKeep {
		return false
	}
	if ascii.Classes(s)&ascii.Digit != 0 && tokens.Opens(s, 0) {
		return true
	}
	run, turns := 0, 0
	var last uint8
	for _, c := range s {
		k := ascii.Class[c] & (ascii.Digit | ascii.Upper | ascii.Lower)
		if k == 0 && c != '+' && c != '_' && c != '-' {
			run, turns, last = 0, 0, 0
			continue
		}
		run++
		if k != 0 && last != 0 && (k == ascii.Digit) != (last == ascii.Digit) {
			turns++
		}
		if last = k; run >= minKeep && turns >= 4 {
			return true
		}
	}
	return false
}

// spreads reports that a secret may be told from other text in its row.
func spreads(v []byte) bool {
	return len(v) >= row.MinAnywhere || len(v) >= row.MinWord && judge.Mixed(v) && !judge.Version(v)
}

// spreadSecrets takes the secrets of a row out of its other cells.
func (p *Policy) spreadSecrets() {
	if len(p.found) == 0 {
		return
	}
	p.quoting = p.quoting[:0]
	for column := range p.batch.Columns() {
		if c := p.batch.Column(column); c.Type == abi.Text && quotes(c.Class) {
			p.quoting = append(p.quoting, column)
		}
	}
	p.index.Fill(p.found, p.batch.Rows())
	for at := range p.batch.Rows() {
		if values := p.index.Of(at, p.valueOf); len(values) > 0 {
			p.spreadRow(at, values)
		}
	}
}

func (p *Policy) value(v *row.Value) []byte {
	return p.batch.Column(v.Column).Bytes(v.Row)[v.Start:v.End]
}

// spreadRow takes the secrets of one row out of each cell that may quote them.
func (p *Policy) spreadRow(at int, values []row.Value) {
	p.row = at
	for _, column := range p.quoting {
		c := p.batch.Column(column)
		s := c.Bytes(at)
		if len(s) < row.MinWord || c.Null(at) {
			continue
		}
		p.column, p.base, p.pending, p.nulled = column, 0, p.pending[:0], ruleCount
		json := p.document.Begins(s, 0)
		for i := range values {
			if v := &values[i]; (v.Names || c.Class != abi.Identifier) && v.May(s, json) && !row.Search(s, p.value(v), json, p.takeOut) {
				p.null(cellUnsettled)
			}
		}
		if len(p.pending) == 0 && p.nulled == ruleCount || p.knownAlready() {
			continue
		}
		p.again = true
		p.scan(c.Class, s)
		p.settle(c.Class, s)
	}
}

// knownAlready reports that every pending edit of the cell is the very span
// where its secret was found.
func (p *Policy) knownAlready() bool {
	if p.nulled != ruleCount || len(p.pending) > maxKnown {
		return false
	}
	for _, e := range p.pending {
		if !p.index.Has(p.row, p.column, e.Start, e.End) {
			return false
		}
	}
	return true
}

// quotes reports the classes whose cells may quote another cell of the row.
func quotes(c abi.Class) bool {
	switch c {
	case abi.FreeText, abi.JSON, abi.OpaqueBlob, abi.Identifier, abi.PathEmbedded, abi.PathJSON, abi.URL, abi.Path:
		return true
	}
	return false
}

package policy

import (
	"bytes"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

const (
	minSpread  = 8  // bytes of a secret that is looked for in the rest of its row
	minBounded = 5  // bytes of one that is looked for as a word of its own
	minKeep    = 12 // bytes of a value of a code or secret column, likewise
	maxSpread  = 16 // secrets of one row that are looked for
	maxPattern = 4 << 10
)

// found is a value of a cell that must not stand in the other cells of its row.
type found struct {
	row, column, start, end int
	names                   bool // not in identifiers either
	rare                    byte // the rarest byte of it
}

// spread are buffers for the search of what was found.
type spread struct {
	first, next []int32 // of the row's list, of each found: position and 1
	row         []found
	columns     []int // that may quote another cell
}

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
		p.found = append(p.found, found{p.row, p.column, start, end, m&(codeMark|spaceMark) != spaceMark, 0})
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
			p.found = append(p.found, found{p.row, p.column, at + start, at + i, true, 0})
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

// rarest returns a byte of s that few texts have.
func rarest(s []byte) byte {
	best := s[0]
	for _, c := range s[:min(len(s), 16)] {
		if ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != '.' {
			return c
		}
		if ascii.Class[c]&ascii.Digit != 0 || ascii.Class[c]&ascii.Upper != 0 && ascii.Class[best]&ascii.Digit == 0 {
			best = c
		}
	}
	return best
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

// spreadSecrets takes the secrets of a row out of its other cells. It does not
// look beyond the row: what leaves must not depend on what travels along.
func (p *Policy) spreadSecrets() {
	if len(p.found) == 0 {
		return
	}
	x := &p.spread
	x.columns = x.columns[:0]
	for column := range p.batch.Columns() {
		if c := p.batch.Column(column); c.Type == abi.Text && quotes(c.Class) {
			x.columns = append(x.columns, column)
		}
	}
	if len(x.columns) == 0 {
		return
	}
	rows := p.batch.Rows()
	x.first = slices.Grow(x.first[:0], rows)[:rows]
	clear(x.first)
	x.next = slices.Grow(x.next[:0], len(p.found))[:len(p.found)]
	for i := len(p.found) - 1; i >= 0; i-- {
		row := p.found[i].row
		x.next[i], x.first[row] = x.first[row], int32(i+1)
	}
	for row := range rows {
		if at := x.first[row]; at > 0 {
			x.row = x.row[:0]
			for ; at > 0 && len(x.row) < maxSpread; at = x.next[at-1] {
				p.addUnique(p.found[at-1])
			}
			p.spreadRow(row)
		}
	}
}

func (p *Policy) addUnique(f found) {
	v := p.value(f)
	for _, other := range p.spread.row {
		if other.end-other.start == len(v) && bytes.Equal(p.value(other), v) {
			return
		}
	}
	f.rare = rarest(v)
	p.spread.row = append(p.spread.row, f)
}

func (p *Policy) value(f found) []byte {
	return p.batch.Column(f.column).Bytes(f.row)[f.start:f.end]
}

// spreadRow takes the secrets of one row out of each cell that may quote them.
func (p *Policy) spreadRow(row int) {
	p.row = row
	for _, column := range p.spread.columns {
		c := p.batch.Column(column)
		s := c.Bytes(row)
		if len(s) < minBounded || c.Null(row) {
			continue
		}
		p.column, p.base, p.pending, p.nulled = column, 0, p.pending[:0], ruleCount
		json := looksJSON(s) // spells the bytes in other ways
		for i := range p.spread.row {
			f := &p.spread.row[i]
			if len(s) >= f.end-f.start && (f.names || c.Class != abi.Identifier) && (json || ascii.HasByte(s, f.rare)) {
				p.takeOut(s, p.value(*f))
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
	if p.nulled != ruleCount || len(p.pending) > maxSpread {
		return false
	}
	for _, e := range p.pending {
		at, steps := p.spread.first[p.row], 0
		for at > 0 && steps < 4*maxSpread {
			if f := &p.found[at-1]; f.column == p.column && f.start == e.Start && f.end == e.End {
				break
			}
			at, steps = p.spread.next[at-1], steps+1
		}
		if at == 0 || steps == 4*maxSpread {
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

func (p *Policy) takeOut(s, secret []byte) {
	for at := 0; ; at += len(secret) {
		i := bytes.Index(s[at:], secret)
		if i < 0 {
			break
		}
		at += i
		if len(secret) >= minSpread || bounded(s, at, at+len(secret)) {
			p.mask(at, at+len(secret), secretSameRow)
		}
	}
	if looksJSON(s) {
		p.takeOutEscaped(s, secret)
	}
}

// bounded reports that s[start:end] is no part of a longer word.
func bounded(s []byte, start, end int) bool {
	return (start == 0 || ascii.Class[s[start-1]]&ascii.Word == 0 && s[start-1] != '-') && (end >= len(s) || ascii.Class[s[end]]&ascii.Word == 0 && s[end] != '-')
}

// spreads reports that a secret may be told from other text in its row.
func spreads(v []byte) bool {
	return len(v) >= minSpread || len(v) >= minBounded && randomWord(v) && !isVersion(v)
}

// takeOutEscaped finds a secret in JSON, where quotes, backslashes and line ends
// are escaped, perhaps more than once. A cell that takes too much work is null.
func (p *Policy) takeOutEscaped(s, secret []byte) {
	special := false
	for _, c := range secret {
		special = special || c == '"' || c == '\\' || c < ' ' || c == '/' || c == '<' || c == '>' || c == '&'
	}
	if !special {
		return
	}
	budget := 8*len(s) + 4096
	for at := 0; at < len(s); {
		i := bytes.IndexByte(s[at:], firstEscaped(secret[0]))
		if i < 0 {
			return
		}
		at += i
		end, read := escapedAt(s, at, secret)
		if budget -= read; budget < 0 {
			p.null(cellUnsettled)
			return
		}
		if end > 0 {
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

const maxEscape = 8 // backslashes before one character

// escapedAt returns the end of secret in s at i, escaped as in JSON, or 0, and
// the bytes that it read.
func escapedAt(s []byte, i int, secret []byte) (end, read int) {
	start := i
	for _, c := range secret {
		for low := i; i < len(s) && i < low+maxEscape && s[i] == '\\' && c != '\\'; {
			i++
		}
		if i >= len(s) {
			return 0, i - start
		}
		switch {
		case c == '\n' && s[i] == 'n', c == '\t' && s[i] == 't', c == '\r' && s[i] == 'r', c == s[i]:
			i++
		case s[i] == 'u' && hex4(s, i) == rune(c):
			i += 5
		default:
			return 0, i - start
		}
		for low := i; c == '\\' && i < len(s) && i < low+maxEscape && s[i] == '\\'; {
			i++
		}
	}
	return i, i - start
}

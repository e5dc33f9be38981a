package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Tables: the line above says what a column holds.

const (
	maxHeader  = 200 // bytes of the line of titles
	maxColumns = 24
	maxRecords = 64 // lines of a table that are read
)

// tabled takes the column of a table whose title is the telling word s[start:i]: in
// lines that tabs, commas, semicolons or bars divide.
func (p *Policy) tabled(s []byte, start, i int) {
	first := max(0, start-maxHeader)
	for k := start; ; k-- {
		if k <= first {
			if k > 0 {
				return
			}
			first = 0
			break
		}
		if s[k-1] == '\n' {
			first = k
			break
		}
	}
	divider := dividerAt(s, first, start, i)
	if divider == 0 {
		return
	}
	column, columns, end := 0, 1, first
	for ; end < len(s) && end < first+maxHeader && s[end] != '\n'; end++ {
		switch c := s[end]; {
		case c == divider:
			columns++
			if end < start {
				column++
			}
		case ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != '-' && c != '"' && c != '\r' && c != '/':
			return // no title
		}
	}
	if divider != '|' && s[end-1] == divider || columns < 2 || columns > maxColumns || end >= len(s) || s[end] != '\n' {
		return
	}
	short := i-start <= 4 // "pass" may be a result
	for range maxRecords {
		next := p.record(s, end+1, divider, column, columns, short)
		if next == 0 {
			return
		}
		end = next
	}
}

// dividerAt returns what stands beside the title s[start:i] of a line from first on.
func dividerAt(s []byte, first, start, i int) byte {
	for i < len(s) && (s[i] == ' ' || s[i] == '"') {
		i++
	}
	for start > first && (s[start-1] == ' ' || s[start-1] == '"') {
		start--
	}
	for _, at := range [...]int{i, start - 1} {
		if at >= first && at < len(s) {
			switch s[at] {
			case ',', ';', '|', '\t':
				return s[at]
			}
		}
	}
	return 0
}

// record takes one column of the line at s[i], which has to have all columns, and a striking
// value where the title is a word of many meanings. It returns the end of the line, or 0 where the table ends.
func (p *Policy) record(s []byte, i int, divider byte, column, columns int, striking bool) int {
	start, end, at, n := 0, 0, i, 0
	for ; at < len(s) && at < i+4*maxHeader && s[at] != '\n'; at++ {
		if s[at] != divider {
			continue
		}
		if n++; n == column {
			start = at + 1
		} else if n == column+1 {
			end = at
		}
	}
	if column == 0 {
		start = i
	}
	if n+1 != columns || at >= i+4*maxHeader || start == 0 && column > 0 {
		return 0
	}
	if end == 0 {
		end = at
	}
	for start < end && (s[start] == ' ' || s[start] == '"' || s[start] == '\'') {
		start++
	}
	for end > start && (s[end-1] == ' ' || s[end-1] == '"' || s[end-1] == '\'' || s[end-1] == '\r') {
		end--
	}
	text := s[start:end]
	k := ascii.Classes(text)
	if len(text) >= 6 && k&(ascii.Upper|ascii.Lower) != 0 && (k&ascii.Digit != 0 || judge.Odd(text)) && judge.Spaces(text) == 0 && marker.End(text, 0) == 0 && (!striking || judges.Apparent(text, tokenlike)) && judges.Secret(s[:0], text, true, passlike) {
		p.secret(s, start, end, secretAssignment)
	}
	return at
}

// formField takes the value of a field of a form whose name="password" ends at s[i].
func (p *Policy) formField(s []byte, i int) {
	at := i + 1
	for at < len(s) && at < i+6 && (s[at] == '\n' || s[at] == '\r') {
		at++
	}
	if at < i+3 || at >= len(s) || at < i+5 && s[at-1] == '\n' && s[at-2] != '\n' && s[at-2] != '\r' {
		return
	}
	end := at
	for end < len(s) && end < at+maxLine && s[end] != '\n' && s[end] != '\r' {
		end++
	}
	if text := s[at:end]; len(text) >= 4 && judges.Secret(s[:0], text, true, passlike) {
		p.secret(s, at, end, secretAssignment)
	}
}

// inHeader reports that a divider of columns follows the white space at s[i].
func inHeader(s []byte, i int) bool {
	if s[i] == '\t' {
		return true
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i < len(s) && (s[i] == '|' || s[i] == ';')
}

// inserted takes the values of a column of INSERT INTO t (a, b) VALUES (1, 2), whose
// name is the telling word s[start:i].
func (p *Policy) inserted(s []byte, start, i int) {
	column, at := 0, start
	for low := max(0, start-maxHeader); at > low && s[at-1] != '('; at-- {
		switch c := s[at-1]; {
		case c == ',':
			column++
		case ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != '`' && c != '"':
			return
		}
	}
	if at == 0 || s[at-1] != '(' {
		return
	}
	end := i
	for limit := min(len(s), i+maxHeader); end < limit && s[end] != ')'; end++ {
		if c := s[end]; ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != ',' && c != '`' && c != '"' {
			return
		}
	}
	for end++; end < len(s) && (s[end] == ' ' || s[end] == '\n'); {
		end++
	}
	if !ascii.HasFold(s, end, "values") {
		return
	}
	for end, n := end+len("values"), 0; n < maxRecords && end > 0; n++ {
		end = p.tuple(s, end, column)
	}
}

// tuple takes one value of the tuple that begins after s[i], and returns its end or 0.
func (p *Policy) tuple(s []byte, i, column int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == ',' || s[i] == '\n') {
		i++
	}
	if i >= len(s) || s[i] != '(' {
		return 0
	}
	i++
	for n, limit := 0, min(len(s), i+4*maxHeader); i < limit; i++ {
		switch s[i] {
		case ')':
			return i + 1
		case ',':
			n++
		case '\'', '"':
			v := quotedAt(s, i+1, s[i])
			if v.end == 0 {
				return 0
			}
			if n == column && judges.Secret(s[:0], s[v.start:v.end], true, passlike) {
				p.secret(s, v.start, v.end, secretAssignment)
			}
			i = v.end
		}
	}
	return 0
}

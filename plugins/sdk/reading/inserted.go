package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Inserted is a column of INSERT INTO t (a, b) VALUES (1, 'x'). Its trigger is the first byte
// of the name of the column; it gives the text of one tuple after the other.
type Inserted struct{}

// Begins implements [Way].
func (Inserted) Begins(s []byte, i int) bool {
	end := wordAt(s, i).End
	return end < len(s) && (s[end] == ',' || s[end] == ')')
}

// Read implements [Way].
func (Inserted) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	column, end := columnAt(s, name)
	if end == 0 {
		return Pair{}
	}
	v, next := tuple(s, max(end, from), column)
	return Pair{Name: name, Value: v, Close: true, Quoted: true, Next: next}
}

// columnAt returns which column has a name, and the end of the word that follows the names of
// all of them, or 0.
func columnAt(s []byte, name Span) (column, end int) {
	low := max(0, name.Start-maxTitles)
	start := low + bytes.LastIndexByte(s[low:name.Start], '(') + 1
	n := bytes.IndexByte(s[name.End:min(len(s), name.End+maxTitles)], ')')
	if start == low || n < 0 {
		return 0, 0
	}
	end = name.End + n
	for _, c := range s[start:end] {
		if ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != ',' && c != '`' && c != '"' {
			return 0, 0
		}
	}
	column = bytes.Count(s[start:name.Start], []byte(","))
	for end++; end < len(s) && (s[end] == ' ' || s[end] == '\n'); {
		end++
	}
	if !ascii.HasFold(s, end, "values") {
		return 0, 0
	}
	return column, end + len("values")
}

// tuple returns the text of a column in the tuple that begins behind s[i], and the end of the
// tuple, or 0 without one.
func tuple(s []byte, i, column int) (text Span, end int) {
	for i < len(s) && (s[i] == ' ' || s[i] == ',' || s[i] == '\n') {
		i++
	}
	if i >= len(s) || s[i] != '(' {
		return Span{}, 0
	}
	for limit := min(len(s), i+maxRecord); i < limit; i++ {
		switch s[i] {
		case ')':
			return text, i + 1
		case ',':
			column--
		case '\'', '"':
			v := quoted(s, i, maxRecord)
			if v.End == 0 {
				return Span{}, 0
			}
			if column == 0 {
				text = v
			}
			i = v.End
		}
	}
	return Span{}, 0
}

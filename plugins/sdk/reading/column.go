package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Column is a column of a table whose first line says what its columns hold, with tabs, commas,
// semicolons or bars between them. Its trigger is the first byte of the title; it gives one
// cell after the other.
type Column struct{}

const (
	maxTitles  = 200           // bytes of the line of titles
	maxRecord  = 4 * maxTitles // bytes of any other line
	maxColumns = 24
)

// Begins implements [Way].
func (Column) Begins(s []byte, i int) bool { return divider(s, wordAt(s, i)) != 0 }

// Read implements [Way].
func (Column) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	t := titles(s, name)
	if t.columns == 0 {
		return Pair{}
	}
	if from > 0 {
		t.end = from
	}
	cell, next := t.cell(s, t.end+1)
	return Pair{Name: name, Value: cell, Close: true, Quoted: true, Next: next}
}

// divider returns what stands beside a title, or 0.
func divider(s []byte, title Span) byte {
	t := outside(s, title, " \"")
	for _, at := range [...]int{t.End, t.Start - 1} {
		if at >= 0 && at < len(s) {
			switch s[at] {
			case ',', ';', '|', '\t':
				return s[at]
			}
		}
	}
	return 0
}

// table is what the line of titles says of the lines below it.
type table struct {
	divider         byte
	column, columns int
	end             int // of the line of titles
}

// titles reads the line around a title; it has no columns where it is none of titles.
func titles(s []byte, title Span) table {
	t := table{divider: divider(s, title), columns: 1}
	start := lineStart(s, title.Start, maxTitles)
	if start > 0 && s[start-1] != '\n' {
		return table{}
	}
	for t.end = start; t.end < len(s) && t.end < start+maxTitles && s[t.end] != '\n'; t.end++ {
		switch c := s[t.end]; {
		case c == t.divider:
			t.columns++
			if t.end < title.Start {
				t.column++
			}
		case ascii.Class[c]&ascii.Word == 0 && c != ' ' && c != '-' && c != '"' && c != '\r' && c != '/':
			return table{} // no title
		}
	}
	if t.columns < 2 || t.columns > maxColumns || t.end >= len(s) || s[t.end] != '\n' || t.divider != '|' && s[t.end-1] == t.divider {
		return table{}
	}
	return t
}

// cell returns the cell of the column in the line at s[i], which has to have all columns, and
// the end of the line, or 0 where the table ends.
func (t *table) cell(s []byte, i int) (Span, int) {
	if i >= len(s) {
		return Span{}, 0
	}
	line := s[i:min(len(s), i+maxRecord)]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	if len(line) == maxRecord || bytes.Count(line, []byte{t.divider})+1 != t.columns {
		return Span{}, 0
	}
	start := 0
	for range t.column {
		start += bytes.IndexByte(line[start:], t.divider) + 1
	}
	end := len(line)
	if n := bytes.IndexByte(line[start:], t.divider); n >= 0 {
		end = start + n
	}
	return inside(s, Span{i + start, i + end}, " \"'\r"), i + len(line)
}

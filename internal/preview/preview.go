// Package preview shows a person what would leave: rows before and after, the edits
// marked and the rule named, on a terminal or as one HTML page.
//
// It is the one place that handles row values for eyes. What was taken away is masked
// to its shape, unless it is asked for on a terminal.
package preview

import (
	"slices"
	"strings"
	"unicode"
)

// Cell is one carried cell. Nil is null.
type Cell struct {
	Column string   `json:"column"`
	Class  string   `json:"class"`
	Before *string  `json:"before"`
	After  *string  `json:"after"`
	Rules  []string `json:"rules,omitempty"` // "plugin/rule"

	edit *edit // of a masked cell, which no longer shows where it differs
}

// Changed reports whether something was taken away.
func (c *Cell) Changed() bool {
	return (c.Before == nil) != (c.After == nil) || c.Before != nil && *c.Before != *c.After
}

// Row is one row.
type Row struct {
	Cells []Cell `json:"cells"`
	// Stays says what keeps the row here, "stage: reason (column)"; empty where it leaves.
	// Then After means nothing.
	Stays string `json:"stays,omitempty"`
}

// Edits returns the number of cells from which something was taken.
func (r *Row) Edits() int {
	n := 0
	for i := range r.Cells {
		if r.Cells[i].Changed() {
			n++
		}
	}
	return n
}

// Table is a sample of one table.
type Table struct {
	Name string `json:"table"` // "database.table"
	Read int64  `json:"read"`  // rows that were looked at
	Rows []Row  `json:"rows"`
}

// Masked returns the tables without what was taken away: in every cell that changed,
// and in every row that stays here, letters and digits of the value before are masked.
// Of a long value, the part around the first edit is left.
func Masked(tables []Table) []Table {
	masked := make([]Table, len(tables))
	for i, t := range tables {
		t.Rows = slices.Clone(t.Rows)
		for j, r := range t.Rows {
			t.Rows[j].Cells = slices.Clone(r.Cells)
			for k := range r.Cells {
				mask(&t.Rows[j].Cells[k], r.Stays != "")
			}
		}
		masked[i] = t
	}
	return masked
}

func mask(c *Cell, stays bool) {
	if c.Before != nil && (c.Changed() || stays) {
		where := edit{}
		if !stays {
			where = c.where()
		}
		runes := []rune(*c.Before)
		from := max(0, where.before-maxShape/4)
		if len(runes) <= maxShape {
			from = 0
		}
		shape := Shape(string(runes[from:]))
		if from > 0 {
			shape = cut + shape
			where.before += len(cut) - from
		}
		c.Before, c.edit = &shape, &where
	}
	if stays {
		c.After = nil
	}
}

// maxShape is the length from which a shape is cut, in characters.
const maxShape = 160

// cut stands for what is left out of a value.
const cut = "..."

// Shape masks a value: x for a letter, 0 for a digit, ? for what is not printable.
// Only punctuation and spaces stay.
func Shape(value string) string {
	var b strings.Builder
	n := 0
	for _, r := range value {
		if n++; n > maxShape {
			b.WriteString(cut)
			break
		}
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('0')
		case unicode.IsLetter(r), unicode.IsMark(r):
			b.WriteByte('x')
		case r == '\n', r == '\t':
			b.WriteByte(' ')
		case r < 0x80 && unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// piece is a part of a value after; Marker parts stand for what was taken away.
type piece struct {
	Text   string
	Marker bool
}

// pieces splits a value at the markers of rules, such as [REDACTED] and [P:...].
func pieces(value string) []piece {
	var all []piece
	for value != "" {
		open := strings.IndexByte(value, '[')
		if open < 0 {
			break
		}
		end := strings.IndexByte(value[open:], ']')
		if end < 0 {
			break
		}
		end += open + 1
		if !isMarker(value[open+1 : end-1]) {
			all = append(all, piece{Text: value[:open+1]})
			value = value[open+1:]
			continue
		}
		if open > 0 {
			all = append(all, piece{Text: value[:open]})
		}
		all = append(all, piece{Text: value[open:end], Marker: true})
		value = value[end:]
	}
	if value != "" {
		all = append(all, piece{Text: value})
	}
	return all
}

func isMarker(name string) bool {
	if len(name) < 2 || len(name) > 32 {
		return false
	}
	return strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_:-") == "" && name == strings.ToUpper(name) || strings.HasPrefix(name, "P:")
}

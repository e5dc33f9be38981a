// Package row takes the values that were found in one cell out of the other cells of its row. It
// does not look beyond the row: what leaves must not depend on what travels along.
package row

import (
	"bytes"
	"slices"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Value is bytes [Start,End) of a cell that must not stand in the other cells of its row.
type Value struct {
	Row, Column, Start, End int
	Names                   bool // not in identifiers either
	rare                    byte // a byte of it that few texts have
}

const (
	MinAnywhere = 8  // bytes of a value that is looked for anywhere
	MinWord     = 5  // bytes of one that is looked for as a word of its own
	maxValues   = 16 // of one row that are looked for
)

// Index groups the values of a batch by their rows. It keeps its buffers.
type Index struct {
	values      []Value
	first, next []int32 // of the list of a row, of each value: position and 1
	row         []Value
}

// Fill takes the values of a batch of so many rows; it holds on to them.
func (x *Index) Fill(values []Value, rows int) {
	x.values = values
	x.first = slices.Grow(x.first[:0], rows)[:rows]
	clear(x.first)
	x.next = slices.Grow(x.next[:0], len(values))[:len(values)]
	for i := len(values) - 1; i >= 0; i-- {
		row := values[i].Row
		x.next[i], x.first[row] = x.first[row], int32(i+1)
	}
}

// Of returns the values of a row that differ, text returns the bytes of one. They are valid until
// it is called again.
func (x *Index) Of(row int, text func(*Value) []byte) []Value {
	x.row = x.row[:0]
	for at := x.first[row]; at > 0 && len(x.row) < maxValues; at = x.next[at-1] {
		v := &x.values[at-1]
		if s := text(v); !x.known(s, text) {
			x.row = append(x.row, *v)
			x.row[len(x.row)-1].rare = rarest(s)
		}
	}
	return x.row
}

// known reports a value of the row that is s.
func (x *Index) known(s []byte, text func(*Value) []byte) bool {
	for k := range x.row {
		if bytes.Equal(text(&x.row[k]), s) {
			return true
		}
	}
	return false
}

// Has reports that bytes [start,end) of a cell are a value themselves, as far as a few looks tell.
func (x *Index) Has(row, column, start, end int) bool {
	at := x.first[row]
	for steps := 0; at > 0 && steps < 4*maxValues; steps++ {
		if v := &x.values[at-1]; v.Column == column && v.Start == start && v.End == end {
			return true
		}
		at = x.next[at-1]
	}
	return false
}

// May reports that the value may stand in s; json says that s spells bytes in other ways.
func (v *Value) May(s []byte, json bool) bool {
	return len(s) >= v.End-v.Start && (json || ascii.HasByte(s, v.rare))
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

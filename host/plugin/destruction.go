package plugin

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// Amounts are how much there was to take, and how much of it was taken. Cells and
// characters are those of rows that were not dropped.
type Amounts struct {
	Rows       int64 `json:"rows"`
	Dropped    int64 `json:"rows_dropped"`
	Cells      int64 `json:"cells"` // that were not null
	Nulled     int64 `json:"cells_nulled"`
	Characters int64 `json:"characters"` // of text
	Taken      int64 `json:"characters_taken"`
}

// Add adds the amounts of other rows or cells.
func (a *Amounts) Add(b Amounts) {
	a.Rows, a.Dropped = a.Rows+b.Rows, a.Dropped+b.Dropped
	a.Cells, a.Nulled = a.Cells+b.Cells, a.Nulled+b.Nulled
	a.Characters, a.Taken = a.Characters+b.Characters, a.Taken+b.Taken
}

// Any reports whether anything was taken.
func (a Amounts) Any() bool { return a.Dropped+a.Nulled+a.Taken > 0 }

// Percent returns the largest share that was taken: of rows, of cells or of characters.
func (a Amounts) Percent() float64 {
	return max(percent(a.Dropped, a.Rows), percent(a.Nulled, a.Cells), percent(a.Taken, a.Characters))
}

// String says it in a few words: "0 of 10 rows, 3 of 80 cells, 120 of 4,000 characters".
func (a Amounts) String() string {
	return fmt.Sprintf("%s of %s rows, %s of %s cells, %s of %s characters", humanize.Comma(a.Dropped), humanize.Comma(a.Rows),
		humanize.Comma(a.Nulled), humanize.Comma(a.Cells), humanize.Comma(a.Taken), humanize.Comma(a.Characters))
}

func percent(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// Destruction is what one plugin took beyond the bundled default, which stands before it.
type Destruction struct {
	Plugin string `json:"plugin"`
	Amounts
	Parts []Part `json:"parts"` // where it took anything, the most first
}

// Part is what was taken from the columns of one class in one table. The rows of a table
// are a part by themselves, with no class.
type Part struct {
	Table string `json:"table"` // "database.table"
	Class string `json:"class,omitempty"`
	Amounts
}

// AddLoss adds what was taken from a batch of a table.
func (d *Destruction) AddLoss(t *schema.Table, l *Loss) {
	d.add(Part{t.FullName(), "", l.Rows})
	for at, a := range l.Columns {
		d.add(Part{t.FullName(), t.Carried()[at].Class.String(), a})
	}
}

// add adds a part to those of its table, which come one after another.
func (d *Destruction) add(p Part) {
	d.Amounts.Add(p.Amounts)
	for i := len(d.Parts) - 1; i >= 0 && d.Parts[i].Table == p.Table; i-- {
		if d.Parts[i].Class == p.Class {
			d.Parts[i].Amounts.Add(p.Amounts)
			return
		}
	}
	d.Parts = append(d.Parts, p)
}

// Settle leaves the parts where something was taken, the most first.
func (d *Destruction) Settle() {
	d.Parts = slices.DeleteFunc(d.Parts, func(p Part) bool { return !p.Any() })
	slices.SortStableFunc(d.Parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Dropped, a.Dropped), cmp.Compare(b.Taken, a.Taken), cmp.Compare(b.Nulled, a.Nulled))
	})
}

// Line says of a part what was taken, in a few words.
func (p Part) Line() string {
	var words []string
	for _, w := range []struct {
		part, whole int64
		what        string
	}{{p.Dropped, p.Rows, "rows dropped"}, {p.Nulled, p.Cells, "cells null"}, {p.Taken, p.Characters, "characters taken"}} {
		if w.part > 0 {
			words = append(words, fmt.Sprintf("%s of %s %s", humanize.Comma(w.part), humanize.Comma(w.whole), w.what))
		}
	}
	return strings.TrimSpace(p.Table+" "+p.Class) + ": " + strings.Join(words, ", ")
}

// Loss is what a plugin that is not bundled took from one batch: beyond the default,
// which stands before it.
type Loss struct {
	Plugin  string
	Rows    Amounts   // rows only
	Columns []Amounts // by column of the batch: cells and characters only
}

// measure counts what is there for a plugin to take. Rows that an earlier one dropped or
// could not judge are there no more: their cells are null.
func (s *stage) measure(b *batch.Batch, r *Result) *Loss {
	if s.info.Bundled {
		return nil
	}
	l := &Loss{Plugin: s.info.Name, Columns: make([]Amounts, len(b.Columns))}
	for row := range b.Rows() {
		if !r.gone(row) {
			l.Rows.Rows++
		}
	}
	for i := range b.Columns {
		l.Columns[i] = amounts(&b.Columns[i], b.Rows())
	}
	return l
}

func amounts(c *batch.Column, rows int) Amounts {
	a := Amounts{Cells: int64(rows - nulls(c))}
	if !c.Type.Fixed() {
		a.Characters = int64(utf8.RuneCount(c.Data))
	}
	return a
}

func nulls(c *batch.Column) int {
	n := 0
	for _, b := range c.Nulls {
		n += bits.OnesCount8(b)
	}
	return n
}

// forget takes the cells of rows out that do not leave.
func (l *Loss) forget(b *batch.Batch, rows []int) {
	for i := range b.Columns {
		c, a := &b.Columns[i], &l.Columns[i]
		for _, row := range rows {
			if c.Null(row) {
				continue
			}
			if a.Cells--; !c.Type.Fixed() {
				a.Characters -= int64(utf8.RuneCount(c.Bytes(row)))
			}
		}
	}
}

// spans counts the characters that edits take. Those of rows that do not leave are not
// among the edits.
func (l *Loss) spans(b *batch.Batch, edits []abi.Directive) {
	for i := range edits {
		v := &edits[i]
		c := &b.Columns[v.Column]
		if c.Type.Fixed() {
			continue
		}
		cell := c.Bytes(int(v.Row))
		if v.Op != abi.Null {
			cell = cell[v.Start:v.End]
		}
		l.Columns[v.Column].Taken += int64(utf8.RuneCount(cell))
	}
}

// before notes what edits are about to take, and returns the nulls by column. Gone are
// rows that do not leave, of which the first failed ones could not be judged. A nil loss
// is of a plugin that is not measured.
func (l *Loss) before(b *batch.Batch, gone []int, edits []abi.Directive, failed int) []int {
	if l == nil {
		return nil
	}
	l.Rows.Rows -= int64(failed)
	l.forget(b, gone)
	l.spans(b, edits)
	all := make([]int, len(b.Columns))
	for i := range b.Columns {
		all[i] = nulls(&b.Columns[i])
	}
	return all
}

// after counts the cells that are null since, those included that an edit had broken.
func (l *Loss) after(b *batch.Batch, before []int) {
	for i := range before {
		l.Columns[i].Nulled = int64(nulls(&b.Columns[i]) - before[i])
	}
}

func (r *Result) lose(l *Loss) {
	if l != nil {
		r.Losses = append(r.Losses, *l)
	}
}

// gone reports whether a row does not leave already.
func (r *Result) gone(row int) bool {
	return r.Dropped != nil && r.Dropped[row] || r.Failed != nil && r.Failed[row] != ""
}

package verify

import (
	"cmp"
	"context"
	"slices"

	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
)

// Difference is what two plugins do otherwise in one column, in cells of the corpus.
type Difference struct {
	Table    string `json:"table"`
	Column   string `json:"column,omitempty"` // empty for whole rows
	Class    string `json:"class,omitempty"`
	Stricter int    `json:"stricter"` // only the second takes something away
	Weaker   int    `json:"weaker"`   // only the first does
	Other    int    `json:"other"`    // both do, and something else is left
}

// Compare runs two plugins over the first half of the corpus, each by itself, and returns
// where they differ, by table and column, and what each takes beyond the default. Errors
// are faults: a plugin that does not run.
func Compare(ctx context.Context, first, second Subject, o Options) ([]Difference, [2]plugin.Destruction, error) {
	corpus := NewCorpus(0)
	var results [2][]sheetResult
	var destroyed [2]plugin.Destruction
	for i, s := range []Subject{first, second} {
		v := &verification{Options: o, subject: s, digest: lock.Digest(s.Wasm), corpus: corpus}
		var err error
		if results[i], err = v.redact(ctx, corpus.copies(), v.alone()); err != nil {
			return nil, destroyed, err
		}
		if destroyed[i], err = v.destroys(ctx); err != nil {
			return nil, destroyed, err
		}
	}
	var all []Difference
	for i, s := range corpus.sheets {
		a, b := &results[0][i], &results[1][i]
		whole := Difference{Table: s.rows.Table.FullName()}
		for row := range s.rows.Rows() {
			whole.count(a.gone(row), b.gone(row), a.gone(row) == b.gone(row))
		}
		all = append(all, whole)
		for at := range s.rows.Columns {
			before := &s.rows.Columns[at]
			d := Difference{Table: s.rows.Table.FullName(), Column: before.Def.Name, Class: before.Def.Class.String()}
			for row := range s.rows.Rows() {
				if a.gone(row) || b.gone(row) {
					continue
				}
				x, y := &a.rows.Columns[at], &b.rows.Columns[at]
				d.count(!sameCell(before, x, row), !sameCell(before, y, row), sameCell(x, y, row))
			}
			all = append(all, d)
		}
	}
	all = slices.DeleteFunc(all, func(d Difference) bool { return d.Stricter+d.Weaker+d.Other == 0 })
	slices.SortStableFunc(all, func(x, y Difference) int { return cmp.Compare(y.Weaker, x.Weaker) })
	return all, destroyed, nil
}

func (d *Difference) count(first, second, same bool) {
	switch {
	case same:
	case first && second:
		d.Other++
	case first:
		d.Weaker++
	default:
		d.Stricter++
	}
}

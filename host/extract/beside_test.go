package extract

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/driftsync/driftsync/host/source"
)

// Rows are taken in their order, as they were when they were read, and errors of either
// side end both.
func TestBeside(t *testing.T) {
	unreadable, unwanted := errors.New("unreadable"), errors.New("unwanted")
	for name, c := range map[string]struct {
		rows, refuse int // refuse: the row from which on none is taken, 0 for none
		read, want   error
		taken        int
	}{
		"none":                    {},
		"one":                     {rows: 1, taken: 1},
		"many":                    {rows: 5*blockRows + 1, taken: 5*blockRows + 1},
		"unreadable in between":   {rows: blockRows + 3, read: unreadable, want: unreadable, taken: blockRows + 3},
		"unwanted in between":     {rows: 9 * blockRows, refuse: blockRows + 7, want: unwanted, taken: blockRows + 6},
		"unwanted at the end":     {rows: 4, refuse: 4, want: unwanted, taken: 3},
		"unwanted, unreadable":    {rows: 4, refuse: 2, read: unreadable, want: unwanted, taken: 1},
		"unwanted at the first":   {rows: 9 * blockRows, refuse: 1, want: unwanted},
		"unreadable at the first": {read: unreadable, want: unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			var got, want []string
			err := beside(readRows(c.rows, c.read))(func(row *source.Row) error {
				if len(got)+1 == c.refuse {
					return unwanted
				}
				got = append(got, fmt.Sprintf("%d %s %v", row.Cells...))
				return nil
			})
			for i := range c.taken {
				want = append(want, fmt.Sprintf("%d %s %v", i, textOf(i), nil))
			}
			if !slices.Equal(got, want) || !errors.Is(err, c.want) {
				t.Errorf("%d rows of %d, %v", len(got), c.taken, err)
			}
		})
	}
}

// readRows reads rows into the same memory, and ends with err.
func readRows(rows int, err error) scan {
	return func(each func(*source.Row) error) error {
		row, text := &source.Row{Cells: make([]any, 3)}, make([]byte, 0, 4*blockText)
		for i := range rows {
			text = append(text[:0], textOf(i)...)
			row.Cells[0], row.Cells[1], row.Cells[2] = int64(i), text, nil
			if err := each(row); err != nil {
				return err
			}
		}
		return err
	}
}

// textOf is longer than a block in some rows.
func textOf(i int) string { return fmt.Sprintf("%0*d", 1+i%3*i, i) }

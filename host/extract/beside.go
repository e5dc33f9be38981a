package extract

import (
	"errors"

	"github.com/driftsync/driftsync/host/source"
)

// Where most rows have not changed, nothing but the reader has much to do: it shares its
// work then, and rows are named and compared while the next ones are read. In a first push
// the redactors have both processors already.

const (
	// besideFrom is the number of records of a table from which rows are copied for that.
	besideFrom = 2000
	// blockRows and blockText bound a block of copied rows; the text may be longer by one
	// row's.
	blockRows = 256
	blockText = 64 << 10
)

// scan reads a table and calls each with its rows, which are valid until it returns.
type scan func(each func(*source.Row) error) error

// block is copies of rows.
type block struct {
	rows  []source.Row
	cells []any
	text  []byte
}

func (b *block) add(row *source.Row) {
	first := len(b.cells)
	for _, cell := range row.Cells {
		if text, ok := cell.([]byte); ok {
			at := len(b.text)
			b.text = append(b.text, text...)
			cell = b.text[at:len(b.text):len(b.text)]
		}
		b.cells = append(b.cells, cell)
	}
	b.rows = append(b.rows, source.Row{Cells: b.cells[first:len(b.cells):len(b.cells)], Mismatch: row.Mismatch})
}

func (b *block) full() bool { return len(b.rows) >= blockRows || len(b.text) >= blockText }

func (b *block) reset() {
	b.rows, b.cells, b.text = b.rows[:0], b.cells[:0], b.text[:0]
	if cap(b.text) > 16*blockText {
		b.text = nil // of a row that was too long to keep room for
	}
}

var errStopped = errors.New("the rows are not wanted any more")

// beside returns a scan whose rows are taken in another goroutine than the one that reads,
// in the same order. It ends when both have. What was read before an error is taken, as it
// is without; an error of each ends the reading.
func beside(read scan) scan {
	return func(each func(*source.Row) error) error {
		full, empty := make(chan *block, 2), make(chan *block, 3)
		for range cap(empty) {
			empty <- &block{}
		}
		taken := make(chan error, 1)
		go func() { taken <- take(full, empty, each) }()
		var at *block
		err := read(func(row *source.Row) error {
			if at == nil {
				if at = <-empty; at == nil {
					return errStopped
				}
			}
			if at.add(row); at.full() {
				full <- at
				at = nil
			}
			return nil
		})
		if at != nil {
			full <- at
		}
		close(full)
		if failed := <-taken; failed != nil {
			return failed
		}
		return err
	}
}

// take calls each for the rows of full blocks, and gives the blocks back. After an error
// there are no more of them.
func take(full <-chan *block, empty chan<- *block, each func(*source.Row) error) (failed error) {
	for b := range full {
		for i := range b.rows {
			if failed != nil {
				break
			}
			failed = each(&b.rows[i])
		}
		b.reset()
		if failed != nil {
			b = nil
		}
		empty <- b
	}
	return failed
}

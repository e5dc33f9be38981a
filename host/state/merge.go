package state

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"slices"

	"github.com/driftsync/driftsync/host/batch"
)

// Change is what a run did, or may have done, to one row at the destination.
type Change struct {
	Record
	Remove bool // the row is a tombstone there now
}

// Changes are the changes of one table. Each may be asked for them several times;
// Count is their number. A later change of a key overrides an earlier one.
type Changes struct {
	Count int
	Each  iter.Seq2[Change, error]
}

// mergePart is the number of changes that are sorted in memory at a time. More of
// them are merged in several passes over ranges of keys, so that memory stays flat.
const mergePart = 128 << 10

// merge writes old with changes to path. The file is complete, and on disk, when the
// writer is closed.
func merge(path string, old *Rows, changes Changes) (*writer, error) {
	w, err := newWriter(path)
	if err != nil {
		return nil, err
	}
	if err := w.merge(old, changes); err != nil {
		return nil, errors.Join(err, w.file.Close())
	}
	return w, nil
}

func (w *writer) merge(old *Rows, changes Changes) error {
	next, stop := iter.Pull2(records(old))
	defer stop()
	m := merger{w: w, next: next}
	m.pull()
	passes := changes.Count/mergePart + 1
	for pass := range passes {
		sorted, err := sortRange(changes, pass, passes)
		if err != nil {
			return err
		}
		if err := m.merge(sorted); err != nil {
			return err
		}
	}
	for m.ok {
		if err := m.keep(); err != nil {
			return err
		}
	}
	return m.err
}

// sortRange returns the changes whose keys fall into one of equal ranges, sorted,
// the last one of each key only.
func sortRange(changes Changes, pass, passes int) (iter.Seq[Change], error) {
	expected := changes.Count / passes
	expected += expected / 64 // keys are uniform, if not to the last one
	part, order := make([]Change, 0, expected), make([]place, 0, expected)
	for c, err := range changes.Each {
		if err != nil {
			return nil, err
		}
		if rangeOf(c.Key, passes) == pass {
			order = append(order, place{binary.BigEndian.Uint64(c.Key[:]), len(part)})
			part = append(part, c)
		}
	}
	slices.SortFunc(order, func(a, b place) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return cmp.Or(bytes.Compare(part[a.at].Key[:], part[b.at].Key[:]), a.at-b.at)
	})
	return func(yield func(Change) bool) {
		for i, p := range order {
			last := i+1 == len(order) || part[order[i+1].at].Key != part[p.at].Key
			if last && !yield(part[p.at]) {
				return
			}
		}
	}, nil
}

// place is where a change stands among others, with the beginning of its key: sorting
// places moves a third of the memory, and hardly ever looks at the changes.
type place struct {
	prefix uint64
	at     int
}

func rangeOf(key batch.Key, passes int) int {
	width := math.MaxUint32/uint64(passes) + 1
	return int(uint64(binary.BigEndian.Uint32(key[:4])) / width)
}

func records(r *Rows) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		errStop := r.all(func(_ int, rec Record) error {
			if !yield(rec, nil) {
				return errStopped
			}
			return nil
		})
		if errStop != nil && errStop != errStopped {
			yield(Record{}, errStop)
		}
	}
}

// merger walks the old records beside sorted changes.
type merger struct {
	w    *writer
	next func() (Record, error, bool)
	rec  Record
	ok   bool
	err  error
}

func (m *merger) pull() {
	m.rec, m.err, m.ok = m.next()
	m.ok = m.ok && m.err == nil
}

func (m *merger) keep() error {
	err := m.w.add(m.rec)
	m.pull()
	return err
}

func (m *merger) merge(sorted iter.Seq[Change]) error {
	for c := range sorted {
		for m.ok && bytes.Compare(m.rec.Key[:], c.Key[:]) < 0 {
			if err := m.keep(); err != nil {
				return err
			}
		}
		if m.ok && m.rec.Key == c.Key {
			m.pull()
		}
		if c.Remove {
			continue
		}
		if err := m.w.add(c.Record); err != nil {
			return err
		}
	}
	return m.err
}

// Package extract turns rows of a source into batches for the chain: each row gets
// its cloud id and fingerprint, unchanged rows stop here, and the cells that the
// host itself must replace are replaced: renewed keys by stable numbers, digests of
// content by keyed ones, compressed blobs by their JSON.
package extract

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// Reasons why a row cannot be extracted.
const (
	NullKey  = "source.null_key"
	TooLarge = "source.row_too_large"
	// Unwanted is a row that the destination would not take before, unchanged since.
	Unwanted = "unwanted"
)

// Keys are the secrets that identities are made with.
type Keys struct {
	Source    []byte // of the source
	Pseudonym *identity.Pseudonym
	Project   uuid.UUID
	Roots     []string // spellings of the absolute project root
	Policy    string   // digest of everything but the row that decides what leaves
}

// Refused is a row that stays here before any plugin saw it.
type Refused struct {
	Key    batch.Key
	Known  bool           // the row may be at the destination
	Column *schema.Column // nil where the whole row is at fault
	Reason string
}

// Batch is rows that have to leave, with what state knows of them.
type Batch struct {
	*batch.Batch
	Known []bool     // by row: it may be at the destination
	Was   [][16]byte // by row: what left of it before, where the row itself has not changed since; else zero
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.Batch.Reset()
	b.Known, b.Was = b.Known[:0], b.Was[:0]
}

// Extractor reads one database. It is not safe for concurrent use.
type Extractor struct {
	db      *source.Database
	keyer   *identity.Keyer
	prints  *identity.Fingerprinter
	convert *converter
}

// New returns an Extractor; Close releases it.
func New(db *source.Database, keys Keys) (*Extractor, error) {
	convert, err := newConverter(keys.Pseudonym)
	if err != nil {
		return nil, err
	}
	return &Extractor{
		db:      db,
		keyer:   identity.NewKeyer(keys.Source, keys.Project, keys.Roots...),
		prints:  identity.NewFingerprinter(keys.Source, keys.Policy),
		convert: convert,
	}, nil
}

// Close releases the decoder.
func (x *Extractor) Close() { x.convert.zstd.Close() }

// Sink is where a table's rows go.
type Sink struct {
	Rows   *state.Rows         // what the destination has; marked as seen
	Maybe  bool                // the destination may have any row, whatever Rows says
	Search bool                // unchanged rows are given as well: something else may be found in them now
	Again  bool                // rows that the destination would not take leave again
	Empty  func() *Batch       // gives an empty batch of the table
	Batch  func(*Batch) error  // takes a full one
	Refuse func(Refused) error // takes a row that stays here
	Tick   func(rows int64)    // is called with the progress now and then
}

// Stats counts the rows of a table.
type Stats struct{ Read, Unchanged int64 }

// Table extracts one table. One that cannot be read to its end is [fault.SourceTable];
// what was read of it is extracted.
func (x *Extractor) Table(ctx context.Context, t *source.Table, to Sink) (Stats, error) {
	r := run{x: x, plan: newPlan(t), to: to, batch: to.Empty()}
	read := scan(func(each func(*source.Row) error) error { return x.db.Scan(ctx, t, each) })
	if to.Rows.Len() >= besideFrom {
		read = beside(read)
	}
	err := read(r.row)
	if f, ok := errors.AsType[*fault.Error](err); err != nil && !(ok && f.Code == fault.SourceTable) {
		return r.stats, err
	}
	return r.stats, errors.Join(err, r.flush())
}

// plan is what is fixed for all rows of a table.
type plan struct {
	table    *source.Table
	carried  []int // catalogue column by batch column
	identity []int // catalogue column by identity cell
	when     []int // catalogue column that decides whether a cell leaves, by batch column; -1 for none
	renewed  int   // catalogue column of the renewed key, -1 for none
	ordinal  bool  // several rows may have the same identity
}

func newPlan(t *source.Table) *plan {
	p := &plan{table: t, renewed: -1}
	for i, c := range t.Columns {
		if !c.Local {
			p.carried = append(p.carried, i)
			p.when = append(p.when, slices.IndexFunc(t.Columns, func(other *schema.Column) bool { return other.Name == c.When }))
		}
		if c.Name == t.Identity.Renewed {
			p.renewed = i
		}
	}
	for _, name := range t.Identity.Columns {
		for i, c := range t.Columns {
			if c.Name == name {
				p.identity = append(p.identity, i)
			}
		}
	}
	p.ordinal = p.ordinal || t.Identity.Ordinal || !t.Unique(t.Identity.Columns)
	return p
}

// run is the extraction of one table.
type run struct {
	x     *Extractor
	plan  *plan
	to    Sink
	batch *Batch
	stats Stats
	seen  occurrences
	cells []any // identity cells
}

func (r *run) row(row *source.Row) error {
	r.stats.Read++
	if r.stats.Read%4096 == 0 && r.to.Tick != nil {
		r.to.Tick(4096)
	}
	key, complete := r.identify(row)
	print := r.fingerprint(row)
	old, known, err := r.to.Rows.Lookup(key)
	if err != nil {
		return fault.New(fault.ConfigState, "the state of a table cannot be read", "push with --full", err)
	}
	switch {
	case known && old.Fingerprint == print && !r.to.Search:
		r.stats.Unchanged++
		return nil
	case known && old.Fingerprint == state.Refused(print) && !r.to.Again:
		return r.to.Refuse(Refused{Key: key, Reason: Unwanted})
	}
	var was [16]byte
	if known && old.Fingerprint == print {
		was = old.Output
	}
	known = known || r.to.Maybe
	switch {
	case row.Mismatch != nil:
		return r.to.Refuse(Refused{Key: key, Known: known, Column: row.Mismatch, Reason: string(fault.SourceMismatch)})
	case !complete:
		return r.to.Refuse(Refused{Key: key, Known: known, Reason: NullKey})
	case size(row) > maxRow:
		return r.to.Refuse(Refused{Key: key, Known: known, Reason: TooLarge})
	}
	r.append(row, key, print, known, was)
	if r.batch.Rows() >= batch.MaxRows || r.batch.Bytes >= batch.MaxBytes {
		return r.flush()
	}
	return nil
}

// identify returns the row's key, and whether its identity is whole: a key that
// holds only nulls names no row. Rows with the same identity are distinguished by an
// ordinal: where the file lets them be, and where a null makes them equal here, which
// SQLite lets any two be.
func (r *run) identify(row *source.Row) (batch.Key, bool) {
	t := r.plan.table.Table
	r.cells = r.cells[:0]
	complete, ordinal := t.Identity.Ordinal, r.plan.ordinal
	for _, i := range r.plan.identity {
		cell := row.Cells[i]
		complete, ordinal = complete || cell != nil, ordinal || cell == nil
		r.cells = append(r.cells, cell)
	}
	if row.Mismatch != nil && slices.Contains(t.Identity.Columns, row.Mismatch.Name) {
		r.cells = append(r.cells, nil) // a blob is not text, even of the same bytes
	}
	key := r.x.keyer.Key(t, r.cells, 0)
	if ordinal || r.x.keyer.Ambiguous() {
		if n := r.seen.next(key); n > 0 {
			key = r.x.keyer.Key(t, r.cells, n)
		}
	}
	return key, complete
}

func (r *run) fingerprint(row *source.Row) [16]byte {
	f := r.x.prints
	f.Begin(r.plan.table.Table)
	for _, i := range r.plan.carried {
		c := r.plan.table.Columns[i]
		if c.Volatile || i == r.plan.renewed {
			continue
		}
		f.Add(row.Cells[i])
	}
	return f.Sum()
}

func (r *run) append(row *source.Row, key batch.Key, print [16]byte, known bool, was [16]byte) {
	b := r.batch
	n := b.Rows()
	for at, i := range r.plan.carried {
		c := &b.Columns[at]
		before := len(c.Data)
		if i == r.plan.renewed {
			c.AppendInt(n, identity.Number(key))
			continue
		}
		cell := row.Cells[i]
		if w := r.plan.when[at]; w >= 0 && !isSet(row.Cells[w]) {
			cell = nil
		}
		r.x.convert.append(c, n, cell)
		if !c.Type.Fixed() {
			b.Bytes += len(c.Data) - before
		}
	}
	b.Keys = append(b.Keys, key)
	b.Fingerprints = append(b.Fingerprints, print)
	b.Known = append(b.Known, known)
	b.Was = append(b.Was, was)
}

func isSet(cell any) bool {
	n, ok := cell.(int64)
	return ok && n != 0
}

func (r *run) flush() error {
	if r.batch.Rows() == 0 {
		return nil
	}
	full := r.batch
	r.batch = r.to.Empty()
	return r.to.Batch(full)
}

func size(row *source.Row) int {
	n := 0
	for _, cell := range row.Cells {
		if b, ok := cell.([]byte); ok {
			n += len(b)
		}
	}
	return n
}

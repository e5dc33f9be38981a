package spool

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Limits of a body: beyond them only the risk of the destination's statement
// time-out grows.
const (
	maxRows  = 1000
	maxBytes = 900 << 10
)

// Writer fills a spool. It is not safe for concurrent use.
type Writer struct {
	header  *Header
	dir     string
	parts   *bufio.Writer
	records *bufio.Writer
	files   []*os.File
	number  int
	written int // records
	open    map[draftKey]*draft
}

type draftKey struct {
	table *schema.Table
	kind  sink.PartKind
}

// draft is a body that is being filled. Its records follow those of the parts that
// were closed before, so they are kept until it is.
type draft struct {
	shape   *shape
	body    []byte
	rows    int
	records []byte
}

// Create begins a spool in dir, which is emptied. Header is filled by the caller
// until Ready; tenant, project, source and epoch must be set now.
func Create(dir string, h *Header) (*Writer, error) {
	if err := Remove(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "bodies"), 0o700); err != nil {
		return nil, unusable(err)
	}
	w := &Writer{header: h, dir: dir, open: make(map[draftKey]*draft)}
	for _, name := range []string{"parts.json", "records"} {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, errors.Join(unusable(err), w.Close())
		}
		w.files = append(w.files, f)
	}
	w.parts = bufio.NewWriter(w.files[0])
	w.records = bufio.NewWriterSize(w.files[1], 256<<10)
	return w, nil
}

// Tombstones returns a part outside any spool, for rows that the destination refused
// after an older form of them had arrived.
func Tombstones(t *schema.Table, h *Header, records []Record) *sink.Part {
	s := newShape(t, sink.Withdrawn, h)
	p := s.part()
	p.Body = []byte{'['}
	for i, rec := range records {
		if i > 0 {
			p.Body = append(p.Body, separator...)
		}
		p.Offsets = append(p.Offsets, uint32(len(p.Body)))
		p.Body = s.appendRow(p.Body, rec.Key, nil, 0)
	}
	p.Body = append(p.Body, ']')
	p.Offsets = append(p.Offsets, uint32(len(p.Body)))
	return p
}

// Row adds one row: an upsert with the cells of b, or a tombstone, for which b is
// nil. Known says that the row may be at the destination already.
func (w *Writer) Row(t *schema.Table, kind sink.PartKind, rec Record, b *batch.Batch, row int) error {
	d := w.draft(t, kind)
	if d.rows > 0 {
		d.body = append(d.body, separator...)
	} else {
		d.body = append(d.body, '[')
	}
	d.body = d.shape.appendRow(d.body, rec.Key, b, row)
	d.rows++
	rec.Remove = kind.Removes()
	d.records = rec.append(d.records)
	if d.rows == maxRows || len(d.body) >= maxBytes {
		return w.close(d)
	}
	return nil
}

func (w *Writer) draft(t *schema.Table, kind sink.PartKind) *draft {
	key := draftKey{t, kind}
	d := w.open[key]
	if d == nil {
		d = &draft{shape: newShape(t, kind, w.header)}
		w.open[key] = d
	}
	return d
}

func (w *Writer) close(d *draft) error {
	if d.rows == 0 {
		return nil
	}
	d.body = append(d.body, ']')
	w.number++
	sum := sha256.Sum256(d.body)
	p := Part{Number: w.number, Table: d.shape.table.FullName(), Kind: d.shape.kind, Rows: d.rows,
		Bytes: len(d.body), SHA256: hex.EncodeToString(sum[:]), First: w.written}
	name := fmt.Sprintf("%06d_%s.json", p.Number, d.shape.table.Cloud)
	if err := os.WriteFile(filepath.Join(w.dir, "bodies", name), d.body, 0o600); err != nil {
		return unusable(err)
	}
	line, err := json.Marshal(p)
	if err != nil {
		return unusable(err)
	}
	if _, err := w.parts.Write(append(line, '\n')); err != nil {
		return unusable(err)
	}
	if _, err := w.records.Write(d.records); err != nil {
		return unusable(err)
	}
	w.written += d.rows
	d.body, d.records, d.rows = d.body[:0], d.records[:0], 0
	return nil
}

// EndTable closes the bodies of a table and frees their memory.
func (w *Writer) EndTable(t *schema.Table) error {
	for _, kind := range []sink.PartKind{sink.Upsert, sink.Gone, sink.Withdrawn} {
		key := draftKey{t, kind}
		if d := w.open[key]; d != nil {
			if err := w.close(d); err != nil {
				return err
			}
			delete(w.open, key)
		}
	}
	return nil
}

// Ready puts records and header on disk, in that order, and makes the spool one
// that may be sent. The Writer is closed after it.
func (w *Writer) Ready() error {
	for _, t := range schema.Synced() {
		if err := w.EndTable(t); err != nil {
			return err
		}
	}
	for i, out := range []*bufio.Writer{w.parts, w.records} {
		if err := errors.Join(out.Flush(), w.files[i].Sync()); err != nil {
			return unusable(err)
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := writeHeader(w.dir, w.header); err != nil {
		return unusable(err)
	}
	return nil
}

// Close closes the files. Without Ready the spool counts for nothing.
func (w *Writer) Close() error {
	var errs []error
	for _, f := range w.files {
		errs = append(errs, f.Close())
	}
	w.files = nil
	if err := errors.Join(errs...); err != nil {
		return unusable(err)
	}
	return nil
}

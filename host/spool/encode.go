package spool

import (
	"encoding/hex"
	"math"
	"strconv"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// exactInt is the largest integer that a JSON reader with 64-bit floating point
// holds exactly. Larger ones leave as strings, which Postgres takes for BIGINT.
const exactInt = 1 << 53

// shape is how rows of one table and kind are written: which keys, in which order. Where
// the request says what all rows have in common, and names the columns, an object holds
// the rest, and of that what is not null.
type shape struct {
	table   *schema.Table
	kind    sink.PartKind
	bare    bool
	source  uuid.UUID
	epoch   int64
	columns []string // of the object, in order
	head    []byte   // the object up to the id's value
	fields  []field  // behind the id
}

// field is one carried column: its key as it is written, and where its cells are.
type field struct {
	key    []byte // `,"name":`
	column int    // of the batch; -1 writes null
}

// newShape returns the shape of a part. Bookkeeping stands first, and now is the
// literal "now", which Postgres resolves: no client's clock gets into a row.
func newShape(t *schema.Table, kind sink.PartKind, h *Header) *shape {
	s := &shape{table: t, kind: kind, bare: h.Bare}
	if s.bare {
		s.beginBare(h)
	} else {
		s.begin(h)
	}
	for i, c := range t.Carried() {
		column := -1
		switch {
		case kind == sink.Upsert:
			column = i
		case kind != sink.Withdrawn && c.Class == abi.Safe:
			continue // trends need them
		}
		s.columns = append(s.columns, c.InCloud())
		s.fields = append(s.fields, field{key: []byte(`,"` + c.InCloud() + `":`), column: column})
	}
	return s
}

// begin sets the bookkeeping columns of rows that name all of it.
func (s *shape) begin(h *Header) {
	removed := "null"
	if s.kind.Removes() {
		removed = `"now"`
	}
	s.columns = []string{"tenant_id", "project_id", "sync_source_id", "sync_epoch", "synced_at", "removed_at", "id"}
	s.head = append(s.head, `{"tenant_id":"`+h.Tenant.String()+`","project_id":"`+h.Project.String()+
		`","sync_source_id":"`+h.Source.String()+`","sync_epoch":`+strconv.FormatInt(h.Epoch, 10)+
		`,"synced_at":"now","removed_at":`+removed+`,"id":"`...)
}

// beginBare sets those that are not in the request: removed_at is among the columns of an
// upsert too, so that a row that comes back has none.
func (s *shape) beginBare(h *Header) {
	s.source, s.epoch = h.Source, h.Epoch
	s.columns = []string{"removed_at", "id"}
	if s.kind.Removes() {
		s.head = []byte(`{"removed_at":"now","id":"`)
	} else {
		s.head = []byte(`{"id":"`)
	}
}

// part returns a part of this shape without rows.
func (s *shape) part() *sink.Part {
	return &sink.Part{Table: s.table, Kind: s.kind, Columns: s.columns, Source: s.source, Epoch: s.epoch}
}

// appendRow appends one object. Row is the row of b, which may be nil for kinds
// without cells.
func (s *shape) appendRow(dst []byte, key batch.Key, b *batch.Batch, row int) []byte {
	dst = append(dst, s.head...)
	dst = appendUUID(dst, key)
	dst = append(dst, '"')
	for _, f := range s.fields {
		null := f.column < 0 || b.Columns[f.column].Null(row)
		if null && s.bare {
			continue
		}
		dst = append(dst, f.key...)
		if null {
			dst = append(dst, "null"...)
			continue
		}
		dst = appendCell(dst, &b.Columns[f.column], row)
	}
	return append(dst, '}')
}

func appendCell(dst []byte, c *batch.Column, row int) []byte {
	switch c.Type {
	case abi.Int:
		v := c.Int(row)
		if c.Def.Boolean {
			return strconv.AppendBool(dst, v != 0)
		}
		if v > exactInt || v < -exactInt {
			dst = strconv.AppendInt(append(dst, '"'), v, 10)
			return append(dst, '"')
		}
		return strconv.AppendInt(dst, v, 10)
	case abi.Float:
		return appendFloat(dst, c.Float(row))
	default:
		return appendString(dst, c.Bytes(row))
	}
}

// appendFloat writes the shortest number that reads back the same. JSON has no
// infinity; Postgres reads it from a string. SQLite holds no NaN.
func appendFloat(dst []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(v, -1):
		return append(dst, `"-Infinity"`...)
	case math.IsNaN(v):
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}

const hexDigits = "0123456789abcdef"

// appendString writes valid UTF-8 as a JSON string, RFC 8259, section 7.
func appendString(dst, v []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i, b := range v {
		if b >= 0x20 && b != '"' && b != '\\' {
			continue
		}
		dst = append(dst, v[start:i]...)
		start = i + 1
		switch b {
		case '"', '\\':
			dst = append(dst, '\\', b)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
		}
	}
	dst = append(dst, v[start:]...)
	return append(dst, '"')
}

func appendUUID(dst []byte, id [16]byte) []byte {
	dst = hex.AppendEncode(dst, id[:4])
	for _, part := range [][]byte{id[4:6], id[6:8], id[8:10], id[10:]} {
		dst = append(dst, '-')
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Codes of refused rows, which are those of Postgres.
const (
	codeEpoch    = "42501" // row-level security
	codeForm     = "22P02" // not of the column's type
	codeRange    = "22003"
	codeText     = "22021" // invalid UTF-8, or half a surrogate pair
	codeNull     = "23502"
	codeOther    = "23000" // any other constraint
	columnAbsent = "PGRST204"
)

// insert is the prepared statement of one table and list of keys.
type insert struct {
	stmt   *sqlite3.Stmt
	keys   [][]byte
	types  []string // Postgres types, by column
	source int      // index of sync_source_id, -1 where absent
	epoch  int      // of sync_epoch
	id     int      // of id
	first  int      // parameter of first_synced_at
	bound  []cell   // by column
}

// Write puts a part into the file, in one transaction. Rows that Postgres would
// refuse are refused here, with the same code; the others are there afterwards.
func (s *Sink) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	var refused []sink.Refusal
	err := s.locked(ctx, func() error {
		if err := s.current(); err != nil {
			return err
		}
		if err := s.load(p); err != nil {
			return err
		}
		var err error
		refused, err = s.writeRows(p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return refused, nil
}

// current reports a run that another one has overtaken.
func (s *Sink) current() error {
	if !s.begun {
		return fault.New(fault.Internal, "the file sink was written before a run began", bugHint, nil)
	}
	defer s.epoch.Reset()
	if err := s.epoch.BindText(1, s.lease.Source.String()); err != nil {
		return err
	}
	if s.epoch.Step() && s.epoch.ColumnInt64(0) == s.lease.Epoch {
		return nil
	}
	if err := s.epoch.Err(); err != nil {
		return err
	}
	return fault.New(fault.SinkSuperseded, "a newer run of this source has begun", "let that one end; nothing is lost", nil)
}

func (s *Sink) writeRows(p *sink.Part) ([]sink.Refusal, error) {
	now := timestamp(s.now())
	i, err := s.insert(p, now)
	if err != nil {
		return nil, err
	}
	var refused []sink.Refusal
	err = s.parser(p, i, now).each(func(row int, r parsed) (err error) {
		if r.again && s.loading[p.Table.Cloud] != nil {
			if i, err = s.stopLoading(i, p, now); err != nil {
				return err
			}
		}
		if r.code == "" {
			r.code, err = i.put(r.cells)
		}
		if r.code != "" {
			refused = append(refused, sink.Refusal{Row: row, Code: r.code})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return refused, nil
}

func (s *Sink) parser(p *sink.Part, i *insert, now string) *parser {
	return &parser{part: p, i: i, now: now, ids: s.loading[p.Table.Cloud],
		source: token(strconv.Quote(s.lease.Source.String())), epoch: token(strconv.FormatInt(s.lease.Epoch, 10)),
		last: make([]token, len(p.Columns)), values: make([]token, len(p.Columns))}
}

// put writes a row, or says why it is refused.
func (i *insert) put(cells []cell) (code string, err error) {
	for _, c := range cells {
		if err := c.bind(i.stmt); err != nil {
			return "", err
		}
		i.bound[c.column] = c
	}
	if err := i.stmt.Exec(); err != nil {
		switch {
		case errors.Is(err, sqlite3.CONSTRAINT_NOTNULL):
			return codeNull, nil
		case errors.Is(err, sqlite3.CONSTRAINT):
			return codeOther, nil
		}
		return "", err
	}
	return "", nil
}

// insert returns the statement for a part, prepared once. Of its values only the time of
// the write counts: the first row of a part has all of its own.
func (s *Sink) insert(p *sink.Part, now string) (*insert, error) {
	_, loading := s.loading[p.Table.Cloud]
	id := fmt.Sprint(loading, p.Table.Cloud, p.Columns)
	i := s.inserts[id]
	if i == nil {
		var err error
		if i, err = newInsert(p.Table, p.Columns); err != nil {
			return nil, err
		}
		if i.stmt, _, err = s.conn.Prepare(statement(p.Table.Cloud, p.Columns, loading)); err != nil {
			return nil, err
		}
		s.inserts[id] = i
	}
	return i, i.stmt.BindText(i.first, now)
}

func newInsert(t *schema.Table, columns []string) (*insert, error) {
	i := &insert{
		keys: keys(columns), first: len(columns) + 1,
		source: slices.Index(columns, "sync_source_id"), epoch: slices.Index(columns, "sync_epoch"), id: slices.Index(columns, "id"),
		bound: make([]cell, len(columns)),
	}
	known := t.CloudColumns()
	for _, name := range columns {
		at := slices.IndexFunc(known, func(c schema.CloudColumn) bool { return c.Name == name })
		if at < 0 || name == "first_synced_at" || i.id < 0 {
			return nil, fault.New(fault.SinkSchema, "a part of "+t.FullName()+" has columns that the file sink does not take", bugHint,
				fmt.Errorf("%s: column %s", columnAbsent, name))
		}
		i.types = append(i.types, known[at].Postgres)
	}
	return i, nil
}

// statement returns the statement that writes a row, over the one with its key where
// there is one. first_synced_at starts again where a removed row comes back.
func statement(table string, columns []string, loading bool) string {
	var names, marks, sets []string
	for n, name := range columns {
		quoted := sqlite3.QuoteIdentifier(name)
		names = append(names, quoted)
		marks = append(marks, "?"+strconv.Itoa(n+1))
		if name != "id" && name != "sync_source_id" {
			sets = append(sets, quoted+" = excluded."+quoted)
		}
	}
	if slices.Contains(columns, "removed_at") {
		sets = append(sets, "first_synced_at = CASE WHEN t.removed_at IS NOT NULL AND excluded.removed_at IS NULL"+
			" THEN excluded.first_synced_at ELSE t.first_synced_at END")
	}
	text := fmt.Sprintf("INSERT INTO %s AS t (%s, first_synced_at) VALUES (%s, ?%d)",
		sqlite3.QuoteIdentifier(table), strings.Join(names, ", "), strings.Join(marks, ", "), len(columns)+1)
	if loading {
		return text
	}
	return text + " ON CONFLICT (sync_source_id, id) DO UPDATE SET " + strings.Join(sets, ", ")
}

// timestamp writes a time as all time stamps of the file are written.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

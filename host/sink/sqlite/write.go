package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
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
	bound  []token
	values []token
	buffer []byte
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
	source := token(strconv.Quote(s.lease.Source.String()))
	epoch := token(strconv.FormatInt(s.lease.Epoch, 10))
	now := timestamp(s.now())
	i, err := s.insert(p, now)
	if err != nil {
		return nil, err
	}
	var refused []sink.Refusal
	for row := range p.Rows() {
		if p.Offsets[row] > p.Offsets[row+1] || int(p.Offsets[row+1]) > len(p.Body) ||
			!scanRow(p.Body[p.Offsets[row]:p.Offsets[row+1]], i.keys, i.values) {
			return nil, fault.New(fault.Internal, "a part of "+p.Table.FullName()+" is malformed", bugHint, errBody)
		}
		code := codeEpoch
		if i.of(source, epoch) {
			if s.isLoaded(p.Table.Cloud, i.values[i.id]) {
				if i, err = s.stopLoading(i, p, now); err != nil {
					return nil, err
				}
			}
			if code, err = i.put(now); err != nil {
				return nil, err
			}
		}
		if code != "" {
			refused = append(refused, sink.Refusal{Row: row, Code: code})
		}
	}
	return refused, nil
}

// of reports whether the row at hand belongs to the lease.
func (i *insert) of(source, epoch token) bool {
	return i.source >= 0 && i.epoch >= 0 && bytes.Equal(i.values[i.source], source) && bytes.Equal(i.values[i.epoch], epoch)
}

// put writes the row at hand, or says why it is refused.
func (i *insert) put(now string) (code string, err error) {
	for k, v := range i.values {
		// A binding stays until the next one: most cells of a part are as above.
		if bytes.Equal(i.bound[k], v) {
			continue
		}
		i.bound[k] = nil
		if code, err := i.bind(k, v, now); code != "" || err != nil {
			return code, err
		}
		i.bound[k] = v
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

func (i *insert) bind(k int, v token, now string) (code string, err error) {
	if v.isNull() {
		return "", i.stmt.BindNull(k + 1)
	}
	raw := []byte(v)
	if v.isString() {
		var ok bool
		if raw, i.buffer, ok = v.text(i.buffer); !ok {
			return codeText, nil
		}
	}
	switch i.types[k] {
	case "BIGINT":
		return i.bindInt(k, raw)
	case "DOUBLE PRECISION":
		return i.bindFloat(k, raw)
	case "BOOLEAN":
		return i.bindBool(k, raw)
	case "TIMESTAMPTZ":
		if string(raw) == "now" {
			return "", i.stmt.BindText(k+1, now)
		}
		at, err := time.Parse(time.RFC3339Nano, string(raw))
		if err != nil {
			return codeForm, nil
		}
		return "", i.stmt.BindText(k+1, timestamp(at))
	case "UUID":
		id, err := uuid.ParseBytes(raw)
		if err != nil || len(raw) != 36 {
			return codeForm, nil
		}
		return "", i.stmt.BindText(k+1, id.String())
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return codeText, nil
	}
	return "", i.stmt.BindRawText(k+1, raw)
}

func (i *insert) bindInt(k int, raw []byte) (string, error) {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return codeRange, nil
	}
	if err != nil {
		return codeForm, nil
	}
	return "", i.stmt.BindInt64(k+1, n)
}

func (i *insert) bindFloat(k int, raw []byte) (string, error) {
	switch string(raw) {
	case "Infinity":
		return "", i.stmt.BindFloat(k+1, math.Inf(1))
	case "-Infinity":
		return "", i.stmt.BindFloat(k+1, math.Inf(-1))
	}
	if len(raw) == 0 || raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') || scanNumber(raw) != len(raw) {
		return codeForm, nil
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return codeRange, nil
	}
	return "", i.stmt.BindFloat(k+1, f)
}

func (i *insert) bindBool(k int, raw []byte) (string, error) {
	switch string(raw) {
	case "true", "1":
		return "", i.stmt.BindInt64(k+1, 1)
	case "false", "0":
		return "", i.stmt.BindInt64(k+1, 0)
	}
	return codeForm, nil
}

// insert returns the statement for a part, prepared once, with nothing bound but the
// time of the write.
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
	clear(i.bound)
	return i, i.stmt.BindText(i.first, now)
}

func newInsert(t *schema.Table, columns []string) (*insert, error) {
	i := &insert{
		keys: keys(columns), first: len(columns) + 1,
		source: slices.Index(columns, "sync_source_id"), epoch: slices.Index(columns, "sync_epoch"), id: slices.Index(columns, "id"),
		bound: make([]token, len(columns)), values: make([]token, len(columns)),
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

package ndjson

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Codes of refused rows, which are those of Postgres: a row that does not fit there
// fits no engine that has the same types.
const (
	codeEpoch = "42501"
	codeForm  = "22P02"
	codeRange = "22003"
	codeText  = "22P05"
	codeNull  = "23502"
)

// Write puts a part into one new file. Rows that Postgres would refuse are refused.
func (s *Sink) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	var refused []sink.Refusal
	err := s.locked(ctx, func(all []source) ([]source, error) {
		if _, err := s.current(all); err != nil {
			return nil, err
		}
		lines, err := s.lines(p, &refused)
		if err != nil || len(lines) == 0 {
			return nil, err
		}
		return nil, s.add(p.Table.Cloud, lines)
	})
	if err != nil {
		return nil, err
	}
	return refused, nil
}

func (s *Sink) lines(p *sink.Part, refused *[]sink.Refusal) ([]byte, error) {
	types := make(map[string]string)
	for _, c := range p.Table.CloudColumns() {
		types[c.Name] = c.Postgres
	}
	now := s.quoteTime()
	var lines []byte
	for row := range p.Rows() {
		object := bytes.TrimRight(p.Body[p.Offsets[row]:p.Offsets[row+1]], "\n,]")
		var cells map[string]json.RawMessage
		if err := json.Unmarshal(object, &cells); err != nil {
			return nil, fault.New(fault.Internal, "a part of "+p.Table.FullName()+" is malformed", bugHint, errors.New("not JSON"))
		}
		if code := s.check(cells, types); code != "" {
			*refused = append(*refused, sink.Refusal{Row: row, Code: code})
			continue
		}
		lines = appendLine(lines, object, now)
	}
	return lines, nil
}

// appendLine writes an object with the time instead of "now", which stands in the
// bookkeeping columns only: no carried column is a time stamp.
func appendLine(dst, object []byte, now string) []byte {
	for _, name := range []string{`"synced_at":`, `"removed_at":`} {
		object = bytes.Replace(object, []byte(name+`"now"`), []byte(name+now), 1)
	}
	return append(append(dst, object...), '\n')
}

// check returns why Postgres would refuse a row, empty where it would not.
func (s *Sink) check(cells map[string]json.RawMessage, types map[string]string) string {
	var id, owner string
	var epoch int64
	if json.Unmarshal(cells["id"], &id) != nil || id == "" {
		return codeNull
	}
	if json.Unmarshal(cells["sync_source_id"], &owner) != nil || owner != s.lease.Source.String() ||
		json.Unmarshal(cells["sync_epoch"], &epoch) != nil || epoch != s.lease.Epoch {
		return codeEpoch
	}
	for name, cell := range cells {
		if string(cell) == "null" {
			continue
		}
		if code := checkCell(cell, types[name]); code != "" {
			return code
		}
	}
	return ""
}

func checkCell(cell json.RawMessage, typ string) string {
	text := string(cell)
	if cell[0] == '"' {
		if !sound(cell) || json.Unmarshal(cell, &text) != nil {
			return codeText
		}
	}
	var err error
	switch typ {
	case "BIGINT":
		_, err = strconv.ParseInt(text, 10, 64)
	case "DOUBLE PRECISION":
		_, err = strconv.ParseFloat(text, 64)
	case "BOOLEAN":
		if !slices.Contains([]string{"true", "false", "1", "0"}, text) {
			return codeForm
		}
	case "UUID":
		_, err = uuid.Parse(text)
	}
	switch {
	case errors.Is(err, strconv.ErrRange):
		return codeRange
	case err != nil:
		return codeForm
	}
	return ""
}

// sound reports whether a JSON string holds neither NUL nor half a surrogate pair.
func sound(text []byte) bool {
	for i := 0; i < len(text)-1; i++ {
		if text[i] != '\\' {
			continue
		}
		i++
		if text[i] != 'u' {
			continue
		}
		first := unit(text, i+1)
		i += 4
		if first == 0 {
			return false
		}
		if !utf16.IsSurrogate(first) {
			continue
		}
		if i+2 >= len(text) || text[i+1] != '\\' || text[i+2] != 'u' || utf16.DecodeRune(first, unit(text, i+3)) == '\uFFFD' {
			return false
		}
		i += 6
	}
	return true
}

func unit(text []byte, at int) rune {
	if at+4 > len(text) {
		return 0
	}
	n, err := strconv.ParseUint(string(text[at:at+4]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

// Sweep adds a line for each live row of an older epoch that empties it, all but its
// safe cells, and marks those of a state table as removed. It reads the files of the
// table, and holds the ids of its rows in memory.
func (s *Sink) Sweep(ctx context.Context, t *schema.Table) (int64, error) {
	var swept int64
	err := s.locked(ctx, func(all []source) ([]source, error) {
		if _, err := s.current(all); err != nil {
			return nil, err
		}
		older, err := s.older(t)
		if err != nil || len(older) == 0 {
			return nil, err
		}
		swept = int64(len(older))
		return nil, s.add(t.Cloud, s.emptied(t, older, t.Rows == schema.State))
	})
	if err != nil {
		return 0, err
	}
	return swept, nil
}

// older returns the live rows of a table whose last line is of an older epoch.
func (s *Sink) older(t *schema.Table) ([]uuid.UUID, error) {
	files, err := s.filesOf(t.Cloud)
	if err != nil {
		return nil, err
	}
	live := make(map[uuid.UUID]bool) // true where it is of an older epoch
	for _, path := range files {
		err := eachLine(path, func(line []byte) error {
			var row struct {
				ID      uuid.UUID `json:"id"`
				Epoch   int64     `json:"sync_epoch"`
				Removed *string   `json:"removed_at"`
			}
			if err := json.Unmarshal(line, &row); err != nil {
				return err
			}
			if live[row.ID] = row.Epoch < s.lease.Epoch; row.Removed != nil {
				delete(live, row.ID)
			}
			return nil
		})
		if err != nil {
			return nil, s.unusable(err)
		}
	}
	var all []uuid.UUID
	for id, old := range live {
		if old {
			all = append(all, id)
		}
	}
	slices.SortFunc(all, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return all, nil
}

func (s *Sink) emptied(t *schema.Table, rows []uuid.UUID, gone bool) []byte {
	removed := "null"
	if gone {
		removed = s.quoteTime()
	}
	head := `{"tenant_id":"` + s.start.Tenant.String() + `","project_id":"` + s.start.Project.String() + `","sync_source_id":"` +
		s.lease.Source.String() + `","sync_epoch":` + strconv.FormatInt(s.lease.Epoch, 10) + `,"synced_at":` + s.quoteTime() +
		`,"removed_at":` + removed + `,"id":"`
	tail := `"`
	for _, c := range t.Carried() {
		if c.Class != abi.Safe {
			tail += `,"` + c.InCloud() + `":null`
		}
	}
	var lines []byte
	for _, id := range rows {
		lines = append(lines, head+id.String()+tail+"}\n"...)
	}
	return lines
}

func eachLine(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		if err := each(in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

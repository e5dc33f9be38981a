package spool

import (
	"bufio"
	"io"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
)

// Record is the change that one row of a part makes.
type Record struct {
	state.Change
	Known bool // the row may have been at the destination before
}

const (
	recordSize = 49
	flagRemove = 1
	flagKnown  = 2
)

func (r *Record) append(b []byte) []byte {
	b = append(b, r.Key[:]...)
	b = append(b, r.Fingerprint[:]...)
	b = append(b, r.Output[:]...)
	var flags byte
	if r.Remove {
		flags |= flagRemove
	}
	if r.Known {
		flags |= flagKnown
	}
	return append(b, flags)
}

func decodeRecord(b []byte) Record {
	return Record{Change: state.Change{
		Record: state.Record{Key: [16]byte(b[:16]), Fingerprint: [16]byte(b[16:32]), Output: [16]byte(b[32:48])},
		Remove: b[48]&flagRemove != 0,
	}, Known: b[48]&flagKnown != 0}
}

// Records returns the records of a part.
func (s *Spool) Records(p *Part) ([]Record, error) {
	f, err := os.Open(filepath.Join(s.dir, "records"))
	if err != nil {
		return nil, unusable(err)
	}
	defer f.Close()
	buf := make([]byte, p.Rows*recordSize)
	if _, err := f.ReadAt(buf, int64(p.First)*recordSize); err != nil {
		return nil, unusable(err)
	}
	all := make([]Record, p.Rows)
	for i := range all {
		all[i] = decodeRecord(buf[i*recordSize:])
	}
	return all, nil
}

// Changes returns what the spool does to state, by table: rows of confirmed parts
// as they are; rows that were refused, so that they are tried again when they
// change; and rows of parts that were not confirmed, as rows that may be there in an
// unknown form.
func (s *Spool) Changes() map[string]state.Changes {
	parts := make(map[string][]*Part)
	for i := range s.Parts {
		p := &s.Parts[i]
		parts[p.Table] = append(parts[p.Table], p)
	}
	all := make(map[string]state.Changes, len(parts))
	for table, list := range parts {
		count := 0
		for _, p := range list {
			count += p.Rows
		}
		all[table] = state.Changes{Count: count, Each: func(yield func(state.Change, error) bool) {
			for _, p := range list {
				if !s.partChanges(p, yield) {
					return
				}
			}
		}}
	}
	return all
}

func (s *Spool) partChanges(p *Part, yield func(state.Change, error) bool) bool {
	f, err := os.Open(filepath.Join(s.dir, "records"))
	if err != nil {
		return yield(state.Change{}, unusable(err))
	}
	defer f.Close()
	refused := make(map[int]sink.Refusal)
	for _, r := range s.done[p.Number] {
		refused[r.Row] = r
	}
	in := bufio.NewReader(io.NewSectionReader(f, int64(p.First)*recordSize, int64(p.Rows)*recordSize))
	var buf [recordSize]byte
	for row := range p.Rows {
		if _, err := io.ReadFull(in, buf[:]); err != nil {
			return yield(state.Change{}, unusable(err))
		}
		rec := decodeRecord(buf[:])
		switch refusal, is := refused[row]; {
		case is && p.Kind == sink.Upsert && refusal.Lasting():
			rec.Fingerprint = state.Refused(rec.Fingerprint)
		case is && p.Kind == sink.Upsert && !rec.Known:
			rec.Remove = true // it never got there
		case is, !s.IsDone(p):
			rec.Remove, rec.Fingerprint, rec.Output = false, [16]byte{}, [16]byte{}
		}
		if !yield(rec.Change, nil) {
			return false
		}
	}
	return true
}

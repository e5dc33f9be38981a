package spool

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// filled makes a spool with two parts of tombstones.
func filled(t *testing.T, dir string) *Writer {
	t.Helper()
	w, err := Create(dir, &Header{Run: uuid.New(), Destination: "file:x", Source: uuid.New(), Epoch: 3})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"functions", "violations"} {
		table := schema.Find(schema.Drift, name)
		for n := range 5 {
			rec := Record{Change: state.Change{Record: state.Record{Key: [16]byte{byte(i), byte(n)}}}, Known: n%2 == 0}
			if err := w.Row(table, sink.Gone, rec, nil, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	return w
}

func ready(t *testing.T, dir string) *Spool {
	t.Helper()
	if err := filled(t, dir).Ready(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil || s == nil {
		t.Fatalf("%v, %v", s, err)
	}
	return s
}

func TestOpen_NotReadyCountsForNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	if err := filled(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(dir); s != nil || err != nil {
		t.Fatalf("%v, %v", s, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its remains are there: %v", err)
	}
}

func TestSpool_RoundTrip(t *testing.T) {
	s := ready(t, filepath.Join(t.TempDir(), "spool"))
	if len(s.Parts) != 2 || s.Header.Epoch != 3 {
		t.Fatalf("%d parts, %+v", len(s.Parts), s.Header)
	}
	for i := range s.Parts {
		p := &s.Parts[i]
		body, err := s.Load(p)
		if err != nil || body.Rows() != 5 {
			t.Fatalf("%v", err)
		}
		for row := range 5 {
			var one []struct{ ID uuid.UUID }
			if err := json.Unmarshal(body.Range(row, row+1), &one); err != nil || len(one) != 1 || one[0].ID != [16]byte{byte(i), byte(row)} {
				t.Errorf("row %d is %v, %v", row, one, err)
			}
		}
		records, err := s.Records(p)
		if err != nil || len(records) != 5 || records[3].Key != [16]byte{byte(i), 3} || records[3].Known || !records[4].Known || !records[0].Remove {
			t.Errorf("%+v, %v", records, err)
		}
	}
}

// A bare body holds neither what its request says nor a null.
func TestSpool_Bare(t *testing.T) {
	table := schema.Find(schema.Drift, "env_variables")
	b := batch.New(table)
	for i := range b.Columns {
		b.Columns[i].AppendNull(0)
		if c := &b.Columns[i]; c.Type == abi.Int {
			c.AppendInt(1, 1)
		} else {
			c.AppendBytes(1, []byte("x"))
		}
	}
	dir := filepath.Join(t.TempDir(), "spool")
	source := uuid.New()
	w, err := Create(dir, &Header{Source: source, Tenant: uuid.New(), Epoch: 3, Bare: true})
	for _, put := range []func() error{
		func() error { return w.Row(table, sink.Upsert, Record{}, b, 0) },
		func() error { return w.Row(table, sink.Upsert, Record{}, b, 1) },
		func() error { return w.Row(table, sink.Withdrawn, Record{}, nil, 0) },
		w.Ready,
	} {
		if err == nil {
			err = put()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	const id = `"id":"00000000-0000-0000-0000-000000000000"`
	for i, want := range []string{`[{` + id + `}` + separator + `{` + id + `,"`, `[{"removed_at":"now",` + id + `}]`} {
		part, err := s.Load(&s.Parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(part.Body), want) || bytes.Contains(part.Body, []byte("null")) {
			t.Errorf("body %s", part.Body)
		}
		if len(part.Columns) != 2+len(table.Carried()) || part.Source != source || part.Epoch != 3 {
			t.Errorf("columns %v, source %s, epoch %d", part.Columns, part.Source, part.Epoch)
		}
	}
}

// What a crash leaves of the file done is the confirmed parts, less one at most.
func TestOpen_DoneIsCut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	s := ready(t, dir)
	refused := []sink.Refusal{{Row: 2, Code: "22P05"}}
	if err := errors.Join(s.Done(&s.Parts[0], refused), s.Done(&s.Parts[1], nil), s.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "done")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	began := bytes.IndexByte(whole, '\n') + 1 // behind the line that says when
	first := began + bytes.IndexByte(whole[began:], '\n')
	for n := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		done := []bool{s.IsDone(&s.Parts[0]), s.IsDone(&s.Parts[1])}
		if done[0] != (n >= first) || done[1] != (n >= len(whole)-1) || done[0] && s.Refused(&s.Parts[0])[0] != refused[0] {
			t.Errorf("%d bytes: %v", n, done)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What was confirmed before the machine was restarted may not have reached its disk.
func TestOpen_Restarted(t *testing.T) {
	since := boot
	t.Cleanup(func() { boot = since })
	for _, c := range []struct {
		before, now string
		believed    bool
	}{{"a", "a", true}, {"a", "b", false}, {"", "b", true}, {"a", "", true}} {
		boot = func() string { return c.before }
		dir := filepath.Join(t.TempDir(), "spool")
		s := ready(t, dir)
		if err := errors.Join(s.Done(&s.Parts[0], nil), s.Close()); err != nil {
			t.Fatal(err)
		}
		boot = func() string { return c.now }
		again, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if again.IsDone(&again.Parts[0]) != c.believed {
			t.Errorf("%+v", c)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A body or a record file that somebody changed never leaves.
func TestSpool_DamageIsNoticed(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	dir := filepath.Join(t.TempDir(), "spool")
	s := ready(t, dir)
	defer s.Close()
	for i := range s.Parts {
		path := s.bodyPath(&s.Parts[i])
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			changed := bytes.Clone(body)
			changed[rng.IntN(len(changed))] ^= 1 << rng.IntN(8)
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Load(&s.Parts[i]); !isSpool(err) {
				t.Fatalf("a changed body: %v", err)
			}
		}
		if err := os.WriteFile(path, body[:len(body)/2], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(&s.Parts[i]); !isSpool(err) {
			t.Errorf("half a body: %v", err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, "records"), 7*recordSize-1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Records(&s.Parts[1]); !isSpool(err) {
		t.Errorf("records that are cut: %v", err)
	}
}

func TestOpen_Damaged(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"run.json":   func(path string) error { return os.WriteFile(path, []byte(`{"run":`), 0o600) },
		"parts.json": func(path string) error { return os.WriteFile(path, []byte(`{"number":1,"table":"drift.none"}`), 0o600) },
		"records":    func(path string) error { return os.Truncate(path, 7) },
	} {
		dir := filepath.Join(t.TempDir(), "spool")
		if err := ready(t, dir).Close(); err != nil {
			t.Fatal(err)
		}
		if err := damage(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); !isSpool(err) || !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.Remove(filepath.Join(dir, "parts.json")); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("no parts: %v", err)
		}
	}
}

func isSpool(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Code == fault.SpoolWrite
}

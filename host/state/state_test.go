package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

func key(i int) batch.Key {
	sum := sha256.Sum256(binary.AppendVarint(nil, int64(i)))
	return batch.Key(sum[:16])
}

func changes(list []Change) Changes {
	return Changes{Count: len(list), Each: func(yield func(Change, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}}
}

func commit(t *testing.T, s *Store, table string, list []Change, reset bool) {
	t.Helper()
	tables, err := s.Apply(map[string]Changes{table: changes(list)}, func(string) bool { return reset })
	if err != nil {
		t.Fatal(err)
	}
	meta := s.Meta
	meta.Tables = tables
	if err := s.Commit(meta); err != nil {
		t.Fatal(err)
	}
}

func TestStore_LargeTable(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	table := schema.Find(schema.Drift, "violations")
	const n = 3 * mergePart // several passes, and not resident
	list := make([]Change, n)
	for i := range list {
		list[i].Record = Record{Key: key(i), Fingerprint: [16]byte{byte(i), 1}, Output: [16]byte{byte(i), 2}}
	}
	commit(t, s, table.FullName(), list, false)
	rows, ok := s.Rows(table)
	if !ok || rows.Len() != n || rows.file == nil {
		t.Fatalf("%d records, ok %v", rows.Len(), ok)
	}
	defer rows.Close()
	for i := range n {
		if i%3 == 0 {
			continue
		}
		fp, known, err := rows.Lookup(key(i))
		if err != nil || !known || fp != list[i].Record {
			t.Fatalf("record %d: %v %v %v", i, fp, known, err)
		}
	}
	if _, known, _ := rows.Lookup(key(-1)); known {
		t.Error("a key that was never put is known")
	}
	unseen := 0
	var last batch.Key
	err = rows.Unseen(func(k batch.Key) error {
		if bytes.Compare(k[:], last[:]) <= 0 {
			return errors.New("not in key order")
		}
		unseen, last = unseen+1, k
		return nil
	})
	if err != nil || unseen != (n+2)/3 {
		t.Errorf("%d unseen, %v", unseen, err)
	}
}

func TestStore_EqualsAModel(t *testing.T) {
	table := schema.Find(schema.Drift, "violations")
	rapid.Check(t, func(r *rapid.T) {
		dir, err := tempDir(t)
		if err != nil {
			r.Fatal(err)
		}
		model := map[batch.Key][16]byte{}
		for range rapid.IntRange(1, 5).Draw(r, "runs") {
			s, err := Open(dir)
			if err != nil {
				r.Fatal(err)
			}
			var list []Change
			reset := rapid.IntRange(0, 4).Draw(r, "reset") == 0
			if reset {
				clear(model)
			}
			for range rapid.IntRange(0, 60).Draw(r, "changes") {
				c := Change{Record: Record{Key: key(rapid.IntRange(0, 40).Draw(r, "key"))}, Remove: rapid.Bool().Draw(r, "remove")}
				c.Fingerprint[0] = rapid.Byte().Draw(r, "fingerprint")
				list = append(list, c)
				if delete(model, c.Key); !c.Remove {
					model[c.Key] = c.Fingerprint
				}
			}
			commit(t, s, table.FullName(), list, reset)
			got := map[batch.Key][16]byte{}
			rows, _ := s.Rows(table)
			if err := rows.all(func(_ int, rec Record) error { got[rec.Key] = rec.Fingerprint; return nil }); err != nil {
				r.Fatal(err)
			}
			if !maps.Equal(got, model) {
				r.Fatalf("%d records, the model has %d", len(got), len(model))
			}
			s.Close()
		}
	})
}

var dirs int

func tempDir(t *testing.T) (string, error) {
	dirs++
	return filepath.Join(t.TempDir(), fmt.Sprint(dirs)), nil
}

func TestOpen_IsExclusive(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.StateBusy {
		t.Errorf("the second open gave %v", err)
	}
	s.Close()
	if s, err = Open(dir); err != nil {
		t.Errorf("open after close: %v", err)
	}
	s.Close()
}

func BenchmarkRows_Lookup(b *testing.B) {
	dir := b.TempDir()
	const n = 1 << 20
	path := filepath.Join(dir, "rows")
	_, err := merge(path, &Rows{}, Changes{Count: n, Each: func(yield func(Change, error) bool) {
		for i := range n {
			if !yield(Change{Record: Record{Key: key(i)}}, nil) {
				return
			}
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	rows, err := openRows(path)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	i := 0
	for b.Loop() {
		if _, known, err := rows.Lookup(key(i % n)); !known || err != nil {
			b.Fatal(known, err)
		}
		i++
	}
}

// A push that was killed while it started a worker leaves the lock to that for a moment.
func TestOpen_OutlivesAKilledPush(t *testing.T) {
	dir := t.TempDir()
	held, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	released := make(chan error, 1)
	time.AfterFunc(20*time.Millisecond, func() { released <- held.Close() })
	s, err := Open(dir)
	if err := errors.Join(err, <-released); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// Records of the version before have no digest of what left, which is then not known.
func TestStore_ReadsTheFormBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows")
	data := binary.LittleEndian.AppendUint64([]byte(rowsBefore), 2)
	first, second := Record{Key: batch.Key{1}, Fingerprint: [16]byte{7}}, Record{Key: batch.Key{2}, Fingerprint: [16]byte{8}}
	for _, rec := range []Record{first, second} {
		data = append(append(data, rec.Key[:]...), rec.Fingerprint[:]...)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := openRows(path)
	if err != nil || rows.Len() != 2 {
		t.Fatal(rows, err)
	}
	if rec, known, err := rows.Lookup(second.Key); rec != second || !known || err != nil {
		t.Errorf("%+v, %v, %v", rec, known, err)
	}
	changed := Change{Record: Record{Key: second.Key, Fingerprint: [16]byte{9}, Output: [16]byte{1}}}
	w, err := merge(path+".new", rows, changes([]Change{changed}))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.close(); w.n != 2 || err != nil {
		t.Fatal(w.n, err)
	}
	now, err := openRows(path + ".new")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []Record{first, changed.Record} {
		if rec, known, err := now.Lookup(want.Key); rec != want || !known || err != nil {
			t.Errorf("%+v, %v, %v", rec, known, err)
		}
	}
	if err := os.WriteFile(path, data[:len(data)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openRows(path); !errors.Is(err, ErrDamaged) {
		t.Errorf("a file that was cut: %v", err)
	}
}

package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// Several pushes may make the same file.
func TestOpen_AtOnce(t *testing.T) {
	for range 4 {
		path := filepath.Join(t.TempDir(), "out.db")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(t.Context(), path, Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

// A process may end in the very first transaction of a file, when the first page is not
// there yet, and the journal is.
func TestOpen_FirstTransactionCut(t *testing.T) {
	from, path := filepath.Join(t.TempDir(), "from.db"), filepath.Join(t.TempDir(), "out.db")
	conn, err := sqlite3.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// With a cache of one page the others are written before the transaction ends.
	err = conn.Exec(`PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (x);
		INSERT INTO t SELECT randomblob(2000) FROM generate_series(1, 100)`)
	if err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-journal"} {
		data, err := os.ReadFile(from + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if suffix == "" && (len(data) == 0 || len(bytes.Trim(data[:72], "\x00")) > 0) {
			t.Fatalf("the first page is there, of %d bytes", len(data))
		}
		if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if tables := read(t, path, "sync_sources"); len(tables) != 0 {
		t.Errorf("%d sources", len(tables))
	}
}

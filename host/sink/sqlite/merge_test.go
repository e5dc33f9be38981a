package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// TestMerge writes many times what the log may hold: it stays within its bounds, every row
// is there, and one file is left.
func TestMerge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	s := open(t, path)
	s.log.from = 256 << 10
	const parts, rows = 8, 500
	for range parts {
		if refused, err := s.Write(t.Context(), benchPart(t, s, rows)); err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		if log, err := os.Stat(path + "-wal"); err != nil || log.Size() > 1<<20 {
			t.Fatal("the log is not merged:", log.Size(), err)
		}
	}
	if s.log.wait(); s.log.conn == nil {
		t.Fatal("nothing was merged beside the connection that writes")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if exists(path + "-wal") {
		t.Fatal("the log is left")
	}
	if n := integer(t, path, "SELECT count(DISTINCT id) FROM cloud_functions"); n != parts*rows {
		t.Fatal(n, "rows")
	}
	if n := integer(t, path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"); n != 1 {
		t.Fatal("the file is damaged")
	}
}

// integer returns what a query of a file gives.
func integer(t *testing.T, path, query string) int {
	t.Helper()
	conn, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	if !stmt.Step() {
		t.Fatal(stmt.Err())
	}
	return stmt.ColumnInt(0)
}

package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"
)

// Only a file of ours with that very run says yes, and it is as it was afterwards.
func TestHolds(t *testing.T) {
	dir, source, run := t.TempDir(), uuid.New(), uuid.New()
	file := func(name, sql string) string {
		path := filepath.Join(dir, name)
		conn, err := sqlite3.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Exec(sql); err != nil {
			t.Fatal(err)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const table = "PRAGMA journal_mode = wal; CREATE TABLE sync_sources (id TEXT PRIMARY KEY, last_run TEXT); INSERT INTO sync_sources VALUES "
	ours := file("ours.db", table+"('"+source.String()+"', '"+run.String()+"')")
	tests := map[string]struct {
		path        string
		source, run uuid.UUID
		want        bool
	}{
		"the run":          {ours, source, run, true},
		"another run":      {ours, source, uuid.New(), false},
		"no run yet":       {file("new.db", table+"('"+source.String()+"', NULL)"), source, run, false},
		"another source":   {ours, uuid.New(), run, false},
		"a foreign file":   {file("foreign.db", "CREATE TABLE mine (a)"), source, run, false},
		"no database":      {write("text.db", "hello"), source, run, false},
		"an empty file":    {write("empty.db", ""), source, run, false},
		"a folder":         {dir, source, run, false},
		"nothing is there": {filepath.Join(dir, "gone.db"), source, run, false},
	}
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Holds(t.Context(), c.path, c.source, c.run); got != c.want {
				t.Errorf("%t, want %t", got, c.want)
			}
		})
	}
	if after, err := os.ReadDir(dir); err != nil || len(after) != len(before) {
		t.Errorf("%d files where there were %d, %v", len(after), len(before), err)
	}
}

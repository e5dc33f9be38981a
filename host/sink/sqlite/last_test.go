package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/sink/keyfile"
)

// Only a file of ours with that very run says yes, and it is as it was afterwards.
// withKey keeps the key of a source beside a file.
func withKey(t *testing.T, path string, source uuid.UUID) string {
	t.Helper()
	keys, err := keyfile.Read(path)
	if err == nil {
		err = keys.Put(source, []byte("a key"), "/home/ada/shop")
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

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
	row := "('" + source.String() + "', '" + run.String() + "')"
	ours := withKey(t, file("ours.db", table+row), source)
	tests := map[string]struct {
		path        string
		source, run uuid.UUID
		want        bool
	}{
		"the run":          {ours, source, run, true},
		"another run":      {ours, source, uuid.New(), false},
		"no run yet":       {withKey(t, file("new.db", table+"('"+source.String()+"', NULL)"), source), source, run, false},
		"no key":           {file("keyless.db", table+row), source, run, false},
		"another's key":    {withKey(t, file("other.db", table+row), uuid.New()), source, run, false},
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

package source

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// project makes a project whose drift.db has everything still in its log, and
// returns its root. The writer stays open until the test ends.
func project(t *testing.T, statements ...string) (string, *sqlite3.Conn) {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, ".drift", "drift.db")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	conn, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	execute(t, conn, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA user_version=7")
	for _, table := range schema.Databases()[0].Tables {
		for _, ddl := range table.LocalDDL(7) {
			execute(t, conn, ddl)
		}
	}
	for _, s := range statements {
		execute(t, conn, s)
	}
	return root, conn
}

func execute(t *testing.T, conn *sqlite3.Conn, sql string) {
	t.Helper()
	if err := conn.Exec(sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

const insertTrend = `INSERT INTO health_trends(metric_name, metric_value, recorded_at) VALUES ('debt', 0.5, 1), ('debt', 0.25, 2)`

func count(t *testing.T, root, table string) int {
	t.Helper()
	d, err := Open(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	n := 0
	if err := d.Scan(t.Context(), d.table(table), func(*Row) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpen_ReadsTheLogAndLeavesTheFilesAlone(t *testing.T) {
	root, _ := project(t, insertTrend)
	path := filepath.Join(root, ".drift", "drift.db")
	before := [][32]byte{digest(t, path), digest(t, path+"-wal")}
	if n := count(t, root, "health_trends"); n != 2 {
		t.Fatalf("%d rows, want 2", n)
	}
	for i, name := range []string{path, path + "-wal"} {
		if digest(t, name) != before[i] {
			t.Errorf("%s changed", filepath.Base(name))
		}
	}
}

func TestOpen_KeepsItsSnapshot(t *testing.T) {
	root, writer := project(t, insertTrend)
	d, err := Open(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	execute(t, writer, insertTrend)
	n := 0
	if err := d.Scan(t.Context(), d.table("health_trends"), func(*Row) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n != 2 {
		t.Errorf("the snapshot has %d rows, want the 2 that were there when it began", n)
	}
}

func TestOpen_PrivateCopy(t *testing.T) {
	root, _ := project(t, insertTrend)
	path := filepath.Join(root, ".drift", "drift.db")
	dir, err := privateCopy(path)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d := &Database{Catalogue: schema.Databases()[0]}
	if err := d.begin(t.Context(), filepath.Join(dir, "drift.db"), 0); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.inspect(); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := d.Scan(t.Context(), d.table("health_trends"), func(*Row) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("%d rows, %v", n, err)
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("the copy's folder has mode %v", info.Mode())
	}
}

func TestOpen_Faults(t *testing.T) {
	whole, _ := project(t, insertTrend)
	data, err := os.ReadFile(filepath.Join(whole, ".drift", "drift.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content []byte
		want    fault.Code
	}{
		{"empty", nil, fault.SourceCorrupt},
		{"text", []byte("this is no database at all"), fault.SourceCorrupt},
		{"cut", data[:60], fault.SourceCorrupt},
		{"no tables", data, fault.SourceCorrupt}, // without its log
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			os.Mkdir(filepath.Join(root, ".drift"), 0o755)
			if err := os.WriteFile(filepath.Join(root, ".drift", "drift.db"), c.content, 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), root, schema.Databases()[0])
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if d, err := Open(t.Context(), t.TempDir(), schema.Databases()[0]); d != nil || err != nil {
		t.Errorf("a missing file gave %v, %v", d, err)
	}
}

func TestOpen_ReportsWhatItDoesNotKnow(t *testing.T) {
	root, _ := project(t, insertTrend,
		"CREATE TABLE Pattern_Status(pattern_id TEXT PRIMARY KEY, status TEXT) STRICT",
		"CREATE TABLE later(a)",
		"ALTER TABLE audit_snapshots ADD COLUMN scan_root TEXT DEFAULT ''",
		"ALTER TABLE violations ADD COLUMN surprise TEXT",
		"PRAGMA user_version=99")
	d, err := Open(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	want := Unknown{Tables: []string{"later"}, Columns: []string{"violations.surprise"}, Newer: true}
	if diff := cmp.Diff(want, d.Unknown); diff != "" {
		t.Errorf("unknown:\n%s", diff)
	}
	stays := []string{"Pattern_Status", "audit_snapshots.scan_root", "context_cache", "parse_cache", "reachability_cache"}
	if diff := cmp.Diff(stays, d.Stays); diff != "" {
		t.Errorf("stays on purpose:\n%s", diff)
	}
}

func TestScan_MismatchInTablesThatAreNotStrict(t *testing.T) {
	root := t.TempDir()
	os.Mkdir(filepath.Join(root, ".cortex"), 0o755)
	conn, err := sqlite3.Open(filepath.Join(root, ".cortex", "cortex.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	execute(t, conn, "PRAGMA foreign_keys=OFF")
	catalogue := schema.Databases()[2]
	for _, ddl := range catalogue.Table("memory_patterns").LocalDDL(15)[:1] {
		execute(t, conn, ddl)
	}
	execute(t, conn, `INSERT INTO memory_patterns VALUES ('a','b','fine','t'), ('a','c',x'00ff','t')`)
	d, err := Open(t.Context(), root, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var mismatches []string
	err = d.Scan(t.Context(), d.table("memory_patterns"), func(r *Row) error {
		if r.Mismatch != nil {
			mismatches = append(mismatches, r.Mismatch.Name)
		}
		return nil
	})
	if err != nil || len(mismatches) != 1 || mismatches[0] != "pattern_name" {
		t.Errorf("mismatches %v, %v", mismatches, err)
	}
}

func digest(t *testing.T, path string) [32]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}

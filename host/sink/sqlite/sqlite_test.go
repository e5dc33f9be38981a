package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sinktest"
	"github.com/driftsync/driftsync/schema"
)

func TestSink_Contract(t *testing.T) {
	sinktest.Run(t, func(t *testing.T) sinktest.Destination {
		path := filepath.Join(t.TempDir(), "out.db")
		return sinktest.Destination{
			Tenant: uuid.New(), Project: uuid.New(),
			Open: func(t *testing.T) sink.Sink { return open(t, path) },
			Rows: func(t *testing.T, table string) []map[string]any { return read(t, path, table) },
		}
	})
}

func open(t testing.TB, path string) *Sink {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, path, table string) []map[string]any {
	t.Helper()
	conn, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare("SELECT * FROM " + sqlite3.QuoteIdentifier(table))
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	var rows []map[string]any
	for stmt.Step() {
		row := map[string]any{}
		for i := range stmt.ColumnCount() {
			switch stmt.ColumnType(i) {
			case sqlite3.INTEGER:
				row[stmt.ColumnName(i)] = stmt.ColumnInt64(i)
			case sqlite3.FLOAT:
				row[stmt.ColumnName(i)] = stmt.ColumnFloat(i)
			case sqlite3.TEXT:
				row[stmt.ColumnName(i)] = stmt.ColumnText(i)
			default:
				row[stmt.ColumnName(i)] = nil
			}
		}
		rows = append(rows, row)
	}
	if err := stmt.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func exec(t testing.TB, path, sql string) {
	t.Helper()
	conn, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.Exec(sql), conn.Close()); err != nil {
		t.Fatal(err)
	}
}

func code(err error) fault.Code {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

func TestOpen_OneFileWithTheCloudsTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%e.db")
	s := open(t, path)
	if s.Destination() != "file:"+path {
		t.Errorf("destination %s", s.Destination())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("files %v, %v", entries, err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	s = open(t, path)
	defer s.Close()
	have, err := s.columns()
	if err != nil || len(have) != 73+4 {
		t.Errorf("%d tables, %v", len(have), err)
	}
	for _, table := range schema.Synced() {
		if got, want := len(have[table.Cloud]), len(table.CloudColumns()); got != want {
			t.Errorf("%s: %d columns, want %d", table.Cloud, got, want)
		}
	}
}

func TestOpen_JournalsAreTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no mode there")
	}
	path := filepath.Join(t.TempDir(), "out.db")
	s := open(t, path)
	defer s.Close()
	if _, err := s.Begin(t.Context(), sink.Start{Digest: "00"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + "-wal")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("journal %v, %v", info, err)
	}
}

func TestOpen_RefusesAndLeavesAlone(t *testing.T) {
	made := func(sql string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := open(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			exec(t, path, sql)
		}
	}
	for _, c := range []struct {
		name string
		make func(*testing.T, string)
	}{
		{"another database", func(t *testing.T, path string) { exec(t, path, "CREATE TABLE a (b)") }},
		{"text", func(t *testing.T, path string) { write(t, path, "hello") }},
		{"long text", func(t *testing.T, path string) { write(t, path, strings.Repeat("hello ", 100)) }},
		{"unknown column", made("ALTER TABLE cloud_functions ADD COLUMN later TEXT")},
		{"unknown table", made("CREATE TABLE later (a)")},
		{"another type", made("DROP TABLE cloud_call_edges; CREATE TABLE cloud_call_edges (sync_epoch TEXT)")},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "out.db")
			c.make(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), path, Options{}); code(err) != fault.ConfigInvalid {
				t.Errorf("open: %v", err)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file has changed, %v", err)
			}
			if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
				t.Errorf("files %v, %v", entries, err)
			}
		})
	}
	if _, err := Open(t.Context(), t.TempDir(), Options{}); code(err) != fault.ConfigInvalid {
		t.Errorf("open a folder: %v", err)
	}
	missing := filepath.Join(t.TempDir(), "none", "out.db")
	if _, err := Open(t.Context(), missing, Options{}); code(err) != fault.ConfigInvalid || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open in no folder: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_AddsWhatANewerCatalogueHas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, path, "DROP VIEW current_functions; ALTER TABLE cloud_functions DROP COLUMN language; DROP TABLE cloud_secrets")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	defer s.Close()
	have, err := s.columns()
	if err != nil || have["cloud_functions"]["language"] != "TEXT" || len(have["cloud_secrets"]) == 0 {
		t.Errorf("columns %v, %v", have["cloud_functions"], err)
	}
}

func TestOpen_ThroughALink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link.db")
	if err := open(t, filepath.Join(dir, "out.db")).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("out.db", link); err != nil {
		t.Skip(err)
	}
	if err := open(t, link).Close(); err != nil {
		t.Error(err)
	}
}

func TestSink_LockedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	s, err := Open(t.Context(), path, Options{BusyTimeout: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Begin(t.Context(), sink.Start{Digest: "00"}); code(err) != fault.SinkUnreachable || !strings.Contains(err.Error(), "another process") {
		t.Errorf("begin: %v", err)
	}
	if err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Begin(t.Context(), sink.Start{Digest: "00"}); err != nil {
		t.Errorf("begin after the lock: %v", err)
	}
}

func TestSink_FullDisk(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "out.db"))
	defer s.Close()
	p := benchPart(t, s, 1000)
	if err := s.conn.Exec("PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), p); code(err) != fault.DiskFull || !strings.Contains(err.Error(), "no space") {
		t.Errorf("write: %v", err)
	}
	if err := s.conn.Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if refused, err := s.Write(t.Context(), p); err != nil || len(refused) > 0 {
		t.Errorf("write with space: %v, %v", refused, err)
	}
}

// A process that ends while a table is loaded leaves no key, and the next one builds
// it.
func TestSink_EndsWhileLoading(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	s := open(t, path)
	p := benchPart(t, s, 1000)
	if _, err := s.Write(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if keyed, err := s.keyed(); err != nil || keyed["cloud_functions"] {
		t.Fatalf("the table is not loaded without its key, %v", err)
	}
	for _, i := range s.inserts {
		i.stmt.Close()
	}
	if err := errors.Join(s.epoch.Close(), s.conn.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	defer s.Close()
	if keyed, err := s.keyed(); err != nil || len(keyed) != 73 {
		t.Errorf("%d tables with a key, %v", len(keyed), err)
	}
	if rows := read(t, path, "cloud_functions"); len(rows) != 1000 {
		t.Errorf("%d rows", len(rows))
	}
}

// Files of older versions have the source first in their keys.
func TestSink_OlderKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	exec(t, path, "DROP INDEX cloud_functions_key; CREATE UNIQUE INDEX cloud_functions_key ON cloud_functions (sync_source_id, id)")
	s := open(t, path)
	defer s.Close()
	p := benchPart(t, s, loadFrom-1) // too few to load
	for range 2 {
		if refused, err := s.Write(t.Context(), p); err != nil || len(refused) > 0 {
			t.Fatal(len(refused), err)
		}
	}
	if rows := read(t, path, "cloud_functions"); len(rows) != loadFrom-1 {
		t.Errorf("%d rows", len(rows))
	}
}

// Another sink writes into a table that this one is loading.
func TestSink_TwoWhileLoading(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	one, two := open(t, path), open(t, path)
	defer one.Close()
	defer two.Close()
	first := benchPart(t, one, 1000)
	second := benchPart(t, two, 1000) // supersedes, so give it a source of its own
	if _, err := two.Begin(t.Context(), sink.Start{Digest: "11"}); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Begin(t.Context(), sink.Start{Digest: "00"}); err != nil {
		t.Fatal(err)
	}
	for part, s := range map[*sink.Part]*Sink{first: one, second: two} {
		old := part.Body
		part.Body = bytes.ReplaceAll(part.Body, sourceAndEpoch(part), fmt.Appendf(nil, `"sync_source_id":"%s","sync_epoch":%d,`, s.lease.Source, s.lease.Epoch))
		if len(part.Body) != len(old) {
			t.Fatal("the epochs have different lengths")
		}
	}
	for range 2 {
		for part, s := range map[*sink.Part]*Sink{first: one, second: two} {
			if refused, err := s.Write(t.Context(), part); err != nil || len(refused) > 0 {
				t.Fatal(len(refused), err)
			}
		}
	}
	if rows := read(t, path, "cloud_functions"); len(rows) != 2000 {
		t.Errorf("%d rows", len(rows))
	}
}

func sourceAndEpoch(p *sink.Part) []byte {
	from := bytes.Index(p.Body, []byte(`"sync_source_id"`))
	return p.Body[from : from+bytes.Index(p.Body[from:], []byte(`"synced_at"`))]
}

func TestSink_Cancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	s := open(t, path)
	defer s.Close()
	p := benchPart(t, s, 100)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Write(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("write: %v", err)
	}
	if rows := read(t, path, "cloud_functions"); len(rows) != 0 {
		t.Errorf("%d rows", len(rows))
	}
	if refused, err := s.Write(t.Context(), p); err != nil || len(refused) > 0 {
		t.Errorf("write afterwards: %v, %v", refused, err)
	}
}

func TestSink_Misuse(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "out.db"))
	table := schema.Find(schema.Drift, "functions")
	part := &sink.Part{Table: table, Columns: []string{"id"}, Body: []byte(`[{"id":"x"}]`), Offsets: []uint32{1, 12}}
	if _, err := s.Write(t.Context(), part); code(err) != fault.Internal {
		t.Errorf("write before begin: %v", err)
	}
	if _, err := s.Begin(t.Context(), sink.Start{Digest: "00"}); err != nil {
		t.Fatal(err)
	}
	part.Columns = []string{"id", "nonesuch"}
	if _, err := s.Write(t.Context(), part); code(err) != fault.SinkSchema {
		t.Errorf("unknown column: %v", err)
	}
	part.Columns = []string{"id", "name"}
	if _, err := s.Write(t.Context(), part); code(err) != fault.Internal {
		t.Errorf("malformed body: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), part); code(err) != fault.Internal {
		t.Errorf("write after close: %v", err)
	}
}

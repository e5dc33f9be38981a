package sqlite

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
)

// A file that an older version wrote gets the views, and the source that finished a
// complete run first is the one that they show. Views of somebody's own stay.
func TestOpen_OlderFileGetsItsViews(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	var first uuid.UUID
	for i, complete := range []bool{false, true, true} {
		s := open(t, path)
		start := sink.Start{Run: uuid.New(), Project: uuid.NewSHA1(uuid.Nil, nil), Name: []string{"partial", "first", "second"}[i]}
		lease, err := s.Begin(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(t.Context(), &sink.Run{ID: start.Run, Complete: complete}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if start.Name == "first" {
			first = lease.Source
		}
	}
	all, err := views()
	if err != nil {
		t.Fatal(err)
	}
	var drops strings.Builder
	for _, v := range all[3:] {
		drops.WriteString("DROP VIEW " + sqlite3.QuoteIdentifier(v.name) + ";")
	}
	exec(t, path, drops.String()+"DROP TABLE projects; DROP TABLE sync_counts; DROP VIEW "+all[0].name+"; CREATE VIEW "+all[0].name+" AS SELECT 1; CREATE VIEW mine AS SELECT 2 AS two")
	err = Read(t.Context(), path, func(*sqlite3.Conn) error { return nil })
	if code(err) != fault.SinkSchema {
		t.Errorf("a file without views is read: %v", err)
	}
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path, "v_primary_source"); len(got) != 1 || got[0]["sync_source_id"] != first.String() || got[0]["source_name"] != "first" {
		t.Errorf("shown: %v", got)
	}
	if got := read(t, path, "mine"); len(got) != 1 {
		t.Errorf("a view of somebody's own: %v", got)
	}
	if got := read(t, path, all[0].name); len(got) != 0 {
		t.Errorf("%s is the old one: %v", all[0].name, got)
	}
	s := open(t, path)
	defer s.Close()
	if missing, err := s.missing(); err != nil || len(missing) > 0 {
		t.Errorf("still missing: %v, %v", missing, err)
	}
	sources, err := s.Sources(t.Context(), uuid.NewSHA1(uuid.Nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, is := range sources {
		if is.Primary != (is.ID == first) {
			t.Errorf("source %s: primary %t", is.Name, is.Primary)
		}
	}
}

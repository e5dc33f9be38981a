package demo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/schema"
)

// stable selects what an analyze without a change leaves as it was, in an order that
// does not depend on renewed ids.
func stable(t *schema.Table) string {
	switch t.Name {
	case "functions":
		return "SELECT file, name, qualified_name, language, line, end_line, parameter_count, return_type, is_exported, is_async, " +
			"body_hash, signature_hash FROM functions ORDER BY file, name, line"
	}
	var names []string
	for _, c := range t.Columns {
		if !c.Volatile && c.Name != t.Identity.Renewed && c.Since <= madeAt[t.Database] {
			names = append(names, c.Name)
		}
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM " + t.Name + " ORDER BY rowid"
}

// renewed selects what it renews, nothing for other tables.
func renewed(t *schema.Table) string {
	var names []string
	for _, c := range t.Columns {
		if c.Volatile || c.Name == t.Identity.Renewed {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return "SELECT 1"
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM " + t.Name
}

func TestReanalyzeRenewsAndChangesNothing(t *testing.T) {
	s := generate(t, Options{Rows: 20_000})
	file := filepath.Join(s.Dir, ".drift", "drift.db")
	main, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, old := digests(t, s.Dir, stable), digests(t, s.Dir, renewed)
	for range 2 {
		if err := Reanalyze(context.Background(), s.Dir); err != nil {
			t.Fatal(err)
		}
		after, now := digests(t, s.Dir, stable), digests(t, s.Dir, renewed)
		for _, db := range schema.Databases() {
			for _, table := range db.Tables {
				name := table.FullName()
				if before[name] != after[name] {
					t.Errorf("%s has other rows", name)
				}
				if renews := renewed(table) != "SELECT 1"; renews == (old[name] == now[name]) {
					t.Errorf("%s: renewed %v, want %v", name, !renews, renews)
				}
			}
		}
		old = now
	}
	if again, err := os.ReadFile(file); err != nil || !bytes.Equal(main, again) {
		t.Errorf("the main file changed: the log was checkpointed (%v)", err)
	}
	conn := open(t, s.Dir, schema.Databases()[0])
	if n := number(t, conn, "SELECT count(*) FROM functions, sqlite_sequence WHERE sqlite_sequence.name = 'functions' AND id > seq"); n != 0 {
		t.Errorf("%d functions lie beyond the sequence", n)
	}
}

func TestReanalyzeNeedsADatabase(t *testing.T) {
	if err := Reanalyze(context.Background(), t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want an error that says the file is missing", err)
	}
}

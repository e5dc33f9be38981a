package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/schema"
)

// stable selects what an analyze without a change leaves as it was, in an order that
// does not depend on renewed ids.
func stable(t *schema.Table) string {
	if t.Name == "functions" {
		return "SELECT file, name, qualified_name, language, line, end_line, parameter_count, return_type, is_exported, is_async, " +
			"body_hash, signature_hash FROM functions ORDER BY file, name, line"
	}
	if at := growing[t.FullName()]; at != "" {
		return fmt.Sprintf("SELECT * FROM %s WHERE %s < %d ORDER BY rowid", t.Name, at, began+analyses*between)
	}
	var names []string
	for _, c := range t.Columns {
		if !c.Volatile && c.Name != t.Identity.Renewed && c.Since <= madeAt[t.Database] {
			names = append(names, c.Name)
		}
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM " + t.Name + " ORDER BY rowid"
}

// renewed selects what it renews, or how many rows a table has that grows; nothing for
// other tables.
func renewed(t *schema.Table) string {
	if growing[t.FullName()] != "" {
		return "SELECT count(*) FROM " + t.Name
	}
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

// Each finding of a table that grows stands there once an analyze, alike but for the time.
func TestFindingsStandThereOnceAnAnalyze(t *testing.T) {
	s := generate(t, Options{Rows: 20_000, Clean: true})
	if err := Reanalyze(context.Background(), s.Dir); err != nil {
		t.Fatal(err)
	}
	conn := open(t, s.Dir, schema.Databases()[0])
	for name, at := range growing {
		database, table, _ := strings.Cut(name, ".")
		var same []string
		for _, c := range schema.Find(database, table).Columns {
			if !c.Volatile && c.Name != "id" && c.Name != at {
				same = append(same, c.Name)
			}
		}
		if n := number(t, conn, fmt.Sprintf("SELECT count(DISTINCT %s) FROM %s", at, table)); n != analyses+1 {
			t.Errorf("%s has findings of %d analyses, want %d", table, n, analyses+1)
		}
		columns := strings.Join(same, ", ")
		different := number(t, conn, fmt.Sprintf("SELECT count(*) FROM (SELECT DISTINCT %s FROM %s)", columns, table))
		first := number(t, conn, fmt.Sprintf("SELECT count(*) FROM (SELECT DISTINCT %s FROM %s WHERE %s = %d)", columns, table, at, began))
		if different != first {
			t.Errorf("%s has %d different findings, the first analyze had %d", table, different, first)
		}
	}
}

// A node number of the call graph is no id of a function.
func TestCallEdgesAreNodeNumbers(t *testing.T) {
	conn := open(t, generate(t, Options{Rows: 20_000}).Dir, schema.Databases()[0])
	if n := number(t, conn, "SELECT count(*) FROM call_edges WHERE caller_id IN (SELECT id FROM functions) OR callee_id IN (SELECT id FROM functions)"); n != 0 {
		t.Errorf("%d call edges name a function's id", n)
	}
	if n := number(t, conn, "SELECT count(*) FROM call_edges a JOIN call_edges b ON a.callee_id = b.caller_id"); n == 0 {
		t.Error("no call leads on to another")
	}
	if n := number(t, conn, "SELECT count(*) FROM data_access WHERE function_id <> line"); n != 0 {
		t.Errorf("%d accesses name a function", n)
	}
}

package migration_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
	"github.com/driftsync/driftsync/schema/supabase"
)

func files(t *testing.T) []migration.File {
	t.Helper()
	all, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func released(t *testing.T) *migration.Released {
	t.Helper()
	r, err := migration.ReadReleased(supabase.Files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReleased_IsFrozen(t *testing.T) {
	r := released(t)
	if edited := r.Edited(files(t)); len(edited) > 0 {
		t.Errorf("released migrations were edited; write a new one instead: %s", strings.Join(edited, ", "))
	}
	if len(r.Files) < 6 {
		t.Errorf("%d released migrations", len(r.Files))
	}
	changed := slices.Clone(files(t))
	changed[2].SQL += " "
	if edited := r.Edited(changed); !slices.Equal(edited, []string{changed[2].Name}) {
		t.Errorf("an edit of %s is noticed as %v", changed[2].Name, edited)
	}
	if edited := r.Edited(changed[1:]); !slices.Contains(edited, changed[0].Name) {
		t.Errorf("a missing file is noticed as %v", edited)
	}
}

// TestPending_IsWritten wants a catalogue change in a file of its own.
func TestPending_IsWritten(t *testing.T) {
	r := released(t)
	want, err := migration.Pending(r, schema.Synced())
	if err != nil {
		t.Fatal(err)
	}
	have := ""
	for _, f := range files(t) {
		if r.Files[f.Name] == "" && strings.HasPrefix(f.Title(), migration.PendingTitle) {
			have = f.SQL
		}
	}
	if have != want {
		t.Error("the migrations lack what the catalogue gained: go generate ./schema/migration")
	}
}

func TestPending_TableAndColumn(t *testing.T) {
	column := &schema.Column{Name: "scanned by", TypeName: "TEXT"}
	var tables []*schema.Table
	for _, table := range schema.Synced() {
		copied := *table
		if copied.Cloud == "cloud_functions" {
			copied.Columns = append(slices.Clone(copied.Columns), column)
		}
		tables = append(tables, &copied)
	}
	extra := *schema.Find("drift", "violations")
	extra.Cloud = "cloud_waivers"
	sql, err := migration.Pending(released(t), append(tables, &extra))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`alter table public.cloud_functions add column "scanned by" text;`, "create or replace view public.current_functions",
		"create table public.cloud_waivers (", "create view public.current_waivers", "revoke all on table public.current_waivers from public, anon",
	} {
		if !strings.Contains(sql, part) {
			t.Errorf("no %q in the migration", part)
		}
	}
	if strings.Contains(sql, "cloud_violations") {
		t.Error("a table that did not change is in the migration")
	}
	next := migration.Release(released(t), files(t), append(tables, &extra))
	if again, err := migration.Pending(next, append(tables, &extra)); err != nil || again != "" {
		t.Errorf("after the release there is still %q, %v", again, err)
	}
}

func TestPending_LossIsRefused(t *testing.T) {
	table := *schema.Find("drift", "functions")
	table.Columns = slices.Clone(table.Columns)[:len(table.Columns)-1]
	if _, err := migration.Pending(released(t), []*schema.Table{&table}); err == nil {
		t.Error("a column that vanished is no error")
	}
	changed := *table.Columns[1]
	changed.Boolean = true
	table = *schema.Find("drift", "functions")
	table.Columns = slices.Clone(table.Columns)
	table.Columns[1] = &changed
	if _, err := migration.Pending(released(t), []*schema.Table{&table}); err == nil {
		t.Error("a column of another type is no error")
	}
}

func TestFiles_ApplyInTheOrderOfTheirNames(t *testing.T) {
	versions := map[string]bool{}
	for _, f := range files(t) {
		if ok, _ := path.Match("[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]_driftsync_*.sql", f.Name); !ok {
			t.Errorf("%s is no name of a migration", f.Name)
		}
		if versions[f.Version()] {
			t.Errorf("version %s twice", f.Version())
		}
		if versions[f.Title()] {
			t.Errorf("title %s twice", f.Title())
		}
		versions[f.Version()], versions[f.Title()] = true, true
	}
}

func TestForTable_NamesTheFileThatMakesIt(t *testing.T) {
	content := map[string]string{}
	for _, f := range files(t) {
		content[f.Name] = f.SQL
	}
	for _, table := range schema.Synced() {
		if !strings.Contains(content[migration.ForTable(table)], "table public."+table.Cloud+" ") {
			t.Errorf("%q does not make %s", migration.ForTable(table), table.Cloud)
		}
	}
	for _, name := range []string{"driftsync_begin", "driftsync_count", "driftsync_finish", "driftsync_create_tenant", "driftsync_purge"} {
		if migration.ForFunction(name) == "" {
			t.Errorf("no migration makes %s", name)
		}
	}
}

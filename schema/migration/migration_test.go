package migration_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

func TestFiles_AreCheckedIn(t *testing.T) {
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join("..", "supabase", "migrations")
	var want []string
	for _, f := range files {
		want = append(want, f.Name)
		have, err := os.ReadFile(filepath.Join(folder, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f.SQL, string(have)); diff != "" {
			t.Errorf("%s is not what the catalogue says (go generate ./schema/migration):\n%s", f.Name, diff)
		}
	}
	found, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range found {
		found[i] = filepath.Base(f)
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("files: %s", diff)
	}
	if !slices.IsSorted(found) {
		t.Error("files do not apply in the order of their names")
	}
}

func TestForTable_NamesTheFileThatMakesIt(t *testing.T) {
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, f := range files {
		content[f.Name] = f.SQL
	}
	for _, table := range schema.Synced() {
		if !strings.Contains(content[migration.ForTable(table)], "create table public."+table.Cloud+" (") {
			t.Errorf("%s does not make %s", migration.ForTable(table), table.Cloud)
		}
	}
	if !strings.Contains(content[migration.ForFunctions()], "public.driftsync_begin") {
		t.Errorf("%s does not make the functions", migration.ForFunctions())
	}
}

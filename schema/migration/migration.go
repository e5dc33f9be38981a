// Package migration makes the Supabase migrations from the catalogue. A released
// migration is frozen: a table or column that the catalogue gains becomes a new file.
package migration

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/supabase"
)

//go:generate go run ./generate ../supabase

// File is one migration.
type File struct {
	Name string // <14 digits>_<name>.sql, as the Supabase command line orders them
	SQL  string
}

// Version returns the leading digits of the name.
func (f File) Version() string { return f.Name[:14] }

// Title returns the name without digits and ending.
func (f File) Title() string { return strings.TrimSuffix(f.Name[15:], ".sql") }

// Released is what can no longer change: the digests of released files, and the
// columns that these make.
type Released struct {
	Files  map[string]string              `json:"files"`  // SHA-256 by name
	Tables map[string][]schema.ColumnType `json:"tables"` // by cloud table, in the order of its columns
}

// Files returns all migrations in the order in which they apply.
func Files() ([]File, error) { return Read(supabase.Files) }

// Read returns the migrations of a folder that is laid out as schema/supabase is.
func Read(folder fs.FS) ([]File, error) {
	names, err := fs.Glob(folder, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	files := make([]File, len(names))
	for i, name := range names {
		sql, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		files[i] = File{strings.TrimPrefix(name, "migrations/"), string(sql)}
	}
	return files, nil
}

// ReadReleased returns the record of a folder that is laid out as schema/supabase is.
func ReadReleased(folder fs.FS) (*Released, error) {
	data, err := fs.ReadFile(folder, "released.json")
	if err != nil {
		return nil, fmt.Errorf("read released migrations: %w", err)
	}
	r := new(Released)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("read released migrations: %w", err)
	}
	return r, nil
}

// Digest returns the SHA-256 of a migration in hexadecimal digits.
func (f File) Digest() string {
	sum := sha256.Sum256([]byte(f.SQL))
	return hex.EncodeToString(sum[:])
}

// Edited returns the names of released migrations that are missing or no longer what
// they were, sorted.
func (r *Released) Edited(files []File) []string {
	have := map[string]string{}
	for _, f := range files {
		have[f.Name] = f.Digest()
	}
	var edited []string
	for name, digest := range r.Files {
		if have[name] != digest {
			edited = append(edited, name)
		}
	}
	slices.Sort(edited)
	return edited
}

// ForTable returns the name of the newest migration that makes the cloud table or adds
// a column to it.
func ForTable(t *schema.Table) string {
	return newest("create table public."+t.Cloud+" (", "alter table public."+t.Cloud+" add column")
}

// ForFunction returns the name of the newest migration that makes a function of the
// exposed schema, such as driftsync_begin.
func ForFunction(name string) string {
	return newest("create or replace function public." + name + "(")
}

// ForView returns the name of the newest migration that makes a view.
func ForView(name string) string {
	return newest("create view public."+name+" ", "create or replace view public."+name+" ")
}

func newest(marks ...string) string {
	files, err := Files()
	if err != nil {
		return ""
	}
	for _, f := range slices.Backward(files) {
		for _, mark := range marks {
			if strings.Contains(f.SQL, mark) {
				return f.Name
			}
		}
	}
	return ""
}

// CurrentView returns the name of the view that holds the live rows of the primary
// source: current_functions for cloud_functions.
func CurrentView(t *schema.Table) string {
	return "current_" + strings.TrimPrefix(t.Cloud, "cloud_")
}

// DashboardViews returns the names of the views over several tables.
func DashboardViews() []string {
	return []string{"v_project_health", "v_trend_violations", "v_top_violations", "v_security_posture", "v_primary_source"}
}

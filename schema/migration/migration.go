// Package migration generates the Supabase migrations from the catalogue. The files in
// schema/supabase/migrations are its output; a test compares them.
package migration

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/driftsync/driftsync/schema"
)

//go:generate go run ./generate ../supabase/migrations

//go:embed sql/base.sql
var baseSQL string

//go:embed sql/functions.sql
var functionsSQL string

//go:embed sql/tier.sql.tmpl
var tierTemplate string

//go:embed sql/views.sql.tmpl
var viewsTemplate string

// File is one migration.
type File struct {
	Name string // <14 digits>_<name>.sql, as the Supabase command line orders them
	SQL  string
}

// Version returns the leading digits of the name.
func (f File) Version() string { return f.Name[:14] }

const (
	baseName      = "20261123120000_driftsync_base.sql"
	functionsName = "20261123120400_driftsync_functions.sql"
	viewsName     = "20261123120500_driftsync_views.sql"
)

// Files returns all migrations in the order in which they apply.
func Files() ([]File, error) {
	files := []File{{baseName, baseSQL}}
	for tier := 1; tier <= 3; tier++ {
		sql, err := tierSQL(tier)
		if err != nil {
			return nil, fmt.Errorf("generate %s: %w", tierName(tier), err)
		}
		files = append(files, File{tierName(tier), sql})
	}
	views, err := render(viewsTemplate, schema.Synced())
	if err != nil {
		return nil, fmt.Errorf("generate %s: %w", viewsName, err)
	}
	return append(files, File{functionsName, functionsSQL}, File{viewsName, views}), nil
}

// ForTable returns the name of the migration that makes the cloud table.
func ForTable(t *schema.Table) string { return tierName(t.Tier) }

// ForFunctions returns the name of the migration that makes the functions of a run.
func ForFunctions() string { return functionsName }

func tierName(tier int) string {
	return fmt.Sprintf("2026112312%04d_driftsync_tier%d.sql", tier*100, tier)
}

func tierSQL(tier int) (string, error) {
	data := struct {
		Tier   int
		Tables []*schema.Table
	}{Tier: tier}
	for _, t := range schema.Synced() {
		if t.Tier == tier {
			data.Tables = append(data.Tables, t)
		}
	}
	return render(tierTemplate, data)
}

func render(text string, data any) (string, error) {
	tmpl, err := template.New("migration").Funcs(template.FuncMap{"column": columnSQL, "current": CurrentView}).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

// CurrentView returns the name of the view that holds the live rows of the primary
// source: current_functions for cloud_functions.
func CurrentView(t *schema.Table) string {
	return "current_" + strings.TrimPrefix(t.Cloud, "cloud_")
}

// columnSQL returns a column's definition. Names of carried columns are quoted, as
// some are key words of SQL.
func columnSQL(c schema.CloudColumn) string {
	kind := strings.ToLower(c.Postgres)
	if c.Source != nil {
		return fmt.Sprintf("%q %s", c.Name, kind)
	}
	switch c.Name {
	case "removed_at":
		return c.Name + " " + kind
	case "synced_at", "first_synced_at":
		return c.Name + " " + kind + " not null default now()"
	default:
		return c.Name + " " + kind + " not null"
	}
}

package migration

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/driftsync/driftsync/schema"
)

//go:embed sql/pending.sql.tmpl
var pendingTemplate string

// PendingTitle begins the titles of the migrations that [Pending] makes; a serial
// number follows, since a title is how a migration is known in a history that gave it
// another version.
const PendingTitle = "driftsync_catalogue"

// change is what a table lacks.
type change struct {
	*schema.Table
	New     bool
	Columns []schema.CloudColumn
}

// Pending returns the SQL that brings the released tables to those given, empty where
// nothing is missing. A column can be added; one that vanished or changed its type
// cannot be had without loss, and is an error.
func Pending(r *Released, tables []*schema.Table) (string, error) {
	var changes []change
	for _, t := range tables {
		c, err := r.change(t)
		if err != nil {
			return "", err
		}
		if c.New || len(c.Columns) > 0 {
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return "", nil
	}
	tmpl, err := template.New("migration").Funcs(template.FuncMap{"column": columnSQL, "current": CurrentView}).Parse(pendingTemplate)
	if err != nil {
		return "", fmt.Errorf("parse template: %w", err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, changes); err != nil {
		return "", fmt.Errorf("generate migration: %w", err)
	}
	return b.String(), nil
}

func (r *Released) change(t *schema.Table) (change, error) {
	c := change{Table: t}
	old, known := r.Tables[t.Cloud]
	if c.New = !known; c.New {
		c.Columns = t.CloudColumns()
		return c, nil
	}
	types := map[string]string{}
	for _, o := range old {
		types[o.Name] = o.Type
	}
	for _, have := range t.CloudColumns() {
		kind, released := types[have.Name]
		delete(types, have.Name)
		switch {
		case !released && have.Source == nil:
			return c, fmt.Errorf("%s lacks the bookkeeping column %s: write a migration by hand", t.Cloud, have.Name)
		case !released:
			c.Columns = append(c.Columns, have)
		case kind != have.Postgres:
			return c, fmt.Errorf("%s.%s was released as %s and is %s now", t.Cloud, have.Name, kind, have.Postgres)
		}
	}
	for name := range types {
		return c, fmt.Errorf("%s.%s is released and can no longer be left out", t.Cloud, name)
	}
	return c, nil
}

// Release returns the record with all files frozen as they are and the tables'
// columns released.
func Release(r *Released, files []File, tables []*schema.Table) *Released {
	next := &Released{Files: map[string]string{}, Tables: map[string][]schema.ColumnType{}}
	for _, f := range files {
		next.Files[f.Name] = f.Digest()
	}
	for _, t := range tables {
		columns := slices.Clone(r.Tables[t.Cloud])
		for _, c := range t.CloudColumns() {
			column := schema.ColumnType{Name: c.Name, Type: c.Postgres}
			if !slices.Contains(columns, column) {
				columns = append(columns, column)
			}
		}
		next.Tables[t.Cloud] = columns
	}
	return next
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
	case "id":
		return c.Name + " " + kind + " not null"
	}
	setting := "driftsync." + strings.TrimSuffix(strings.TrimPrefix(c.Name, "sync_"), "_id") // set by app_private.before_insert
	return fmt.Sprintf("%s %s not null default nullif(current_setting('%s', true), '')::%[2]s", c.Name, kind, setting)
}

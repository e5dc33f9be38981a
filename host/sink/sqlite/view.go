package sqlite

import (
	"embed"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

//go:embed view/*.sql
var dashboards embed.FS

// view is a view of the file, with the statement that makes it. Statements are those of
// SQLite 3.37, which STRICT tables need anyway: one that an older program cannot parse would
// keep it from the whole file.
type view struct{ name, ddl string }

// views returns the views that the cloud has, in the order in which they need each other.
func views() ([]view, error) {
	var all []view
	for _, t := range schema.Synced() {
		all = append(all, currentView(t))
	}
	for _, name := range migration.DashboardViews() {
		sql, err := dashboards.ReadFile("view/" + name + ".sql")
		if err != nil {
			return nil, fmt.Errorf("read view: %w", err)
		}
		all = append(all, view{name, fmt.Sprintf("CREATE VIEW %s AS\n%s", sqlite3.QuoteIdentifier(name), strings.TrimSpace(string(sql)))})
	}
	return all, nil
}

// currentView holds the live rows of the primary source. The plus sign keeps SQLite from
// the key of the table, whose ids come in no order.
func currentView(t *schema.Table) view {
	var columns []string
	for _, c := range t.CloudColumns() {
		columns = append(columns, sqlite3.QuoteIdentifier(c.Name))
	}
	name := migration.CurrentView(t)
	return view{name, fmt.Sprintf("CREATE VIEW %s AS\nSELECT %s\nFROM %s\nWHERE removed_at IS NULL AND +sync_source_id IN (SELECT primary_source_id FROM projects)",
		sqlite3.QuoteIdentifier(name), strings.Join(columns, ", "), sqlite3.QuoteIdentifier(t.Cloud))}
}

// missingViews returns the statements that bring the views of the file up to date. Views
// of other names are somebody's own.
func (s *Sink) missingViews() ([]string, error) {
	have := map[string]string{}
	err := s.query(`SELECT name, sql FROM sqlite_schema WHERE type = 'view'`, nil, func(row *sqlite3.Stmt) error {
		have[row.ColumnText(0)] = row.ColumnText(1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, err := views()
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, v := range all {
		switch old, there := have[v.name]; {
		case !there:
			missing = append(missing, v.ddl)
		case old != v.ddl:
			missing = append(missing, "DROP VIEW "+sqlite3.QuoteIdentifier(v.name), v.ddl)
		}
	}
	return missing, nil
}

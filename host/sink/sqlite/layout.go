package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/schema"
)

// applicationID marks a file as ours, in bytes 68 to 71 of it: "DSYN".
const applicationID = 0x4453594e

type table struct {
	name    string
	columns []column
	key     string // columns of the primary key
	rows    bool   // it is a cloud table: its key is an index of its own, see load.go
}

type column struct{ name, typ, rest string }

// layout returns all tables of a file sink.
func layout() []table {
	all := []table{projects, sources, runs, counts}
	for _, t := range schema.Synced() {
		tab := table{name: t.Cloud, key: "sync_source_id, id", rows: true}
		for _, c := range t.CloudColumns() {
			col := column{name: c.Name, typ: affinity(c.Postgres)}
			if c.Name == "id" || c.Name == "sync_source_id" || c.Name == "sync_epoch" {
				col.rest = " NOT NULL"
			}
			tab.columns = append(tab.columns, col)
		}
		all = append(all, tab)
	}
	return all
}

var sources = table{name: "sync_sources", key: "id", columns: []column{
	{"id", "TEXT", " NOT NULL"}, {"tenant_id", "TEXT", ""}, {"project_id", "TEXT", " NOT NULL"}, {"name", "TEXT", ""},
	{"digest", "TEXT", ""}, {"epoch", "INTEGER", " NOT NULL DEFAULT 0"}, {"run_id", "TEXT", ""}, {"run_began_at", "TEXT", ""},
	{"last_run", "TEXT", ""}, {"last_run_at", "TEXT", ""}, {"quarantined", "TEXT", " NOT NULL DEFAULT '[]'"}, {"created_at", "TEXT", ""},
	{"key_id", "TEXT", ""},
}}

var runs = table{name: "sync_runs", key: "sync_source_id, id", columns: []column{
	{"sync_source_id", "TEXT", " NOT NULL"}, {"id", "TEXT", " NOT NULL"}, {"tenant_id", "TEXT", ""}, {"project_id", "TEXT", ""},
	{"epoch", "INTEGER", ""}, {"began_at", "TEXT", ""}, {"finished_at", "TEXT", ""}, {"complete", "INTEGER", ""},
	{"full_push", "INTEGER", ""}, {"client", "TEXT", ""}, {"catalogue", "TEXT", ""}, {"policy", "TEXT", ""},
	{"plugins", "TEXT", ""}, {"tables", "TEXT", ""}, {"rules", "TEXT", ""},
}}

// projects says which source of a project dashboards show, as the table of that name does in
// the cloud. A project has no name in a file.
var projects = table{name: "projects", key: "id", columns: []column{
	{"id", "TEXT", " NOT NULL"}, {"tenant_id", "TEXT", ""}, {"name", "TEXT", ""}, {"created_at", "TEXT", ""}, {"primary_source_id", "TEXT", ""},
}}

// counts are the open violations of a source by day, as counted when a run finished.
var counts = table{name: "sync_counts", key: "sync_source_id, day", columns: []column{
	{"sync_source_id", "TEXT", " NOT NULL"}, {"day", "TEXT", " NOT NULL"}, {"tenant_id", "TEXT", ""}, {"project_id", "TEXT", ""},
	{"counted_at", "TEXT", ""}, {"violations", "TEXT", ""},
}}

// affinity returns the type of a STRICT table that holds what the Postgres type does.
func affinity(postgres string) string {
	switch postgres {
	case "BIGINT", "BOOLEAN":
		return "INTEGER"
	case "DOUBLE PRECISION":
		return "REAL"
	}
	return "TEXT"
}

func (t table) ddl() string {
	parts := make([]string, 0, len(t.columns)+1)
	for _, c := range t.columns {
		parts = append(parts, sqlite3.QuoteIdentifier(c.name)+" "+c.typ+c.rest)
	}
	if !t.rows {
		parts = append(parts, "PRIMARY KEY ("+t.key+")")
	}
	return fmt.Sprintf("CREATE TABLE %s (\n  %s\n) STRICT", sqlite3.QuoteIdentifier(t.name), strings.Join(parts, ",\n  "))
}

// inspect looks at a file before SQLite does, which might change it. It reports
// whether the file is to be made.
func inspect(path string) (fresh bool, err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return false, foreign(path, nil) // opening a pipe would wait for somebody
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fault.New(fault.ConfigInvalid, path+" cannot be opened", "check its rights, or choose another file", plainfile.Cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return false, foreign(path, err)
	}
	head := make([]byte, 72)
	switch n, err := io.ReadFull(f, head); {
	case n == 0 && errors.Is(err, io.EOF):
		return true, nil
	case err != nil:
		return false, foreign(path, nil)
	}
	if bytes.Equal(head, make([]byte, len(head))) && exists(path+"-journal") {
		return true, nil // its first transaction was cut short: SQLite takes it back, or refuses the file
	}
	if string(head[:16]) != "SQLite format 3\x00" || binary.BigEndian.Uint32(head[68:]) != applicationID {
		return false, foreign(path, nil)
	}
	return false, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// What [foreign] says to a writer.
const (
	foreignEnd  = "; nothing was changed"
	foreignHint = "choose a new file name"
)

func foreign(path string, cause error) error {
	return fault.New(fault.ConfigInvalid, path+" exists and was not made by driftsync"+foreignEnd, foreignHint, cause)
}

// migrate makes what is missing, after all that is there has been recognised. It
// runs before the journal becomes a WAL, so that the mark is in the file itself.
func (s *Sink) migrate() error {
	missing, err := s.missing()
	if err != nil || len(missing) == 0 {
		return err
	}
	return s.transact(func() error {
		missing, err := s.missing() // another push may have made it in the meantime
		if err != nil || len(missing) == 0 {
			return err
		}
		missing = append(missing, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
		return s.conn.Exec(strings.Join(missing, ";\n"))
	})
}

// missing returns the statements that complete the file.
func (s *Sink) missing() ([]string, error) {
	have, err := s.columns()
	if err != nil {
		return nil, err
	}
	keyed, err := s.keyed()
	if err != nil {
		return nil, err
	}
	var missing []string
	known := map[string]bool{}
	for _, t := range layout() {
		known[t.name] = true
		statements, err := t.missing(have[t.name], s.path)
		if err != nil {
			return nil, err
		}
		missing = append(missing, statements...)
		if t.rows && !keyed[t.name] {
			missing = append(missing, createKey(t.name))
		}
	}
	for name := range have {
		if !known[name] {
			return nil, newer(s.path, name)
		}
	}
	if len(have) > 0 && have[projects.name] == nil {
		missing = append(missing, settleProjects)
	}
	views, err := s.missingViews()
	return append(missing, views...), err
}

// settleProjects gives a file of an older version its projects: the first source that
// finished a complete run, and was not retired, is the one that dashboards show.
const settleProjects = `INSERT OR IGNORE INTO projects (id, tenant_id, created_at, primary_source_id)
	SELECT s.project_id, min(s.tenant_id), min(s.created_at), (
		SELECT r.sync_source_id FROM sync_runs r JOIN sync_sources o ON o.id = r.sync_source_id
		WHERE r.project_id = s.project_id AND r.complete AND coalesce(o.digest, '') NOT LIKE 'retired:%'
		ORDER BY r.finished_at LIMIT 1)
	FROM sync_sources s GROUP BY s.project_id`

// missing returns the statements that complete a table which has some columns.
func (t table) missing(have map[string]string, path string) ([]string, error) {
	if len(have) == 0 {
		return []string{t.ddl()}, nil
	}
	var statements []string
	known := map[string]bool{}
	for _, c := range t.columns {
		known[c.name] = true
		typ, there := have[c.name]
		if there && typ != c.typ {
			return nil, newer(path, t.name+"."+c.name)
		}
		if !there {
			statements = append(statements, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s",
				sqlite3.QuoteIdentifier(t.name), sqlite3.QuoteIdentifier(c.name), c.typ))
		}
	}
	for name := range have {
		if !known[name] {
			return nil, newer(path, t.name+"."+name)
		}
	}
	return statements, nil
}

func newer(path, what string) error {
	return fault.New(fault.ConfigInvalid, path+" has "+what+", which this version of driftsync does not write",
		"choose another file, or the version of driftsync that made it", nil)
}

// columns returns the columns of every table in the file, with their types.
func (s *Sink) columns() (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	err := s.query(`SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`, nil, func(row *sqlite3.Stmt) error {
		name := row.ColumnText(0)
		if all[name] == nil {
			all[name] = map[string]string{}
		}
		all[name][row.ColumnText(1)] = row.ColumnText(2)
		return nil
	})
	return all, err
}

// keyed returns the cloud tables that have their key. One that was being loaded when
// the process ended has none.
func (s *Sink) keyed() (map[string]bool, error) {
	all := map[string]bool{}
	err := s.query(`SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = tbl_name || '_key'`, nil, func(row *sqlite3.Stmt) error {
		all[row.ColumnText(0)] = true
		return nil
	})
	return all, err
}

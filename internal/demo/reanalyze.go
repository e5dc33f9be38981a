package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// Reanalyze does to dir/.drift/drift.db what an analyze of unchanged sources does:
// functions are replaced by equal ones with new ids, tables that grow get the findings
// of the last analyze once more, ids of other tables that Drift fills again are renewed,
// and so are the volatile columns of all that do not grow. Nothing else differs
// afterwards. The log is left in place, as Drift leaves it.
func Reanalyze(ctx context.Context, dir string) (err error) {
	db := schema.Databases()[0]
	file := filepath.Join(dir, filepath.FromSlash(db.File))
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("analyze again: %w", err)
	}
	conn, err := sqlite3.OpenContext(ctx, file)
	if err != nil {
		return fmt.Errorf("analyze again: %w", err)
	}
	s := &store{conn: conn, file: file}
	defer func() {
		if e := conn.Close(); err == nil {
			err = e
		}
	}()
	conn.SetInterrupt(ctx)
	if _, err := conn.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return fmt.Errorf("analyze again: %w", err)
	}
	statements := []string{"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA wal_autocheckpoint = 0", "PRAGMA synchronous = OFF", "BEGIN"}
	for _, t := range db.Tables {
		if t.Syncs() {
			statements = append(statements, renewal(t)...)
		}
	}
	if err := s.exec(append(statements, "COMMIT")...); err != nil {
		return fmt.Errorf("analyze again: %w", err)
	}
	return nil
}

// renewal returns the statements that renew a table.
func renewal(t *schema.Table) []string {
	var all []string
	switch {
	case growing[t.FullName()] != "":
		return []string{appendFindings(t)}
	case t.Name == "functions":
		all = append(all, replaceFunctions(t)...)
	case t.Identity.Renewed != "":
		// Whole groups of ids move up, so that no two meet on the way.
		shift := fmt.Sprintf("(SELECT seq FROM sqlite_sequence WHERE name = '%s')", t.Name)
		all = append(all,
			fmt.Sprintf("UPDATE %s SET %s = %[2]s + %s", t.Name, t.Identity.Renewed, shift),
			fmt.Sprintf("UPDATE sqlite_sequence SET seq = (SELECT max(%s) FROM %s) WHERE name = '%[2]s' AND EXISTS (SELECT 1 FROM %[2]s)",
				t.Identity.Renewed, t.Name))
	}
	var sets []string
	for _, c := range columnsOf(t) {
		switch {
		case !c.Volatile:
		case c.Class == abi.DerivedID:
			sets = append(sets, fmt.Sprintf("%s = substr(%[1]s, 6) || substr(%[1]s, 1, 5)", c.Name))
		default:
			sets = append(sets, fmt.Sprintf("%s = %[1]s + 3600", c.Name))
		}
	}
	if len(sets) > 0 {
		all = append(all, "UPDATE "+t.Name+" SET "+strings.Join(sets, ", "))
	}
	return all
}

// appendFindings puts in the findings of the last analyze again, with the time of this one.
func appendFindings(t *schema.Table) string {
	at := growing[t.FullName()]
	var names, values []string
	for _, c := range columnsOf(t) {
		switch {
		case c.Name == t.PrimaryKey[0]:
			continue
		case c.Name == at || c.Volatile:
			values = append(values, c.Name+" + "+strconv.Itoa(between))
		default:
			values = append(values, c.Name)
		}
		names = append(names, c.Name)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %[1]s WHERE %[4]s = (SELECT max(%[4]s) FROM %[1]s) ORDER BY rowid",
		t.Name, strings.Join(names, ", "), strings.Join(values, ", "), at)
}

// replaceFunctions does what Drift does: each function goes in again under its natural
// key, which deletes the old row. The order is another one than before. Call edges keep
// their node numbers, since the graph is the same.
func replaceFunctions(t *schema.Table) []string {
	var columns []string
	for _, c := range columnsOf(t) {
		if c.Name != t.Identity.Renewed {
			columns = append(columns, c.Name)
		}
	}
	names := strings.Join(columns, ", ")
	return []string{
		"CREATE TEMP TABLE renewed AS SELECT * FROM functions ORDER BY name, file, line",
		"INSERT OR REPLACE INTO functions (" + names + ") SELECT " + names + " FROM temp.renewed ORDER BY rowid",
		"DROP TABLE temp.renewed",
	}
}

package host_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// change does to a random table what Drift might.
func (w *world) change() string {
	t := pick(w.t, "table", w.present(), (*schema.Table).FullName)
	row := fmt.Sprintf("(SELECT rowid FROM %s ORDER BY rowid LIMIT 1 OFFSET abs(%d) %% max(1, (SELECT count(*) FROM %[1]s)))",
		t.Name, rapid.IntRange(0, 500).Draw(w.t, "row"))
	column := pick(w.t, "column", w.columns(t), func(c *schema.Column) string { return c.Name })
	other := fmt.Sprintf("(SELECT %s FROM %s ORDER BY rowid LIMIT 1 OFFSET %d)", column.Name, t.Name, rapid.IntRange(0, 5).Draw(w.t, "other"))
	var sql string
	kind := rapid.SampledFrom([]string{"insert", "insert", "update", "update", "key", "delete", "delete", "retention", "replace"}).Draw(w.t, "change")
	switch kind {
	case "insert":
		sql = w.insert(t, row)
	case "update":
		sql = fmt.Sprintf("UPDATE OR IGNORE %s SET %s = %s WHERE rowid = %s", t.Name, column.Name, other, row)
		if column.Type == abi.Int && !column.Boolean {
			sql = fmt.Sprintf("UPDATE OR IGNORE %s SET %s = %[2]s + 1 WHERE rowid = %[3]s", t.Name, column.Name, row)
		}
	case "key":
		key := t.Column(t.Identity.Columns[0])
		sql = fmt.Sprintf("UPDATE OR IGNORE %s SET %s = %s WHERE rowid = %s", t.Name, key.Name, another(key), row)
	case "delete":
		sql = fmt.Sprintf("DELETE FROM %s WHERE rowid = %s", t.Name, row)
	case "retention":
		sql = fmt.Sprintf("DELETE FROM %s WHERE rowid < %s", t.Name, row)
	case "replace":
		names := strings.Join(w.names(t, t.Identity.Renewed), ", ")
		sql = fmt.Sprintf("CREATE TEMP TABLE was AS SELECT %s FROM %s WHERE rowid = %s; INSERT OR REPLACE INTO %[2]s (%[1]s) SELECT %[1]s FROM temp.was",
			names, t.Name, row)
		if t.Identity.Renewed == "" && t.Name != "functions" {
			sql = "SELECT 1"
		}
	}
	w.exec(t.Database, "PRAGMA ignore_check_constraints=ON; "+sql)
	return kind + " " + t.Name + "." + column.Name
}

// pick draws one of some values by its name, which is what a failure shows.
func pick[T any](t *rapid.T, label string, all []T, name func(T) string) T {
	var names []string
	for _, v := range all {
		names = append(names, name(v))
	}
	return all[slices.Index(names, rapid.SampledFrom(names).Draw(t, label))]
}

// insert copies a row under another key.
func (w *world) insert(t *schema.Table, row string) string {
	var into, from []string
	for _, c := range t.Columns {
		if c.Since > w.version && t.Database == schema.Drift {
			continue
		}
		single := len(t.PrimaryKey) == 1 && t.PrimaryKey[0] == c.Name
		switch {
		case single && c.Type == abi.Int:
			continue // the next one
		case single, slices.Contains(t.Identity.Columns, c.Name):
			into, from = append(into, c.Name), append(from, another(c))
		default:
			into, from = append(into, c.Name), append(from, c.Name)
		}
	}
	return fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) SELECT %s FROM %[1]s WHERE rowid = %[4]s",
		t.Name, strings.Join(into, ", "), strings.Join(from, ", "), row)
}

// another is an SQL expression for another value of a column.
func another(c *schema.Column) string {
	switch {
	case c.Type == abi.Text && c.Class == abi.Safe:
		return "replace(" + c.Name + ", '0', '1')" // times are text as well
	case c.Class.IsJSON():
		return "json_insert(" + c.Name + ", '$[#]', 'x')"
	case c.Type == abi.Text:
		return c.Name + " || 'x'"
	}
	return c.Name + " + 1"
}

func (w *world) present() []*schema.Table {
	return slices.DeleteFunc(slices.Clone(schema.Synced()), func(t *schema.Table) bool { return t.Database == w.aside })
}

func (w *world) columns(t *schema.Table) []*schema.Column {
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c *schema.Column) bool {
		return c.Since > w.version && t.Database == schema.Drift || slices.Contains(t.PrimaryKey, c.Name) || c.Type == abi.Blob
	})
}

func (w *world) names(t *schema.Table, without string) []string {
	var names []string
	for _, c := range t.Columns {
		if c.Name != without && !(c.Since > w.version && t.Database == schema.Drift) {
			names = append(names, c.Name)
		}
	}
	return names
}

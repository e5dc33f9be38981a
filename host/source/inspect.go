package source

import (
	"slices"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Table is a catalogue table that is in the file and leaves the machine.
type Table struct {
	*schema.Table
	present []bool // by catalogue column: the file has it
}

// Has reports whether the file has a column of the catalogue.
func (t *Table) Has(c *schema.Column) bool {
	i := slices.Index(t.Columns, c)
	return i >= 0 && t.present[i]
}

// inspect compares the file with the catalogue.
func (d *Database) inspect() error {
	names, err := d.strings("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
	if err != nil {
		return err
	}
	known := 0
	for _, name := range names {
		t := d.Catalogue.Table(name)
		if d.Catalogue.StaysHere(name) {
			d.Stays = append(d.Stays, name)
		}
		if t == nil {
			if !shadow(name, d.Catalogue) && !d.Catalogue.StaysHere(name) {
				d.Unknown.Tables = append(d.Unknown.Tables, name)
			}
			continue
		}
		known++
		if !t.Syncs() {
			continue
		}
		table, err := d.columns(t)
		if err != nil {
			return err
		}
		d.Tables = append(d.Tables, table)
	}
	if known == 0 {
		return fault.New(fault.SourceCorrupt, d.Catalogue.File+" holds no table of Drift",
			"run `drift analyze` in this project, or name the project with --root", nil)
	}
	slices.SortFunc(d.Tables, func(a, b Table) int {
		return slices.Index(d.Catalogue.Tables, a.Table) - slices.Index(d.Catalogue.Tables, b.Table)
	})
	slices.Sort(d.Unknown.Tables)
	slices.Sort(d.Stays)
	return d.version()
}

// shadow reports whether a table belongs to a virtual table of the catalogue.
func shadow(name string, catalogue *schema.Database) bool {
	for _, t := range catalogue.Tables {
		if t.Virtual != nil && strings.HasPrefix(name, t.Name+"_") {
			return true
		}
	}
	return false
}

func (d *Database) columns(t *schema.Table) (Table, error) {
	table := Table{Table: t, present: make([]bool, len(t.Columns))}
	names, err := d.strings("SELECT name FROM pragma_table_xinfo('" + t.Name + "')") // a name of the catalogue
	if err != nil {
		return table, err
	}
	for _, name := range names {
		i := slices.IndexFunc(t.Columns, func(c *schema.Column) bool { return c.Name == name })
		if i < 0 {
			d.Unknown.Columns = append(d.Unknown.Columns, t.Name+"."+name)
			continue
		}
		table.present[i] = true
		if t.Columns[i].Local {
			d.Stays = append(d.Stays, t.Name+"."+t.Columns[i].Name)
		}
	}
	return table, nil
}

// version reads the schema version from where the database keeps it.
func (d *Database) version() error {
	query := map[string]string{
		schema.Drift:  "PRAGMA user_version",
		schema.Bridge: "SELECT max(version) FROM bridge_schema_version",
		schema.Cortex: "SELECT max(version) FROM schema_version",
	}[d.Catalogue.Name]
	stmt, _, err := d.conn.Prepare(query)
	if err != nil {
		return nil // an early database without the marker
	}
	defer stmt.Close()
	if stmt.Step() {
		d.Version = stmt.ColumnInt(0)
	}
	d.Unknown.Newer = d.Version > slices.Max(d.Catalogue.Versions)
	return stmt.Err()
}

// Roots returns the other roots that the database names, where it has such a
// column: scanned directories. They are read before the first row (invariant 8).
func (d *Database) Roots() ([]string, error) { return d.distinct(abi.RootPath, 1000) }

const maxPersons = 100_000 // values of one column that are read

// Persons returns the authors that the database names, read before the first row as
// roots are.
func (d *Database) Persons() ([]string, error) { return d.distinct(abi.PII, maxPersons) }

// distinct returns up to limit different texts of each column of a class.
func (d *Database) distinct(class abi.Class, limit int) ([]string, error) {
	var all []string
	for _, t := range d.Tables {
		for i, c := range t.Columns {
			if c.Class != class || !t.present[i] {
				continue
			}
			found, err := d.strings("SELECT DISTINCT " + quote(c.Name) + " FROM " + quote(t.Name) +
				" WHERE typeof(" + quote(c.Name) + ")='text' LIMIT " + strconv.Itoa(limit))
			if err != nil {
				return nil, d.explain(err)
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func (d *Database) strings(query string) ([]string, error) {
	stmt, _, err := d.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	var all []string
	for stmt.Step() {
		all = append(all, stmt.ColumnText(0))
	}
	return all, stmt.Err()
}

// quote makes an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

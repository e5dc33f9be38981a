package source

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Table is a catalogue table that is in the file and leaves the machine. What Drift
// declares is not taken for granted: the file says how its rows are found and which
// columns tell them apart.
type Table struct {
	*schema.Table
	name    string // as the file spells it
	present []bool // by catalogue column: the file has it
	checked []bool // by catalogue column: the file does not hold its cells to a type
	order   string // SQL that puts the rows into a fixed order
	unique  [][]*schema.Column
}

// Odd is a table of the catalogue that this version cannot read as one. The others do
// not depend on it.
type Odd struct {
	*schema.Table
	Why string
}

// Has reports whether the file has a column of the catalogue.
func (t *Table) Has(c *schema.Column) bool {
	i := slices.Index(t.Columns, c)
	return i >= 0 && t.present[i]
}

// hasAll reports whether the file has every one of these columns of the catalogue.
func (t *Table) hasAll(names []string) bool {
	for _, n := range names {
		if !t.Has(t.Column(n)) {
			return false
		}
	}
	return true
}

// Unique reports whether the file lets no two rows have the same cells in these
// columns, null aside.
func (t *Table) Unique(columns []string) bool {
	for _, key := range t.unique {
		if !slices.ContainsFunc(key, func(c *schema.Column) bool { return c == nil || !slices.Contains(columns, c.Name) }) {
			return true
		}
	}
	return false
}

// object is a table or view as the file declares it.
type object struct {
	name, kind string
	withoutRow bool // it has no row ids
	strict     bool
}

func (d *Database) objects() ([]object, error) {
	var all []object
	err := d.each("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema='main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", func(row *sqlite3.Stmt) {
		all = append(all, object{row.ColumnText(0), row.ColumnText(1), row.ColumnBool(2), row.ColumnBool(3)})
	})
	return all, err
}

// inspect compares the file with the catalogue.
func (d *Database) inspect() error {
	objects, err := d.objects()
	if err != nil {
		return err
	}
	known := 0
	for _, o := range objects {
		t, stays := d.known(o.name), d.Catalogue.StaysHere(o.name)
		if stays {
			d.Stays = append(d.Stays, o.name)
		}
		switch {
		case t == nil && o.kind == "table" && !stays && !shadow(o.name, d.Catalogue):
			d.Unknown.Tables = append(d.Unknown.Tables, o.name)
		case t == nil:
		case o.kind != "table" && t.Syncs():
			known++
			d.Odd = append(d.Odd, Odd{t, "it is a " + o.kind + ", and no table"})
		default:
			known++
			if !t.Syncs() {
				continue
			}
			table, err := d.inspectTable(t, o)
			if err != nil {
				return err
			}
			d.Tables = append(d.Tables, table)
		}
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

// known finds a table of the catalogue by its name, which SQLite compares without case.
func (d *Database) known(name string) *schema.Table {
	for _, t := range d.Catalogue.Tables {
		if sameName(t.Name, name) {
			return t
		}
	}
	return nil
}

// sameName compares two names as SQLite does: letters of ASCII count without case.
func sameName(a, b string) bool { return lower(a) == lower(b) }

func lower(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
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

// declared is a column as the file declares it.
type declared struct {
	name, typ string
	key       int // its place in the primary key, from 1; 0 for none
}

func (d *Database) declared(table string) ([]declared, error) {
	var all []declared
	err := d.each("SELECT name, type, pk FROM pragma_table_xinfo("+literal(table)+")", func(row *sqlite3.Stmt) {
		all = append(all, declared{row.ColumnText(0), row.ColumnText(1), row.ColumnInt(2)})
	})
	return all, err
}

// inspectTable compares one table with the catalogue.
func (d *Database) inspectTable(t *schema.Table, o object) (Table, error) {
	table := Table{Table: t, name: o.name, present: make([]bool, len(t.Columns)), checked: make([]bool, len(t.Columns)), order: "rowid"}
	columns, err := d.declared(o.name)
	if err != nil {
		return table, err
	}
	for _, c := range columns {
		i := slices.IndexFunc(t.Columns, func(known *schema.Column) bool { return sameName(known.Name, c.name) })
		if i < 0 {
			d.Unknown.Columns = append(d.Unknown.Columns, t.Name+"."+c.name)
			continue
		}
		table.present[i] = true
		if t.Columns[i].Local {
			d.Stays = append(d.Stays, t.Name+"."+t.Columns[i].Name)
		}
		table.checked[i] = !o.strict || !strings.EqualFold(c.typ, typeNames[t.Columns[i].Type])
	}
	key := primaryKey(columns)
	if o.withoutRow {
		table.order = strings.Join(quoteAll(key), ", ")
	} else if slices.ContainsFunc(columns, func(c declared) bool { return sameName(c.name, "rowid") }) {
		table.order = "_rowid_" // a column has taken the usual name
	}
	if table.unique, err = d.keys(&table, key); err != nil {
		return table, err
	}
	return table, nil
}

var typeNames = map[abi.Type]string{abi.Text: "TEXT", abi.Blob: "BLOB"}

// primaryKey returns the columns of the primary key in their order.
func primaryKey(columns []declared) []string {
	var names []string
	for place := 1; ; place++ {
		i := slices.IndexFunc(columns, func(c declared) bool { return c.key == place })
		if i < 0 {
			return names
		}
		names = append(names, columns[i].name)
	}
}

// keys returns the sets of columns that tell the rows apart: the primary key, and every
// unique index over all rows. A column that is not in the catalogue is nil.
func (d *Database) keys(t *Table, primary []string) ([][]*schema.Column, error) {
	sets := [][]string{}
	if len(primary) > 0 {
		sets = append(sets, primary)
	}
	indexes, err := d.strings("SELECT name FROM pragma_index_list(" + literal(t.name) + ") WHERE \"unique\" AND NOT partial")
	if err != nil {
		return nil, err
	}
	for _, index := range indexes {
		names, err := d.strings("SELECT coalesce(name, '') FROM pragma_index_info(" + literal(index) + ") ORDER BY seqno")
		if err != nil {
			return nil, err
		}
		sets = append(sets, names)
	}
	var keys [][]*schema.Column
	for _, names := range sets {
		var key []*schema.Column
		for _, name := range names {
			key = append(key, t.find(name))
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// find returns the column of the catalogue with a name of the file, nil for none.
func (t *Table) find(name string) *schema.Column {
	for _, c := range t.Columns {
		if sameName(c.Name, name) {
			return c
		}
	}
	return nil
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
			found, err := d.strings("SELECT DISTINCT " + quote(c.Name) + " FROM " + quote(t.name) +
				" WHERE typeof(" + quote(c.Name) + ")='text' LIMIT " + strconv.Itoa(limit))
			if err != nil {
				return nil, d.explain(err)
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func (d *Database) strings(query string) (all []string, err error) {
	err = d.each(query, func(row *sqlite3.Stmt) { all = append(all, row.ColumnText(0)) })
	return all, err
}

// each runs a query and hands every row of its answer over.
func (d *Database) each(query string, row func(*sqlite3.Stmt)) error {
	stmt, _, err := d.conn.Prepare(query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for stmt.Step() {
		row(stmt)
	}
	return stmt.Err()
}

// literal makes an SQL text.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func quoteAll(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, quote(n))
	}
	return all
}

// quote makes an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema/catalogue"
)

// Names of the source databases, in the order in which they are read.
const (
	Drift  = "drift"
	Bridge = "bridge"
	Cortex = "cortex"
)

// Policy says whether a table leaves the machine.
type Policy string

// SYNC and REDACT tables have a cloud table; the distinction is Drift's own and
// changes nothing here: columns are treated by their class.
const (
	Sync      Policy = "SYNC"
	Redact    Policy = "REDACT"
	LocalOnly Policy = "LOCAL-ONLY"
)

// Database is one source database.
type Database struct {
	Name     string   `json:"db"`
	File     string   `json:"file"`     // below the project root, with slashes
	Versions []int    `json:"versions"` // schema versions that the catalogue knows, ascending
	Words    []string `json:"words"`    // literals that a column of class literal may keep
	Stays    []Stay   `json:"stays"`    // what stays here on purpose
	Tables   []*Table `json:"tables"`
}

// Stay is a table or column that is known and does not leave, on purpose.
type Stay struct {
	Name string `json:"name"` // "table" or "table.column"
	Why  string `json:"why"`
}

// Table is one table of a source database.
type Table struct {
	Database      string       `json:"-"`
	Name          string       `json:"name"`
	Policy        Policy       `json:"class"`
	Tier          int          `json:"tier"`  // 1 to 3; 0 for local-only tables
	Cloud         string       `json:"cloud"` // name of the cloud table
	Rows          RowKind      `json:"rows"`
	Identity      Identity     `json:"identity"`
	Strict        bool         `json:"strict"`
	Virtual       *Virtual     `json:"virtual"`
	Autoincrement bool         `json:"autoincrement"`
	PrimaryKey    []string     `json:"primary_key"`
	Unique        [][]string   `json:"unique"`
	ForeignKeys   []ForeignKey `json:"foreign_keys"`
	Refers        []ForeignKey `json:"refers"` // references that Drift keeps, or means to keep, and does not declare
	Check         string       `json:"check"`
	Indexes       []Index      `json:"indexes"`
	Columns       []*Column    `json:"columns"`
}

// RowKind says what it means that a row is no longer there.
type RowKind string

// A vanished row of a state table gets a tombstone in the cloud; a log only grows.
const (
	State RowKind = "state"
	Log   RowKind = "log"
)

// Identity says which raw cells make a row the same row in the next push.
type Identity struct {
	Kind    string   `json:"kind"`    // "key" or "natural"
	Columns []string `json:"columns"` // in hashing order
	Ordinal bool     `json:"ordinal"` // rows with equal columns differ by their order
	Renewed string   `json:"renewed"` // integer key that Drift renews; leaves as a stable number
}

// Virtual is a virtual table's module.
type Virtual struct {
	Module string   `json:"module"`
	Args   []string `json:"args"`
}

// ForeignKey is a local foreign key. The cloud has none of these: rows arrive in any order.
type ForeignKey struct {
	Columns    []string `json:"columns"`
	Table      string   `json:"table"`
	References []string `json:"references"`
	OnDelete   string   `json:"on_delete"`
	Mistaken   bool     `json:"mistaken"` // Drift fills the columns with something else: no row of them points anywhere
}

// Index is a local index.
type Index struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Unique  bool     `json:"unique"`
}

// Column is one column of a table. Class, CloudName, Boolean and Volatile mean nothing
// in a local-only table.
type Column struct {
	Name      string    `json:"name"`
	TypeName  string    `json:"type"` // INTEGER, REAL, TEXT or BLOB
	ClassName string    `json:"class"`
	CloudName string    `json:"cloud"`    // where it is not Name
	NotNull   bool      `json:"not_null"` // local only: in the cloud every carried column is nullable
	Default   *string   `json:"default"`
	Boolean   bool      `json:"boolean"`  // INTEGER 0/1 that Drift means as a truth value
	Volatile  bool      `json:"volatile"` // renewed by every analyze: not part of the fingerprint
	When      string    `json:"when"`     // null leaves where this INTEGER column of the row is 0 or null
	Since     int       `json:"since"`    // schema version that added it; 0 for the first
	Local     bool      `json:"local"`    // known, but never carried
	Holds     string    `json:"holds"`    // what its cells are, for a reader; each carried text and blob says so
	Evidence  string    `json:"evidence"` // what writes them in Drift's public source, or [NoWriter]; likewise
	Class     abi.Class `json:"-"`
	Type      abi.Type  `json:"-"`
}

// NoWriter begins the evidence of a column that nothing in Drift's public source is seen
// to fill: it may hold anything.
const NoWriter = "no writer found"

var load = sync.OnceValue(func() []*Database {
	all := make([]*Database, 0, 3)
	for _, name := range []string{Drift, Bridge, Cortex} {
		data, err := fs.ReadFile(catalogue.Files, name+".json")
		if err != nil {
			panic(err)
		}
		db, err := parse(data)
		if err != nil {
			panic(fmt.Sprintf("catalogue %s: %v", name, err)) // embedded, and read by every test
		}
		all = append(all, db)
	}
	return all
})

func parse(data []byte) (*Database, error) {
	db := new(Database)
	if err := json.Unmarshal(data, db); err != nil {
		return nil, err
	}
	for _, t := range db.Tables {
		t.Database = db.Name
		for _, c := range t.Columns {
			if err := c.resolve(t.Syncs()); err != nil {
				return nil, fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
			}
		}
		for _, c := range t.Columns {
			if c.When != "" && t.Column(c.When) == nil {
				return nil, fmt.Errorf("%s.%s: depends on %q, which is not a column", t.Name, c.Name, c.When)
			}
		}
		for _, name := range t.Identity.Columns {
			if t.Column(name) == nil {
				return nil, fmt.Errorf("%s: identity names %q, which is not a column", t.Name, name)
			}
		}
	}
	return db, nil
}

func (c *Column) resolve(syncs bool) error {
	types := map[string]abi.Type{"INTEGER": abi.Int, "REAL": abi.Float, "TEXT": abi.Text, "BLOB": abi.Blob}
	c.Type = types[c.TypeName]
	c.Class = abi.ParseClass(c.ClassName)
	if syncs && c.Class == abi.Unknown {
		return fmt.Errorf("no class")
	}
	if syncs && c.Type == 0 {
		return fmt.Errorf("no type")
	}
	if syncs && !c.Local && !c.Type.Fixed() {
		return c.founded()
	}
	return nil
}

// founded checks that a column's class rests on what fills it. Where nobody knows, it
// is one that is searched for everything, or one of which nothing leaves as it is.
func (c *Column) founded() error {
	if c.Holds == "" || c.Evidence == "" {
		return fmt.Errorf("does not say what it holds and what fills it")
	}
	if !strings.HasPrefix(c.Evidence, NoWriter) {
		return nil
	}
	switch c.Class {
	case abi.FreeText, abi.JSON, abi.Code, abi.PII, abi.Secret, abi.EnvValue, abi.DerivedID, abi.RootPath:
		return nil
	}
	return fmt.Errorf("is %s, and no writer is known", c.Class)
}

// Databases returns the source databases in reading order. The catalogue is shared
// and must not be changed.
func Databases() []*Database { return load() }

// Totals are how many tables the catalogue declares, of how many rows leave, and how many
// stay. Tables that it only names, since a newer Drift made them, are not among them.
func Totals() (all, leave, stay int) {
	for _, db := range Databases() {
		all += len(db.Tables)
	}
	leave = len(Synced())
	return all, leave, all - leave
}

// Synced returns the tables that have a cloud table, in reading order.
func Synced() []*Table {
	var all []*Table
	for _, db := range Databases() {
		for _, t := range db.Tables {
			if t.Syncs() {
				all = append(all, t)
			}
		}
	}
	return all
}

// Find returns a table by database and name, nil where the catalogue has none.
func Find(database, name string) *Table {
	for _, db := range Databases() {
		if db.Name == database {
			return db.Table(name)
		}
	}
	return nil
}

// Table returns a table by name in any case, nil where the catalogue has none.
func (d *Database) Table(name string) *Table {
	i := slices.IndexFunc(d.Tables, func(t *Table) bool { return same(t.Name, name) })
	if i < 0 {
		return nil
	}
	return d.Tables[i]
}

// same compares a name of the catalogue, which is ASCII, with another as SQLite does:
// without case, of ASCII letters only.
func same(known, name string) bool {
	return len(known) == len(name) && strings.EqualFold(known, name)
}

// Syncs reports whether rows of the table leave the machine.
func (t *Table) Syncs() bool { return t.Policy == Sync || t.Policy == Redact }

// FullName returns "database.table".
func (t *Table) FullName() string { return t.Database + "." + t.Name }

// StaysHere reports whether a table, or a column as "table.column", is known to stay on
// purpose. Names are compared in any case.
func (d *Database) StaysHere(name string) bool {
	return slices.ContainsFunc(d.Stays, func(s Stay) bool { return same(s.Name, name) })
}

// Column returns a column by name in any case, nil where there is none.
func (t *Table) Column(name string) *Column {
	i := slices.IndexFunc(t.Columns, func(c *Column) bool { return same(c.Name, name) })
	if i < 0 {
		return nil
	}
	return t.Columns[i]
}

// References returns those that Drift declares, then the others.
func (t *Table) References() []ForeignKey { return slices.Concat(t.ForeignKeys, t.Refers) }

// Carried returns the columns that leave, in catalogue order.
func (t *Table) Carried() []*Column {
	carried := make([]*Column, 0, len(t.Columns))
	for _, c := range t.Columns {
		if !c.Local {
			carried = append(carried, c)
		}
	}
	return carried
}

// Digest returns the SHA-256, in hexadecimal digits, of what the catalogue decides.
// What it only tells its readers does not count: a better sentence sends no row again.
func Digest() string { return digest() }

var digest = sync.OnceValue(func() string {
	h := sha256.New()
	for _, db := range Databases() {
		text, err := json.Marshal(db.bare())
		if err != nil {
			panic(err) // plain structs
		}
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil))
})

// bare returns a copy without what is written for readers.
func (d Database) bare() *Database {
	d.Stays = nil
	d.Tables = slices.Clone(d.Tables)
	for i, t := range d.Tables {
		table := *t
		table.Columns = make([]*Column, len(t.Columns))
		for j, c := range t.Columns {
			column := *c
			column.Holds, column.Evidence = "", ""
			table.Columns[j] = &column
		}
		d.Tables[i] = &table
	}
	return &d
}

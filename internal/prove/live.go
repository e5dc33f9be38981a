package prove

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// live is a table of the catalogue as the database has it.
type live struct {
	conn    *sqlite3.Conn
	table   *schema.Table
	names   []string         // of all columns
	known   []*schema.Column // by column; nil for one that is not in the catalogue
	types   []string         // declared, upper case
	notNull []bool
	key     int     // column that is another name of the row id, -1 for none
	unique  [][]int // sets of columns
}

// look returns a table as it is, nil where the database has none.
func look(conn *sqlite3.Conn, t *schema.Table) (*live, error) {
	l := &live{conn: conn, table: t, key: -1}
	stmt, _, err := conn.Prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?) WHERE hidden=0")
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	if err := stmt.BindText(1, t.Name); err != nil {
		return nil, err
	}
	var keys []int
	for stmt.Step() {
		name, kind := stmt.ColumnText(0), strings.ToUpper(stmt.ColumnText(1))
		if stmt.ColumnInt(3) > 0 {
			keys = append(keys, len(l.names))
		}
		var known *schema.Column
		for _, c := range t.Columns {
			if strings.EqualFold(c.Name, name) {
				known = c
			}
		}
		l.names, l.types, l.known = append(l.names, name), append(l.types, kind), append(l.known, known)
		l.notNull = append(l.notNull, stmt.ColumnBool(2))
	}
	if err := stmt.Err(); err != nil || len(l.names) == 0 {
		return nil, err
	}
	if len(keys) == 1 && l.types[keys[0]] == "INTEGER" {
		l.key = keys[0]
	}
	return l, l.uniqueSets()
}

func (l *live) uniqueSets() error {
	indexes, err := texts(l.conn, "SELECT name FROM pragma_index_list("+sqlite3.Quote(l.table.Name)+") WHERE \"unique\"")
	if err != nil {
		return err
	}
	for _, index := range indexes {
		columns, err := texts(l.conn, "SELECT name FROM pragma_index_info("+sqlite3.Quote(index)+") WHERE name IS NOT NULL")
		if err != nil {
			return err
		}
		var set []int
		for _, c := range columns {
			if i := slices.Index(l.names, c); i >= 0 {
				set = append(set, i)
			}
		}
		l.unique = append(l.unique, set)
	}
	return nil
}

// sample draws real rows, and counts all of them.
func (l *live) sample(draw *rand.Rand) (rows [][]any, total int64, err error) {
	from := " FROM " + sqlite3.QuoteIdentifier(l.table.Name)
	count, _, err := l.conn.Prepare("SELECT count(*)" + from)
	if err != nil {
		return nil, 0, err
	}
	defer count.Close()
	if count.Step() {
		total = count.ColumnInt64(0)
	}
	if err := count.Err(); err != nil || total == 0 {
		return nil, total, err
	}
	var names []string
	for _, name := range l.names {
		names = append(names, sqlite3.QuoteIdentifier(name))
	}
	stmt, _, err := l.conn.Prepare("SELECT " + strings.Join(names, ", ") + from + " LIMIT 1 OFFSET ?")
	if err != nil {
		return nil, total, err
	}
	defer stmt.Close()
	for _, at := range positions(total, draw) {
		row, err := l.read(stmt, at)
		if err != nil {
			return nil, total, err
		}
		if size(row) < large {
			rows = append(rows, row)
		}
	}
	return rows, total, nil
}

// positions draws different numbers below total, ascending.
func positions(total int64, draw *rand.Rand) []int64 {
	var all []int64
	if total <= templates {
		for i := range total {
			all = append(all, i)
		}
		return all
	}
	for len(all) < templates {
		if n := draw.Int64N(total); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

func (l *live) read(stmt *sqlite3.Stmt, at int64) ([]any, error) {
	if err := stmt.Reset(); err != nil {
		return nil, err
	}
	if err := stmt.BindInt64(1, at); err != nil {
		return nil, err
	}
	if !stmt.Step() {
		return nil, stmt.Err()
	}
	row := make([]any, len(l.names))
	for i := range row {
		switch stmt.ColumnType(i) {
		case sqlite3.INTEGER:
			row[i] = stmt.ColumnInt64(i)
		case sqlite3.FLOAT:
			row[i] = stmt.ColumnFloat(i)
		case sqlite3.TEXT:
			row[i] = stmt.ColumnText(i)
		case sqlite3.BLOB:
			row[i] = stmt.ColumnBlob(i, nil)
		}
	}
	return row, nil
}

func size(row []any) int {
	n := 0
	for _, cell := range row {
		switch v := cell.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}

func (l *live) insert() (*sqlite3.Stmt, error) {
	var names []string
	for _, name := range l.names {
		names = append(names, sqlite3.QuoteIdentifier(name))
	}
	stmt, _, err := l.conn.Prepare("INSERT INTO " + sqlite3.QuoteIdentifier(l.table.Name) + " (" + strings.Join(names, ", ") +
		") VALUES (" + placeholders(len(names)) + ")")
	return stmt, err
}

// far is where numbers begin that no real row has.
const far = int64(1) << 40

// distinct makes a row differ from every other one in each set of columns that has to
// be unique. The planted column does so by itself.
func (l *live) distinct(row []any, planted, n int) {
	if l.key >= 0 {
		row[l.key] = nil // SQLite counts on
	}
	for _, set := range l.unique {
		if len(set) == 0 || slices.Contains(set, planted) || slices.Contains(set, l.key) {
			continue
		}
		number := slices.IndexFunc(set, func(i int) bool { return l.types[i] != "TEXT" && l.types[i] != "BLOB" })
		switch {
		case number >= 0:
			row[set[number]] = far + int64(n)
		default:
			text, _ := row[set[0]].(string)
			row[set[0]] = fmt.Sprintf("%s-%d", text, n)
		}
	}
}

// madeUp returns a row as a writer might have made it, that tells nothing.
func (l *live) madeUp(root string, n int) []any {
	row := make([]any, len(l.names))
	for i, c := range l.known {
		switch {
		case i == l.key:
		case c != nil:
			row[i] = plausible(c, root, n)
		case l.notNull[i] && l.types[i] == "TEXT":
			row[i] = ""
		case l.notNull[i] && l.types[i] == "BLOB":
			row[i] = []byte{}
		case l.notNull[i]:
			row[i] = int64(0)
		}
	}
	return row
}

// plausible returns a cell of a class that is what it should be.
func plausible(c *schema.Column, root string, n int) any {
	switch {
	case c.Type == abi.Float:
		return 0.5
	case c.Boolean:
		return int64(n % 2)
	case c.Type == abi.Int:
		return int64(n)
	case c.Class == abi.OpaqueBlob:
		return pack(`{"note":"orders are slow on Mondays"}`)
	case c.Type == abi.Blob:
		return []byte("0123456789abcdef")
	}
	switch c.Class {
	case abi.Safe:
		if strings.HasSuffix(c.Name, "_at") || strings.Contains(c.Name, "time") || strings.HasPrefix(c.Name, "last_") {
			return "2026-01-02T03:04:05Z"
		}
		return "info"
	case abi.Path, abi.PathEmbedded:
		return fmt.Sprintf("src/orders/cart%d.ts", n)
	case abi.RootPath:
		return root
	case abi.PathJSON:
		return `["src/orders/cart.ts"]`
	case abi.JSON:
		return `{"note":"orders are slow on Mondays","count":3}`
	case abi.Hash, abi.DerivedID:
		return "0123456789abcdef"
	case abi.URL:
		return "GET /orders"
	case abi.EnvName:
		return "LOG_LEVEL"
	case abi.FreeText:
		return "orders are slow on Mondays"
	case abi.Identifier, abi.Literal:
		return "checkout"
	}
	return "" // code, secrets, persons
}

// planted returns a cell with a canary in it, and where it stands.
func (l *live) planted(c *schema.Column, cell any, each *Canary, draw *rand.Rand) (any, Place) {
	if c.Class == abi.OpaqueBlob {
		packed, _ := cell.([]byte)
		text, place := put(unpack(packed), each.text, documented(each.place), draw.IntN)
		return pack(text), place
	}
	if c.Type == abi.Blob {
		return []byte(each.text), Whole
	}
	text, _ := cell.(string)
	text, place := put(text, each.text, each.place, draw.IntN)
	return text, place
}

// documented keeps a canary inside the document that a compressed cell has to be.
func documented(p Place) Place {
	if p == Whole {
		return Document
	}
	return p
}

var packer = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are valid, and every test runs this
	}
	return w
})

func pack(text string) []byte { return packer().EncodeAll([]byte(text), nil) }

// unpack returns the document of a compressed cell, a small one where it holds none.
func unpack(packed []byte) string {
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<20))
	if err != nil {
		return "{}"
	}
	defer r.Close()
	text, err := r.DecodeAll(packed, nil)
	if err != nil {
		return "{}"
	}
	if _, ok := parse(string(text)); !ok {
		return "{}"
	}
	return string(text)
}

package demo

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// cells is a row by the names of its columns: nil, int, float64, bool, string, []byte or
// packed. What it does not name is filled by class; a nil is null on purpose.
type cells map[string]any

// columnsOf returns the columns of a table that the databases have.
func columnsOf(t *schema.Table) []*schema.Column {
	var all []*schema.Column
	for _, c := range t.Columns {
		if t.Virtual == nil && c.Since <= madeAt[t.Database] {
			all = append(all, c)
		}
	}
	return all
}

// rowOf returns the i-th row of a table with a cell for each column.
func (g *generator) rowOf(t *schema.Table, s spec, i int) cells {
	row := cells{}
	if s.row != nil {
		row = s.row(g, i)
	}
	for _, c := range columnsOf(t) {
		if _, named := row[c.Name]; !named {
			row[c.Name] = g.cellOf(t, c, i)
		}
	}
	return row
}

// cellOf returns a cell that its column's type and class allow, another one for each i
// where rows are told apart by it.
func (g *generator) cellOf(t *schema.Table, c *schema.Column, i int) any {
	switch to := target(t, c.Name); {
	case numbered(t, c.Name):
		return nil // SQLite gives the next
	case to != nil && c.Type == abi.Int:
		return 1 + i%max(1, g.counts[to.FullName()])
	case to != nil && !c.NotNull:
		return nil
	case c.Boolean:
		return i%2 == 0
	case c.Type == abi.Int:
		return i
	case c.Type == abi.Float:
		return float64(i%1000) / 1000
	}
	text := g.textOf(c.Class, i)
	switch {
	case c.Type != abi.Blob:
		return text
	case c.Class == abi.OpaqueBlob:
		return packed(text)
	}
	return hash8(c.Name, text)
}

func (g *generator) textOf(class abi.Class, i int) string {
	rel, f := g.functionAt(i)
	switch class {
	case abi.Path:
		file, _ := g.fileAt(i)
		return g.abs(file)
	case abi.RootPath:
		return g.Root
	case abi.PathEmbedded:
		return g.functionKey(i)
	case abi.PathJSON:
		return doc(list{g.abs(rel), rel})
	case abi.JSON, abi.OpaqueBlob:
		return doc(object{"note": "seen in " + f.name, "count": i})
	case abi.Code:
		return f.signature
	case abi.URL:
		return "/api/v1/orders/" + strconv.Itoa(i)
	case abi.Hash:
		return hash64("content", strconv.Itoa(i))
	case abi.DerivedID:
		return fmt.Sprintf("%016x", digest("derived", rel, strconv.Itoa(i)))
	case abi.EnvName:
		return "SHOP_SETTING_" + strconv.Itoa(i)
	case abi.FreeText:
		return "note " + strconv.Itoa(i) + " on " + f.name
	}
	return "item-" + strconv.Itoa(i)
}

// numbered reports an integer key that SQLite counts up.
func numbered(t *schema.Table, column string) bool {
	return len(t.PrimaryKey) == 1 && t.PrimaryKey[0] == column && t.Column(column).Type == abi.Int
}

// target returns the table that a column refers to, nil where it refers to none.
func target(t *schema.Table, column string) *schema.Table {
	for _, f := range t.ForeignKeys {
		if slices.Contains(f.Columns, column) {
			return schema.Find(t.Database, f.Table)
		}
	}
	return nil
}

package source

import (
	"context"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// Row is one row as SQLite holds it. It is valid until the next one is read.
type Row struct {
	// Cells stand by catalogue column: nil, int64, float64, or []byte for text and
	// blobs, which is memory of the database.
	Cells []any
	// Mismatch is a column whose cell has a storage class that its declaration does
	// not allow, nil for none. Tables that are not STRICT can hold such cells.
	Mismatch *schema.Column
}

// Scan calls each with every row of a table, in the order of their row ids or, where
// there are none, of their primary key. Errors of SQLite come back as faults, errors of
// each as they are. A table that SQLite cannot read though the file is sound, such as
// one with a column that it cannot compute, is [fault.SourceTable].
func (d *Database) Scan(ctx context.Context, t *Table, each func(*Row) error) error {
	query, selected := selectRows(t)
	stmt, _, err := d.conn.Prepare(query)
	if err != nil {
		return d.explainTable(t, err)
	}
	defer stmt.Close()
	row := &Row{Cells: make([]any, len(t.Columns))}
	raw := make([]any, len(selected)+1)
	d.conn.SetInterrupt(ctx)
	for stmt.Step() {
		if err := stmt.ColumnsRaw(raw...); err != nil {
			return d.explain(err)
		}
		row.fill(t, selected, raw)
		if err := each(row); err != nil {
			return err
		}
	}
	return d.explainTable(t, stmt.Err())
}

// Count returns the number of rows of a table, 0 where SQLite cannot tell.
func (d *Database) Count(ctx context.Context, t *Table) (rows int64) {
	stmt, _, err := d.conn.Prepare("SELECT count(*) FROM " + quote(t.name))
	if err != nil {
		return 0
	}
	defer stmt.Close()
	d.conn.SetInterrupt(ctx)
	if stmt.Step() {
		rows = stmt.ColumnInt64(0)
	}
	return rows
}

// selectRows returns the query for the columns that the file has, and which they
// are. The last column of the result is the position of a cell that is a blob in
// a text column, or text in a blob column; the binding does not tell them apart.
func selectRows(t *Table) (string, []int) {
	var names, checks []string
	var selected []int
	for i, c := range t.Columns {
		if !t.present[i] {
			continue
		}
		if t.checked[i] && (c.Type == abi.Text || c.Type == abi.Blob) {
			wrong := map[abi.Type]string{abi.Text: "blob", abi.Blob: "text"}[c.Type]
			checks = append(checks, "WHEN typeof("+quote(c.Name)+")='"+wrong+"' THEN "+strconv.Itoa(i))
		}
		names = append(names, quote(c.Name))
		selected = append(selected, i)
	}
	check := "-1"
	if len(checks) > 0 {
		check = "CASE " + strings.Join(checks, " ") + " ELSE -1 END"
	}
	return "SELECT " + strings.Join(append(names, check), ", ") + " FROM " + quote(t.name) + " ORDER BY " + t.order, selected
}

func (r *Row) fill(t *Table, selected []int, raw []any) {
	clear(r.Cells)
	r.Mismatch = nil
	if wrong, _ := raw[len(raw)-1].(int64); wrong >= 0 {
		r.Mismatch = t.Columns[wrong]
	}
	for i, at := range selected {
		v, ok := convert(raw[i], t.Columns[at])
		if !ok {
			r.Mismatch = t.Columns[at]
		}
		r.Cells[at] = v
	}
}

// convert brings a cell to its column's type where nothing is lost by it.
func convert(cell any, c *schema.Column) (any, bool) {
	switch v := cell.(type) {
	case nil:
		return nil, true
	case int64:
		if c.Type == abi.Float {
			return float64(v), true
		}
		return cell, c.Type == abi.Int && (!c.Boolean || v == 0 || v == 1)
	case float64:
		return cell, c.Type == abi.Float
	default:
		return cell, c.Type == abi.Text || c.Type == abi.Blob
	}
}

func (d *Database) table(name string) *Table {
	for i := range d.Tables {
		if d.Tables[i].Name == name {
			return &d.Tables[i]
		}
	}
	return nil
}

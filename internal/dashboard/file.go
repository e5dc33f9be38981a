package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/sink/sqlite"
)

// File is a source that is a file which pushes write. It opens the file for each query and
// closes it again, so that a push finds it free.
type File struct {
	path  string
	slots chan struct{} // a connection has a memory of its own
	kept  answers
}

var _ Source = (*File)(nil)

// connections bounds how many queries run at a time.
const connections = 4

// OpenFile returns the file at path as a source, after it was read once. The faults are
// those of [sqlite.Read].
func OpenFile(ctx context.Context, path string) (*File, error) {
	f := &File{path: path, slots: make(chan struct{}, connections)}
	return f, sqlite.Read(ctx, path, func(*sqlite3.Conn) error { return nil })
}

// About names the file.
func (f *File) About() About { return About{Kind: "file", Destination: "file:" + f.path} }

// Close has nothing to close.
func (f *File) Close() error { return nil }

// Rows runs a query, or answers as before where nothing was written since.
func (f *File) Rows(ctx context.Context, q *Query) (json.RawMessage, int64, error) {
	stamp, query := stampOf(f.path), fmt.Sprintf("%#v", *q)
	if k, ok := f.kept.get(stamp, query); ok {
		return k.rows, k.total, nil
	}
	rows, total, err := f.read(ctx, q)
	if err == nil {
		f.kept.put(stamp, query, known{rows, total})
	}
	return rows, total, err
}

func (f *File) read(ctx context.Context, q *Query) (rows json.RawMessage, total int64, err error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	err = sqlite.Read(ctx, f.path, func(conn *sqlite3.Conn) error {
		shown := ""
		if err := each(conn, mainProject, nil, func(row *sqlite3.Stmt) { shown = row.ColumnText(0) }); err != nil {
			return err
		}
		own := *q
		if shown != "" {
			own.Where = append([]Filter{{Column: "project_id", Op: "eq", Value: shown}}, q.Where...)
		}
		rows, total, err = own.read(conn)
		return err
	})
	return rows, total, err
}

// mainProject is the project to show where a file has several: the one that was pushed last.
const mainProject = `SELECT project_id FROM sync_sources
	WHERE (SELECT count(*) FROM projects) > 1 ORDER BY last_run_at DESC NULLS LAST LIMIT 1`

func (q *Query) read(conn *sqlite3.Conn) (json.RawMessage, int64, error) {
	where, args := q.where()
	total := int64(-1)
	if q.Counted {
		if err := each(conn, "SELECT count(*) FROM "+q.View+where, args, func(row *sqlite3.Stmt) { total = row.ColumnInt64(0) }); err != nil {
			return nil, 0, err
		}
	}
	kinds := make([]kind, len(q.Select))
	for i, name := range q.Select {
		kinds[i] = find(views()[q.View], name).kind
	}
	var out bytes.Buffer
	out.WriteByte('[')
	err := each(conn, q.statement(where), args, func(row *sqlite3.Stmt) {
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		writeRow(&out, row, q.Select, kinds)
	})
	out.WriteByte(']')
	return out.Bytes(), total, err
}

// statement returns the SQL of a query. Every name in it is one of the catalogue's.
func (q *Query) statement(where string) string {
	var names, order []string
	for _, name := range q.Select {
		names = append(names, sqlite3.QuoteIdentifier(name))
	}
	group := ""
	if q.Grouped {
		group = " GROUP BY " + strings.Join(names, ", ")
		if len(names) == 0 {
			group = ""
		}
		names = append(names, `count(*) AS "count"`)
	}
	for _, o := range q.Order {
		term := sqlite3.QuoteIdentifier(o.Column)
		switch {
		case o.Descending && o.NullsLast:
			term += " DESC NULLS LAST"
		case o.Descending:
			term += " DESC NULLS FIRST"
		default:
			term += " ASC NULLS LAST"
		}
		order = append(order, term)
	}
	sort := ""
	if len(order) > 0 {
		sort = " ORDER BY " + strings.Join(order, ", ")
	}
	return fmt.Sprintf("SELECT %s FROM %s%s%s%s LIMIT %d OFFSET %d", strings.Join(names, ", "), q.View, where, group, sort, q.Limit, q.Offset)
}

// where returns the condition of a query and the values in it.
func (q *Query) where() (text string, args []string) {
	var parts []string
	for _, f := range q.Where {
		name := sqlite3.QuoteIdentifier(f.Column)
		part := ""
		switch f.Op {
		case "is":
			part = name + map[string]string{"null": " IS NULL", "true": " IS 1", "false": " IS 0"}[f.Value]
		case "in":
			part = name + " IN (?" + strings.Repeat(", ?", len(f.List)-1) + ")"
			args = append(args, f.List...)
		case "like", "ilike":
			operator := " LIKE ? ESCAPE '\\'"
			args = append(args, strings.ReplaceAll(f.Value, "*", "%"))
			part = name + operator
		default:
			part = name + map[string]string{"eq": " = ", "neq": " <> ", "gt": " > ", "gte": " >= ", "lt": " < ", "lte": " <= "}[f.Op] + "?"
			args = append(args, f.Value)
		}
		if f.Not {
			part = "NOT (" + part + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

// each runs a statement. Values are bound as text; the columns of a STRICT table give them
// their own type where they are compared.
func each(conn *sqlite3.Conn, sql string, args []string, f func(*sqlite3.Stmt)) error {
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i, arg := range args {
		if err := stmt.BindText(i+1, arg); err != nil {
			return err
		}
	}
	for stmt.Step() {
		f(stmt)
	}
	return stmt.Err()
}

func writeRow(out *bytes.Buffer, row *sqlite3.Stmt, names []string, kinds []kind) {
	out.WriteByte('{')
	for i := range row.ColumnCount() {
		if i > 0 {
			out.WriteByte(',')
		}
		name, of := "count", plain
		if i < len(names) {
			name, of = names[i], kinds[i]
		}
		out.WriteString(strconv.Quote(name) + ":")
		writeCell(out, row, i, of)
	}
	out.WriteByte('}')
}

// writeCell writes a cell as PostgREST does, whose JSON has no infinities.
func writeCell(out *bytes.Buffer, row *sqlite3.Stmt, i int, of kind) {
	switch typ := row.ColumnType(i); {
	case typ == sqlite3.INTEGER && of == truth:
		out.WriteString(strconv.FormatBool(row.ColumnInt64(i) != 0))
	case typ == sqlite3.INTEGER:
		out.WriteString(strconv.FormatInt(row.ColumnInt64(i), 10))
	case typ == sqlite3.FLOAT && !math.IsInf(row.ColumnFloat(i), 0):
		out.Write(strconv.AppendFloat(nil, row.ColumnFloat(i), 'g', -1, 64))
	case typ == sqlite3.FLOAT:
		out.WriteString(map[bool]string{true: `"Infinity"`, false: `"-Infinity"`}[row.ColumnFloat(i) > 0])
	case typ == sqlite3.TEXT && of == data && json.Valid(row.ColumnRawText(i)):
		out.Write(row.ColumnRawText(i))
	case typ == sqlite3.TEXT:
		text, err := json.Marshal(row.ColumnText(i))
		if err != nil {
			text = []byte("null")
		}
		out.Write(text)
	default:
		out.WriteString("null")
	}
}

package host_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// BenchmarkPush_File compares pushes into a file with a plain loop that copies the same
// tables with the same SQLite and no redaction: the first push with the whole loop, one
// changed row with the part of it that reads. It also tells how the time of --full into a
// file that has everything grows from a tenth of the rows to all of them. What is compared
// runs one after the other, each in a process of its own.
func BenchmarkPush_File(b *testing.B) {
	f, tenth := newFileBench(b, benchRows(b)), newFileBench(b, benchRows(b)/10)
	var copied, first, read, changed, full, small cost
	tenth.run(pushEnvironment)
	for b.Loop() {
		f.reset()
		copied.add(f.run(copyEnvironment))
		first.add(f.run(pushEnvironment))
		read.add(f.run(readEnvironment))
		f.change()
		changed.add(f.run(pushEnvironment))
		small.add(tenth.run(fullEnvironment))
		full.add(f.run(fullEnvironment))
	}
	copied.report(b, "copy")
	first.report(b, "first")
	read.report(b, "read")
	changed.report(b, "changed")
	full.report(b, "full")
	first.compare(b, copied, "first/copy")
	changed.compare(b, read, "changed/read")
	full.compare(b, small, "full/full-of-tenth")
}

// cost is what processes took, in seconds: of the clock, and of all processors.
type cost struct{ wall, busy float64 }

func (c *cost) add(of cost) { c.wall, c.busy = c.wall+of.wall, c.busy+of.busy }

func (c *cost) report(b *testing.B, name string) {
	b.ReportMetric(c.wall/float64(b.N), name+"-s")
	b.ReportMetric(c.busy/float64(b.N), name+"-cpu-s")
}

// compare reports two ratios: of the clock, and of processor time, which other programs
// on the machine change less.
func (c *cost) compare(b *testing.B, of cost, name string) {
	b.ReportMetric(c.wall/of.wall, name)
	b.ReportMetric(c.busy/of.busy, name+"-cpu")
}

// fileBench is a project, and the file that it is pushed into.
type fileBench struct {
	b    *testing.B
	root string
}

func newFileBench(b *testing.B, rows int) *fileBench {
	f := &fileBench{b, b.TempDir()}
	if _, err := demo.Generate(b.Context(), f.root, demo.Options{Rows: rows}); err != nil {
		b.Fatal(err)
	}
	return f
}

// reset removes what was pushed.
func (f *fileBench) reset() {
	for _, name := range []string{"state", "out.db", "out.db.key"} {
		if err := os.RemoveAll(filepath.Join(f.root, name)); err != nil {
			f.b.Fatal(err)
		}
	}
}

func (f *fileBench) change() {
	w := &bench{t: f.b, root: f.root}
	w.exec("drift", "UPDATE functions SET end_line = end_line + 1 WHERE rowid = (SELECT min(rowid) FROM functions)")
}

// run makes a process of this binary do what an environment variable names.
func (f *fileBench) run(variable string) cost {
	f.b.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), variable+"="+f.root)
	command.Stderr = os.Stderr
	began := time.Now()
	if err := command.Run(); err != nil {
		f.b.Fatal(variable, err)
	}
	state := command.ProcessState
	return cost{time.Since(began).Seconds(), (state.UserTime() + state.SystemTime()).Seconds()}
}

// Environment variables that make this test binary read or copy the project that they
// name, in a plain loop.
const (
	readEnvironment = "DRIFTSYNC_BENCH_READ"
	copyEnvironment = "DRIFTSYNC_BENCH_COPY"
)

func copyFromEnvironment(root string, write bool) int {
	if err := copyProject(root, write); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// copyProject reads all columns that a push carries, and writes them into tables without
// keys in a new file: one prepared statement and one transaction a table.
func copyProject(root string, write bool) error {
	path := filepath.Join(root, "copy.db")
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	to, err := sqlite3.Open(path)
	if err != nil {
		return err
	}
	defer to.Close()
	for _, db := range schema.Databases() {
		from, err := sqlite3.OpenFlags(filepath.Join(root, filepath.FromSlash(db.File)), sqlite3.OPEN_READONLY)
		if err != nil {
			return err
		}
		for _, t := range db.Tables {
			if !t.Syncs() {
				continue
			}
			c := tableCopy{from: from}
			if write {
				c.to = to
			}
			if err := c.run(t); err != nil {
				return err
			}
		}
		if err := from.Close(); err != nil {
			return err
		}
	}
	return nil
}

// tableCopy copies one table; to is nil where it is only read.
type tableCopy struct{ from, to *sqlite3.Conn }

func (c tableCopy) run(t *schema.Table) error {
	var names, marks []string
	for _, column := range t.Carried() {
		names, marks = append(names, sqlite3.QuoteIdentifier(column.Name)), append(marks, "?")
	}
	list := strings.Join(names, ", ")
	rows, _, err := c.from.Prepare("SELECT " + list + " FROM " + sqlite3.QuoteIdentifier(t.Name))
	if err != nil {
		return err
	}
	defer rows.Close()
	cells := make([]any, len(names))
	if c.to == nil {
		for rows.Step() {
			if err := rows.ColumnsRaw(cells...); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	into := sqlite3.QuoteIdentifier(t.Database + "_" + t.Name)
	if err := c.to.Exec("BEGIN; CREATE TABLE " + into + " (" + list + ")"); err != nil {
		return err
	}
	insert, _, err := c.to.Prepare("INSERT INTO " + into + " VALUES (" + strings.Join(marks, ", ") + ")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for rows.Step() {
		if err := rows.ColumnsRaw(cells...); err != nil {
			return err
		}
		for i, cell := range cells {
			if err := bindCell(insert, i+1, cell); err != nil {
				return err
			}
		}
		if err := insert.Exec(); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return c.to.Exec("COMMIT")
}

func bindCell(s *sqlite3.Stmt, i int, cell any) error {
	switch v := cell.(type) {
	case int64:
		return s.BindInt64(i, v)
	case float64:
		return s.BindFloat(i, v)
	case []byte:
		return s.BindRawText(i, v)
	}
	return s.BindNull(i)
}

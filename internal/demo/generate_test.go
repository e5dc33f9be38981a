package demo

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

func generate(t *testing.T, o Options) *Summary {
	t.Helper()
	s, err := Generate(context.Background(), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open opens a copy of a database: a plain open would checkpoint it.
func open(t *testing.T, dir string, db *schema.Database) *sqlite3.Conn {
	t.Helper()
	file, copied := filepath.Join(dir, filepath.FromSlash(db.File)), filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := sqlite3.Open(copied)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// query calls fn for each row.
func query(t *testing.T, conn *sqlite3.Conn, sql string, fn func(*sqlite3.Stmt)) {
	t.Helper()
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	for stmt.Step() {
		fn(stmt)
	}
	if err := stmt.Err(); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, conn *sqlite3.Conn, sql string) int {
	t.Helper()
	n := -1
	query(t, conn, sql, func(s *sqlite3.Stmt) { n = s.ColumnInt(0) })
	return n
}

func TestEveryTableIsThereAndFilled(t *testing.T) {
	for _, rows := range []int{1, DefaultRows, 60_000} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			s := generate(t, Options{Rows: rows, Seed: 7})
			tables, total := 0, 0
			for _, db := range schema.Databases() {
				conn := open(t, s.Dir, db)
				for _, table := range db.Tables {
					n := number(t, conn, "SELECT count(*) FROM "+table.Name)
					if n == 0 {
						t.Errorf("%s is empty", table.FullName())
					}
					if n != s.Rows[table.FullName()] {
						t.Errorf("%s has %d rows, the summary says %d", table.FullName(), n, s.Rows[table.FullName()])
					}
					tables, total = tables+1, total+n
				}
				if n := number(t, conn, "SELECT count(*) FROM pragma_foreign_key_check"); n != 0 {
					t.Errorf("%s has %d broken references", db.Name, n)
				}
				query(t, conn, "PRAGMA integrity_check(3)", func(st *sqlite3.Stmt) {
					if got := st.ColumnText(0); got != "ok" {
						t.Errorf("%s: %s", db.Name, got)
					}
				})
			}
			if want := tableCount(); tables != want || total != s.Total {
				t.Errorf("got %d tables with %d rows, want %d with %d", tables, total, want, s.Total)
			}
			if rows >= DefaultRows && total != rows {
				t.Errorf("got %d rows, want %d", total, rows)
			}
		})
	}
}

func TestVersionMarkersAndSettings(t *testing.T) {
	s := generate(t, Options{})
	for _, c := range []struct {
		db   int
		sql  string
		want int
	}{
		{0, "PRAGMA user_version", 7}, {0, "PRAGMA auto_vacuum", 2}, {1, "PRAGMA user_version", 0}, {1, "PRAGMA auto_vacuum", 0},
		{1, "SELECT version FROM bridge_schema_version", 1}, {2, "SELECT max(version) FROM schema_version", 15}, {2, "PRAGMA auto_vacuum", 2},
		{0, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%STRICT'", 0},
		{0, "SELECT count(*) FROM call_edges WHERE callee_id IN (SELECT id FROM functions) OR caller_id IN (SELECT id FROM functions)", 0},
	} {
		if got := number(t, open(t, s.Dir, schema.Databases()[c.db]), c.sql); got != c.want {
			t.Errorf("%s: got %d, want %d", c.sql, got, c.want)
		}
	}
}

func TestLogIsLeftInPlace(t *testing.T) {
	small, large := generate(t, Options{}), generate(t, Options{Rows: 100_000})
	for _, db := range schema.Databases() {
		main, err := os.Stat(filepath.Join(small.Dir, db.File))
		if err != nil {
			t.Fatal(err)
		}
		if main.Size() != 4096 {
			t.Errorf("%s: main file has %d bytes, want 4096", db.Name, main.Size())
		}
		for _, dir := range []string{small.Dir, large.Dir} {
			log, err := os.Stat(filepath.Join(dir, db.File) + "-wal")
			if err != nil || log.Size() == 0 {
				t.Errorf("%s: no log is left: %v", db.Name, err)
			}
		}
	}
	if main, err := os.Stat(filepath.Join(large.Dir, ".drift/drift.db")); err != nil || main.Size() < 1<<20 {
		t.Errorf("a large database is not checkpointed: %v", err)
	}
}

// digests returns one number a table: equal rows in equal order give equal numbers.
func digests(t *testing.T, dir string, columns func(*schema.Table) string) map[string]uint64 {
	t.Helper()
	all := make(map[string]uint64)
	for _, db := range schema.Databases() {
		conn := open(t, dir, db)
		for _, table := range db.Tables {
			h := fnv.New64a()
			query(t, conn, columns(table), func(s *sqlite3.Stmt) {
				for i := range s.ColumnCount() {
					fmt.Fprintf(h, "%d:%s\x00", s.ColumnType(i), s.ColumnRawBlob(i))
				}
			})
			all[table.FullName()] = h.Sum64()
		}
	}
	return all
}

func TestSameOptionsGiveSameRows(t *testing.T) {
	everything := func(t *schema.Table) string { return "SELECT * FROM " + t.Name }
	o := Options{Root: "/home/marlowe/shop", Seed: 3}
	first, second := digests(t, generate(t, o).Dir, everything), digests(t, generate(t, o).Dir, everything)
	o.Seed = 4
	other := digests(t, generate(t, o).Dir, everything)
	differ := 0
	for name, d := range first {
		if second[name] != d {
			t.Errorf("%s differs between two runs", name)
		}
		if other[name] != d {
			differ++
		}
	}
	if differ < 70 {
		t.Errorf("another seed changes %d tables only", differ)
	}
}

// column returns all cells of a column as text: blobs in hexadecimal, compressed
// ones decoded.
func column(t *testing.T, conn *sqlite3.Conn, c *schema.Column, table string) string {
	t.Helper()
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var all bytes.Buffer
	query(t, conn, fmt.Sprintf("SELECT %s FROM %s", c.Name, table), func(s *sqlite3.Stmt) {
		cell := s.ColumnRawBlob(0)
		switch {
		case c.Class == abi.OpaqueBlob:
			if cell, err = d.DecodeAll(cell, nil); err != nil {
				t.Fatal(err)
			}
		case c.Type == abi.Blob:
			cell = []byte(hex.EncodeToString(cell))
		}
		all.Write(cell)
		all.WriteByte('\n')
	})
	return all.String()
}

func TestPlantedValuesAreThere(t *testing.T) {
	for _, root := range []string{"", "/home/marlowe/shop", "/src", "/", `C:\src`} {
		t.Run(root, func(t *testing.T) {
			s := generate(t, Options{Root: root, Seed: 11})
			plants := Planted(s.Options)
			if len(plants) < 500 {
				t.Fatalf("only %d values are planted", len(plants))
			}
			conns := make(map[string]*sqlite3.Conn)
			cells := make(map[string]string)
			for _, db := range schema.Databases() {
				conns[db.Name] = open(t, s.Dir, db)
			}
			for _, p := range plants {
				table, name, _ := strings.Cut(p.Where, ".")
				if _, ok := cells[p.Where]; !ok {
					for _, db := range schema.Databases() {
						if found := db.Table(table); found != nil {
							cells[p.Where] = column(t, conns[db.Name], found.Column(name), table)
						}
					}
				}
				if len(p.Value) < 8 || !strings.Contains(cells[p.Where], p.Value) {
					t.Errorf("%s is not in %s", p.Kind, p.Where)
				}
			}
		})
	}
}

func TestEveryClassIsPlanted(t *testing.T) {
	planted := make(map[abi.Class]bool)
	for _, s := range sites(Options{Root: "/src"}) {
		planted[s.column.Class] = true
	}
	for _, table := range schema.Synced() {
		for _, c := range table.Columns {
			if !planted[c.Class] && c.Class != abi.Safe && c.Class != abi.EnvName {
				t.Errorf("nothing is planted in columns of class %s, as %s.%s", c.Class, table.Name, c.Name)
			}
		}
	}
	for _, table := range schema.Databases()[2].Tables {
		local := slices.ContainsFunc(sites(Options{}), func(s site) bool { return s.table == table })
		if !local && table.Name != "schema_version" && table.Virtual == nil && !table.Syncs() {
			t.Errorf("nothing is planted in %s", table.Name)
		}
	}
}

func TestCleanProjectHasNoPlants(t *testing.T) {
	for _, p := range Planted(generate(t, Options{Clean: true}).Options) {
		if p.Kind != LocalRow {
			t.Errorf("%s is planted in %s", p.Kind, p.Where)
		}
	}
}

func TestSafeCellsAreShort(t *testing.T) {
	s := generate(t, Options{Rows: 20_000})
	allowed := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.: -+"
	for _, table := range schema.Synced() {
		db := schema.Databases()[slices.IndexFunc(schema.Databases(), func(d *schema.Database) bool { return d.Name == table.Database })]
		conn := open(t, s.Dir, db)
		for _, c := range table.Carried() {
			if c.Class != abi.Safe || c.Type != abi.Text {
				continue
			}
			query(t, conn, fmt.Sprintf("SELECT DISTINCT %s FROM %s", c.Name, table.Name), func(st *sqlite3.Stmt) {
				if text := st.ColumnText(0); len(text) > 64 || strings.Trim(text, allowed) != "" {
					t.Errorf("%s.%s holds %q", table.Name, c.Name, text)
				}
			})
		}
	}
}

func TestRefusesToOverwrite(t *testing.T) {
	s := generate(t, Options{})
	before, err := os.ReadFile(filepath.Join(s.Dir, ".drift/drift.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Generate(context.Background(), s.Dir, Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v, want an error that says the database exists", err)
	}
	after, err := os.ReadFile(filepath.Join(s.Dir, ".drift/drift.db-wal"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was touched: %v", err)
	}
}

func TestCancelledRunLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := t.TempDir()
	if _, err := Generate(ctx, dir, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, ".*", "*")); len(found) != 0 {
		t.Errorf("left %d files", len(found))
	}
}

func TestHundredThousandRowsAreQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a large project")
	}
	generate(t, Options{}) // compiles SQLite
	start := time.Now()
	generate(t, Options{Rows: 100_000})
	if d := time.Since(start); d > 30*time.Second { // 2 s on an idle core
		t.Errorf("took %v", d)
	}
}

func TestDatabasesCanBeLeftOut(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "bridge.db cortex.db drift.db"},
		{Options{Bridge: true}, "bridge.db drift.db"},
		{Options{Cortex: true}, "cortex.db drift.db"},
	} {
		s := generate(t, c.o)
		files, err := filepath.Glob(filepath.Join(s.Dir, ".*", "*.db"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		slices.Sort(files)
		if got := strings.Join(files, " "); got != c.want || s.Total != DefaultRows {
			t.Errorf("got %s with %d rows, want %s with %d", got, s.Total, c.want, DefaultRows)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	const rows = 100_000
	for b.Loop() {
		if _, err := Generate(context.Background(), b.TempDir(), Options{Rows: rows}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// Source stands where Drift's DNA writer puts it, whatever the columns are called.
func TestGenesQuoteSource(t *testing.T) {
	conn := open(t, generate(t, Options{Clean: true}).Dir, schema.Databases()[0])
	genes, mutations := 0, 0
	query(t, conn, "SELECT exemplars, alleles FROM dna_genes", func(s *sqlite3.Stmt) {
		var exemplars []string
		var alleles []struct {
			Examples []struct{ File, Code, Context string }
		}
		if err := errors.Join(json.Unmarshal(s.ColumnRawText(0), &exemplars), json.Unmarshal(s.ColumnRawText(1), &alleles)); err != nil {
			t.Fatal(err)
		}
		genes++
		if len(exemplars) != 5 || !strings.Contains(exemplars[0], "\n") {
			t.Errorf("exemplars are %q", exemplars)
		}
		for _, e := range alleles[0].Examples {
			if e.File != e.Context || !strings.Contains(e.Context, e.Code) {
				t.Errorf("an example is %+v", e)
			}
		}
	})
	query(t, conn, "SELECT file, code FROM dna_mutations", func(s *sqlite3.Stmt) {
		if file, code := s.ColumnText(0), s.ColumnText(1); strings.Contains(file, "\n") && strings.Contains(file, code) {
			mutations++
		}
	})
	if genes == 0 || mutations < 10 {
		t.Errorf("%d genes, %d mutations that quote source", genes, mutations)
	}
}

func tableCount() int {
	n := 0
	for _, db := range schema.Databases() {
		n += len(db.Tables)
	}
	return n
}

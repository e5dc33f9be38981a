package prove

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed" // the SQLite build itself

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// templates is the number of real rows of a table that are drawn, and large the length
// in bytes from which one is left alone.
const (
	templates = 48
	large     = 64 << 10
)

// Garden is a private copy with canaries in it.
type Garden struct {
	Seed    uint64
	Tables  []Table
	Persons bool // the databases have a column of persons, so names were planted

	all    []*Canary
	byCore map[string][]*Canary
	search *searcher
	views  sync.Pool // of *views

	mu    sync.Mutex // holds what becomes of canaries
	taken map[taker]int
}

// Table says what was planted in a table.
type Table struct {
	Name    string `json:"table"`   // "database.table"
	Rows    int64  `json:"rows"`    // real ones, before
	Sampled int    `json:"sampled"` // real rows of which copies were changed
	Copies  int    `json:"copies"`  // rows that were planted: copies of real ones
	MadeUp  int    `json:"made_up"` // and rows that were made up beside them
}

// Plant plants canaries into the databases below dir, which must be a private copy, and
// which nothing else may have open. Root is the project root that paths in them are
// below; see [CheckRoot]. Errors are faults.
func Plant(ctx context.Context, dir, root string, seed uint64) (*Garden, error) {
	g := &Garden{Seed: seed, byCore: make(map[string][]*Canary), taken: make(map[taker]int)}
	g.views.New = func() any { return new(views) }
	p := newPlanner(seed, root)
	beds, err := open(ctx, dir)
	defer func() {
		for _, b := range beds {
			b.conn.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	for _, b := range beds {
		p.named = p.named || b.hasPersons()
	}
	g.Persons = p.named
	for _, b := range beds {
		if err := b.plant(g, p); err != nil {
			return nil, spoiled(ctx, err)
		}
	}
	g.search = newSearcher(g.all)
	if g.search.holds([]byte(root)) {
		return nil, used("the path of the project root holds a value that this seed plants")
	}
	return g, nil
}

func planted() error { return used("the databases hold a value that this seed plants") }

func used(what string) error {
	return fault.New(fault.ConfigInvalid, what, "choose another one with --seed, or leave it out", nil)
}

// spoiled names a failure over the copy.
func spoiled(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil, errors.Is(err, sqlite3.INTERRUPT):
		return fault.New(fault.Interrupted, "interrupted", "prove again; nothing was left behind", nil)
	case errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR):
		return fault.New(fault.SpoolWrite, "the private copy does not fit on the disk", "free some space, or name another folder with --cache", err)
	case errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY), errors.Is(err, sqlite3.CONSTRAINT_UNIQUE):
		return planted()
	case errors.Is(err, sqlite3.CORRUPT):
		return fault.New(fault.SourceCorrupt, "a database is damaged", "restore it, or delete it and run `drift analyze` again", err)
	}
	return fault.New(fault.Internal, "the private copy cannot be planted", "please report this", err)
}

// bed is one database of the copy.
type bed struct {
	conn      *sqlite3.Conn
	catalogue *schema.Database
	tables    []*live
}

// open opens every database of the copy that is there.
func open(ctx context.Context, dir string) ([]*bed, error) {
	var all []*bed
	for _, db := range schema.Databases() {
		path := filepath.Join(dir, filepath.FromSlash(db.File))
		conn, err := sqlite3.OpenFlags(path, sqlite3.OPEN_READWRITE)
		if errors.Is(err, sqlite3.CANTOPEN) {
			continue // the project has none
		}
		if err != nil {
			return all, spoiled(ctx, err)
		}
		b := &bed{conn: conn, catalogue: db}
		all = append(all, b)
		conn.SetInterrupt(ctx)
		if err := b.prepare(); err != nil {
			return all, spoiled(ctx, err)
		}
	}
	return all, nil
}

// prepare lets rows in that only the copy has to hold.
func (b *bed) prepare() error {
	if err := b.conn.Exec("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON"); err != nil {
		return err
	}
	drops, err := texts(b.conn, "SELECT 'DROP '||type||' '||format('\"%w\"', name) FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	for _, drop := range drops {
		if err := b.conn.Exec(drop); err != nil {
			return err
		}
	}
	for _, t := range b.catalogue.Tables {
		if !t.Syncs() {
			continue
		}
		l, err := look(b.conn, t)
		if err != nil {
			return err
		}
		if l != nil {
			b.tables = append(b.tables, l)
		}
	}
	return nil
}

func (b *bed) hasPersons() bool {
	return slices.ContainsFunc(b.tables, func(l *live) bool {
		return slices.ContainsFunc(l.known, func(c *schema.Column) bool { return c != nil && plantable(c) && c.Class == abi.PII })
	})
}

func (b *bed) plant(g *Garden, p *planner) error {
	if err := b.conn.Exec("BEGIN"); err != nil {
		return err
	}
	for _, l := range b.tables {
		if err := l.plant(g, p); err != nil {
			return fmt.Errorf("%s: %w", l.table.Name, err)
		}
	}
	return b.conn.Exec("COMMIT")
}

// plant adds a row for each canary of the table: copies of real rows first, and rows
// that are made up for every third, and where there are no real ones.
func (l *live) plant(g *Garden, p *planner) error {
	draw := rand.New(rand.NewPCG(g.Seed, digest(l.table.FullName())))
	rows, total, err := l.sample(draw)
	if err != nil {
		return err
	}
	account := Table{Name: l.table.FullName(), Rows: total}
	insert, err := l.insert()
	if err != nil {
		return err
	}
	defer insert.Close()
	drawn := make(map[int]bool)
	n := 0
	for at, c := range l.known {
		if c == nil || !plantable(c) {
			continue
		}
		for i, each := range p.column(l.table, c) {
			n++
			from := -1
			if i%3 != 2 {
				from = fitting(rows, at, draw)
			}
			var row []any
			if each.made = from < 0; each.made {
				account.MadeUp++
				row = l.madeUp(p.root, n)
			} else {
				drawn[from] = true
				account.Copies++
				row = slices.Clone(rows[from])
			}
			l.distinct(row, at, n)
			row[at], each.place = l.planted(c, row[at], each, draw)
			if when := l.position(c.When); when >= 0 {
				row[when] = int64(1)
			}
			if err := fill(insert, row); err != nil {
				return err
			}
			g.all = append(g.all, each)
			g.byCore[each.core] = append(g.byCore[each.core], each)
		}
	}
	account.Sampled = len(drawn)
	g.Tables = append(g.Tables, account)
	return nil
}

// position returns the position of a column of the catalogue, -1 for none.
func (l *live) position(name string) int {
	return slices.IndexFunc(l.known, func(c *schema.Column) bool { return c != nil && c.Name == name })
}

// fitting draws a row that has a text in a column, -1 where none has.
func fitting(rows [][]any, column int, draw *rand.Rand) int {
	var all []int
	for i, row := range rows {
		switch cell := row[column].(type) {
		case string:
			if cell != "" {
				all = append(all, i)
			}
		case []byte:
			if len(cell) > 0 {
				all = append(all, i)
			}
		}
	}
	if len(all) == 0 {
		return -1
	}
	return all[draw.IntN(len(all))]
}

func texts(conn *sqlite3.Conn, query string) ([]string, error) {
	stmt, _, err := conn.Prepare(query)
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

func fill(stmt *sqlite3.Stmt, row []any) error {
	for i, cell := range row {
		var err error
		switch v := cell.(type) {
		case nil:
			err = stmt.BindNull(i + 1)
		case int64:
			err = stmt.BindInt64(i+1, v)
		case float64:
			err = stmt.BindFloat(i+1, v)
		case string:
			err = stmt.BindText(i+1, v)
		case []byte:
			err = stmt.BindBlob(i+1, v)
		}
		if err != nil {
			return err
		}
	}
	if err := stmt.Exec(); err != nil {
		return err
	}
	return stmt.Reset()
}

func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

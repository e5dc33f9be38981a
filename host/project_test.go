package host_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// bench is one project, one destination and the state between them.
type bench struct {
	t       testing.TB
	root    string
	out     string
	options host.Options
	made    *demo.Summary
}

func newBench(t testing.TB, o demo.Options) *bench {
	t.Helper()
	b := &bench{t: t, root: filepath.Join(t.TempDir(), "home", "ada", "shop")}
	if err := os.MkdirAll(b.root, 0o755); err != nil {
		t.Fatal(err)
	}
	if o.Rows == 0 {
		o.Rows = 2500
	}
	var err error
	if b.made, err = demo.Generate(t.Context(), b.root, o); err != nil {
		t.Fatal(err)
	}
	b.options = host.Options{Root: b.root, StateDir: t.TempDir(), CacheDir: cacheDir, Worker: worker, Client: "driftsync test"}
	b.options.KeepWorkers()
	b.to(filepath.Join(t.TempDir(), "out.db"))
	return b
}

// to makes a file the destination.
func (b *bench) to(path string) {
	b.out = path
	b.options.Destination = host.Destination{
		Name: "file:" + path, Tenant: uuid.UUID{1}, Project: uuid.UUID{2},
		Open: func() (sink.Sink, error) { return sqlite.Open(context.Background(), path, sqlite.Options{}) },
		Kept: func(ctx context.Context, source, lastRun uuid.UUID) (bool, error) {
			return sqlite.Holds(ctx, path, source, lastRun), nil
		},
	}
}

func (b *bench) push(change ...func(*host.Options)) *host.Result {
	b.t.Helper()
	r, err := b.try(change...)
	if err != nil {
		b.t.Fatalf("push: %v", err)
	}
	for _, t := range r.Tables {
		if t.Read != t.Unchanged+t.Sent+t.Dropped+t.Quarantined+t.Pending {
			b.t.Errorf("%s: counts do not add up: %+v", t.Name, t.Counts)
		}
	}
	return r
}

func (b *bench) try(change ...func(*host.Options)) (*host.Result, error) {
	o := b.options
	for _, c := range change {
		c(&o)
	}
	return host.Push(b.t.Context(), o)
}

// exec runs SQL on a source database, as Drift would.
func (b *bench) exec(database, sql string) {
	b.t.Helper()
	i := slices.IndexFunc(schema.Databases(), func(d *schema.Database) bool { return d.Name == database })
	conn, err := sqlite3.Open(filepath.Join(b.root, filepath.FromSlash(schema.Databases()[i].File)))
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Exec("PRAGMA foreign_keys=OFF; " + sql); err != nil {
		b.t.Fatalf("%s: %v", sql, err)
	}
}

// rows returns what a query finds in the destination, a line a row.
func (b *bench) rows(sql string) []string {
	b.t.Helper()
	conn, err := sqlite3.OpenFlags(b.out, sqlite3.OPEN_READONLY)
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		b.t.Fatalf("%s: %v", sql, err)
	}
	defer stmt.Close()
	var all []string
	for stmt.Step() {
		var cells []string
		for i := range stmt.ColumnCount() {
			cells = append(cells, stmt.ColumnText(i))
		}
		all = append(all, strings.Join(cells, "|"))
	}
	if err := stmt.Err(); err != nil {
		b.t.Fatal(err)
	}
	return all
}

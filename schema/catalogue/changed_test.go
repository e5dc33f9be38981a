package catalogue_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/catalogue"
)

// cacheDir is that of the tests of package host: compiling a guest takes a second.
var cacheDir = filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))

func TestMain(m *testing.M) {
	host.WorkerMain()
	if err := compiled.Use(filepath.Join(cacheDir, "sqlite")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

type object = map[string]any

// added returns one column of each class.
func added() []any {
	var all []any
	for _, class := range abi.Classes() {
		typ := "TEXT"
		if class == abi.OpaqueBlob {
			typ = "BLOB"
		}
		all = append(all, object{"name": "added_" + class.String(), "type": typ, "class": class.String(), "holds": "a test", "evidence": "a test"})
	}
	return append(all,
		object{"name": "added_count", "type": "INTEGER", "class": "safe", "not_null": true},
		object{"name": "added_truth", "type": "INTEGER", "class": "safe", "boolean": true},
		object{"name": "added_share", "type": "REAL", "class": "safe"})
}

// changed returns the catalogue with a table more in each database, a column of each class
// more in a table of each, and the columns of every table in another order.
func changed(t *testing.T, random *rand.Rand) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{schema.Drift, schema.Bridge, schema.Cortex} {
		data, err := fs.ReadFile(catalogue.Files, name+".json")
		if err != nil {
			t.Fatal(err)
		}
		var db object
		if err := json.Unmarshal(data, &db); err != nil {
			t.Fatal(err)
		}
		db["tables"] = append([]any{object{
			"name": "added_" + name, "class": "SYNC", "tier": 1, "cloud": "cloud_added_" + name, "rows": "state",
			"identity": object{"kind": "key", "columns": []any{"added_identifier"}}, "primary_key": []any{"added_identifier"}, "columns": added(),
		}}, db["tables"].([]any)...)
		wide := false
		for i, table := range db["tables"].([]any) {
			table := table.(object)
			columns := table["columns"].([]any)
			if i > 0 && !wide && table["class"] != "LOCAL-ONLY" {
				columns, wide = append(columns, added()...), true
			}
			if table["virtual"] == nil {
				random.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
			}
			table["columns"] = columns
		}
		text, err := json.Marshal(db)
		if err != nil {
			t.Fatal(err)
		}
		files[name+".json"] = &fstest.MapFile{Data: text}
	}
	return files
}

// A column or a table more, wherever it stands, needs no other code: a sample project has
// it, a push carries it, and nothing that is planted in it leaves.
func TestCatalogue_Changed(t *testing.T) {
	catalogue.Files = changed(t, rand.New(rand.NewPCG(18, 3)))
	root, out := filepath.Join(t.TempDir(), "shop"), filepath.Join(t.TempDir(), "out.db")
	made, err := demo.Generate(t.Context(), root, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := host.Push(t.Context(), host.Options{
		Root: root, StateDir: filepath.Join(t.TempDir(), "state"), CacheDir: cacheDir,
		Destination: host.Destination{
			Name: "file:" + out, Tenant: uuid.UUID{1}, Project: uuid.UUID{2},
			Open: func() (sink.Sink, error) { return sqlite.Open(t.Context(), out, sqlite.Options{}) },
		},
	})
	if err != nil || r.Status() != fault.ExitOK || !r.Complete || len(r.Tables) != len(schema.Synced()) {
		t.Fatalf("status %d, complete %v, quarantined %v: %v", r.Status(), r.Complete, r.Quarantined, err)
	}
	conn, err := sqlite3.OpenFlags(out, sqlite3.OPEN_READONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, table := range schema.Synced() {
		if n := count(t, conn, table.Cloud, "*"); n != made.Rows[table.FullName()] {
			t.Errorf("%s: %d rows arrived of %d", table.FullName(), n, made.Rows[table.FullName()])
		}
		for _, c := range table.Carried() {
			gone := []abi.Class{abi.Code, abi.RootPath, abi.Literal} // and mostly nothing else
			if n := count(t, conn, table.Cloud, c.InCloud()); strings.HasPrefix(c.Name, "added_") && n == 0 && !slices.Contains(gone, c.Class) {
				t.Errorf("%s.%s arrived empty", table.FullName(), c.Name)
			}
		}
	}
	arrivals, err := demo.Arrivals(t.Context(), out, demo.Planted(made.Options))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arrivals {
		if a.Arrived > 0 {
			t.Errorf("%s: %d of %d arrived, planted in %s", a.Sort, a.Arrived, a.Planted, strings.Join(a.Columns, ", "))
		}
	}
}

func count(t *testing.T, conn *sqlite3.Conn, table, column string) int {
	t.Helper()
	stmt, _, err := conn.Prepare(fmt.Sprintf("SELECT count(%s) FROM %s", column, table))
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	stmt.Step()
	return stmt.ColumnInt(0)
}

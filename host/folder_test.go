package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/ndjson"
	"github.com/driftsync/driftsync/schema"
)

// toFolder makes a folder of lines of JSON the destination.
func (b *bench) toFolder(dir string) {
	b.out = dir
	b.options.Destination = host.Destination{
		Name: "ndjson:" + dir, Tenant: uuid.UUID{1}, Project: uuid.UUID{2}, Parallel: 4,
		Open: func() (sink.Sink, error) { return ndjson.Open(dir, ndjson.Options{}) },
		Kept: func(_ context.Context, source, lastRun uuid.UUID) (bool, error) {
			return ndjson.Holds(dir, source, lastRun), nil
		},
	}
}

// liveInFolder returns the live rows of a table as [world.liveInFile] does, after it has
// loaded the files as an engine would.
func (w *world) liveInFolder(t *schema.Table) [][]string {
	dir := w.out
	defer func() { w.out = dir }()
	w.out = filepath.Join(w.spare, "loaded.db")
	if err := os.RemoveAll(w.out); err != nil {
		w.tb.Fatal(err)
	}
	conn, err := sqlite3.Open(w.out)
	if err != nil {
		w.tb.Fatal(err)
	}
	defer conn.Close()
	w.load(conn, dir, t)
	return w.liveInFile(t)
}

// load makes a table of the lines of its files: the last line of a row counts, and leaves
// the cells that it does not name as they were.
func (w *world) load(conn *sqlite3.Conn, dir string, t *schema.Table) {
	var declared, taken []string
	for _, c := range t.CloudColumns() {
		typ := map[string]string{"BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE PRECISION": "REAL"}[c.Postgres]
		declared = append(declared, `"`+c.Name+`" `+typ)
		taken = append(taken, `?1 ->> '`+c.Name+`'`)
	}
	if err := conn.Exec("CREATE TABLE " + t.Cloud + "(" + strings.Join(declared, ", ") + ")"); err != nil {
		w.tb.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, t.Cloud, "sync_source=*", "run_epoch=*", "*.ndjson"))
	if err != nil {
		w.tb.Fatal(err)
	}
	rows := make(map[string]map[string]json.RawMessage)
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			w.tb.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			cells := make(map[string]json.RawMessage)
			if err := json.Unmarshal(line, &cells); err != nil {
				w.tb.Fatal(err)
			}
			key := string(cells["sync_source_id"]) + string(cells["id"])
			if rows[key] == nil {
				rows[key] = cells
			}
			for name, cell := range cells {
				rows[key][name] = cell
			}
		}
	}
	insert, _, err := conn.Prepare("INSERT INTO " + t.Cloud + " VALUES (" + strings.Join(taken, ", ") + ")")
	if err != nil {
		w.tb.Fatal(err)
	}
	defer insert.Close()
	for _, cells := range rows {
		line, err := json.Marshal(cells)
		if err == nil {
			err = insert.BindText(1, string(line))
		}
		if err == nil {
			err = insert.Exec()
		}
		if err != nil {
			w.tb.Fatal(err)
		}
	}
}

package ndjson

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sinktest"
	"github.com/driftsync/driftsync/schema"
)

func TestSink_Contract(t *testing.T) {
	sinktest.Run(t, func(t *testing.T) sinktest.Destination {
		dir := filepath.Join(t.TempDir(), "out")
		return sinktest.Destination{
			Tenant: uuid.New(), Project: uuid.New(),
			Open: func(t *testing.T) sink.Sink {
				s, err := Open(dir, Options{})
				if err != nil {
					t.Fatal(err)
				}
				return s
			},
			Rows: func(t *testing.T, table string) []map[string]any { return read(t, dir, table) },
		}
	})
}

// read does what an engine does that loads the files: the last line of a row counts,
// and leaves the cells that it does not name as they were.
func read(t *testing.T, dir, table string) []map[string]any {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, table, "sync_source=*", "run_epoch=*", "*.ndjson"))
	if table == "sync_runs" {
		files = []string{filepath.Join(dir, "_driftsync", "runs.ndjson")}
	}
	if err != nil {
		t.Fatal(err)
	}
	types := make(map[string]string)
	for _, c := range schema.Synced() {
		if c.Cloud == table {
			for _, col := range c.CloudColumns() {
				types[col.Name] = col.Postgres
			}
		}
	}
	rows := make(map[string]map[string]any)
	for _, path := range files {
		if err := eachLine(path, func(line []byte) error { return fold(rows, types, line) }); err != nil {
			t.Fatal(err)
		}
	}
	var all []map[string]any
	for _, row := range rows {
		all = append(all, row)
	}
	return all
}

func fold(rows map[string]map[string]any, types map[string]string, line []byte) error {
	var cells map[string]any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&cells); err != nil {
		return err
	}
	key := cells["sync_source_id"].(string) + cells["id"].(string)
	row := rows[key]
	if row == nil {
		row = map[string]any{"first_synced_at": cells["synced_at"]}
		rows[key] = row
	} else if row["removed_at"] != nil && cells["removed_at"] == nil {
		row["first_synced_at"] = cells["synced_at"]
	}
	for name, v := range cells {
		row[name] = typed(v, types[name])
	}
	return nil
}

func typed(v any, typ string) any {
	text, isText := v.(string)
	n, isNumber := v.(json.Number)
	if isText && typ != "TEXT" {
		n = json.Number(text)
	}
	if !isText && !isNumber {
		return v
	}
	switch typ {
	case "BIGINT":
		i, _ := n.Int64()
		return i
	case "DOUBLE PRECISION":
		switch text {
		case "Infinity":
			return math.Inf(1)
		case "-Infinity":
			return math.Inf(-1)
		}
		f, _ := n.Float64()
		return f
	}
	return v
}

func TestOpen_LeavesFilesOfOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); fault.Status(err) != fault.ExitConfig {
		t.Errorf("got %v", err)
	}
}

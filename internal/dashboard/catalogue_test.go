package dashboard

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

type listedTable struct {
	View     string         `json:"view"`
	Table    string         `json:"table"`
	Database string         `json:"database"`
	Columns  []listedColumn `json:"columns"`
}

type listedColumn struct {
	Name  string `json:"name"`
	Type  string `json:"type"` // number, truth, time or text
	Holds string `json:"holds,omitempty"`
}

var listedTypes = map[string]string{"BIGINT": "number", "DOUBLE PRECISION": "number", "BOOLEAN": "truth", "TIMESTAMPTZ": "time"}

// TestCatalogue compares the list of tables that the pages read with the catalogue;
// DRIFTSYNC_UPDATE=1 writes it.
func TestCatalogue(t *testing.T) {
	var lines [][]byte // one a table
	for _, table := range schema.Synced() {
		listed := listedTable{View: migration.CurrentView(table), Table: table.Name, Database: table.Database}
		for _, c := range table.CloudColumns() {
			column := listedColumn{Name: c.Name, Type: listedTypes[c.Postgres]}
			if column.Type == "" {
				column.Type = "text"
			}
			if c.Source != nil {
				column.Holds = c.Source.Holds
			}
			listed.Columns = append(listed.Columns, column)
		}
		var line bytes.Buffer
		in := json.NewEncoder(&line)
		in.SetEscapeHTML(false)
		if err := in.Encode(listed); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, bytes.TrimSpace(line.Bytes()))
	}
	want := append(append([]byte("["), bytes.Join(lines, []byte(",\n"))...), "]\n"...)
	file := filepath.Join("page", "catalogue.json")
	if os.Getenv("DRIFTSYNC_UPDATE") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
		t.Errorf("page/catalogue.json is not what the catalogue gives, %v: run make generate", err)
	}
}

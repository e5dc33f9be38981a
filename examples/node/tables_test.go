package node

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// words are Drift's own for what becomes of a cell. The other classes have none there.
var words = map[abi.Class]string{abi.Path: "path", abi.RootPath: "root_path", abi.Secret: "secret", abi.Code: "code", abi.Hash: "blob_hex", abi.OpaqueBlob: "blob_hex"}

// conflict are the columns by which driftsync upserts every table.
const conflict = "sync_source_id,id"

type definition struct {
	Local    string `json:"localTable"`
	Cloud    string `json:"cloudTable"`
	Database string `json:"db"`
	Conflict string `json:"conflictColumns"`
}

// tables returns tables.js, of the catalogue.
func tables(t *testing.T) []byte {
	t.Helper()
	type fields struct {
		Fields map[string]string `json:"fields"`
	}
	configs, first := make(map[string]fields), []definition{}
	for _, d := range schema.Databases() {
		for _, table := range d.Tables {
			if table.Tier == 1 && d.Name != schema.Cortex {
				first = append(first, definition{table.Name, table.Cloud, d.Name, conflict})
			}
			of := fields{make(map[string]string)}
			for _, c := range table.Carried() {
				if word := words[c.Class]; word != "" && table.Syncs() {
					of.Fields[c.Name] = word
				}
			}
			if len(of.Fields) > 0 {
				configs[table.Name] = of
			}
		}
	}
	slices.SortStableFunc(first, func(a, b definition) int { return bytes.Compare([]byte(b.Database[:1]), []byte(a.Database[:1])) })
	var b bytes.Buffer
	b.WriteString("// Made from driftsync's catalogue by `DRIFTSYNC_UPDATE=1 go test -run TestTables .`; do not edit.\n")
	for _, part := range []struct {
		name, kind string
		value      any
	}{{"TIER1_TABLES", "import('./cloud.d.ts').TableSyncDef[]", first}, {"REDACTION_CONFIGS", "Record<string, import('./cloud.d.ts').RedactionConfig>", configs}} {
		text, err := json.MarshalIndent(part.value, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n/** @type {%s} */\nexport const %s = %s;\n", part.kind, part.name, text)
	}
	return b.Bytes()
}

func TestTables(t *testing.T) {
	want := tables(t)
	if os.Getenv("DRIFTSYNC_UPDATE") != "" {
		if err := os.WriteFile("tables.js", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("tables.js"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("tables.js is not of this catalogue: %v; run DRIFTSYNC_UPDATE=1 go test -run TestTables ./examples/node", err)
	}
}

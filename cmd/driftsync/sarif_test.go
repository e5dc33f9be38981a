package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema is the public one, of errata 01:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
func TestSARIF(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, found := range map[string][]finding{
		"none": {},
		"some": {
			{"cortex.memories", "access_count", "source", "source.type_mismatch", 1},
			{"drift.functions", "file", "guard", "text.root", 12},
			{"drift.functions", "name", "guard", "text.root", 2},
			{"drift.functions", "", "plugin", "plugin.timeout", 1},
			{"drift.unknown", "", "sink", "sink.23505", 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "check.sarif")
			if err := writeSARIF(file, found); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			log, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(log); err != nil {
				t.Error(err)
			}
			checkSARIF(t, data, found)
		})
	}
}

// checkSARIF wants every finding, with a rule that is described.
func checkSARIF(t *testing.T, data []byte, found []finding) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != len(found) {
		t.Fatalf("%d results for %d findings", len(run.Results), len(found))
	}
	for i, r := range run.Results {
		f := found[i]
		if rule := run.Tool.Driver.Rules[r.RuleIndex]; rule.ID != r.RuleID || rule.Help.Text == "" {
			t.Errorf("%s has the rule %+v", r.RuleID, rule)
		}
		if r.Properties.Table != f.Table || r.Properties.Column != f.Column || r.Properties.Rows != f.Rows {
			t.Errorf("%+v is said as %+v", f, r.Properties)
		}
	}
	if len(found) > 0 && (run.Results[1].Properties.Class != "path" || run.Results[1].Locations[0].Physical.Artifact.URI != ".drift/drift.db") {
		t.Errorf("of a path: %+v", run.Results[1])
	}
}

package verify

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host/plugin"
)

// A cell of a vector that is taken short has to be taken long, in every size.
func TestCellSize_Vectors(t *testing.T) {
	dir := t.TempDir()
	vector := `{"Table": "drift.functions", "Columns": [{"Name": "file", "Class": "path"}, {"Name": "name", "Class": "identifier"}],
		"Rows": [["/home/wren/a.ts", "one"], [null, "two"]], "Expect": [[null, "one"], [null, "two"]]}`
	if err := os.WriteFile(filepath.Join(dir, "path.json"), []byte(vector), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[string]int{"good": 0, "long": 0, "longer": 3 + len(largeSizes)} {
		wasm := subtle(t, mode, "", subtleManifest())
		v := &verification{Options: testOptions(), subject: Subject{Wasm: wasm}}
		v.Vectors = dir
		var err error
		if v.inspection, err = plugin.Inspect(wasm); err != nil {
			t.Fatal(err)
		}
		var f findings
		cells, late := 0, 0
		if err := v.vectorCells(t.Context(), &f, &cells, &late); err != nil {
			t.Fatal(err)
		}
		asked := 3 + len(largeSizes)
		if mode == "long" { // it does not take the cell of 240 bytes, as an anchored pattern would not
			asked = 0
		}
		if f.count != want || cells != asked || late != 0 {
			t.Errorf("%s: %d findings in %d cells, %d late: %v", mode, f.count, cells, late, f.list)
		}
	}
}

// What was not asked fails a strict report alone; what does not apply fails none.
func TestReport_Totals(t *testing.T) {
	r := Report{Checks: []Check{{Name: "A", Status: Passed}, {Name: "B", Status: Inapplicable}}}
	if r.Strict = true; !r.OK() || r.Totals() != "1 passed, 0 failed, 0 not asked, 1 does not apply" {
		t.Errorf("%v: %s", r.OK(), r.Totals())
	}
	r.Checks = append(r.Checks, Check{Name: "C", Status: NotAsked})
	if r.OK() || r.Totals() != "1 passed, 1 failed, 1 of them not asked, 1 does not apply" || len(r.FailedChecks()) != 1 {
		t.Errorf("%v: %s %v", r.OK(), r.Totals(), r.FailedChecks())
	}
	if r.Strict = false; !r.OK() || r.Totals() != "1 passed, 0 failed, 1 not asked, 1 does not apply" {
		t.Errorf("%v: %s", r.OK(), r.Totals())
	}
}

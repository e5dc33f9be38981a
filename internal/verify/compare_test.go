package verify

import (
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/plugin/bundled"
)

// A policy that forgets one table is weaker there and nowhere else.
func TestCompare(t *testing.T) {
	slow(t)
	m := subtleManifest()
	good := Subject{File: "good", Wasm: subtle(t, "good", "", m)}
	bad := Subject{File: "bad", Wasm: subtle(t, "one-table", "", m)}
	for _, tt := range []struct {
		a, b             Subject
		weaker, stricter bool
	}{{good, bad, true, false}, {bad, good, false, true}} {
		all, _, err := Compare(t.Context(), tt.a, tt.b, testOptions())
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 || all[0].Table != "drift.functions" || all[0].Column != "file" || (all[0].Weaker > 0) != tt.weaker || (all[0].Stricter > 0) != tt.stricter {
			t.Errorf("%s to %s: %+v", tt.a.File, tt.b.File, all)
		}
	}
	if all, _, err := Compare(t.Context(), good, good, testOptions()); err != nil || len(all) != 0 {
		t.Errorf("a plugin differs from itself: %+v, %v", all, err)
	}
}

func TestMeasure(t *testing.T) {
	slow(t)
	m, err := Measure(t.Context(), Subject{Wasm: bundled.Wasm}, testOptions(), 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if m.Batches < 20 || m.RowsPerSec <= 0 || m.P50 > m.P99 || m.Warm <= 0 || m.Warm >= m.Cold || m.Rows != benchRows {
		t.Errorf("measured %+v", m)
	}
}

package verify

import (
	"strings"
	"testing"
	"time"
)

// A report is recalled for the same bytes under the same conditions, if nothing failed.
func TestMemory(t *testing.T) {
	m, digest, at := NewMemory(t.TempDir()), strings.Repeat("a", 64), time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	keep := func(status Status, o *Options, at time.Time) {
		t.Helper()
		r := &Report{SHA256: digest, Checks: []Check{{Name: "LIMITS", Status: status}}}
		if err := m.Save(r, o, at); err != nil {
			t.Fatal(err)
		}
	}
	if k, err := m.Last(digest); k != nil || err != nil {
		t.Errorf("a report of nothing: %v, %v", k, err)
	}
	keep(Passed, &Options{Program: "one"}, at)
	limit := 7.0
	for name, o := range map[string]*Options{"program": {Program: "two"}, "vectors": {Program: "one", Vectors: "v"}, "limit": {Program: "one", MaxDestroyed: &limit}} {
		if m.Recall(digest, o) != nil {
			t.Errorf("it is recalled for another %s", name)
		}
	}
	if k := m.Recall(digest, &Options{Program: "one", SHA256: digest}); k == nil || !k.At.Equal(at) {
		t.Errorf("it is forgotten: %v", k)
	}
	if m.Recall(strings.Repeat("b", 64), &Options{Program: "one"}) != nil {
		t.Error("it is recalled for other bytes")
	}
	keep(Failed, &Options{Program: "two"}, at.Add(time.Hour))
	if m.Recall(digest, &Options{Program: "two"}) != nil {
		t.Error("what failed is recalled")
	}
	if k, err := m.Last(digest); err != nil || k == nil || k.Report.OK() {
		t.Errorf("the last one is %v, %v", k, err)
	}
}

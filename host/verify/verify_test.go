package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

func TestMain(m *testing.M) {
	plugin.WorkerMain()
	os.Exit(m.Run())
}

func testOptions() Options {
	return Options{CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())), Verifier: "test"}
}

func judge(t *testing.T, wasm []byte, o Options) *Report {
	t.Helper()
	r, err := Verify(t.Context(), Subject{File: "subject.wasm", Wasm: wasm}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// slow skips what would only be slower under the race detector.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("slow under the race detector")
	}
}

// show prints what a check found, when a test fails.
func show(t *testing.T, r *Report) {
	t.Helper()
	for _, c := range r.Checks {
		t.Logf("%-14s %-9s %s %q", c.Name, c.Status, c.Detail, c.Findings)
	}
}

func TestVerify_Default(t *testing.T) {
	slow(t)
	r := judge(t, bundled.Wasm, testOptions())
	if !r.OK() {
		show(t, r)
		t.Errorf("the bundled default fails in %v", r.FailedChecks())
	}
	if len(r.Recall) < 14 || r.Corpus.Tables != 73 {
		t.Errorf("%d classes recalled over %d tables", len(r.Recall), r.Corpus.Tables)
	}
}

package verify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

func TestMain(m *testing.M) {
	plugin.WorkerMain()
	os.Exit(m.Run())
}

// testOptions give a plugin time: how long it takes is not what most tests are about, and
// the machine may have other work. They have a seed, so that a test says the same at each run:
// what other seeds find is looked for by the soak.
func testOptions() Options {
	return Options{Seed: 1, CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())), Verifier: "test",
		Limits: plugin.Limits{Batch: 4 * time.Minute}}
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
	if half := r.Corpus.Seeded; half == nil || half.Rows < 50_000 || r.Corpus.Seed == 0 {
		t.Errorf("the second half is %+v of seed %d", half, r.Corpus.Seed)
	}
}

// The second half follows from its seed, names nothing of the first, and is as large as
// the batches of a push.
func TestLargeCorpus(t *testing.T) {
	a, b, other := newLargeCorpus(3), newLargeCorpus(3), newLargeCorpus(4)
	if a.Digest() != b.Digest() || a.Digest() == other.Digest() {
		t.Error("a corpus does not follow from its seed, or follows from another")
	}
	for _, s := range a.sheets {
		if s.rows.Rows() < batch.MaxRows && s.rows.Bytes < batch.MaxBytes {
			t.Errorf("%s has %d rows of %d bytes", s.rows.Table.FullName(), s.rows.Rows(), s.rows.Bytes)
		}
		for i := range s.rows.Columns {
			for _, text := range []string{fixedPlace.root, fixedPlace.home, fixedPlace.host, fixedPlace.another} {
				if c := &s.rows.Columns[i]; bytes.Contains(c.Data, []byte(text)) {
					t.Errorf("%s.%s names something of the first half", s.rows.Table.FullName(), c.Def.Name)
				}
			}
		}
	}
}

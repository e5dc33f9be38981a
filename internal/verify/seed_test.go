package verify

import (
	"os"
	"strconv"
	"testing"

	"github.com/driftsync/driftsync/host/plugin/bundled"
)

// TestRecall_Seeds looks for the planted values of DRIFTSYNC_TEST_SEEDS seeds: the bundled
// policy has to take those of every seed that an auditor may draw. Without that variable it is
// one seed, always the same.
func TestRecall_Seeds(t *testing.T) {
	slow(t)
	n, err := strconv.Atoi(os.Getenv("DRIFTSYNC_TEST_SEEDS"))
	if err != nil {
		n = 1
	}
	for range n {
		o := testOptions()
		if n > 1 {
			o.Seed = NewSeed()
		}
		v := &verification{Options: o, subject: Subject{File: "subject.wasm", Wasm: bundled.Wasm}}
		r, err := v.verify(t.Context(), []namedCheck{{"CANARY-RECALL", Tested, needsAnswers, (*verification).checkRecall}})
		if err != nil {
			t.Fatal(err)
		}
		if !r.OK() {
			t.Errorf("seed %d: %q", o.Seed, r.Checks[0].Findings)
		}
	}
}

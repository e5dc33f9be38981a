package verify

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
)

func subtleManifest() manifest.Manifest {
	return manifest.Manifest{
		Name: "subtle", Version: "1.0.0", ABI: abi.Version, Reads: []string{"*"}, Classes: []string{"path"},
		Rules: []manifest.Rule{{ID: "path", Title: "Path", Removes: "Every path", Marker: ""}},
	}
}

// anyFault stands in the linked guest where the name of its fault is written.
const anyFault = "0fault.is.named0"

// linked guests by tags: linking one takes as long as judging it.
var linked sync.Map // string -> func() ([]byte, error)

// subtle makes the guest with one fault.
func subtle(t *testing.T, mode, tags string, m manifest.Manifest) []byte {
	t.Helper()
	link, _ := linked.LoadOrStore(tags, sync.OnceValues(func() ([]byte, error) { return linkSubtle(tags) }))
	wasm, err := link.(func() ([]byte, error))()
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(wasm, []byte(anyFault)); n != 1 {
		t.Fatalf("the fault has %d places in the guest", n)
	}
	name := mode + strings.Repeat(".", len(anyFault)-len(mode))
	return seal(t, bytes.Replace(wasm, []byte(anyFault), []byte(name), 1), m)
}

func linkSubtle(tags string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "driftsync-subtle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "subtle.wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-tags="+tags,
		"-ldflags=-s -w -buildid= -X main.fault="+anyFault, "-o", file, ".")
	cmd.Dir = filepath.Join("testdata", "subtle")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w: %s", err, out)
	}
	return os.ReadFile(file)
}

// seal adds a manifest, one for another ABI included.
func seal(t *testing.T, wasm []byte, m manifest.Manifest) []byte {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	body := binary.AppendUvarint(nil, uint64(len(manifest.Section)))
	body = append(append(body, manifest.Section...), data...)
	wasm = binary.AppendUvarint(append(wasm, 0), uint64(len(body)))
	return append(wasm, body...)
}

// judgeBut runs all checks but some that take long, and compiles nothing anew.
func judgeBut(t *testing.T, wasm []byte, left ...string) *Report {
	t.Helper()
	v := &verification{Options: testOptions(), subject: Subject{File: "subtle.wasm", Wasm: wasm}, warm: true}
	v.Seed = 7
	asked := slices.DeleteFunc(slices.Clone(checks), func(c namedCheck) bool { return slices.Contains(left, c.name) })
	r, err := v.verify(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// leftOut are the checks that a policy is not put through: those that no policy of this
// test fails and that take long, and, other than in a soak, those that a policy with a
// fault should pass.
func leftOut(mode string, failed []string) []string {
	left := []string{engineName}
	if mode != "awkward" {
		left = append(left, "HOSTILE-INPUT")
	}
	if len(failed) == 0 || os.Getenv("DRIFTSYNC_TEST_SUBTLE") != "" {
		return left
	}
	for _, c := range checks {
		if c.basis == Tested && !slices.Contains(failed, c.name) {
			left = append(left, c.name)
		}
	}
	return left
}

// A policy that does what it claims passes; each fault is found by the check that is
// there for it. Where planted values stay as well, CANARY-RECALL says so too.
func TestVerify_Subtle(t *testing.T) {
	slow(t)
	tests := []struct {
		mode   string
		change func(*manifest.Manifest)
		failed []string
	}{
		{mode: "good"},
		{mode: "one-table", failed: []string{"CANARY-RECALL"}},
		{mode: "null", failed: []string{"DETERMINISTIC", "CANARY-RECALL"}},
		{mode: "good", change: func(m *manifest.Manifest) { m.Classes = append(m.Classes, "pii") }, failed: []string{"CANARY-RECALL"}},
		{mode: "good", change: func(m *manifest.Manifest) { m.Reads = []string{"drift.functions.*"} }, failed: []string{"CANARY-RECALL"}},
		{mode: "remembers", failed: []string{"STATELESS"}},
		{mode: "batch-size", failed: []string{"DETERMINISTIC", "CANARY-RECALL"}},
		{mode: "signals", failed: []string{"TWIN-RUN"}},
		{mode: "again", change: func(m *manifest.Manifest) { m.Classes = nil }, failed: []string{"IDEMPOTENT"}},
		{mode: "awkward", failed: []string{"HOSTILE-INPUT"}},
		{mode: "large", failed: []string{"DETERMINISTIC"}},
		{mode: "aged", failed: []string{"STATELESS"}},
		{mode: "second", failed: []string{"STATELESS", "CANARY-RECALL"}},
		{mode: "host", failed: []string{"TWIN-RUN", "CANARY-RECALL"}},
		{mode: "long", failed: []string{"CELL-SIZE"}},
		{mode: "drops", failed: []string{"DESTRUCTION"}},
		{mode: "nulls", failed: []string{"DESTRUCTION"}},
	}
	for _, tt := range tests {
		t.Run(tt.mode, func(t *testing.T) {
			m := subtleManifest()
			if tt.change != nil {
				tt.change(&m)
			}
			r := judgeBut(t, subtle(t, tt.mode, "", m), leftOut(tt.mode, tt.failed)...)
			if got := r.FailedChecks(); !slices.Equal(got, tt.failed) {
				show(t, r)
				t.Errorf("failed in %v, want %v", got, tt.failed)
			}
		})
	}
}

// Modules that the contract refuses fail by name, and everything that could not run
// counts as failed.
func TestVerify_Refused(t *testing.T) {
	second := subtleManifest()
	second.ABI = 2
	good := subtle(t, "good", "", subtleManifest())
	tests := []struct {
		name  string
		wasm  []byte
		check string
	}{
		{"asks for http", subtle(t, "good", "http", subtleManifest()), "IMPORTS"},
		{"built for ABI 2", subtle(t, "good", "", second), "ABI"},
		{"truncated", good[:len(good)/2], "ABI"},
		{"no module", []byte("no module"), "ABI"},
		{"empty", nil, "ABI"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, tt.wasm, testOptions())
			if failed := r.FailedChecks(); len(failed) == 0 || failed[0] != tt.check {
				show(t, r)
				t.Errorf("failed in %v, want %s first", failed, tt.check)
			}
			if n := r.Count(Passed); n > 3 {
				t.Errorf("%d checks passed on a refused module", n)
			}
		})
	}
}

// Guests that fight their host are ended, and fail wherever an answer is needed.
func TestVerify_Hostile(t *testing.T) {
	slow(t)
	for mode, code := range map[string]string{
		"hangs": "plugin.timeout", "allocates": "plugin.memory", "recurses": "plugin.memory", "panics": "plugin.trap", "exits": "plugin.trap", "cuts": "plugin.bad_answer",
	} {
		t.Run(mode, func(t *testing.T) {
			o := testOptions()
			o.Limits.Batch = 500 * time.Millisecond
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			r, err := Verify(ctx, Subject{File: "hostile.wasm", Wasm: subtle(t, mode, "", subtleManifest())}, o)
			if err != nil {
				t.Fatal(err)
			}
			failed := r.FailedChecks()
			for _, name := range []string{"LIMITS", "HOSTILE-INPUT", "MONOTONE", "CANARY-RECALL", "STRICTER", "DETERMINISTIC", "DESTRUCTION"} {
				if !slices.Contains(failed, name) {
					show(t, r)
					t.Fatalf("%s did not fail, only %v", name, failed)
				}
			}
			for _, c := range r.Checks {
				if c.Name == "LIMITS" && (len(c.Findings) == 0 || !slices.ContainsFunc(c.Findings, func(f string) bool { return f[len(f)-len(code):] == code })) {
					t.Errorf("findings are %v, want %s", c.Findings, code)
				}
			}
		})
	}
}

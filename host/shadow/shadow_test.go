package shadow

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/schema"
)

func TestMain(m *testing.M) {
	plugin.WorkerMain()
	os.Exit(m.Run())
}

// rows returns rows of a table with digests, which the example of a policy takes.
func rows(n int) *batch.Batch {
	b := batch.New(schema.Find("drift", "functions"))
	for row := range n {
		b.Keys = append(b.Keys, batch.Key{byte(row)})
		for i := range b.Columns {
			c := &b.Columns[i]
			switch {
			case c.Type.Fixed():
				c.AppendInt(row, int64(row))
			default:
				c.AppendBytes(row, []byte("00ff"))
			}
		}
	}
	return b
}

func runner(t *testing.T, limit time.Duration) *Runner {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("..", "..", "examples", "policies", "assemblyscript", "no-digests.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), plugin.Module{Wasm: wasm}, plugin.Options{
		CacheDir:  filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Pseudonym: func(dst, _ []byte) []byte { return dst },
	}, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// What leaves is judged and stays as it is; what stays here is not shown.
func TestRunner(t *testing.T) {
	r, b := runner(t, time.Hour), rows(5)
	before := rows(5)
	r.Look(t.Context(), b, []bool{false, true, false, true, false})
	r.Look(t.Context(), b, make([]bool, 5))
	for i := range b.Columns {
		if x, y := &b.Columns[i], &before.Columns[i]; !slices.Equal(x.Data, y.Data) || !slices.Equal(x.Nulls, y.Nulls) || !slices.Equal(x.Offsets, y.Offsets) {
			t.Errorf("column %s was changed", x.Def.Name)
		}
	}
	got := r.Result()
	if got.Rows != 8 || got.Unseen+got.Unjudged+got.Dropped != 0 || got.Ended != "" || got.Took <= 0 {
		t.Errorf("account is %+v", got)
	}
	if !slices.ContainsFunc(got.Effects, func(e Effect) bool {
		return e.Table == "drift.functions" && e.Class == "hash" && e.Rule == "digest" && e.Count%8 == 0
	}) {
		t.Errorf("effects are %+v", got.Effects)
	}
}

// One that overruns its own limit is ended, and the run goes on.
func TestRunner_Overruns(t *testing.T) {
	r := runner(t, time.Nanosecond)
	for range 2 {
		r.Look(t.Context(), rows(3), make([]bool, 3))
	}
	if got := r.Result(); got.Ended != fault.PluginTimeout || got.Unseen != 6 || got.Rows != 0 {
		t.Errorf("account is %+v", got)
	}
}

// An interrupted run is not the policy's fault.
func TestRunner_Interrupted(t *testing.T) {
	r := runner(t, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.Look(ctx, rows(3), make([]bool, 3))
	if got := r.Result(); got.Ended != "" || got.Unseen != 3 {
		t.Errorf("account is %+v", got)
	}
}

package verify

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	extism "github.com/extism/go-sdk"
	"github.com/tetratelabs/wazero"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// baselineMillis is Extism's own time limit of a call, as a host without workers would
// set it.
const baselineMillis = 1000

// Baseline measures the rows of [Measure] as one would redact them without a contract:
// one row of JSON a call, through Extism, in this process, with Extism's time limit. It
// builds its guest, which does less than a policy (it removes one root), with the Go
// command, and returns rows a second.
func Baseline(ctx context.Context, s Subject, atLeast time.Duration) (perSecond float64, err error) {
	rows, err := typical(s)
	if err != nil {
		return 0, err
	}
	documents, err := documentsOf(rows)
	if err != nil {
		return 0, err
	}
	guest, err := naiveGuest(ctx)
	if err != nil {
		return 0, fault.New(fault.ConfigInvalid, "the guest of the baseline does not build", "install Go from https://go.dev/dl", err)
	}
	naive, err := extism.NewPlugin(ctx, extism.Manifest{Wasm: []extism.Wasm{extism.WasmData{Data: guest}}, Timeout: baselineMillis},
		extism.PluginConfig{EnableWasi: true, RuntimeConfig: wazero.NewRuntimeConfig()}, nil)
	if err != nil {
		return 0, fault.New(fault.Internal, "the guest of the baseline does not start", "", nil)
	}
	defer func() { err = errors.Join(err, naive.Close(ctx)) }()
	var total time.Duration
	calls := 0
	for total < atLeast {
		began := time.Now()
		code, out, err := naive.Call("redact", documents[calls%len(documents)])
		total += time.Since(began)
		if err != nil || code != 0 || len(out) == 0 {
			return 0, fault.New(fault.Internal, "the guest of the baseline failed", "", nil)
		}
		calls++
	}
	return float64(calls) / total.Seconds(), nil
}

func documentsOf(b *batch.Batch) ([][]byte, error) {
	all := make([][]byte, b.Rows())
	for row := range all {
		document := make(map[string]any)
		for i := range b.Columns {
			c := &b.Columns[i]
			switch {
			case c.Null(row):
			case c.Type == abi.Int:
				document[c.Def.Name] = c.Int(row)
			case c.Type == abi.Float:
				document[c.Def.Name] = c.Float(row)
			default:
				document[c.Def.Name] = string(c.Bytes(row))
			}
		}
		var err error
		if all[row], err = json.Marshal(document); err != nil {
			return nil, fault.New(fault.Internal, "the corpus has no JSON", "", nil)
		}
	}
	return all, nil
}

func naiveGuest(ctx context.Context) (wasm []byte, err error) {
	dir, err := os.MkdirTemp("", "driftsync-baseline-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for name, text := range map[string]string{"main.go": plugin.NaiveSource, "go.mod": "module naive\n\ngo 1.26.0\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", "naive.wasm", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=", "GOWORK=off")
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "naive.wasm"))
}

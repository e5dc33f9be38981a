package erratum_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/driftsync/driftsync/host/plugin/erratum"
	"github.com/driftsync/driftsync/plugins/sdk/build/flow"
)

const (
	programsVariable = "DRIFTSYNC_TEST_PROGRAMS" // how many random programs, 4 if it is not set
	seedVariable     = "DRIFTSYNC_TEST_SEED"     // of the first one
	batchPrograms    = 25                        // in one module, since each module is compiled four times
	programFunctions = 12
)

// Random programs print the same whatever was done to their module, and whatever runs it.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("computes and shares nothing")
	}
	count, seed := number(t, programsVariable, 4), number(t, seedVariable, 1)
	compared, guarded := 0, 0
	var stats flow.Stats
	for ; count > 0; count, seed = count-batchPrograms, seed+batchPrograms {
		n := min(count, batchPrograms)
		raw := compilePrograms(t, uint64(seed), n)
		changed, s, err := flow.Structure(raw)
		if err != nil {
			t.Fatal(err)
		}
		stats.Add(s)
		want := output(t, wazero.NewRuntimeConfigInterpreter(), raw)
		if strings.Count(want, "\n") < n*programFunctions || strings.Contains(want, "fatal") {
			t.Fatalf("seeds from %d: the programs did not run: %s", seed, want[max(0, len(want)-2000):])
		}
		for _, run := range []struct {
			how         string
			interpreted bool
			module      []byte
		}{{"rewritten and interpreted", true, changed}, {"compiled", false, raw}, {"rewritten and compiled", false, changed}} {
			config, module := wazero.NewRuntimeConfigInterpreter(), run.module
			if !run.interpreted {
				config = wazero.NewRuntimeConfig()
				if module, n, err = erratum.Apply(module); err != nil {
					t.Fatal(err)
				}
				guarded += n
			}
			if got := output(t, config, module); got != want {
				t.Errorf("seeds from %d: %s, they compute something else: %s", seed, run.how, firstDifference(want, got))
			}
		}
		compared += min(count, batchPrograms)
		t.Logf("%d programs compared", compared)
	}
	t.Logf("%d programs, %d comparisons guarded; of their functions %s", compared, guarded, stats)
}

func number(t *testing.T, variable string, standard int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q", variable, text)
	}
	return n
}

// compilePrograms returns one module that runs the programs of n seeds in turn.
func compilePrograms(t *testing.T, seed uint64, n int) []byte {
	t.Helper()
	dir := t.TempDir()
	var imports, calls strings.Builder
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range uint64(n) {
		name := fmt.Sprintf("p%d", seed+i)
		write(name+"/program.go", program(name, seed+i, programFunctions))
		fmt.Fprintf(&imports, "\t%q\n", "programs/"+name)
		fmt.Fprintf(&calls, "\tos.Stdout.WriteString(\"seed %d\\n\")\n\t%s.Main(os.Stdout)\n", seed+i, name)
	}
	write("go.mod", "module programs\n\ngo 1.26\n")
	write("main.go", fmt.Sprintf("package main\n\nimport (\n\t\"os\"\n%s)\n\nfunc main() {\n%s}\n", imports.String(), calls.String()))
	out := filepath.Join(dir, "programs.wasm")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-w", "-o", out, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=", "GOWASM=", "GOWORK=off")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// output returns what a module prints, and how it ends.
func output(t *testing.T, config wazero.RuntimeConfig, module []byte) string {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, config)
	defer r.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	var out bytes.Buffer
	_, err := r.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithStdout(&out).WithStderr(&out))
	if exit, ok := errors.AsType[*sys.ExitError](err); ok {
		fmt.Fprintln(&out, "exit status", exit.ExitCode())
	} else if err != nil {
		reason, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintln(&out, "fatal", reason)
	}
	return out.String()
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	seed := ""
	for i := range min(len(a), len(b)) {
		if strings.HasPrefix(a[i], "seed") {
			seed = a[i]
		}
		if a[i] != b[i] {
			return fmt.Sprintf("%s, line %d: %q, want %q", seed, i, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(b), len(a))
}

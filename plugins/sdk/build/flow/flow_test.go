package flow_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/driftsync/driftsync/plugins/sdk/build/flow"
)

// A program computes what it computed before, whatever becomes of its functions.
func TestStructure(t *testing.T) {
	module := compile(t, "testdata/program")
	structured, stats, err := flow.Structure(module)
	if err != nil {
		t.Fatal(err)
	}
	// A compiler that makes functions of another form would leave them all as they are.
	if stats.Left != 0 || stats.Unknown > 100 || stats.Structured < 500 || stats.Cold < 500 || stats.Stacks < stats.Structured*95/100 {
		t.Errorf("stats are %+v", stats)
	}
	want, code := run(t, module)
	got, status := run(t, structured)
	if code != 3 || status != code {
		t.Errorf("exit status %d, then %d; want 3", code, status)
	}
	if got != want || strings.Count(want, "\n") != 10 {
		t.Errorf("it printed\n%s\nand then\n%s", want, got)
	}
	again, _, err := flow.Structure(module)
	if err != nil || !bytes.Equal(again, structured) {
		t.Errorf("twice is not the same (%v)", err)
	}
}

func TestStructure_Foreign(t *testing.T) {
	// One function of the type of Go functions that is none: (i32) -> (i32), identity.
	module := []byte("\x00asm\x01\x00\x00\x00" +
		"\x01\x06\x01\x60\x01\x7f\x01\x7f" + "\x03\x02\x01\x00" + "\x0a\x06\x01\x04\x00\x20\x00\x0b")
	out, stats, err := flow.Structure(module)
	if err != nil || !bytes.Equal(out, module) || stats != (flow.Stats{Unknown: 1}) {
		t.Errorf("%q, %+v, %v", out, stats, err)
	}
	for n := range module {
		if _, _, err := flow.Structure(module[:n]); n != 8 && n != 16 && n != 20 && !errors.Is(err, flow.ErrModule) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

// A release of Go that nobody compared stops the build, and so do functions that have
// another form.
func TestStructure_Release(t *testing.T) {
	producers := func(version string) string {
		text := "\x09producers\x01\x0cprocessed-by\x01\x0eGo cmd/compile" + string(rune(len(version))) + version
		return "\x00" + string(rune(len(text))) + text
	}
	foreign := "\x00asm\x01\x00\x00\x00\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\x00\x0a\x06\x01\x04\x00\x20\x00\x0b"
	none := "\x00asm\x01\x00\x00\x00"
	for _, tt := range []struct {
		module string
		want   error
	}{
		{none + producers(flow.Release), nil},
		{none + producers(flow.Release+".8"), nil},
		{none + producers(flow.Release+"0"), flow.ErrForm},
		{none + producers("go1.27"), flow.ErrForm},
		{none + producers("devel go1.27-00"), flow.ErrForm},
		{foreign + producers(flow.Release), flow.ErrForm},
		{foreign, nil},
	} {
		if _, _, err := flow.Structure([]byte(tt.module)); !errors.Is(err, tt.want) {
			t.Errorf("%q: %v, want %v", tt.module, err, tt.want)
		}
	}
}

func FuzzStructure(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\x00\x0a\x06\x01\x04\x00\x20\x00\x0b"))
	// Two segments, a jump to the second, the exit for unwinding.
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\x00\x0a\x2d\x01\x2b\x01\x01\x7f\x23\x00\x21\x01" +
		"\x02\x40\x03\x40\x02\x40\x02\x40\x20\x00\x0e\x01\x00\x01\x0b\x41\x00\x04\x40\x41\x01\x21\x00\x0c\x02\x0b\x0b\x41\x00\x0f\x0b\x00\x0b\x41\x01\x0b"))
	f.Fuzz(func(t *testing.T, module []byte) {
		if _, _, err := flow.Structure(module); err != nil && !errors.Is(err, flow.ErrModule) {
			t.Error(err)
		}
	})
}

func compile(t *testing.T, dir string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "module.wasm")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", out, ".")
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

// run returns what a module printed, and its exit status.
func run(t *testing.T, module []byte) (string, uint32) {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	var out, problems bytes.Buffer
	_, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithStdout(&out).WithStderr(&problems))
	var exit *sys.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	if exit == nil {
		return out.String(), 0
	}
	return out.String() + problems.String(), exit.ExitCode()
}

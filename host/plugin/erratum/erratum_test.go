package erratum_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/plugin/erratum"
)

const (
	typeI32, typeI64 = 0x7f, 0x7e
	i32And, i64And   = 0x71, 0x83
	i32LtS, i64LtS   = 0x48, 0x53 // lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u
)

var comparisons = []string{"lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"}

// one is a module with one function f of two parameters and a local, all of a type, and a
// result of i32.
func one(kind byte, code ...byte) []byte {
	body := append([]byte{1, 1, kind}, code...)
	body = append(body, 0x0b)
	out := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, content ...byte) { out = append(append(out, id, byte(len(content))), content...) }
	section(1, 1, 0x60, 2, kind, kind, 1, typeI32)
	section(3, 1, 0)
	section(7, 1, 1, 'f', 0, 0)
	section(10, append([]byte{1, byte(len(body))}, body...)...)
	return out
}

// answers runs f on a few pairs of numbers.
func answers(t *testing.T, config wazero.RuntimeConfig, module []byte) string {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, config)
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	var all []uint32
	for _, pair := range [][2]uint64{{0, 0}, {3, 1}, {1 << 31, 1<<32 - 1}, {1 << 63, 1 << 63}, {6, 9}} {
		got, err := m.ExportedFunction("f").Call(ctx, pair[0], pair[1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, uint32(got[0])) // the rest is undefined
	}
	return fmt.Sprint(all)
}

// forms returns ways to compare 0 with the "and" of both parameters and to branch on the
// answer; what the engine did wrong in 2026, and what it could do.
func forms(kind, compare byte) map[string][]byte {
	and, constant := byte(i64And), byte(0x42)
	if kind == typeI32 {
		and, constant = i32And, 0x41
	}
	both := []byte{0x20, 0, 0x20, 1, and}
	null := []byte{constant, 0}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	choice := []byte{0x04, typeI32, 0x41, 1, 0x05, 0x41, 2, 0x0b} // if: 1, else: 2
	jump := func(question []byte) []byte {
		return join([]byte{0x02, 0x40}, question, []byte{0x0d, 0, 0x41, 2, 0x0f, 0x0b, 0x41, 1})
	}
	first, second := join(null, both, []byte{compare}), join(both, null, []byte{compare})
	return map[string][]byte{
		"0 first, if":       join(first, choice),
		"0 second, if":      join(second, choice),
		"0 first, br_if":    jump(first),
		"0 second, br_if":   jump(second),
		"negated":           join(first, []byte{0x45}, choice),
		"by a local":        join(both, []byte{0x21, 2}, null, []byte{0x20, 2, compare}, choice),
		"0 in a local":      join([]byte{0x20, 2}, both, []byte{compare}, choice),
		"a tee":             join(null, both, []byte{0x22, 2, compare}, choice),
		"something dropped": join(null, both, null, []byte{0x1a, compare}, choice),
		"select":            join([]byte{0x41, 1, 0x41, 2}, first, []byte{0x1b}),
		"the number":        first,
		"from a block":      join(null, []byte{0x02, kind}, both, []byte{0x0b, compare}, choice),
	}
}

func TestApply(t *testing.T) {
	wrong := 0
	for _, kind := range []struct {
		value, first byte
	}{{typeI32, i32LtS}, {typeI64, i64LtS}} {
		for i, name := range comparisons {
			for form, code := range forms(kind.value, kind.first+byte(i)) {
				module := one(kind.value, code...)
				guarded, _, err := erratum.Apply(module)
				if err != nil {
					t.Fatal(err)
				}
				want := answers(t, wazero.NewRuntimeConfigInterpreter(), module)
				if got := answers(t, wazero.NewRuntimeConfig(), guarded); got != want {
					t.Errorf("%#x %s, %s: %s, want %s", kind.value, name, form, got, want)
				}
				if got := answers(t, wazero.NewRuntimeConfigInterpreter(), guarded); got != want {
					t.Errorf("%#x %s, %s: guarded and interpreted %s, want %s", kind.value, name, form, got, want)
				}
				if answers(t, wazero.NewRuntimeConfig(), module) != want {
					wrong++
				}
			}
		}
	}
	if compiles := runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"; compiles && wrong == 0 {
		t.Error("the engine computes all of it rightly now: package erratum is no longer needed")
	}
}

// What cannot be meant stays as it is.
func TestApply_Rest(t *testing.T) {
	for name, code := range map[string][]byte{
		"eq":               {0x42, 0, 0x20, 0, 0x20, 1, i64And, 0x51},
		"no and":           {0x42, 0, 0x20, 0, 0x53},
		"not with 0":       {0x42, 1, 0x20, 0, 0x20, 1, i64And, 0x53},
		"signed, 0 second": {0x20, 0, 0x20, 1, i64And, 0x42, 0, 0x53},
		"before a branch":  {0x20, 0, 0x20, 1, i64And, 0x21, 2, 0x03, 0x40, 0x0b, 0x42, 0, 0x20, 2, 0x53},
	} {
		module := one(typeI64, code...)
		out, guarded, err := erratum.Apply(module)
		if err != nil || guarded != 0 || !bytes.Equal(out, module) {
			t.Errorf("%s: %d guarded, %v", name, guarded, err)
		}
	}
	if out, guarded, err := erratum.Apply(bundled.Wasm); err != nil || guarded == 0 || guarded > 200 || len(out) < len(bundled.Wasm)+3*guarded {
		t.Errorf("bundled: %d guarded, %d bytes more, %v", guarded, len(out)-len(bundled.Wasm), err)
	}
}

func TestApply_Malformed(t *testing.T) {
	module := one(typeI64, 0x42, 0, 0x20, 0, 0x20, 1, i64And, 0x53)
	for n := range module {
		if out, _, err := erratum.Apply(module[:n]); err != nil && !errors.Is(err, erratum.ErrModule) || err == nil && len(out) != n {
			t.Errorf("cut at %d: %d bytes, %v", n, len(out), err)
		}
	}
	if _, _, err := erratum.Apply(one(typeI64, 0xff)); !errors.Is(err, erratum.ErrModule) {
		t.Errorf("unknown instruction: %v", err)
	}
}

// Whatever the engine takes, it takes guarded as well.
func FuzzApply(f *testing.F) {
	for i := range comparisons {
		for _, code := range forms(typeI64, i64LtS+byte(i)) {
			f.Add(code)
		}
	}
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	f.Fuzz(func(t *testing.T, code []byte) {
		if len(code) > 100 { // sizes are one byte
			return
		}
		module := one(typeI64, code...)
		guarded, _, err := erratum.Apply(module)
		m, invalid := r.CompileModule(ctx, module)
		if invalid != nil {
			return
		}
		m.Close(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if m, err = r.CompileModule(ctx, guarded); err != nil {
			t.Fatalf("guarded, it is refused: %v", err)
		}
		m.Close(ctx)
	})
}

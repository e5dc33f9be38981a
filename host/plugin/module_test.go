package plugin

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/driftsync/driftsync/abi/manifest"
)

func vector(s string) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(s))), s...)
}

func appendSection(dst []byte, id byte, body []byte) []byte {
	dst = append(dst, id)
	dst = binary.AppendUvarint(dst, uint64(len(body)))
	return append(dst, body...)
}

// assembly is a module by hand, for what a compiler would not make.
type assembly struct {
	imports [][2]string // functions () -> i32
	memory  []byte      // limits; nil for no memory
	table   []byte      // of functions, its limits; nil for none
	start   bool        // the exported function runs as the module is instantiated, too
	result  byte
	export  string
	body    []byte   // instructions of the exported function
	more    [][]byte // those of further functions of the same type
	manifest.Manifest
}

func newAssembly(body ...byte) assembly {
	return assembly{memory: []byte{0, 1}, result: typeI32, export: entryName, body: body, Manifest: testManifest("hand")}
}

func (a assembly) bytes(tb testing.TB) []byte {
	tb.Helper()
	out := []byte("\x00asm\x01\x00\x00\x00")
	out = appendSection(out, 1, []byte{2, typeFunction, 0, 1, a.result, typeFunction, 0, 0})
	if len(a.imports) > 0 {
		body := []byte{byte(len(a.imports))}
		for _, i := range a.imports {
			body = append(body, vector(i[0])...)
			body = append(append(body, vector(i[1])...), 0, 0)
		}
		out = appendSection(out, 2, body)
	}
	code := append([][]byte{a.body}, a.more...)
	types := make([]byte, len(code))
	if a.start {
		code, types = append(code, []byte{0x10, byte(len(a.imports)), 0x1a}), append(types, 1) // call, drop
	}
	functions := append([]byte{byte(len(code))}, types...)
	out = appendSection(out, 3, functions)
	if a.table != nil {
		out = appendSection(out, 4, append([]byte{1, 0x70}, a.table...))
	}
	if a.memory != nil {
		out = appendSection(out, 5, append([]byte{1}, a.memory...))
	}
	out = appendSection(out, 7, append(append([]byte{1}, vector(a.export)...), 0, byte(len(a.imports))))
	if a.start {
		out = appendSection(out, 8, []byte{byte(len(a.imports) + len(code) - 1)})
	}
	bodies := []byte{byte(len(code))}
	for _, body := range code {
		whole := append([]byte{0}, body...) // no locals
		bodies = append(bodies, vector(string(append(whole, 0x0b)))...)
	}
	out = appendSection(out, 10, bodies)
	data, err := json.Marshal(a.Manifest)
	if err != nil {
		tb.Fatal(err)
	}
	return appendSection(out, 0, append(vector(manifest.Section), data...))
}

func TestInspect(t *testing.T) {
	tests := []struct {
		name   string
		change func(*assembly)
		ok     bool
	}{
		{"plain", func(*assembly) {}, true},
		{"http", func(a *assembly) { a.imports = [][2]string{{envModule, "http_request"}} }, false},
		{"vars", func(a *assembly) { a.imports = [][2]string{{envModule, "var_set"}} }, false},
		{"config", func(a *assembly) { a.imports = [][2]string{{envModule, "config_get"}} }, false},
		{"files", func(a *assembly) { a.imports = [][2]string{{wasiModule, "path_open"}} }, false},
		{"sockets", func(a *assembly) { a.imports = [][2]string{{wasiModule, "sock_accept"}} }, false},
		{"another module", func(a *assembly) { a.imports = [][2]string{{"env", "alloc"}} }, false},
		{"allowed", func(a *assembly) { a.imports = [][2]string{{wasiModule, "fd_write"}, {envModule, "input_length"}} }, true},
		{"direct", func(a *assembly) { a.imports = [][2]string{{hostModule, "batch_len"}} }, true},
		{"no memory", func(a *assembly) { a.memory = nil }, false},
		{"shared memory", func(a *assembly) { a.memory = []byte{3, 1, 1} }, false},
		{"64-bit memory", func(a *assembly) { a.memory = []byte{4, 1} }, false},
		{"another entry", func(a *assembly) { a.export = "run" }, false},
		{"another type", func(a *assembly) { a.result = 0x7e }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newAssembly(0x41, 0)
			tt.change(&a)
			found, err := Inspect(a.bytes(t))
			if (err == nil) != tt.ok {
				t.Fatalf("error = %v, want ok = %v", err, tt.ok)
			}
			if err != nil && !errors.Is(err, errModule) {
				t.Errorf("error = %v does not wrap %v", err, errModule)
			}
			if err == nil && (len(found.Imports) != len(a.imports) || found.Direct != (tt.name == "direct")) {
				t.Errorf("found = %+v", found)
			}
		})
	}
}

// Imports of a real module in place of its memory or in a second section would get
// past a parser that looks at one of each.
func TestInspect_Sections(t *testing.T) {
	good := newAssembly(0x41, 0).bytes(t)
	again := appendSection(slices.Clone(good), 2, append(append(append([]byte{1}, vector(envModule)...), vector("http_request")...), 0, 0))
	if _, err := Inspect(again); !errors.Is(err, errModule) {
		t.Errorf("second import section: %v", err)
	}
	for n := range len(good) {
		if _, err := Inspect(good[:n]); err == nil {
			t.Errorf("%d of %d bytes pass", n, len(good))
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(newAssembly(0x41, 0).bytes(f))
	a := newAssembly(0x41, 0)
	a.imports = [][2]string{{hostModule, "batch_len"}, {envModule, "http_request"}}
	f.Add(a.bytes(f))
	f.Fuzz(func(t *testing.T, wasm []byte) {
		found, err := Inspect(wasm)
		if err != nil {
			return
		}
		for _, i := range found.Imports {
			if !slices.Contains(allowed[i.Module], i.Name) {
				t.Errorf("%v passes", i)
			}
		}
		o := options(Module{Wasm: wasm})
		o.CacheDir = ""
		if c, err := Open(context.Background(), o); err == nil {
			_ = c.Close()
		}
	})
}

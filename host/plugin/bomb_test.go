//go:build !race

package plugin

import (
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
)

// callTree is 32 functions that call the next one twice: 280 bytes, 2^32 calls, and no
// loop that a deadline inside of the engine would look at.
func callTree() assembly {
	const depth = 32
	call := func(i int) []byte { return []byte{0x10, byte(i), 0x1a, 0x10, byte(i)} } // call i, drop, call i
	a := newAssembly(call(1)...)
	for i := 2; i < depth; i++ {
		a.more = append(a.more, call(i))
	}
	a.more = append(a.more, []byte{0x41, 0})
	return a
}

// filling writes a MiB over and over.
func filling() assembly {
	size := []byte{0x41, 0x80, 0x80, 0xc0, 0x00} // i32.const 1 MiB
	body := slices.Concat([]byte{0x03, 0x40, 0x41, 0, 0x41, 1}, size, []byte{0xfc, 0x0b, 0x00, 0x0c, 0, 0x0b, 0x41, 0})
	a := newAssembly(body...)
	a.memory = []byte{0, 16}
	return a
}

// growing asks for one page after the other until it is refused, then answers nothing.
func growing() assembly {
	return newAssembly(0x03, 0x40, 0x41, 1, 0x40, 0x00, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b, 0x41, 0)
}

// What no compiler makes is ended in time and within its memory, and a chain of
// another plugin before and after it works as ever.
func TestHostile_Bombs(t *testing.T) {
	tests := []struct {
		name  string
		bomb  assembly
		codes []fault.Code
	}{
		{"call tree", callTree(), []fault.Code{fault.PluginTimeout}},
		{"memory.fill", filling(), []fault.Code{fault.PluginTimeout}},
		{"memory.grow", growing(), []fault.Code{fault.PluginMemory}},
	}
	innocent := open(t, options(module(t, "guest")))
	check := func(when string) {
		t.Helper()
		b := textBatch("mask", "one")
		if r := redact(t, innocent, b); r.Failed != nil || cells(b, 0)[0] != "[MASKED]" {
			t.Errorf("%s: %+v, %v", when, r, cells(b, 0))
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check("before")
			o := options(Module{Wasm: tt.bomb.bytes(t)})
			o.Limits.Load = testDeadline
			c := open(t, o)
			var b *batch.Batch
			var err error
			within(t, testDeadline+grace, func() {
				b = textBatch("mask", secretNote)
				_, err = c.Redact(context.Background(), b)
			})
			if code := faultCode(err); !slices.Contains(tt.codes, code) {
				t.Errorf("error = %v (%s), want one of %v", err, code, tt.codes)
			}
			if peak, most := c.WorkerMemory(), int64(60+32+64)<<20; peak > most {
				t.Errorf("the worker took %d MiB", peak>>20)
			}
			check("after")
		})
	}
}

// hoarding asks for room in a table, which is no memory of WebAssembly's, until it is ended.
func hoarding() assembly {
	a := newAssembly(0x03, 0x40, 0xd0, 0x70, 0x41, 0x80, 0x80, 0x10, 0xfc, 0x0f, 0x00, 0x1a, 0x0c, 0, 0x0b, 0x41, 0) // 256 Ki entries a time
	a.table = []byte{0, 1}
	return a
}

// What a guest takes before the first row, or as its module is instantiated, counts as
// what it takes later: by its own ceiling, and not by that of the compiler.
func TestHostile_FirstCall(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	starting := func(a assembly) assembly { a.start = true; return a }
	for name, bomb := range map[string]assembly{"memory": starting(growing()), "table": starting(hoarding()), "stack": newAssembly(0x10, 0)} {
		c := open(t, options(Module{Wasm: bomb.bytes(t)}))
		_, err := c.Redact(context.Background(), textBatch("mask", secretNote))
		if code := faultCode(err); code != fault.PluginMemory {
			t.Errorf("%s: error = %v (%s)", name, err, code)
		}
		if peak := c.WorkerMemory(); peak > loadMemory*3/4 {
			t.Errorf("%s: the worker took %d MiB", name, peak>>20)
		}
	}
}

// A module that is cut off anywhere is refused, or fails when it is compiled.
func TestHostile_Truncated(t *testing.T) {
	whole := newAssembly(0x41, 0).bytes(t)
	for n := range whole {
		if _, err := Inspect(whole[:n]); err == nil {
			t.Errorf("%d of %d bytes were accepted", n, len(whole))
		}
	}
}

package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
)

func faultCode(err error) fault.Code {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

func TestChain_Redact(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	tests := []struct {
		table    string
		notes    []string
		want     []string // first column
		payload  []string
		nulled   int64
		dropped  []bool
		directed int64
	}{
		{table: "mask", notes: []string{"one", "", "three"}, want: []string{"[MASKED]", "", "[MASKED]"},
			payload: []string{"<null>", "<null>", "<null>"}, nulled: 2, directed: 4},
		{table: "keep", notes: []string{"one", "two"}, want: []string{"one", "two"}, payload: []string{`{"n":"v"}`, `{"n":"v"}`}},
		{table: "null", notes: []string{"one", "two"}, want: []string{"<null>", "<null>"}, payload: []string{"<null>", "<null>"}, directed: 4},
		{table: "pseudonym", notes: []string{"ada", "[P:QQQQQQQQQQQQQQQ7]"}, want: []string{"[P:ABCDEFGHIJKLMN23]", "[P:QQQQQQQQQQQQQQQ7]"},
			payload: []string{"<null>", "<null>"}, nulled: 2, directed: 4},
		{table: "quote", notes: []string{`say "hi"`}, want: []string{`say [MASKED]hi"`}, payload: []string{"<null>"}, nulled: 1, directed: 2},
		{table: "drop", notes: []string{"drop me", "two"}, want: []string{"<null>", "[MASKED]"}, payload: []string{"<null>", "<null>"},
			nulled: 1, dropped: []bool{true, false}, directed: 3},
	}
	for _, tt := range tests {
		t.Run(tt.table, func(t *testing.T) {
			b := textBatch(tt.table, tt.notes...)
			r := redact(t, c, b)
			if diff := cmp.Diff(tt.want, cells(b, 0)); diff != "" {
				t.Errorf("note (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.payload, cells(b, 1)); diff != "" {
				t.Errorf("payload (-want +got):\n%s", diff)
			}
			if r.Nulled != tt.nulled {
				t.Errorf("nulled = %d, want %d", r.Nulled, tt.nulled)
			}
			if !slices.Equal(r.Dropped, tt.dropped) {
				t.Errorf("dropped = %v, want %v", r.Dropped, tt.dropped)
			}
			if r.Failed != nil {
				t.Errorf("failed = %v", r.Failed)
			}
			var directed int64
			for _, h := range r.Hits {
				directed += h.Count
			}
			if directed != tt.directed {
				t.Errorf("hits = %v, want %d", r.Hits, tt.directed)
			}
			if want := len(b.Columns[0].Data) + len(b.Columns[1].Data); b.Bytes != want {
				t.Errorf("bytes = %d, want %d", b.Bytes, want)
			}
		})
	}
}

func TestChain_PlainExtism(t *testing.T) {
	c := open(t, options(module(t, "pdk")))
	b := textBatch("mask", "one", "two")
	redact(t, c, b)
	if diff := cmp.Diff([]string{"[MASKED]", "[MASKED]"}, cells(b, 0)); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
}

// Both transports carry the same bytes, so both plugins see and do the same.
func TestChain_TransportsAgree(t *testing.T) {
	notes := make([]string, 100)
	for i := range notes {
		notes[i] = strings.Repeat("é", i)
	}
	direct, plain := textBatch("mask", notes...), textBatch("mask", notes...)
	redact(t, open(t, options(module(t, "guest"))), direct)
	redact(t, open(t, options(module(t, "pdk"))), plain)
	if diff := cmp.Diff(cells(direct, 0), cells(plain, 0)); diff != "" {
		t.Errorf("direct and plain differ (-direct +plain):\n%s", diff)
	}
}

// The second plugin sees what the first one left.
func TestChain_Order(t *testing.T) {
	first := testManifest("first")
	first.Rules[0].Marker = "[DROP]"
	second := testManifest("second")
	second.Reads = []string{"test.*.note"}
	wasm := guest(t, "guest")
	c := open(t, options(Module{Wasm: seal(t, wasm, first)}, Module{Wasm: seal(t, wasm, second)}))
	b := textBatch("quote", `a "b"`)
	redact(t, c, b)
	if diff := cmp.Diff([]string{"a [DROP]b[MASKED]"}, cells(b, 0)); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
	if got := c.Plugins(); len(got) != 2 || got[0].Name != "first" || got[1].Name != "second" || len(got[0].SHA256) != 64 {
		t.Errorf("plugins = %+v", got)
	}
}

// A column that is not asked for is not in the frame, so it cannot be edited.
func TestChain_Reads(t *testing.T) {
	tests := []struct {
		reads         []string
		note, payload string
	}{
		{[]string{"mask.payload"}, "one", "<null>"},
		{[]string{"test.mask.note"}, "[MASKED]", `{"n":"v"}`},
		{[]string{"*.no*"}, "[MASKED]", `{"n":"v"}`},
		{[]string{"mask"}, "[MASKED]", "<null>"},
		{[]string{"other.*.*", "mask.other"}, "one", `{"n":"v"}`},
		{nil, "one", `{"n":"v"}`},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.reads, ","), func(t *testing.T) {
			m := testManifest("guest")
			m.Reads = tt.reads
			c := open(t, options(Module{Wasm: seal(t, guest(t, "guest"), m)}))
			b := textBatch("mask", "one")
			redact(t, c, b)
			if got := cells(b, 0)[0]; got != tt.note {
				t.Errorf("note = %q, want %q", got, tt.note)
			}
			if got := cells(b, 1)[0]; got != tt.payload {
				t.Errorf("payload = %q, want %q", got, tt.payload)
			}
		})
	}
}

// The guest panics when it can reach a variable, an argument or the clock; a module
// that asks for files is refused by its imports.
func TestChain_Environment(t *testing.T) {
	t.Setenv("EXTISM_ENABLE_WASI_OUTPUT", "1")
	c := open(t, options(module(t, "guest")))
	if r := redact(t, c, textBatch("environment", "one")); r.Failed != nil {
		t.Errorf("failed = %v", r.Failed)
	}
	if r := redact(t, c, textBatch("mask", "one")); r.Failed != nil {
		t.Errorf("call after output: failed = %v", r.Failed)
	}
}

// Batches that are split give the same cells as whole ones.
func TestChain_Split(t *testing.T) {
	notes := make([]string, 3000)
	for i := range notes {
		notes[i] = strings.Repeat("x", i)
	}
	notes[1500] = strings.Repeat("y", 5<<20)
	c := open(t, options(module(t, "guest")))
	b := textBatch("mask", notes...)
	if got := split(nil, b, []int{0, 1, 2}, 4<<20); len(got) < 3 {
		t.Fatalf("split = %v, want several ranges", got)
	}
	r := redact(t, c, b)
	if r.Failed != nil {
		t.Fatal("a row failed")
	}
	for row, got := range cells(b, 0) {
		if want := "[MASKED]"; row > 0 && got != want {
			t.Fatalf("row %d is not masked", row)
		}
	}
	if got := cells(b, 2)[2999]; got != "2999" {
		t.Errorf("line of the last row = %s", got)
	}
}

func TestChain_Concurrent(t *testing.T) {
	o := options(module(t, "guest"))
	o.Lanes = 2
	c := open(t, o)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for range 20 {
				b := textBatch("mask", strings.Repeat("x", i+1), "two")
				r, err := c.Redact(context.Background(), b)
				if err != nil || r.Failed != nil {
					t.Errorf("redact: %v, %+v", err, r)
					return
				}
				if got := cells(b, 0); got[0] != "[MASKED]" || got[1] != "[MASKED]" {
					t.Errorf("note = %v", got)
				}
			}
		})
	}
	wait.Wait()
}

// Text that is not UTF-8 never reaches a plugin, and costs no other row.
func TestChain_NotText(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	b := textBatch("mask", "one", "tw\xffo", "three")
	r := redact(t, c, b)
	if !slices.Equal(r.Failed, []fault.Code{"", fault.SourceMismatch, ""}) {
		t.Errorf("failed = %v", r.Failed)
	}
	if diff := cmp.Diff([]string{"[MASKED]", "<null>", "[MASKED]"}, cells(b, 0)); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
}

func TestChain_Start(t *testing.T) {
	c := open(t, options(module(t, "guest"), module(t, "pdk")))
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.stages {
		if len(s.pool.idle) != 1 {
			t.Errorf("plugin %s has %d idle workers, want 1", s.info.Name, len(s.pool.idle))
		}
	}
}

func TestChain_Renew(t *testing.T) {
	o := options(module(t, "guest"))
	o.Limits.RenewEvery = 2
	c := open(t, o)
	for range 7 {
		b := textBatch("mask", "one")
		if r := redact(t, c, b); r.Failed != nil || cells(b, 0)[0] != "[MASKED]" {
			t.Fatalf("redact: %+v, %v", r, cells(b, 0))
		}
	}
}

func TestChain_Interrupt(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	warm(t, c)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Redact(ctx, textBatch("mask", "one")); faultCode(err) != fault.Interrupted {
		t.Errorf("error = %v, want an interruption", err)
	}
	b := textBatch("mask", "one")
	if r := redact(t, c, b); r.Failed != nil {
		t.Errorf("call after an interruption: %v", r.Failed)
	}
}

func TestChain_Empty(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	r, err := c.Redact(context.Background(), batch.New(table("mask")))
	if err != nil || r.Rows != 0 {
		t.Errorf("redact = %+v, %v", r, err)
	}
}

func TestOpen_Refused(t *testing.T) {
	good := guest(t, "guest")
	abi2 := func() []byte {
		m := testManifest("guest")
		m.ABI = 2
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return appendSection(slices.Clone(good), 0, append(vector(manifest.Section), data...))
	}
	needy, slow := testManifest("guest"), testManifest("guest")
	needy.Limits.MemoryPages = 4096
	slow.Limits.BatchMillis = 60_000
	public := filepath.Join(t.TempDir(), "cache")
	if err := os.Mkdir(public, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(public, 0o777); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		code   fault.Code
		change func(*Options)
	}{
		{"ABI", fault.PluginABI, func(o *Options) { o.Modules[0].Wasm = abi2() }},
		{"no manifest", fault.PluginRefused, func(o *Options) { o.Modules[0].Wasm = good }},
		{"truncated", fault.PluginRefused, func(o *Options) { o.Modules[0].Wasm = o.Modules[0].Wasm[:100_000] }},
		{"empty", fault.PluginRefused, func(o *Options) { o.Modules[0].Wasm = nil }},
		{"another name", fault.PluginRefused, func(o *Options) { o.Modules[0].Name = "other" }},
		{"twice", fault.PluginRefused, func(o *Options) { o.Modules = append(o.Modules, o.Modules[0]) }},
		{"memory", fault.PluginRefused, func(o *Options) { o.Modules[0].Wasm = seal(t, good, needy) }},
		{"time", fault.PluginRefused, func(o *Options) { o.Modules[0].Wasm = seal(t, good, slow) }},
		{"limit", fault.ConfigInvalid, func(o *Options) { o.Limits.MemoryPages = 55 }},
		{"no pseudonym", fault.Internal, func(o *Options) { o.Pseudonym = nil }},
	}
	if runtime.GOOS != "windows" {
		tests = append(tests, struct {
			name   string
			code   fault.Code
			change func(*Options)
		}{"public cache", fault.PluginRefused, func(o *Options) { o.CacheDir = public }})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options(module(t, "guest"))
			tt.change(&o)
			c, err := Open(context.Background(), o)
			if faultCode(err) != tt.code || c != nil {
				t.Errorf("open = %v (%s), want %s", err, faultCode(err), tt.code)
			}
		})
	}
}

func TestOpen_Worker(t *testing.T) {
	o := options(module(t, "guest"))
	o.Worker = []string{filepath.Join(t.TempDir(), "missing")}
	_, err := open(t, o).Redact(context.Background(), textBatch("mask", "one"))
	if faultCode(err) != fault.PluginWorker {
		t.Errorf("missing worker: %v", err)
	}
	reexecutable.Store(false)
	defer reexecutable.Store(true)
	if _, err := Open(context.Background(), options(module(t, "guest"))); faultCode(err) != fault.PluginWorker {
		t.Errorf("program that does not call WorkerMain: %v", err)
	}
}

func TestReads(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    string
	}{
		{"*", "[0 1 2]"}, {"mask", "[0 1 2]"}, {"mask.*e", "[0 2]"}, {"test.mask.line", "[2]"},
		{"test.*.*", "[0 1 2]"}, {"drift.*.*", "[]"}, {"masks.*", "[]"},
	} {
		if got := fmt.Sprint(reads([]string{tt.pattern}, table("mask"))); got != tt.want {
			t.Errorf("reads(%q) = %s, want %s", tt.pattern, got, tt.want)
		}
	}
}

// A frame of some rows is what a frame of a batch of just these rows would be.
func TestFramer_Range(t *testing.T) {
	notes := make([]string, 40)
	for i := range notes {
		notes[i] = strings.Repeat("é", i%5)
	}
	b := textBatch("mask", notes...)
	var f framer
	for _, s := range []span{{0, 40}, {0, 1}, {39, 40}, {3, 17}, {8, 16}} {
		raw := f.encode(b, []int{0, 1, 2}, []abi.ContextSpec{{Kind: abi.Root, Value: "/r"}}, s)
		frame, err := abi.DecodeFrame(raw)
		if err != nil {
			t.Fatalf("rows %v: %v", s, err)
		}
		if frame.Rows() != s.hi-s.lo || string(frame.Table()) != "test.mask" {
			t.Errorf("rows %v: %d rows of %s", s, frame.Rows(), frame.Table())
		}
		note, payload, line := frame.Column(0), frame.Column(1), frame.Column(2)
		for row := range frame.Rows() {
			at := s.lo + row
			if string(note.Bytes(row)) != notes[at] || payload.Null(row) != (at%3 == 2) || line.Int(row) != int64(at) {
				t.Errorf("rows %v: row %d differs", s, row)
			}
		}
	}
}

// Package worker is the process in which a plugin is compiled and runs. It holds
// nothing worth stealing: no credential, no database, no environment. It trusts
// the engine and nobody else, and keeps all error text to itself, since a guest's
// words may be row values (invariant 9).
package worker

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"runtime"
	"runtime/debug"

	extism "github.com/extism/go-sdk"
	"github.com/tetratelabs/wazero"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/plugin/erratum"
	"github.com/driftsync/driftsync/host/plugin/wire"
)

const (
	maxSetup = 64 << 20
	// headroom lets wazero's own limit stand above the allocator's, which is the one
	// that holds: a growth that wazero refuses itself cannot be determined from a trap.
	headroom = 1 << 14 // pages

	gcPercent = 50
	// With compiled code at hand, loading makes less garbage than would pay for collecting
	// it: the first collection comes late, at 4 MiB times this percentage.
	gcPercentLoading = 800
	memoryLimit      = 40 << 20 // bytes of Go heap at which the collector works harder
)

// Main serves on standard input and output and exits.
func Main() {
	runtime.GOMAXPROCS(2)
	collectLate()
	in := bufio.NewReaderSize(os.Stdin, 64<<10)
	out := os.Stdout
	// Extism prints some errors; standard output belongs to the engine.
	os.Stdout = os.Stderr
	os.Exit(serve(in, out))
}

// collectLate has the first collection of garbage come late, and the others at their time:
// a module that has to be compiled needs them.
func collectLate() {
	debug.SetGCPercent(gcPercentLoading)
	runtime.AddCleanup(new([16]byte), func(struct{}) { debug.SetGCPercent(gcPercent) }, struct{}{})
}

// serve returns the exit status: 1 where no module was loaded. Any failure of a call ends
// the process as well: what a guest leaves behind after one is not worth trusting.
func serve(in *bufio.Reader, out *os.File) int {
	ctx := context.Background()
	if wire.Write(out, wire.Hello, []byte(wire.Magic)) != nil {
		return 1
	}
	kind, message, err := wire.Read(in, nil, maxSetup)
	if err != nil || kind != wire.Load {
		return 1
	}
	setup, ok := wire.ParseSetup(message)
	if !ok {
		return 1
	}
	m := load(ctx, setup)
	if m == nil {
		_ = wire.Write(out, wire.Trapped, nil) // the engine is gone, or will see the exit
		return 1
	}
	if wire.Write(out, wire.Compiled, []byte{byte(m.sandbox)}) != nil {
		return 1
	}
	m.serve(ctx, in, out)
	return 0
}

// serve answers until the engine ends the conversation, or something fails.
func (m *module) serve(ctx context.Context, in *bufio.Reader, out *os.File) {
	var message []byte
	for good := true; good; {
		var kind wire.Kind
		var err error
		if kind, message, err = wire.Read(in, message, abi.MaxFrame); err != nil {
			return
		}
		switch {
		case kind == wire.Start:
			kind = m.begin(ctx, message)
			good = wire.Write(out, kind, nil) == nil && kind == wire.Ready
		case kind == wire.Call && m.instance != nil:
			kind, answer := m.call(message)
			good = wire.Write(out, kind, answer) == nil && kind == wire.Answer && m.renew(ctx)
		default:
			return
		}
	}
}

// module is a compiled module with its current instance.
type module struct {
	compiled *extism.CompiledPlugin
	setup    wire.Setup
	exchange *exchange
	instance *instance
	calls    uint32
	limit    uint32 // of calls, after which the instance is replaced; 0 for none
	sandbox  wire.Sandbox
}

// load compiles the module and gives up what the process no longer needs. Nothing of the
// guest runs yet. It returns nil for a module that does not compile.
func load(ctx context.Context, setup wire.Setup) *module {
	m := &module{setup: setup, exchange: new(exchange)}
	if !m.compile(ctx) {
		return nil
	}
	m.setup.Wasm = nil
	debug.FreeOSMemory()
	debug.SetMemoryLimit(memoryLimit)
	m.sandbox = confine()
	return m
}

func (m *module) compile(ctx context.Context) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	config, wasm := wazero.NewRuntimeConfigInterpreter(), m.setup.Wasm
	if !m.setup.Interpret {
		config = wazero.NewRuntimeConfig()
		guarded, _, err := erratum.Apply(wasm)
		if err != nil {
			return false
		}
		wasm = guarded
	}
	config = config.
		WithDebugInfoEnabled(false).
		WithMemoryLimitPages(m.setup.Pages + headroom)
	if m.setup.CacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(m.setup.CacheDir)
		if err != nil {
			return false
		}
		config = config.WithCompilationCache(cache)
	}
	manifest := extism.Manifest{
		Wasm:   []extism.Wasm{extism.WasmData{Data: wasm}},
		Memory: &extism.ManifestMemory{MaxPages: m.setup.Pages + headroom},
	}
	compiled, err := extism.NewCompiledPlugin(ctx, manifest,
		extism.PluginConfig{RuntimeConfig: config, EnableWasi: true}, m.exchange.functions())
	m.compiled = compiled
	return err == nil
}

// start makes an instance and lets it answer an empty frame, so that the guest's
// initialization is over before the first row.
func (m *module) start(ctx context.Context) (kind wire.Kind) {
	defer func() {
		if recover() != nil {
			kind = wire.Trapped
		}
	}()
	m.exchange.memory = nil
	m.instance, kind = instantiate(ctx, m.compiled, uint64(m.setup.Pages)*pageSize)
	if kind != wire.Ready {
		return kind
	}
	frame := abi.AppendFrame(nil, &abi.FrameSpec{})
	kind, answer := m.instance.call(m.exchange, m.setup.Direct, frame)
	if kind != wire.Answer {
		return kind
	}
	empty := abi.NewDirectives(nil, 0)
	if !bytes.Equal(answer, empty.Bytes()) {
		return m.instance.reasonOr(wire.Malformed)
	}
	return wire.Ready
}

func (m *module) call(frame []byte) (kind wire.Kind, answer []byte) {
	defer func() {
		if recover() != nil {
			kind, answer = wire.Trapped, nil
		}
	}()
	return m.instance.call(m.exchange, m.setup.Direct, frame)
}

// begin replaces the instance, if there is one, as the engine asks.
func (m *module) begin(ctx context.Context, message []byte) wire.Kind {
	var ok bool
	if m.limit, ok = wire.ParseRenew(message); !ok {
		return wire.Malformed
	}
	return m.replace(ctx)
}

func (m *module) replace(ctx context.Context) wire.Kind {
	if m.instance != nil {
		m.instance.close(ctx)
	}
	m.calls = 0
	return m.start(ctx)
}

// renew replaces the instance when its time has come, and reports whether the
// module can go on.
func (m *module) renew(ctx context.Context) bool {
	m.calls++
	if m.limit == 0 || m.calls < m.limit {
		return true
	}
	return m.replace(ctx) == wire.Ready
}

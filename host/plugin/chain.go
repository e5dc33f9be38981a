package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin/wire"
	"github.com/driftsync/driftsync/internal/compile"
)

// Module is one plugin as the configuration names it. The bytes are read once by
// the caller, who compares their digest with the lock; these bytes are what runs.
type Module struct {
	Name    string // must be the manifest's name; empty takes that
	Wasm    []byte
	Bundled bool // vouched for by the release: its instance is never renewed
}

// Limits hold for each plugin. Zero values take the defaults. Processor time is what the
// worker's process has computed; by the clock it may take six times as long, so that a
// busy machine ends no innocent plugin. Only Linux tells what a process has computed:
// elsewhere the limits are by the clock.
type Limits struct {
	MemoryPages uint32        // of 64 KiB, for the guest's memory; default 512, at least 56
	Batch       time.Duration // processor time that may be lost over one batch before the run ends; default 10 s. See Call
	Load        time.Duration // processor time of compiling, and again of starting; default 60 s
	RenewEvery  int           // calls after which an instance that is not bundled is replaced; default 128
	Failures    int           // failing calls of a plugin before the chain ends, a time-out counting four; default 128
}

const (
	defaultPages    = 512 // 32 MiB
	minimumPages    = 56  // what a plain Go guest needs to start
	maximumPages    = 1 << 15
	defaultBatch    = 10 * time.Second
	defaultLoad     = 60 * time.Second
	defaultRenew    = 128
	defaultFailures = 128
	maxLanes        = 2
)

// WithDefaults returns the limits with every zero value replaced.
func (l Limits) WithDefaults() Limits {
	l.MemoryPages = orDefault(l.MemoryPages, defaultPages)
	l.Batch = orDefault(l.Batch, defaultBatch)
	l.Load = orDefault(l.Load, defaultLoad)
	l.RenewEvery = orDefault(l.RenewEvery, defaultRenew)
	l.Failures = orDefault(l.Failures, defaultFailures)
	return l
}

// Call is the processor time of one call: half of the batch's. The other half is for
// finding the row at which the plugin hangs, so that its neighbours leave all the same.
func (l Limits) Call() time.Duration { return l.Batch / 2 }

// suspects is the number of rows that may hang by themselves in what is left of a
// batch's time; the last one ends the run.
const suspects = 4

// call returns the processor time of a call. Suspect rows are asked about one by one,
// and get less time, but not so little that a slow machine would convict an innocent.
func (l Limits) call(suspect bool) time.Duration {
	if suspect {
		return l.Call() / suspects
	}
	return l.Call()
}

func orDefault[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

// Options configure a [Chain].
type Options struct {
	Modules  []Module // in order; each sees the rows as the one before left them
	Limits   Limits
	CacheDir string            // compiled code; must be private to the user. Empty compiles at every start
	Context  []abi.ContextSpec // the same for every frame (invariant 8)
	// Pseudonym appends the pseudonym of value to dst and returns it. It is called
	// concurrently, and depends on value alone.
	Pseudonym func(dst, value []byte) []byte
	Lanes     int          // worker processes of each plugin; default the number of CPUs, at most 2
	Worker    []string     // command line of a worker; default this program, which then calls [WorkerMain]
	Spares    *Spares      // workers that another chain was done with; default none
	Logger    *slog.Logger // default discards
	// Interpreter runs guests without compiling them, a hundred times slower, to find
	// out that both ways give the same answers.
	Interpreter bool
}

// Chain is an ordered list of plugins. It is safe for concurrent use.
type Chain struct {
	stages    []*stage
	context   []abi.ContextSpec
	pseudonym func(dst, value []byte) []byte
	log       *slog.Logger
	loading   sync.Mutex
	work      sync.Pool // of *work
}

// Info says what a plugin of a chain is.
type Info struct {
	Name     string
	Version  string
	SHA256   string // hex
	Bundled  bool
	Manifest *manifest.Manifest // not to be changed
}

// Open checks every module without compiling it and returns the chain. Workers start
// with the first batch, so a run without changes costs nothing. Errors are faults:
// plugin.refused, plugin.abi, plugin.worker, config.invalid.
func Open(_ context.Context, o Options) (*Chain, error) {
	if o.Pseudonym == nil {
		return nil, fault.New(fault.Internal, "plugins need a pseudonym function", "", nil)
	}
	command, err := workerCommand(o.Worker)
	if err != nil {
		return nil, err
	}
	limits := o.Limits.WithDefaults()
	if limits.MemoryPages < minimumPages || limits.MemoryPages > maximumPages {
		return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("the memory limit of plugins is %d pages", limits.MemoryPages),
			fmt.Sprintf("choose %d to %d", minimumPages, maximumPages), nil)
	}
	if o.CacheDir != "" {
		if o.CacheDir, err = compile.Folder(o.CacheDir); err != nil {
			return nil, fault.New(fault.PluginRefused, "compiled plugins cannot be kept", "use a folder of your own with mode 0700", err)
		}
	}
	c := &Chain{context: o.Context, pseudonym: o.Pseudonym, log: o.Logger}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.work.New = func() any { return &work{applier: applier{pseudonym: c.pseudonym}} }
	lanes := orDefault(o.Lanes, min(maxLanes, runtime.NumCPU()))
	seen := make(map[string]bool)
	for i := range o.Modules {
		s, err := c.admit(&o.Modules[i], limits, command, &o, lanes)
		if err != nil {
			return nil, err
		}
		if seen[s.info.Name] {
			return nil, refused(s.info.Name, "two plugins of a chain have this name", nil)
		}
		seen[s.info.Name] = true
		c.stages = append(c.stages, s)
	}
	return c, nil
}

// workerCommand returns the command line of a worker, and refuses a program that
// would run its own main instead.
func workerCommand(named []string) ([]string, error) {
	if len(named) > 0 {
		return named, nil
	}
	if command := instead.Load(); command != nil {
		return *command, nil
	}
	if !reexecutable.Load() || os.Getenv(wire.Environment) != "" {
		return nil, fault.New(fault.PluginWorker, "this program cannot run itself as a plugin worker",
			"call host.WorkerMain first in main, or name a worker program", nil)
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, fault.New(fault.PluginWorker, "this program does not know its own file", "name a worker program", err)
	}
	return []string{exe}, nil
}

// admit checks one module and makes its stage.
func (c *Chain) admit(m *Module, limits Limits, command []string, o *Options, lanes int) (*stage, error) {
	found, err := Inspect(m.Wasm)
	if err != nil {
		code := fault.PluginRefused
		if _, ok := errors.AsType[*manifest.VersionError](err); ok {
			code = fault.PluginABI
		}
		return nil, fault.New(code, fmt.Sprintf("plugin %q is refused", printable(m.Name)), "see driftsync plugins inspect", err)
	}
	name, asks := found.Manifest.Name, found.Manifest.Limits
	switch {
	case m.Name != "" && m.Name != name:
		return nil, refused(m.Name, fmt.Sprintf("the module calls itself %s", name), nil)
	case found.MinPages > limits.MemoryPages || asks.MemoryPages > int(limits.MemoryPages):
		return nil, refused(name, fmt.Sprintf("it needs %d pages of memory, %d are allowed", max(int(found.MinPages), asks.MemoryPages), limits.MemoryPages), nil)
	case time.Duration(asks.BatchMillis)*time.Millisecond > limits.Call():
		return nil, refused(name, fmt.Sprintf("it needs %d ms a batch, %s are allowed", asks.BatchMillis, limits.Call()), nil)
	}
	pool := newPool(name, command, wire.Setup{Pages: limits.MemoryPages, Direct: found.Direct, Interpret: o.Interpreter, CacheDir: o.CacheDir, Wasm: m.Wasm},
		limits, lanes, &c.loading)
	digest := sha256.Sum256(m.Wasm)
	pool.spares = o.Spares
	pool.kind = spareKind{strings.Join(command, "\x00"), o.CacheDir, digest, limits.MemoryPages, o.Interpreter}
	if !m.Bundled {
		pool.renew = uint32(limits.RenewEvery)
	}
	s := &stage{
		info:    Info{Name: name, Version: found.Manifest.Version, SHA256: hex.EncodeToString(digest[:]), Bundled: m.Bundled, Manifest: found.Manifest},
		limits:  limits,
		pool:    pool,
		markers: make([]string, len(found.Manifest.Rules)),
	}
	for i, r := range found.Manifest.Rules {
		s.markers[i] = r.Marker
	}
	return s, nil
}

func refused(name, reason string, cause error) error {
	return fault.New(fault.PluginRefused, fmt.Sprintf("plugin %q is refused: %s", printable(name), reason), "see driftsync plugins inspect", cause)
}

// Start starts a worker of each plugin, so that compiling overlaps with whatever the
// caller does meanwhile. Without it the first batch does. Errors are those of
// [Chain.Redact].
func (c *Chain) Start(ctx context.Context) error {
	for _, s := range c.stages {
		proc, err := s.pool.acquire(ctx)
		if err != nil {
			return err
		}
		s.pool.release(proc, true)
	}
	return nil
}

// Plugins returns what is in the chain, in order.
func (c *Chain) Plugins() []Info {
	infos := make([]Info, len(c.stages))
	for i, s := range c.stages {
		infos[i] = s.info
	}
	return infos
}

// Redact runs the chain over b and edits it in place. The caller owns b throughout;
// after an error it must not use the rows. An error is a fault and ends the run: a
// plugin that does not start or fails too often, or ctx ended. Rows that could not
// be judged are in the result, and every cell of theirs is null.
func (c *Chain) Redact(ctx context.Context, b *batch.Batch) (*Result, error) {
	r := &Result{Rows: b.Rows()}
	if b.Rows() == 0 {
		return r, nil
	}
	w := c.work.Get().(*work)
	defer c.work.Put(w)
	for _, s := range c.stages {
		if err := s.redact(ctx, b, w, c, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// WorkerMemory returns the peak of resident memory in bytes over all workers: the
// sum over those that live, or the largest one that ended, if that was more. It is 0
// where the system does not tell.
func (c *Chain) WorkerMemory() int64 {
	var largest, sum int64
	for _, s := range c.stages {
		l, n := s.pool.memory()
		largest, sum = max(largest, l), sum+n
	}
	return max(largest, sum)
}

// Confined reports whether every worker that has started gave up files, network and
// other processes before its guest ran. The system may have no way to.
func (c *Chain) Confined() bool {
	for _, s := range c.stages {
		if s.pool.unconfined() {
			return false
		}
	}
	return true
}

// Close ends all workers. Calls of Redact that are under way fail.
func (c *Chain) Close() error {
	for _, s := range c.stages {
		s.pool.close()
	}
	return nil
}

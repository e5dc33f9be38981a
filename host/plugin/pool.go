package plugin

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin/wire"
)

// maxPatience bounds the wait for a process that is busy before another is started. The
// first start may include compiling, which the others find done.
const maxPatience = 500 * time.Millisecond

// pool keeps the worker processes of one plugin. A process that failed is never
// used again; its place is taken by a new one.
type pool struct {
	name    string
	command []string
	setup   wire.Setup
	renew   uint32 // calls after which an instance is replaced; 0 for never
	spares  *Spares
	kind    spareKind // of its workers
	limits  Limits
	loading *sync.Mutex // of the chain: modules are compiled one at a time
	lanes   chan struct{}

	growing sync.Mutex    // one caller at a time waits for a process or starts one
	given   chan *process // from the caller that is done with it to the one that waits

	mu       sync.Mutex
	waiting  bool // a caller takes what is given
	patience time.Duration
	idle     []*process // the last one used is the first to be used again
	alive    map[*process]bool
	peak     int64 // bytes, of processes that have ended
	open     bool  // a process could not give up files and network
	closed   bool
}

func newPool(name string, command []string, setup wire.Setup, limits Limits, lanes int, loading *sync.Mutex) *pool {
	return &pool{
		name: name, command: command, setup: setup, limits: limits, loading: loading,
		lanes: make(chan struct{}, lanes), given: make(chan *process, 1), alive: make(map[*process]bool),
	}
}

// acquire waits for a free lane and returns a process that is ready. The caller
// gives it back with release.
func (p *pool) acquire(ctx context.Context) (*process, error) {
	select {
	case p.lanes <- struct{}{}:
	case <-ctx.Done():
		return nil, interrupted(ctx)
	}
	if proc := p.take(); proc != nil {
		return proc, nil
	}
	proc, err := p.grow(ctx)
	if err != nil {
		<-p.lanes
		return nil, err
	}
	return proc, nil
}

// grow returns a process that another caller is done with, or a new one once the wait has
// taken as long as a start does: few rows are worth no second process, and many lose no
// more than the time of one start.
func (p *pool) grow(ctx context.Context) (*process, error) {
	p.growing.Lock()
	defer p.growing.Unlock()
	if proc := p.await(ctx); proc != nil {
		return proc, nil
	}
	if proc := p.adopt(ctx); proc != nil {
		return proc, nil
	}
	began := time.Now()
	proc, err := p.spawn(ctx)
	if err == nil {
		p.mu.Lock()
		p.patience = min(time.Since(began), maxPatience)
		p.mu.Unlock()
	}
	return proc, err
}

func (p *pool) await(ctx context.Context) *process {
	p.mu.Lock()
	if proc := p.pop(); proc != nil || len(p.alive) == 0 {
		p.mu.Unlock()
		return proc
	}
	p.waiting = true
	timer := time.NewTimer(p.patience)
	p.mu.Unlock()
	defer timer.Stop()
	select {
	case proc := <-p.given:
		return proc
	case <-timer.C:
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting {
		p.waiting = false
		return nil
	}
	return <-p.given
}

func (p *pool) take() *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pop()
}

func (p *pool) pop() *process {
	if len(p.idle) == 0 {
		return nil
	}
	proc := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return proc
}

// release gives a lane back; good says whether its process may be used again.
func (p *pool) release(proc *process, good bool) {
	p.mu.Lock()
	keep := good && !p.closed && proc.killed.Load() == nil
	switch {
	case keep && p.waiting:
		p.waiting = false
		p.given <- proc
	case keep:
		p.idle = append(p.idle, proc)
	}
	p.mu.Unlock()
	if !keep {
		p.discard(proc)
	}
	<-p.lanes
}

func (p *pool) discard(proc *process) {
	peak := proc.discard()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.alive, proc)
	p.peak = max(p.peak, peak)
}

// spawn starts a process and has it load the module. The lock keeps the peak of
// memory down: compiling takes several times what running takes, and a second
// process finds the code of the first in the cache.
func (p *pool) spawn(ctx context.Context) (*process, error) {
	p.loading.Lock()
	defer p.loading.Unlock()
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	proc, err := start(p.command)
	if err != nil {
		return nil, fault.New(fault.PluginWorker, fmt.Sprintf("no worker process for plugin %s", p.name), "check that the program can run itself", err)
	}
	p.mu.Lock()
	closed := p.closed
	p.alive[proc] = true
	p.mu.Unlock()
	code := fault.PluginWorker
	if !closed {
		code = proc.load(ctx, &p.setup, p.renew, p.limits.Load)
	}
	if code == "" {
		p.mu.Lock()
		p.open = p.open || proc.sandbox != wire.Confined
		p.mu.Unlock()
		return proc, nil
	}
	p.discard(proc)
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	return nil, fault.New(code, fmt.Sprintf("plugin %s did not start", p.name), startHint(code), nil)
}

// adopt returns a worker that another chain was done with, or nil.
func (p *pool) adopt(ctx context.Context) *process {
	if p.spares == nil {
		return nil
	}
	proc := p.spares.take(ctx, p.kind, p.renew, p.limits.Load)
	if proc == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		proc.discard()
		return nil
	}
	p.alive[proc] = true
	p.open = p.open || proc.sandbox != wire.Confined
	p.patience = maxPatience // how long a start takes is not known
	return proc
}

func startHint(code fault.Code) string {
	switch code {
	case fault.PluginTimeout:
		return "the module takes too long to compile; ask its author for a smaller one"
	case fault.PluginWorker:
		return "the worker process ended early; see driftsync doctor"
	}
	return "test the module with driftsync plugins verify"
}

// memory returns the largest resident size of any process so far, and the sum over
// the processes that live, in bytes.
func (p *pool) memory() (largest, sum int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	largest = p.peak
	for proc := range p.alive {
		proc.measure()
		largest = max(largest, proc.peak.Load())
		sum += proc.peak.Load()
	}
	return largest, sum
}

func (p *pool) unconfined() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open
}

// close ends all processes, or leaves those that are idle to the chains to come; calls
// under way fail.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	idle := slices.DeleteFunc(p.idle, p.spare)
	p.idle = nil
	for proc := range p.alive {
		proc.kill(fault.Interrupted)
	}
	p.mu.Unlock()
	for _, proc := range idle {
		p.discard(proc)
	}
}

// spare reports whether a process is kept for other chains. The pool is locked.
func (p *pool) spare(proc *process) bool {
	if p.spares == nil || proc.killed.Load() != nil {
		return false
	}
	proc.measure()
	p.peak = max(p.peak, proc.peak.Load())
	if !p.spares.give(p.kind, proc) {
		return false
	}
	delete(p.alive, proc)
	return true
}

func interrupted(ctx context.Context) error {
	return fault.New(fault.Interrupted, "redaction was interrupted", "run the command again; nothing is lost", nil)
}

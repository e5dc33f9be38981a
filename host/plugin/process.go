package plugin

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin/wire"
)

const (
	watchInterval = 10 * time.Millisecond
	loadMemory    = 384 << 20 // resident bytes of a worker that compiles, or where they cannot be determined; the default plugin takes 60 MiB
	slackMemory   = 64 << 20  // resident bytes above the guest's cap
	pageBytes     = 64 << 10
)

// A limit on processor time leaves out what the kernel does for a worker (new pages cost
// several times as much while others want some too), up to systemFactor times the limit. By
// the clock a call may take WallFactor times the limit, and where its worker stands in line
// for a processor meanwhile, up to waitFactor times as long again.
const (
	WallFactor   = 6
	systemFactor = 2
	waitFactor   = 10
)

// MostByClock returns the longest that a call may take by the clock on the busiest machine.
func MostByClock(limit time.Duration) time.Duration { return WallFactor * (1 + waitFactor) * limit }

// errProcess is a worker that could not be started.
var errProcess = errors.New("worker process")

// process is one worker process. One goroutine at a time talks to it.
type process struct {
	cmd      *exec.Cmd
	in       *os.File
	out      *os.File
	reader   *bufio.Reader
	answer   []byte
	ceiling  int64 // resident bytes at which it is killed
	sandbox  wire.Sandbox
	killed   atomic.Pointer[fault.Code] // why the engine ended it
	peak     atomic.Int64               // resident bytes
	finished sync.Once
}

// start runs a worker; it has not loaded anything yet.
func start(command []string) (*process, error) {
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(errProcess, err)
	}
	out, childOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(errProcess, err, childIn.Close(), in.Close())
	}
	enlarge(in)
	enlarge(out)
	cmd := exec.Command(command[0], command[1:]...)
	// Nothing is inherited: no environment, no credential in it, no open file. What
	// the worker says on standard error may be row values, and is dropped.
	cmd.Env = []string{wire.Environment + "=1"}
	cmd.Stdin, cmd.Stdout = childIn, childOut
	cmd.SysProcAttr = isolate()
	err = cmd.Start()
	_, _ = childIn.Close(), childOut.Close() // the child has its own
	if err != nil {
		return nil, errors.Join(errProcess, err, in.Close(), out.Close())
	}
	return &process{cmd: cmd, in: in, out: out, reader: bufio.NewReaderSize(out, 16<<10), ceiling: loadMemory}, nil
}

// load hands the module over and waits until it has compiled and answered once. The
// limit is for each of both. From the first instruction of the guest on, its start and
// first call included, the ceiling on memory is its own.
func (p *process) load(ctx context.Context, setup *wire.Setup, renew uint32, limit time.Duration) fault.Code {
	if code := p.compile(ctx, setup, limit); code != "" {
		return code
	}
	now, peak := residentMemory(p.cmd.Process.Pid)
	p.peak.Store(peak)
	if now > 0 {
		p.ceiling = now + int64(setup.Pages)*pageBytes + slackMemory
	}
	return p.begin(ctx, renew, limit)
}

// begin starts a new instance, which is replaced after renew calls, 0 for never.
func (p *process) begin(ctx context.Context, renew uint32, limit time.Duration) fault.Code {
	watch := p.watch(ctx, limit)
	defer watch.stop()
	if wire.Write(p.in, wire.Start, wire.AppendRenew(nil, renew)) != nil {
		return p.reason(fault.PluginWorker)
	}
	kind, _, err := wire.Read(p.reader, nil, 0)
	if err != nil {
		return p.reason(fault.PluginTrap)
	}
	if kind != wire.Ready {
		return failure(kind)
	}
	return ""
}

// compile has the module compiled; nothing of it runs.
func (p *process) compile(ctx context.Context, setup *wire.Setup, limit time.Duration) fault.Code {
	watch := p.watch(ctx, limit)
	defer watch.stop()
	kind, hello, err := wire.Read(p.reader, nil, 64)
	if err != nil || kind != wire.Hello || string(hello) != wire.Magic {
		return p.reason(fault.PluginWorker)
	}
	if wire.Write(p.in, wire.Load, setup.Append(nil)) != nil {
		return p.reason(fault.PluginWorker)
	}
	kind, state, err := wire.Read(p.reader, nil, 64)
	if err != nil {
		return p.reason(fault.PluginTrap)
	}
	if kind != wire.Compiled || len(state) != 1 {
		return failure(kind)
	}
	p.sandbox = wire.Sandbox(state[0])
	return ""
}

// call sends one frame. The answer is what the guest said, of at most size bytes and
// otherwise unchecked; it is valid until the next call. Any code but "" means that
// the process is of no more use; plugin.worker, that it died without a word, as by
// the hand of the system.
func (p *process) call(ctx context.Context, frame []byte, limit time.Duration, size int) ([]byte, fault.Code) {
	watch := p.watch(ctx, limit)
	defer watch.stop()
	if wire.Write(p.in, wire.Call, frame) != nil {
		return nil, p.reason(fault.PluginWorker)
	}
	kind, answer, err := wire.Read(p.reader, p.answer, size)
	if errors.Is(err, wire.ErrSize) {
		return nil, fault.PluginAnswer
	}
	if err != nil {
		return nil, p.reason(fault.PluginWorker)
	}
	p.answer = answer
	if kind != wire.Answer {
		return nil, failure(kind)
	}
	return answer, ""
}

func failure(kind wire.Kind) fault.Code {
	switch kind {
	case wire.OutOfRoom:
		return fault.PluginMemory
	case wire.Trapped:
		return fault.PluginTrap
	}
	return fault.PluginAnswer
}

// reason returns why the conversation ended: the engine's own doing, else other.
func (p *process) reason(other fault.Code) fault.Code {
	if code := p.killed.Load(); code != nil {
		return *code
	}
	return other
}

// kill ends the process at once. The first reason stands.
func (p *process) kill(code fault.Code) {
	if p.killed.CompareAndSwap(nil, &code) {
		_ = p.cmd.Process.Kill() // it may have ended by itself
	}
}

// discard ends the process and waits for it. It returns the peak of its resident
// memory in bytes.
func (p *process) discard() int64 {
	p.finished.Do(func() {
		p.measure()
		p.kill(fault.Interrupted)
		_, _ = p.in.Close(), p.out.Close()
		_ = p.cmd.Wait() // killed, so never a success
	})
	return p.peak.Load()
}

// measure notes the resident memory and returns it in bytes.
func (p *process) measure() int64 {
	now, peak := residentMemory(p.cmd.Process.Pid)
	if peak > p.peak.Load() {
		p.peak.Store(peak)
	}
	return now
}

// watch guards one exchange: it kills the process when it has computed for longer than
// limit, at the latest WallFactor times limit from now, beyond its memory, or when ctx
// ends. What else the machine does convicts nobody: see [WallFactor]. Where the system does
// not say how long a process has computed, limit is by the clock. Time limits inside of
// wazero cost several times more and can be got round.
func (p *process) watch(ctx context.Context, limit time.Duration) *watch {
	w := &watch{process: p, limit: limit, began: time.Now(), wall: limit, ceiling: p.ceiling}
	if used, ok := processorTime(p.cmd.Process.Pid); ok {
		w.used, w.wall = used, WallFactor*limit
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(min(watchInterval, limit), w.tick)
	w.release = context.AfterFunc(ctx, func() { p.kill(fault.Interrupted) })
	return w
}

type watch struct {
	process *process
	limit   time.Duration // of processor time
	used    time.Duration // by the process when the exchange began
	began   time.Time
	wall    time.Duration
	ceiling int64
	release func() bool

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
	system  baseline // since the first look
	line    baseline // since half of wall
}

// baseline is what a counter of the system read when it was first looked at.
type baseline struct {
	value time.Duration
	taken bool
}

// since returns how much the counter has grown since it was first looked at.
func (b *baseline) since(now time.Duration) time.Duration {
	if !b.taken {
		b.value, b.taken = now, true
	}
	return max(0, now-b.value)
}

func (w *watch) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if w.process.measure() > w.ceiling {
		w.process.kill(fault.PluginMemory)
		return
	}
	left := w.left()
	if left <= 0 {
		w.process.kill(fault.PluginTimeout)
		return
	}
	w.timer.Reset(min(watchInterval, left))
}

// left is the shortest time by the clock after which a limit can be reached.
func (w *watch) left() time.Duration {
	pid, elapsed := w.process.cmd.Process.Pid, time.Since(w.began)
	left := w.wall - elapsed
	if elapsed > w.wall/2 {
		left += min(w.line.since(waitingTime(pid)), waitFactor*w.wall)
	}
	if used, ok := processorTime(pid); ok {
		system := min(w.system.since(systemTime(pid)), systemFactor*w.limit)
		left = min(left, w.limit+system-(used-w.used))
	}
	return left
}

func (w *watch) stop() {
	if !w.release() {
		w.process.kill(fault.Interrupted) // it is under way elsewhere; the next call must not meet it
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.timer.Stop()
}

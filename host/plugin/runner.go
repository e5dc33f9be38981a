package plugin

import (
	"context"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Runner shows single frames to one plugin and hands out what it answers, unchecked
// and without effect, for tools that judge plugins. It runs as a chain would have it
// run: in a worker process, under the same limits. It is for one goroutine at a time.
type Runner struct{ chain *Chain }

// NewRunner opens a runner for a module. Of the options it takes Limits, CacheDir,
// Worker, Spares and Interpreter. Errors are those of [Open].
func NewRunner(ctx context.Context, m Module, o Options) (*Runner, error) {
	o.Modules, o.Lanes, o.Context = []Module{m}, 1, nil
	o.Pseudonym = func(dst, _ []byte) []byte { return dst }
	c, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Runner{c}, nil
}

// Run shows one frame to the plugin, whatever the frame holds. A code says how the
// call went wrong, "" that there is an answer; it belongs to the caller. An error is a
// fault: the plugin did not start, or ctx ended. The plugin keeps its instance between
// calls until one fails or Limits.RenewEvery is reached.
func (r *Runner) Run(ctx context.Context, frame []byte) ([]byte, fault.Code, error) {
	s := r.chain.stages[0]
	proc, err := s.pool.acquire(ctx)
	if err != nil {
		return nil, "", err
	}
	answer, code := proc.call(ctx, frame, s.limits.Call(), answerLimit(len(frame)))
	answer = slices.Clone(answer)
	s.pool.release(proc, code == "")
	if code != "" && ctx.Err() != nil {
		return nil, "", interrupted(ctx)
	}
	return answer, code, nil
}

// Apply edits b by an answer of the plugin to the frame of the columns of b that it reads,
// as a chain would. It returns false for an answer that is not valid, and no edit then.
func (r *Runner) Apply(b *batch.Batch, frame, answer []byte, pseudonym func(dst, value []byte) []byte) (*Result, bool) {
	s, result := r.chain.stages[0], &Result{Rows: b.Rows()}
	w := &work{applier: applier{pseudonym: pseudonym}}
	f, err := abi.DecodeFrame(frame)
	if err != nil || s.collect(w, answer, &f, s.reads(b.Table), 0) != "" {
		return nil, false
	}
	s.finish(b, w, s.measure(b, result), result)
	return result, true
}

// Info says what the plugin is.
func (r *Runner) Info() Info { return r.chain.stages[0].info }

// Memory returns the peak of resident memory of its workers in bytes, 0 where the
// system does not tell.
func (r *Runner) Memory() int64 { return r.chain.WorkerMemory() }

// Confined is [Chain.Confined].
func (r *Runner) Confined() bool { return r.chain.Confined() }

// Close ends the worker.
func (r *Runner) Close() error { return r.chain.Close() }

// Columns returns the carried columns of a table that a plugin is given, as numbered
// in a batch.
func Columns(m *manifest.Manifest, t *schema.Table) []int { return reads(m.Reads, t) }

package verify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// runnerOptions say how the plugin is run for a recording.
type runnerOptions struct {
	fresh       bool // a new instance for each frame
	renewed     bool // a new one as often as in a push
	cold        bool // without compiled code from before
	apart       bool // in a process that answered nothing before
	interpreter bool
	batch       time.Duration
	wasm        []byte // instead of the subject's
}

const (
	manyCalls = 1 << 30
	enough    = 3 // failing calls after which nothing more is to be learned, each of them up to a time limit long
)

func (v *verification) runner(ctx context.Context, o runnerOptions) (*plugin.Runner, error) {
	options := plugin.Options{Limits: v.Limits, CacheDir: v.CacheDir, Worker: v.Worker, Interpreter: o.interpreter, Spares: &v.spares}
	options.Limits.RenewEvery = manyCalls
	switch {
	case o.fresh:
		options.Limits.RenewEvery = 1
	case o.renewed:
		options.Limits.RenewEvery = lifetime
	}
	if o.cold {
		options.CacheDir = ""
	}
	if o.cold || o.apart {
		options.Spares = nil
	}
	if o.batch > 0 {
		options.Limits.Batch = o.batch
	}
	m := plugin.Module{Wasm: v.subject.Wasm}
	if o.wasm != nil {
		m.Wasm = o.wasm
	}
	return plugin.NewRunner(ctx, m, options)
}

// answers are the directives of each row of a sheet, with columns as numbered in the
// batch and the row left out.
type answers [][]abi.Directive

// recording is what a plugin answered to the sheets of a corpus, in their order; nil
// for a sheet of which it reads nothing.
type recording struct {
	raw     [][]byte
	answers []answers
	failed  []string
	slowest time.Duration
	memory  int64
	sealed  bool // the worker gave up files and network
}

// arrangement returns the batches as which the rows of a sheet are shown, each as row
// numbers.
type arrangement func(rows int) [][]int

func wholeSheet(rows int) [][]int { return [][]int{upTo(rows)} }

func reversed(rows int) [][]int {
	all := upTo(rows)
	slices.Reverse(all)
	return [][]int{all}
}

func halves(rows int) [][]int {
	all := upTo(rows)
	return [][]int{all[:rows/3], all[rows/3:]}
}

func single(rows int) [][]int {
	var parts [][]int
	for _, row := range upTo(rows) {
		parts = append(parts, []int{row})
	}
	return parts
}

// doubled shows every row twice in one batch; both have to be judged the same.
func doubled(rows int) [][]int { return [][]int{append(upTo(rows), upTo(rows)...)} }

// record shows the first half of the corpus to new instances, table by table, and writes
// down what they say.
func (v *verification) record(ctx context.Context) (*recording, error) {
	r, err := v.runner(ctx, runnerOptions{fresh: true})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	// A worker has to be there before the clock starts.
	if _, _, err := r.Run(ctx, abi.AppendFrame(nil, &abi.FrameSpec{})); err != nil {
		return nil, err
	}
	rec := &recording{raw: make([][]byte, len(v.corpus.sheets)), answers: make([]answers, len(v.corpus.sheets))}
	for i, s := range v.corpus.sheets {
		if err := rec.sheet(ctx, r, i, s.rows); err != nil {
			return nil, err
		}
		if len(rec.failed) >= enough {
			break
		}
	}
	rec.memory, rec.sealed = r.Memory(), r.Confined()
	return rec, nil
}

func (rec *recording) sheet(ctx context.Context, r *plugin.Runner, at int, b *batch.Batch) error {
	m := r.Info().Manifest
	columns := plugin.Columns(m, b.Table)
	if len(columns) == 0 || b.Rows() == 0 {
		return nil
	}
	raw := frame(b, columns, &fixedPlace)
	began := time.Now()
	answer, code, err := r.Run(ctx, raw)
	if err != nil {
		return err
	}
	rec.slowest = max(rec.slowest, time.Since(began))
	if code == "" {
		rec.raw[at], rec.answers[at] = answer, decode(raw, answer, columns, b.Rows(), len(m.Rules))
		if rec.answers[at] == nil {
			code = fault.PluginAnswer
		}
	}
	if code != "" {
		rec.failed = append(rec.failed, fmt.Sprintf("%s: %s", b.Table.FullName(), code))
	}
	return nil
}

// subset returns a corpus of every n-th sheet of those that the plugin reads.
func (v *verification) subset(n int) *Corpus {
	c, seen := new(Corpus), 0
	for _, s := range v.corpus.sheets {
		keep := false
		if len(plugin.Columns(v.inspection.Manifest, s.rows.Table)) > 0 {
			keep = seen%n == 0
			seen++
		}
		if !keep {
			s = &sheet{rows: batch.New(s.rows.Table)}
		}
		c.sheets = append(c.sheets, s)
	}
	return c
}

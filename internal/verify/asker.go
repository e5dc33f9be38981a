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

// asker shows rows to one instance that lives on, and asks a new one where that answers
// otherwise than expected: what only the old one says is a matter of what it has seen,
// which is for the check STATELESS. It is for one goroutine at a time.
type asker struct {
	v       *verification
	runner  *plugin.Runner
	fresh   *plugin.Runner // nil until it is needed
	asked   int            // batches of which the new one was asked
	calls   int
	rows    int
	bytes   int
	slowest time.Duration // of the calls that were answered
}

func (v *verification) asker(ctx context.Context, o runnerOptions) (*asker, error) {
	r, err := v.runner(ctx, o)
	if err != nil {
		return nil, err
	}
	return &asker{v: v, runner: r}, nil
}

func (a *asker) close() {
	_ = a.runner.Close() // nothing is left to lose
	if a.fresh != nil {
		_ = a.fresh.Close()
	}
}

// ask returns the directives by row of b, nil where the plugin reads nothing of the table.
// A code says that there is no answer; an error is a fault, as that of [plugin.Runner.Run].
func (a *asker) ask(ctx context.Context, b *batch.Batch, at *place) (answers, fault.Code, error) {
	if a.calls == 0 { // a worker has to be there before the clock starts
		if _, _, err := a.runner.Run(ctx, abi.AppendFrame(nil, &abi.FrameSpec{})); err != nil {
			return nil, "", err
		}
	}
	began := time.Now()
	got, code, err := a.v.ask(ctx, a.runner, b, at)
	if a.calls++; code == "" {
		a.slowest = max(a.slowest, time.Since(began))
		a.rows, a.bytes = a.rows+b.Rows(), a.bytes+b.Bytes
	}
	return got, code, err
}

// doubts is the number of batches that a new instance is asked about: a plugin whose old
// instance says something else of each batch is caught by STATELESS.
const doubts = 16

// doubted reports whether no more batches are to be asked about.
func (a *asker) doubted() bool {
	a.asked++
	return a.asked > doubts
}

// askNew asks an instance that has seen nothing.
func (a *asker) askNew(ctx context.Context, b *batch.Batch, at *place) (answers, fault.Code, error) {
	if a.fresh == nil {
		var err error
		if a.fresh, err = a.v.runner(ctx, runnerOptions{fresh: true}); err != nil {
			return nil, "", err
		}
	}
	return a.v.ask(ctx, a.fresh, b, at)
}

// ask shows a batch to a runner.
func (v *verification) ask(ctx context.Context, r *plugin.Runner, b *batch.Batch, at *place) (answers, fault.Code, error) {
	m := v.inspection.Manifest
	columns := plugin.Columns(m, b.Table)
	if len(columns) == 0 || b.Rows() == 0 {
		return nil, "", nil
	}
	raw := frame(b, columns, at)
	answer, code, err := r.Run(ctx, raw)
	if err != nil || code != "" {
		return nil, code, err
	}
	all := decode(raw, answer, columns, b.Rows(), len(m.Rules))
	if all == nil {
		return nil, fault.PluginAnswer, nil
	}
	return all, "", nil
}

// decode returns the directives by row with columns as numbered in the batch, nil for an
// answer that is not valid.
func decode(raw, answer []byte, columns []int, rows, rules int) answers {
	list, err := directives(raw, answer, rules)
	if err != nil {
		return nil
	}
	byRow := make(answers, rows)
	for i := range list.Len() {
		d := list.At(i)
		row := d.Row
		d.Row = 0
		if d.Op != abi.DropRow {
			d.Column = uint16(columns[d.Column])
		}
		byRow[row] = append(byRow[row], d)
	}
	return byRow
}

// directives returns those of an answer to a frame.
func directives(raw, answer []byte, rules int) (list abi.Directives, err error) {
	f, err := abi.DecodeFrame(raw)
	if err != nil {
		return list, err
	}
	return abi.ValidateDirectives(answer, &f, rules)
}

// same shows the rows of a batch and notes those that are judged otherwise than want, by
// position, or not at all; a new instance has to confirm it. What it shows it as says how.
func (a *asker) same(ctx context.Context, f *findings, how string, b *batch.Batch, at *place, want answers, name func(i int) string) error {
	got, code, err := a.ask(ctx, b, at)
	if err != nil || code == "" && slices.EqualFunc(got, want, slices.Equal) {
		return err
	}
	if a.doubted() {
		return nil
	}
	if got, code, err = a.askNew(ctx, b, at); err != nil {
		return err
	}
	if code != "" {
		f.add("%s: %s: %s", how, b.Table.FullName(), code)
		return nil
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			f.add("%s: %s, %s is judged otherwise", how, b.Table.FullName(), name(i))
		}
	}
	return nil
}

// rowOf names rows of a sheet by their numbers there.
func rowOf(rows []int) func(int) string {
	return func(i int) string { return fmt.Sprintf("row %d", rows[i]) }
}

package verify

import (
	"context"
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/abi"
)

// checkTwin shows the corpus again with other planted values. What it says of cells
// that are the same in both must be the same: else a safe cell would tell of a secret.
func (v *verification) checkTwin(ctx context.Context) outcome {
	twin := NewCorpus(1)
	other, err := v.record(ctx, runnerOptions{fresh: true}, twin, wholeSheet)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	var f findings
	for _, failure := range other.failed {
		f.add("%s", failure)
	}
	cells := 0
	for i, s := range v.corpus.sheets {
		for row := range v.base.answers[i] {
			if other.answers[i] == nil {
				continue
			}
			was, is := v.base.answers[i][row], other.answers[i][row]
			if drops(was) != drops(is) {
				f.add("%s, row %d is dropped or not by what is planted in it", s.rows.Table.FullName(), row)
				continue
			}
			for at := range s.rows.Columns {
				if !sameCell(&s.rows.Columns[at], &twin.sheets[i].rows.Columns[at], row) {
					continue
				}
				cells++
				if !slices.Equal(inColumn(was, at), inColumn(is, at)) {
					f.add("%s.%s, row %d is judged by what is planted elsewhere", s.rows.Table.FullName(), s.rows.Columns[at].Def.Name, row)
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells beside other planted values", cells))
}

func drops(row []abi.Directive) bool { return len(row) > 0 && row[0].Op == abi.DropRow }

// inColumn returns the directives of one column; they stand together.
func inColumn(row []abi.Directive, column int) []abi.Directive {
	from := slices.IndexFunc(row, func(d abi.Directive) bool { return d.Op != abi.DropRow && int(d.Column) == column })
	if from < 0 {
		return nil
	}
	to := from
	for to < len(row) && int(row[to].Column) == column {
		to++
	}
	return row[from:to]
}

// checkStateless lets one instance live through the whole corpus, forwards and then
// backwards. Each row has to be judged as a new instance judges it.
func (v *verification) checkStateless(ctx context.Context) outcome {
	r, err := v.runner(ctx, runnerOptions{})
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	defer r.Close()
	var f findings
	rows := 0
	order := upTo(len(v.corpus.sheets))
	for _, how := range []string{"after other tables", "after all tables"} {
		rec := &recording{raw: make([][]byte, len(order)), answers: make([]answers, len(order))}
		for _, i := range order {
			if err := rec.sheet(ctx, r, i, v.corpus.sheets[i].rows, wholeSheet); err != nil {
				return fail("could not run: %s", reason(err))
			}
		}
		rows += v.compare(&f, how, rec)
		slices.Reverse(order)
	}
	return f.judge(fmt.Sprintf("%d rows judged by an instance that had seen others", rows))
}

// checkDeterministic asks for the same answers from other processes, with and without
// compiled code from before, and for rows that are split, joined, repeated and turned
// round.
func (v *verification) checkDeterministic(ctx context.Context) outcome {
	few, fewer := v.subset(4), v.subset(12)
	runs := []struct {
		how     string
		options runnerOptions
		corpus  *Corpus
		arrange arrangement
	}{
		{"in another process", runnerOptions{fresh: true}, v.corpus, wholeSheet},
		{"compiled anew", runnerOptions{fresh: true, cold: true}, few, wholeSheet},
		{"in reverse order", runnerOptions{fresh: true}, v.corpus, reversed},
		{"in two batches", runnerOptions{fresh: true}, v.corpus, halves},
		{"row by row", runnerOptions{fresh: true}, fewer, single},
		{"twice in a batch", runnerOptions{fresh: true}, few, doubled},
	}
	var f findings
	rows := 0
	for _, run := range runs {
		rec, err := v.record(ctx, run.options, run.corpus, run.arrange)
		if err != nil {
			return fail("could not run %s: %s", run.how, reason(err))
		}
		rows += v.compare(&f, run.how, rec)
	}
	return f.judge(fmt.Sprintf("%d rows judged again: other processes, cold, reordered, split, joined", rows))
}

func (v *verification) checkLimits(context.Context) outcome {
	limits := v.Limits.WithDefaults()
	allowed := int64(limits.MemoryPages)*pageSize + workerMemory
	switch {
	case v.base.slowest > limits.Call():
		return fail("a batch took longer than %s", limits.Call())
	case v.base.memory > allowed:
		return fail("its worker took %d MiB, %d are allowed", v.base.memory>>20, allowed>>20)
	}
	return pass("%d KiB of code; %d MiB of memory at most; each batch within %s", len(v.subject.Wasm)>>10, limits.MemoryPages*pageSize>>20, limits.Call())
}

const (
	pageSize = 64 << 10
	// workerMemory is what a worker takes beside its guest: the runtime and the engine's
	// slack.
	workerMemory = 128 << 20
)

package verify

import (
	"context"
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// checkTwin shows the corpus again with other planted values, and in another place. What
// it says of cells that are the same in both, and name nothing of either place, must be
// the same: else a safe cell would reveal a secret, or it would behave for one host only.
func (v *verification) checkTwin(ctx context.Context) outcome {
	a, err := v.asker(ctx, runnerOptions{})
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	defer a.close()
	var f findings
	cells, elsewhere, twin := 0, 0, NewCorpus(1)
	for i, s := range v.corpus.sheets {
		n, err := a.twins(ctx, &f, "by what is planted elsewhere", i, twin.sheets[i].rows, &fixedPlace)
		if err != nil {
			return fail("could not run: %s", reason(err))
		}
		cells += n
		if n, err = a.twins(ctx, &f, "by root, home, user or host", i, s.rows, v.large().place); err != nil {
			return fail("could not run: %s", reason(err))
		}
		elsewhere += n
	}
	return f.judge(fmt.Sprintf("%d cells beside other planted values, %d for another root, home, user and host", cells, elsewhere))
}

// twins shows a sheet as it is in another corpus or place, and returns the number of cells
// that were compared. A new instance has to confirm what differs.
func (a *asker) twins(ctx context.Context, f *findings, by string, sheet int, b *batch.Batch, at *place) (cells int, err error) {
	got, code, err := a.ask(ctx, b, at)
	if err != nil {
		return 0, err
	}
	var first findings
	if cells = a.v.compareTwins(&first, by, sheet, b, at, got, code); first.count == 0 {
		return cells, nil
	}
	if a.doubted() {
		return cells, nil
	}
	if got, code, err = a.askNew(ctx, b, at); err != nil {
		return 0, err
	}
	return a.v.compareTwins(f, by, sheet, b, at, got, code), nil
}

func (v *verification) compareTwins(f *findings, by string, sheet int, b *batch.Batch, at *place, got answers, code fault.Code) (cells int) {
	table, was := b.Table.FullName(), v.corpus.sheets[sheet].rows
	if code != "" {
		f.add("%s: %s", table, code)
		return 0
	}
	for row := range got {
		want, is := v.base.answers[sheet][row], got[row]
		if at != &fixedPlace && tells(was, row, at) {
			continue
		}
		if drops(want) != drops(is) {
			f.add("%s, row %d is dropped or not %s", table, row, by)
			continue
		}
		for column := range was.Columns {
			if !sameCell(&was.Columns[column], &b.Columns[column], row) {
				continue
			}
			cells++
			if !slices.Equal(inColumn(want, column), inColumn(is, column)) {
				f.add("%s.%s, row %d is judged %s", table, was.Columns[column].Def.Name, row, by)
			}
		}
	}
	return cells
}

// tells reports whether a row names anything of the fixed place or another one.
func tells(b *batch.Batch, row int, at *place) bool {
	for i := range b.Columns {
		if c := &b.Columns[i]; !c.Type.Fixed() && (fixedPlace.names(c.Bytes(row)) || at.names(c.Bytes(row))) {
			return true
		}
	}
	return false
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

// checkStateless lets one instance live as long as in a push. Each row has to be judged
// as a new instance judges it.
func (v *verification) checkStateless(ctx context.Context) outcome {
	l, err := v.lived(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	return l.findings.judge(fmt.Sprintf("%d rows judged by an instance that had seen others, the last of them after %d rows in %d large batches",
		l.compared, l.rows, lifetime))
}

// checkDeterministic asks for the same answers from other processes, with and without
// compiled code from before, for rows that are split, joined, repeated and turned round,
// and in batches as large as a push makes them.
func (v *verification) checkDeterministic(ctx context.Context) outcome {
	few, fewer := v.subset(4), v.subset(12)
	var f findings
	rows := 0
	for _, run := range []struct {
		how     string
		options runnerOptions
		corpus  *Corpus
		arrange []arrangement
	}{
		{"in another process", runnerOptions{apart: true}, v.corpus, []arrangement{wholeSheet, reversed, halves}},
		{"row by row", runnerOptions{}, fewer, []arrangement{single}},
		{"twice in a batch", runnerOptions{}, few, []arrangement{doubled}},
		{"compiled again", runnerOptions{cold: true}, few, []arrangement{wholeSheet}},
	} {
		if run.options.cold && v.warm {
			continue
		}
		n, err := v.arranged(ctx, &f, run.how, run.options, run.corpus, run.arrange)
		if err != nil {
			return fail("could not run %s: %s", run.how, reason(err))
		}
		rows += n
	}
	n, err := v.sizes(ctx, &f)
	if err != nil {
		return fail("could not run large batches: %s", reason(err))
	}
	return f.judge(fmt.Sprintf("%d rows judged again: other processes, cold, reordered, split, joined; %d rows in batches of up to %d and in batches of up to %d",
		rows, n, batch.MaxRows, maxPiece))
}

// arranged shows a corpus in some arrangements to one instance, and returns the number of
// rows. A new instance has to confirm what differs.
func (v *verification) arranged(ctx context.Context, f *findings, how string, o runnerOptions, c *Corpus, arrange []arrangement) (rows int, err error) {
	a, err := v.asker(ctx, o)
	if err != nil {
		return 0, err
	}
	defer a.close()
	for _, arrange := range arrange {
		for i, s := range c.sheets {
			if v.base.answers[i] == nil {
				continue
			}
			for _, part := range arrange(s.rows.Rows()) {
				want := make(answers, len(part))
				for at, row := range part {
					want[at] = v.base.answers[i][row]
				}
				if err := a.same(ctx, f, how, pick(s.rows, part), &fixedPlace, want, rowOf(part)); err != nil {
					return rows, err
				}
				rows += len(part)
			}
		}
	}
	return rows, nil
}

// checkLimits judges memory and time, in small batches and in those of a push.
func (v *verification) checkLimits(ctx context.Context) outcome {
	limits := v.Limits.WithDefaults()
	allowed := int64(limits.MemoryPages)*pageSize + workerMemory
	l, err := v.lived(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	p, err := v.cuts(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	memory := max(v.base.memory, l.memory)
	switch failed := slices.Concat(l.failed, p.failed); {
	case len(failed) > 0:
		o := fail("no answer to %d batches of the sizes that a push makes", len(failed))
		o.findings = failed[:min(len(failed), maxFindings)]
		return o
	case v.base.slowest > plugin.MostByClock(limits.Call()): // the engine counts what was computed
		return fail("a batch took longer than %s by the clock", plugin.MostByClock(limits.Call()))
	case memory > allowed:
		return fail("its worker took %d MiB, %d are allowed", memory>>20, allowed>>20)
	}
	o := pass("%d KiB of code; %d MiB of memory at most; batches of up to %d rows and %d KiB, each within %s",
		len(v.subject.Wasm)>>10, limits.MemoryPages*pageSize>>20, batch.MaxRows, l.bytes>>10, limits.Call())
	if n := len(l.ended); n > 0 {
		o.detail += fmt.Sprintf("; of %d large batches %d ended their instance, and a new one answered: in a push that takes time and no rows", lifetime, n)
		o.findings = l.ended[:min(n, maxFindings)]
	}
	return o
}

const (
	pageSize = 64 << 10
	// workerMemory is what a worker takes beside its guest: the runtime and the engine's
	// slack.
	workerMemory = 128 << 20
)

package verify

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// The interpreter runs a guest about a hundred times slower than compiled code, so it is
// shown the rows of each table in rounds, as far as its time goes.
const (
	engineBudget = 6 * time.Second  // no round begins that would end later
	engineCall   = 20 * time.Second // for one frame that is interpreted
)

// engineRounds are the first and the last rows that each round shows of each table. The
// first round is never left out.
var engineRounds = [][2]int{{0, 2}, {2, 6}, {6, 12}, {12, sheetRows}}

// way is a module and what runs it.
type way struct {
	name   string
	slow   bool // it may take its time, and give up
	rounds int  // how many of the rounds it is shown
	run    func(ctx context.Context, frame []byte) ([]byte, fault.Code, error)
}

// tally is what a comparison of ways came to.
type tally struct {
	ways     []way
	findings findings
	rows     int // answered compiled and interpreted
	tables   int
	late     int      // frames that a slow way did not answer in time
	lacking  []string // tables of which it answered nothing
}

const engineName = "ENGINE"

// Engine runs the check ENGINE alone: it compares what a plugin answers compiled and
// interpreted and, where raw is not nil, what the module raw answers, which is the plugin
// as its compiler made it. The error is for a module that the contract refuses, and for an
// interruption.
func Engine(ctx context.Context, s Subject, raw []byte, o Options) (Check, error) {
	v := &verification{Options: o, subject: s, corpus: NewCorpus(0)}
	if v.inspection, v.inspectErr = plugin.Inspect(s.Wasm); v.inspectErr != nil {
		return Check{}, fault.New(fault.PluginRefused, "the plugin is refused", "see driftsync plugins inspect", v.inspectErr)
	}
	defer v.spares.Close()
	out := v.compareEngines(ctx, raw)
	if ctx.Err() != nil {
		return Check{}, fault.New(fault.Interrupted, "the comparison was interrupted", "run it again", nil)
	}
	return Check{engineName, Tested, out.status, out.detail, out.findings}, nil
}

// checkEngine compares compiled and interpreted answers, and those of the raw module where
// the source is at hand.
func (v *verification) checkEngine(ctx context.Context) outcome {
	var raw []byte
	if v.Raw != nil {
		var err error
		if raw, err = v.Raw(ctx); err != nil {
			return fail("could not run: the source does not build")
		}
	}
	return v.compareEngines(ctx, raw)
}

func (v *verification) compareEngines(ctx context.Context, raw []byte) outcome {
	ways, done, err := v.ways(ctx, raw)
	defer done()
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	t := &tally{ways: ways}
	if err := t.race(ctx, v.corpus, v.inspection.Manifest, engineBudget); err != nil {
		return fail("could not run: %s", reason(err))
	}
	return t.outcome(raw != nil)
}

func (t *tally) outcome(raw bool) outcome {
	detail := fmt.Sprintf("%d rows of %d tables, compiled and interpreted", t.rows, t.tables)
	if raw {
		detail += ", and as the compiler made it"
	}
	if t.late > 0 {
		detail += fmt.Sprintf("; %d batches took the interpreter too long", t.late)
	}
	if len(t.lacking) > 0 && t.findings.count == 0 {
		o := fail("could not run: the interpreter gave no answer for %d tables (%s)", len(t.lacking), fault.PluginTimeout)
		o.findings = t.lacking[:min(len(t.lacking), maxFindings)]
		return o
	}
	return t.findings.judge(detail)
}

// ways starts the module compiled and interpreted, and the raw one, if there is any, as
// well; of that one the interpreter sees the first round only. The caller ends them with
// done, whatever is returned.
func (v *verification) ways(ctx context.Context, raw []byte) (ways []way, done func(), err error) {
	var runners []*plugin.Runner
	done = func() {
		for _, r := range runners {
			_ = r.Close() // nothing is left to lose
		}
	}
	all := len(engineRounds)
	for _, w := range []struct {
		name    string
		wasm    []byte
		options runnerOptions
		rounds  int
	}{
		{"compiled", v.subject.Wasm, runnerOptions{}, all},
		{"interpreted", v.subject.Wasm, runnerOptions{interpreter: true, batch: 2 * engineCall}, all},
		{"compiled from the raw module", raw, runnerOptions{}, all},
		{"interpreted from the raw module", raw, runnerOptions{interpreter: true, batch: 2 * engineCall}, 1},
	} {
		if w.wasm == nil {
			continue
		}
		w.options.wasm = w.wasm
		r, err := v.runner(ctx, w.options)
		if err != nil {
			return nil, done, err
		}
		runners = append(runners, r)
		ways = append(ways, way{name: w.name, slow: w.options.interpreter, rounds: w.rounds, run: r.Run})
	}
	return ways, done, nil
}

// race shows the corpus to all ways in rounds, until the budget would be overdrawn or
// nothing more is to be learned. An error is a fault: a worker did not start, or ctx ended.
func (t *tally) race(ctx context.Context, c *Corpus, m *manifest.Manifest, budget time.Duration) error {
	began := time.Now()
	for n, rows := range engineRounds {
		started := time.Now()
		if err := t.round(ctx, c, m, n); err != nil {
			return err
		}
		if n+1 == len(engineRounds) || t.late >= enough {
			return nil
		}
		next := engineRounds[n+1]
		each := time.Since(started) / time.Duration(rows[1]-rows[0])
		if time.Since(began)+each*time.Duration(next[1]-next[0]) > budget {
			return nil
		}
	}
	return nil
}

// round shows the rows of one round.
func (t *tally) round(ctx context.Context, c *Corpus, m *manifest.Manifest, n int) error {
	for _, s := range c.sheets {
		columns := plugin.Columns(m, s.rows.Table)
		if len(columns) == 0 {
			continue
		}
		first, end := engineRounds[n][0], engineRounds[n][1]
		rows := pick(s.rows, upTo(sheetRows)[first:end])
		late := t.late
		if err := t.show(ctx, n, frame(rows, columns, c.place), fmt.Sprintf("%s, rows %d to %d", s.rows.Table.FullName(), first, end-1)); err != nil {
			return err
		}
		t.rows += end - first
		if n == 0 {
			t.tables++
		}
		if t.late > late {
			t.rows -= end - first
			if n == 0 {
				t.lacking = append(t.lacking, s.rows.Table.FullName())
			}
		}
		if t.late >= enough {
			return nil
		}
	}
	return nil
}

// show gives one frame to the ways that take part in a round. The first of them is what
// the others are compared with.
func (t *tally) show(ctx context.Context, round int, frame []byte, what string) error {
	want, refused, err := t.ways[0].run(ctx, frame)
	if err != nil {
		return err
	}
	for _, w := range t.ways[1:] {
		if round >= w.rounds {
			continue
		}
		got, code, err := w.run(ctx, frame)
		switch {
		case err != nil:
			return err
		case w.slow && code == fault.PluginTimeout && refused != code:
			t.late++
		case code != refused || code == "" && !bytes.Equal(got, want):
			t.findings.add("%s: %s and %s, the answers differ", what, t.ways[0].name, w.name)
		}
	}
	return nil
}

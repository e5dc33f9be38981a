package verify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/driftsync/driftsync/host/plugin"
)

// lifetime is the number of large batches that one instance is shown, as many as a push
// gives it before it is renewed.
var lifetime = plugin.Limits{}.WithDefaults().RenewEvery

// life is what one instance did that lived as long as in a push: the first half of the
// corpus, large batches of the second, and the first half again, backwards.
type life struct {
	findings findings  // rows that it judged otherwise than a new instance
	compared int       // rows
	rows     int       // of large batches
	whole    []answers // to the large batches, by table
	failed   []string  // large batches without an answer, with the reason
	ended    []string  // those that a new instance answered, the old one having failed
	slowest  time.Duration
	memory   int64
	bytes    int // of text in the largest batch
}

// live shows it all to one instance. An error is a fault.
func (v *verification) live(ctx context.Context) (*life, error) {
	a, err := v.asker(ctx, runnerOptions{})
	if err != nil {
		return nil, err
	}
	defer a.close()
	l := &life{whole: make([]answers, len(v.large().sheets))}
	order := upTo(len(v.corpus.sheets))
	if err := l.again(ctx, a, order, "after other tables"); err != nil {
		return nil, err
	}
	if err := l.work(ctx, a); err != nil {
		return nil, err
	}
	slices.Reverse(order)
	if err := l.again(ctx, a, order, fmt.Sprintf("after %d rows", a.rows)); err != nil {
		return nil, err
	}
	l.slowest, l.memory = a.slowest, a.runner.Memory()
	return l, nil
}

// again shows the sheets of the first half, and compares with what new instances said.
func (l *life) again(ctx context.Context, a *asker, order []int, how string) error {
	for _, i := range order {
		s := a.v.corpus.sheets[i]
		got, code, err := a.ask(ctx, s.rows, &fixedPlace)
		if err != nil {
			return err
		}
		if code != "" {
			l.findings.add("%s: %s: %s", how, s.rows.Table.FullName(), code)
			continue
		}
		for row := range got {
			l.compared++
			if !slices.Equal(got[row], a.v.base.answers[i][row]) {
				l.findings.add("%s: %s, row %d is judged otherwise", how, s.rows.Table.FullName(), row)
			}
		}
	}
	return nil
}

// work shows a lifetime of large batches. Tables that come a second time have to be
// answered as the first time.
func (l *life) work(ctx context.Context, a *asker) error {
	sheets := a.v.large().sheets
	for n := range lifetime {
		i := n % len(sheets)
		s := sheets[i]
		got, code, err := a.ask(ctx, s.rows, a.v.large().place)
		if err != nil {
			return err
		}
		if code != "" { // a push would go on with a new instance, too
			failure := fmt.Sprintf("%s, a batch of %d rows: %s", s.rows.Table.FullName(), s.rows.Rows(), code)
			if got, code, err = a.ask(ctx, s.rows, a.v.large().place); err != nil {
				return err
			}
			if code != "" {
				if l.failed = append(l.failed, failure); len(l.failed) >= enough {
					return nil
				}
				continue
			}
			l.ended = append(l.ended, failure)
		}
		l.rows, l.bytes = l.rows+len(got), max(l.bytes, s.rows.Bytes)
		if n < len(sheets) {
			l.whole[i] = got
			continue
		}
		for row := range got {
			l.compared++
			if l.whole[i] != nil && !slices.Equal(got[row], l.whole[i][row]) {
				l.findings.add("after %d rows: %s, row %d of a large batch is judged otherwise", a.rows, s.rows.Table.FullName(), row)
			}
		}
	}
	return nil
}

// pieces is what a plugin says of the second half in batches of 1 to maxPiece rows, its
// instance renewed as in a push.
type pieces struct {
	cuts    [][][]int // by table: the rows of each batch
	answers []answers // by table and row
	failed  []string  // batches without an answer, with the reason
	calls   int
}

const maxPiece = 48

func (v *verification) cut(ctx context.Context) (*pieces, error) {
	a, err := v.asker(ctx, runnerOptions{renewed: true})
	if err != nil {
		return nil, err
	}
	defer a.close()
	c := v.large()
	p := &pieces{answers: make([]answers, len(c.sheets)), cuts: make([][][]int, len(c.sheets))}
	for i, s := range c.sheets {
		if len(plugin.Columns(v.inspection.Manifest, s.rows.Table)) == 0 {
			continue
		}
		p.answers[i] = make(answers, s.rows.Rows())
		p.cuts[i] = cuts(rand.New(rand.NewPCG(v.Seed, hash("cuts "+s.rows.Table.FullName()))), s.rows.Rows())
		for _, rows := range p.cuts[i] {
			got, code, err := a.ask(ctx, pick(s.rows, rows), c.place)
			if err != nil {
				return nil, err
			}
			if code != "" {
				p.failed = append(p.failed, fmt.Sprintf("%s, a batch of %d rows: %s", s.rows.Table.FullName(), len(rows), code))
			}
			for at, row := range rows[:len(got)] {
				p.answers[i][row] = got[at]
			}
		}
		if len(p.failed) >= enough {
			break
		}
	}
	p.calls = a.calls
	return p, nil
}

func cuts(r *rand.Rand, rows int) [][]int {
	var all [][]int
	for rest := upTo(rows); len(rest) > 0; {
		n := min(1+r.IntN(maxPiece), len(rest))
		all, rest = append(all, rest[:n]), rest[n:]
	}
	return all
}

// sizes compares what is said of the second half in large batches and in small ones. New
// instances have to confirm a difference.
func (v *verification) sizes(ctx context.Context, f *findings) (rows int, err error) {
	l, err := v.lived(ctx)
	if err != nil {
		return 0, err
	}
	p, err := v.cuts(ctx)
	if err != nil {
		return 0, err
	}
	a, err := v.asker(ctx, runnerOptions{})
	if err != nil {
		return 0, err
	}
	defer a.close()
	c := v.large()
	for i, s := range c.sheets {
		if l.whole[i] == nil || p.answers[i] == nil {
			continue
		}
		for _, part := range p.cuts[i] {
			rows += len(part)
			differs := slices.ContainsFunc(part, func(row int) bool { return !slices.Equal(l.whole[i][row], p.answers[i][row]) })
			if !differs {
				continue
			}
			if a.doubted() {
				break
			}
			if err := a.confirm(ctx, f, s, part, c.place); err != nil {
				return rows, err
			}
		}
	}
	return rows, nil
}

// confirm asks new instances about a whole sheet and about a part of it.
func (a *asker) confirm(ctx context.Context, f *findings, s *sheet, part []int, at *place) error {
	whole, code, err := a.askNew(ctx, s.rows, at)
	if err != nil || code != "" {
		return err // a large batch without an answer is for LIMITS
	}
	small, code, err := a.askNew(ctx, pick(s.rows, part), at)
	if err != nil || code != "" {
		return err
	}
	for i, row := range part {
		if !slices.Equal(whole[row], small[i]) {
			f.add("in a batch of %d rows: %s, row %d is judged otherwise than among %d rows", s.rows.Rows(), s.rows.Table.FullName(), row, len(part))
		}
	}
	return nil
}

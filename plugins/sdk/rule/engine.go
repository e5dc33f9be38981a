package rule

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/automaton"
	"github.com/driftsync/driftsync/plugins/sdk/keyword"
)

// cacheBytes bounds what the automata of all patterns may hold.
const cacheBytes = 10 << 20

// Engine runs a table as a policy. What it keeps between calls is what it learned of the
// patterns, never of a row (invariant 8). It is for one goroutine at a time.
type Engine struct {
	table    *Table
	keywords *keyword.Set   // nil where no rule has any
	words    []*keyword.Set // of allow-lists, by set, nil until they are needed
	matchers []*automaton.Matcher
	budget   automaton.Budget

	active   ruleSet // rules in scope of the column
	always   ruleSet // rules that need no keyword
	called   ruleSet // rules that a keyword of the text calls
	text     []byte
	folded   keyword.Folded
	findings []Finding
	groups   []int32
	hit      func(word, end int) bool
	settling settling
}

var _ sdk.Policy = (*Engine)(nil)

// ruleSet is a set of rules, by number.
type ruleSet [maxRules / 64]uint64

func (b *ruleSet) set(n int)      { b[n>>6] |= 1 << (n & 63) }
func (b *ruleSet) has(n int) bool { return b[n>>6]&(1<<(n&63)) != 0 }

// New returns an engine of a table. The error is [ErrTable].
func New(t *Table) (*Engine, error) {
	e := &Engine{table: t, words: make([]*keyword.Set, len(t.Words)), matchers: make([]*automaton.Matcher, len(t.Patterns)), budget: automaton.Budget{Bytes: cacheBytes}}
	if len(t.Keywords) > 0 {
		set, err := keyword.Decode(t.Words[0])
		if err != nil || set.Len() > len(t.Keywords) {
			return nil, ErrTable
		}
		e.keywords = set
	}
	for i := range t.Rules {
		if t.Rules[i].Always {
			e.always.set(i)
		}
	}
	e.hit = e.call
	return e, nil
}

// matcher returns the matcher of a pattern, which is decoded when it is first needed.
func (e *Engine) matcher(pattern int) *automaton.Matcher {
	if e.matchers[pattern] == nil {
		program, err := automaton.Decode(e.table.Patterns[pattern])
		if err != nil {
			panic("damaged rules") // the host sends nothing (invariant 6)
		}
		e.matchers[pattern] = automaton.NewMatcher(program, &e.budget)
	}
	return e.matchers[pattern]
}

// Redact judges each text cell of a batch, and takes the whole cells that rules name.
func (e *Engine) Redact(b *sdk.Batch) {
	for col := range b.Columns() {
		c := b.Column(col)
		detects := e.scope(b, col)
		if !detects || c.Type != abi.Text {
			continue
		}
		for row := range b.Rows() {
			if text := c.Bytes(row); len(text) > 0 {
				e.cell(b, row, col, text)
			}
		}
	}
}

// scope finds the rules that a column is in the scope of, and reports whether any of them
// looks at texts. Rules that take whole cells are applied.
func (e *Engine) scope(b *sdk.Batch, col int) (detects bool) {
	e.active = ruleSet{}
	c := b.Column(col)
	for i := range e.table.Rules {
		r := &e.table.Rules[i]
		if !r.covers(b.Table(), c) {
			continue
		}
		if r.Pattern == None && !r.Words {
			e.whole(b, col, uint8(i))
			continue
		}
		e.active.set(i)
		detects = true
	}
	return detects
}

// whole applies a rule to all cells of a column that are not null.
func (e *Engine) whole(b *sdk.Batch, col int, number uint8) {
	c := b.Column(col)
	edits := e.table.Rules[number].Action < Null
	if edits && c.Type != abi.Text {
		return
	}
	for row := range b.Rows() {
		if c.Null(row) {
			continue
		}
		f := Finding{Rule: int(number)}
		if edits {
			f.End = len(c.Bytes(row))
		}
		e.apply(b, row, col, f)
	}
}

// apply takes a finding away.
func (e *Engine) apply(b *sdk.Batch, row, col int, f Finding) {
	number := uint8(f.Rule)
	switch e.table.Rules[f.Rule].Action {
	case Mask:
		b.Mask(row, col, f.Start, f.End, number)
	case Pseudonym:
		b.Pseudonym(row, col, f.Start, f.End, number)
	case Null:
		b.Null(row, col, number)
	case Drop:
		b.DropRow(row, number)
	}
}

// cell takes what rules find in a text.
func (e *Engine) cell(b *sdk.Batch, row, col int, text []byte) {
	e.findings = e.find(e.findings[:0], text)
	if len(e.findings) == 0 {
		return
	}
	for _, f := range e.findings {
		if e.table.Rules[f.Rule].Action >= Null {
			e.apply(b, row, col, f)
			return
		}
	}
	spans, settled := e.settle(text)
	if !settled {
		b.Null(row, col, uint8(spans[0].Rule))
		return
	}
	for _, f := range spans {
		e.apply(b, row, col, f)
	}
}

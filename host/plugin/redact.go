package plugin

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Result is what a chain did to one batch.
type Result struct {
	Rows    int
	Dropped []bool       // by row: a rule said so, and every plugin before could judge it; nil when none
	Failed  []fault.Code // by row: why it could not be judged, "" when it could; nil when none
	Edited  []bool       // by row: something was taken out of it; nil when nothing was
	Hits    []Hit        // non-zero counts
	Nulled  int64        // JSON cells that an edit had broken, and that are null now
	Losses  []Loss       // by plugin that is not bundled
}

// Hit counts the directives of one rule in one column. Column is empty for dropped
// rows.
type Hit struct {
	Plugin string
	Rule   string
	Column string
	Count  int64
}

func (r *Result) drop(row int) {
	if r.Failed != nil && r.Failed[row] != "" {
		return // a plugin before could not judge it
	}
	if r.Dropped == nil {
		r.Dropped = make([]bool, r.Rows)
	}
	r.Dropped[row] = true
}

func (r *Result) edit(row int) {
	if r.Edited == nil {
		r.Edited = make([]bool, r.Rows)
	}
	r.Edited[row] = true
}

func (r *Result) fail(row int, code fault.Code) {
	if r.Failed == nil {
		r.Failed = make([]fault.Code, r.Rows)
	}
	r.Failed[row] = code
}

// stage is one plugin of a chain.
type stage struct {
	info     Info
	limits   Limits
	markers  []string // by rule
	pool     *pool
	columns  sync.Map     // *schema.Table -> []int
	failures atomic.Int64 // weighted, see Limits.Failures
}

// work is the memory of one Redact.
type work struct {
	framer  framer
	applier applier
	queue   []attempt
	ranges  []span
	edits   []abi.Directive
	counts  []int64
	gone    []int         // rows to blank
	lost    time.Duration // in calls that timed out, of this batch
}

// attempt is a range of rows that is still to be judged.
type attempt struct {
	span
	suspect bool // a call that held the row timed out
	again   bool // a worker died over it already
}

func (s *stage) reads(t *schema.Table) []int {
	if columns, ok := s.columns.Load(t); ok {
		return columns.([]int)
	}
	columns := reads(s.info.Manifest.Reads, t)
	s.columns.Store(t, columns)
	return columns
}

// redact lets the plugin judge every row of b and applies what it says.
func (s *stage) redact(ctx context.Context, b *batch.Batch, w *work, c *Chain, r *Result) error {
	columns := s.reads(b.Table)
	loss := s.measure(b, r)
	if len(columns) == 0 {
		r.lose(loss)
		return nil
	}
	w.edits, w.gone, w.queue, w.lost = w.edits[:0], w.gone[:0], w.queue[:0], 0
	// The frame, a guest's copy of it and the answer have to fit into its memory.
	w.ranges = split(w.ranges[:0], b, columns, int(s.limits.MemoryPages)*pageBytes/8)
	for _, part := range slices.Backward(w.ranges) {
		w.queue = append(w.queue, attempt{span: part})
	}
	for len(w.queue) > 0 {
		next := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		code, err := s.judge(ctx, b, columns, w, c, next)
		if err != nil {
			return err
		}
		if code == "" {
			continue
		}
		if err := s.failed(c, b.Table, code, w, next); err != nil {
			return err
		}
		if code == fault.PluginWorker && !next.again {
			next.again = true // a process can die for reasons of its own
			w.queue = append(w.queue, next)
			continue
		}
		if next.hi-next.lo == 1 {
			r.fail(next.lo, code)
			w.gone = append(w.gone, next.lo)
			continue
		}
		w.queue = smaller(w.queue, next, code)
	}
	s.finish(b, w, loss, r)
	return nil
}

// smaller appends the parts in which a range that failed is tried again. Halves find a
// guilty row in the fewest calls. Where every call with that row costs a deadline, rows
// by themselves find it in the fewest of those.
func smaller(queue []attempt, a attempt, code fault.Code) []attempt {
	if code == fault.PluginTimeout {
		for row := a.hi - 1; row >= a.lo; row-- {
			queue = append(queue, attempt{span: span{row, row + 1}, suspect: true})
		}
		return queue
	}
	middle := (a.lo + a.hi) / 2
	return append(queue,
		attempt{span: span{middle, a.hi}, suspect: a.suspect},
		attempt{span: span{a.lo, middle}, suspect: a.suspect})
}

// judge asks the plugin about one range of rows and collects its directives, with
// rows and columns as numbered in b. A code says that the call failed, and nothing
// was collected; an error ends the run.
func (s *stage) judge(ctx context.Context, b *batch.Batch, columns []int, w *work, c *Chain, a attempt) (fault.Code, error) {
	raw := w.framer.encode(b, columns, c.context, a.span)
	if len(raw) > abi.MaxFrame {
		return fault.PluginMemory, nil
	}
	frame, err := abi.DecodeFrame(raw)
	if err != nil {
		return fault.SourceMismatch, nil
	}
	if ctx.Err() != nil {
		return "", interrupted(ctx)
	}
	proc, err := s.pool.acquire(ctx)
	if err != nil {
		return "", err
	}
	answer, code := proc.call(ctx, raw, s.limits.call(a.suspect), answerLimit(len(raw)))
	if code == "" {
		code = s.collect(w, answer, &frame, columns, a.lo)
	}
	s.pool.release(proc, code == "")
	if code != "" && ctx.Err() != nil {
		return "", interrupted(ctx)
	}
	if code == fault.Interrupted {
		return "", fault.New(fault.Interrupted, "the plugins were closed", "", nil)
	}
	return code, nil
}

// answerLimit returns a bound in bytes on answers to a frame: every directive but
// the header's worth takes a cell or a byte of text away.
func answerLimit(frame int) int {
	const entry = 16
	return min(entry*(1+frame), abi.MaxFrame)
}

// collect checks an answer and takes its directives over.
func (s *stage) collect(w *work, answer []byte, f *abi.Frame, columns []int, lo int) fault.Code {
	list, err := abi.ValidateDirectives(answer, f, len(s.markers))
	if err != nil {
		return fault.PluginAnswer
	}
	for i := range list.Len() {
		v := list.At(i)
		v.Row += uint32(lo)
		v.Column = uint16(columns[v.Column])
		w.edits = append(w.edits, v)
	}
	return ""
}

// failed counts a failing call and ends the run when there were too many, or when this
// batch has cost the time that the plugin has.
func (s *stage) failed(c *Chain, t *schema.Table, code fault.Code, w *work, a attempt) error {
	weight := int64(1)
	switch code {
	case fault.PluginTimeout:
		weight = 4
		w.lost += s.limits.call(a.suspect)
	case fault.SourceMismatch:
		weight = 0 // the plugin was not asked
	}
	total := s.failures.Add(weight)
	c.log.Warn("plugin call failed", "plugin", s.info.Name, "table", t.Name, "code", string(code), "rows", a.hi-a.lo)
	if w.lost >= s.limits.Batch {
		return fault.New(code, fmt.Sprintf("plugin %s hangs at row after row of %s", s.info.Name, t.FullName()),
			"test the module with driftsync plugins verify, or give it more time: batch_seconds under [limits]", nil)
	}
	if weight == 0 || total < int64(s.limits.Failures) {
		return nil
	}
	return fault.New(code, fmt.Sprintf("plugin %s fails too often", s.info.Name), "test the module with driftsync plugins verify", nil)
}

// finish applies the collected directives, counts them, and blanks the rows that
// must not leave.
func (s *stage) finish(b *batch.Batch, w *work, loss *Loss, r *Result) {
	rules, failed := len(s.markers), len(w.gone)
	w.counts = slices.Grow(w.counts[:0], rules*(len(b.Columns)+1))[:rules*(len(b.Columns)+1)]
	clear(w.counts)
	kept := w.edits[:0]
	for _, v := range w.edits {
		if v.Op == abi.DropRow {
			if loss != nil && !r.gone(int(v.Row)) {
				loss.Rows.Dropped++
			}
			r.drop(int(v.Row))
			w.gone = append(w.gone, int(v.Row))
			w.counts[len(b.Columns)*rules+int(v.Rule)]++
			continue
		}
		w.counts[int(v.Column)*rules+int(v.Rule)]++
		r.edit(int(v.Row))
		kept = append(kept, v)
	}
	slices.Sort(w.gone)
	before := loss.before(b, w.gone, kept, failed)
	w.applier.nulled = 0
	w.applier.apply(b, kept, s.markers)
	r.Nulled += w.applier.nulled
	loss.after(b, before)
	r.lose(loss)
	if len(w.gone) > 0 {
		w.applier.blank(b, w.gone)
	}
	for at, n := range w.counts {
		if n == 0 {
			continue
		}
		h := Hit{Plugin: s.info.Name, Rule: s.info.Manifest.Rules[at%rules].ID, Count: n}
		if column := at / rules; column < len(b.Columns) {
			h.Column = b.Columns[column].Def.Name
		}
		r.Hits = append(r.Hits, h)
	}
}

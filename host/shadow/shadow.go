package shadow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// DefaultLimit is the time that each policy may take of a run where nothing else is said.
const DefaultLimit = time.Minute

// Result is the account of one policy. It holds counts only.
type Result struct {
	Plugin   string        `json:"plugin"`
	Version  string        `json:"version"`
	SHA256   string        `json:"sha256"`
	Rows     int64         `json:"rows"`     // that it saw and judged
	Unjudged int64         `json:"unjudged"` // that it saw and failed on
	Unseen   int64         `json:"unseen"`   // that left without it, after it was ended
	Dropped  int64         `json:"dropped"`  // rows that it would have kept here
	Nulled   int64         `json:"nulled"`   // cells of JSON that its edits would have broken
	Effects  []Effect      `json:"effects"`
	Ended    fault.Code    `json:"ended,omitempty"` // why it was ended before the run was
	Limit    time.Duration `json:"limit_ns"`
	Took     time.Duration `json:"took_ns"` // of the run, its start included
}

// Effect is how often a rule would have taken something away.
type Effect struct {
	Table string `json:"table"` // "database.table"
	Class string `json:"class"` // of the cells; empty for whole rows
	Rule  string `json:"rule"`
	Count int64  `json:"count"`
}

// Runner runs one policy. It is safe for concurrent use: one batch at a time is judged.
type Runner struct {
	mu     sync.Mutex
	chain  *plugin.Chain
	copy   map[string]*batch.Batch // by table; of the one at hand
	counts map[Effect]int64        // with no count in the key
	result Result
}

// Open opens a runner for one module. Of the options, Modules and Lanes are not looked at.
// Nothing runs before the first batch. Errors are those of [plugin.Open].
func Open(ctx context.Context, m plugin.Module, o plugin.Options, limit time.Duration) (*Runner, error) {
	o.Modules, o.Lanes = []plugin.Module{m}, 1
	chain, err := plugin.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	info := chain.Plugins()[0]
	return &Runner{chain: chain, counts: make(map[Effect]int64), copy: make(map[string]*batch.Batch),
		result: Result{Plugin: info.Name, Version: info.Version, SHA256: info.SHA256, Limit: cmp.Or(limit, DefaultLimit)}}, nil
}

// Look shows the rows of b that leave, all but those to skip, to the policy. It changes
// nothing of b, and has no error: what goes wrong is in the result.
func (r *Runner) Look(ctx context.Context, b *batch.Batch, skip []bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows := int64(0)
	for _, stays := range skip {
		if !stays {
			rows++
		}
	}
	if r.result.Ended != "" || rows == 0 {
		r.result.Unseen += rows
		return
	}
	own := r.copy[b.Table.FullName()]
	if own == nil {
		clear(r.copy) // tables come one after the other
		own = batch.New(b.Table)
		r.copy[b.Table.FullName()] = own
	}
	own.CopyRows(b, skip)
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, r.result.Limit-r.result.Took)
	judged, err := r.chain.Redact(limited, own)
	late := limited.Err() != nil
	cancel()
	r.result.Took += time.Since(began)
	if err == nil {
		r.count(own, judged)
		return
	}
	r.result.Unseen += rows
	if ctx.Err() == nil {
		r.end(err, late)
	}
}

func (r *Runner) count(b *batch.Batch, judged *plugin.Result) {
	for _, code := range judged.Failed {
		if code != "" {
			r.result.Unjudged++
		}
	}
	for _, dropped := range judged.Dropped {
		if dropped {
			r.result.Dropped++
		}
	}
	r.result.Rows += int64(b.Rows())
	r.result.Nulled += judged.Nulled
	for _, hit := range judged.Hits {
		e := Effect{Table: b.Table.FullName(), Rule: hit.Rule}
		for i := range b.Columns {
			if def := b.Columns[i].Def; def.Name == hit.Column {
				e.Class = def.Class.String()
			}
		}
		r.counts[e] += hit.Count
	}
}

// end notes why the policy was ended, and gives its memory back.
func (r *Runner) end(err error, late bool) {
	r.result.Ended = fault.PluginWorker
	if f, ok := errors.AsType[*fault.Error](err); ok {
		r.result.Ended = f.Code
	}
	if late {
		r.result.Ended = fault.PluginTimeout
	}
	_ = r.chain.Close() // it has failed already
}

// Result returns the account so far, its effects in order.
func (r *Runner) Result() Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	result := r.result
	result.Rows -= result.Unjudged
	result.Effects = make([]Effect, 0, len(r.counts))
	for e, n := range r.counts {
		e.Count = n
		result.Effects = append(result.Effects, e)
	}
	slices.SortFunc(result.Effects, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Rule, b.Rule))
	})
	return result
}

// Close ends the worker.
func (r *Runner) Close() error { return r.chain.Close() }

package host

import (
	"context"
	"errors"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/schema"
)

// queued is the number of items between two stages. With batches of half a MiB it
// bounds what is in memory.
const queued = 4

// item is one step of the ordered stream from the reader to the spool.
type item struct {
	table   *schema.Table
	begin   *state.Rows // the table begins
	full    bool        // begin: the table is sent whole
	batch   *extract.Batch
	refused *extract.Refused
	end     *extract.Stats // the table was read whole
	odd     *fault.Error   // or up to here, and no further

	dangling []source.Dangling // end: references that point to no row

	done   chan struct{} // closed when batch is redacted and checked
	result *plugin.Result
	hits   []guard.Hit
	prints [][16]byte // of what leaves, by row
}

// fill reads, redacts and checks every row that has to leave, and makes the spool
// ready. Rows are spooled in the order in which they were read, so the same rows
// give the same bytes (invariant 8).
func (p *push) fill(ctx context.Context) (*spool.Header, error) {
	h := &spool.Header{
		Run: p.result.Run, Destination: p.Destination.Name, Tenant: p.Destination.Tenant, Project: p.Destination.Project,
		Source: p.lease.Source, Epoch: p.lease.Epoch, Bare: p.Destination.Bare, Policy: p.policy.digest, Searched: p.policy.searched, Began: p.Now(), Full: p.result.Full,
		Complete: !p.limited(), Sendable: p.result.Unsendable == "", Stamps: p.stamps, Tables: map[string]sink.Counts{}, Rules: p.result.Rules,
		Base: p.lease.LastRun, Local: p.local, Plugins: p.policy.plugins, Reason: p.AllowWeaker, Asked: p.Full,
		Databases: p.Databases, OnlyTables: p.Tables,
	}
	dir := p.spoolDir()
	if p.DryRun {
		dir = p.planDir()
		if err := p.checkPlanDir(); err != nil {
			return nil, err
		}
	}
	w, err := spool.Create(dir, h)
	if err != nil {
		return nil, err
	}
	c := p.collector(h, w)
	if p.Totals { // somebody watches
		p.count(ctx, p.wantsTable)
	}
	err = errors.Join(p.stream(ctx, c), p.intact())
	if err == nil {
		err = p.judgeDestruction(h)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close(), spool.Remove(dir))
	}
	closed := p.snapshot.close()
	c.account()
	if err := errors.Join(closed, w.Ready()); err != nil {
		return nil, err
	}
	return h, nil
}

// checkPlanDir refuses a folder that holds anything: a plan takes it over whole.
func (p *push) checkPlanDir() error {
	if p.DryRunDir == "" {
		return nil
	}
	entries, err := os.ReadDir(p.DryRunDir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fault.New(fault.ConfigInvalid, p.DryRunDir+" cannot be used for the plan", "name a new folder with --out", plainfile.Cause(err))
	}
	return fault.New(fault.ConfigInvalid, p.DryRunDir+" is not empty, so no plan is written there", "name a new folder with --out", nil)
}

// stream runs the stages side by side: one reader, some redactors, one collector.
func (p *push) stream(ctx context.Context, c *collector) error {
	group, ctx := errgroup.WithContext(ctx)
	ordered, work := make(chan *item, queued), make(chan *item, queued)
	pool := &batches{free: make(map[*schema.Table][]*extract.Batch)}
	group.Go(func() error {
		defer close(ordered)
		defer close(work)
		return p.read(ctx, pool, func(it *item) error {
			if it.batch != nil {
				it.done = make(chan struct{})
				if err := put(ctx, work, it); err != nil {
					return err
				}
			}
			return put(ctx, ordered, it)
		})
	})
	for range redactors() {
		group.Go(func() error {
			return p.redact(ctx, identity.NewFingerprinter(p.sourceKey, "output"), p.inspect, work)
		})
	}
	group.Go(func() error {
		for it := range ordered {
			if err := errors.Join(c.take(ctx, it), p.quarantine.fast()); err != nil {
				return err
			}
			pool.put(it.batch)
		}
		return nil
	})
	return group.Wait()
}

func put(ctx context.Context, to chan<- *item, it *item) error {
	select {
	case to <- it:
		return nil
	case <-ctx.Done():
		return interrupted(ctx)
	}
}

// late returns the fault that ended a context, such as that of a time limit, nil where
// there is none: that a context was cancelled says nothing more.
func late(ctx context.Context) error {
	if f, ok := errors.AsType[*fault.Error](context.Cause(ctx)); ok {
		return f
	}
	return nil
}

func interrupted(ctx context.Context) error {
	return fault.New(fault.Interrupted, "interrupted; what was confirmed is recorded", "push again: only what is missing is sent", late(ctx))
}

// read extracts every table of every database. The databases are read at the same
// time, and what leaves of them goes on in their order.
func (p *push) read(ctx context.Context, pool *batches, emit func(*item) error) error {
	group, ctx := errgroup.WithContext(ctx)
	streams := make([]chan *item, len(p.dbs))
	for i, db := range p.dbs {
		streams[i] = make(chan *item, queued)
		group.Go(func() error {
			defer close(streams[i])
			return p.readDatabase(ctx, db, pool, func(it *item) error { return put(ctx, streams[i], it) })
		})
	}
	group.Go(func() error {
		for _, stream := range streams {
			for it := range stream {
				if err := emit(it); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return group.Wait()
}

func (p *push) readDatabase(ctx context.Context, db *source.Database, pool *batches, emit func(*item) error) error {
	x, err := extract.New(db, extract.Keys{Source: p.sourceKey, Pseudonym: p.policy.pseudonym,
		Project: p.Destination.Project, Roots: p.roots, Policy: p.policy.digest})
	if err != nil {
		return fault.New(fault.Internal, "the extraction cannot begin", "", err)
	}
	defer x.Close()
	for i := range db.Tables {
		if err := p.readTable(ctx, db, x, &db.Tables[i], pool, emit); err != nil {
			return err
		}
	}
	return nil
}

func (p *push) readTable(ctx context.Context, db *source.Database, x *extract.Extractor, t *source.Table, pool *batches, emit func(*item) error) error {
	if !p.wantsTable(t.Table) {
		return nil
	}
	rows, ok := &state.Rows{}, true
	full := p.result.Full || p.store.Meta.Tables[t.FullName()].Unswept || p.strips(&p.store.Meta, t.Table)
	if !full {
		if rows, ok = p.store.Rows(t.Table); !ok {
			full = true // damaged records are as good as lost
		}
	}
	if err := emit(&item{table: t.Table, begin: rows, full: full}); err != nil {
		return err
	}
	stats, err := x.Table(ctx, t, extract.Sink{
		Rows:   rows,
		Search: !full && p.searches(t.Table),
		Maybe:  full && p.lease.Epoch > 1,
		Again:  p.limited(), // somebody asks for this table
		Empty:  func() *extract.Batch { return pool.get(t.Table) },
		Batch:  func(b *extract.Batch) error { return emit(&item{table: t.Table, batch: b}) },
		Refuse: func(r extract.Refused) error { return emit(&item{table: t.Table, refused: &r}) },
		Tick:   func(n int64) { p.progress(Progress{Stage: "read", Table: t.FullName(), Rows: n, Total: p.total}) },
	})
	if odd, ok := errors.AsType[*fault.Error](err); ok && odd.Code == fault.SourceTable {
		return emit(&item{table: t.Table, end: &stats, odd: odd})
	}
	if err != nil {
		return err
	}
	dangling, err := db.Dangling(ctx, t)
	if err != nil {
		return err
	}
	return emit(&item{table: t.Table, end: &stats, dangling: dangling})
}

// batches keeps empty batches for use again.
type batches struct {
	mu   sync.Mutex
	free map[*schema.Table][]*extract.Batch
}

func (p *batches) get(t *schema.Table) *extract.Batch {
	p.mu.Lock()
	defer p.mu.Unlock()
	if list := p.free[t]; len(list) > 0 {
		b := list[len(list)-1]
		p.free[t] = list[:len(list)-1]
		return b
	}
	for other := range p.free {
		if other != t && len(p.free) > queued {
			delete(p.free, other) // its table was read
		}
	}
	return &extract.Batch{Batch: batch.New(t)}
}

func (p *batches) put(b *extract.Batch) {
	if b == nil {
		return
	}
	b.Reset()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free[b.Table] = append(p.free[b.Table], b)
}

package host

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/spool"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
)

// push is one run under way: what it was asked for, its account, and what each stage
// hands to those behind it, in their order.
type push struct {
	Options
	result *Result

	admission              // who may run
	memory                 // what this machine knows of the source at the destination
	snapshot               // the databases
	redaction              // the chain and the guard
	session                // what the destination granted
	quarantine *quarantine // what stays here
}

// Push carries what changed since the last push to the destination. It returns the
// account of the run, also beside an error when the run got that far; the account's
// Status tells findings that are not errors. Errors are faults.
//
// Several pushes may run at once in one process; two of one source to one
// destination exclude each other.
func Push(ctx context.Context, o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	began := o.Now()
	p := &push{Options: o, result: newResult(&o)}
	err := asInterrupt(ctx, p.run(ctx))
	p.result.Timing.Total = o.Now().Sub(began)
	p.result.fillLists()
	if closeErr := p.close(); err == nil {
		err = closeErr
	}
	return p.result, err
}

func (p *push) run(ctx context.Context) (err error) {
	if p.admission, err = p.admit(p.result); err != nil {
		return err
	}
	if err := p.memory.open(&p.Options); err != nil {
		return err
	}
	if err := compiled.Use(filepath.Join(p.CacheDir, "sqlite")); err != nil {
		return err
	}
	if p.PlanDir != "" {
		return p.sendPlan(ctx)
	}
	if same, err := p.unchanged(ctx); err != nil || same {
		return err
	}
	timing := &p.result.Timing
	if err := p.timed(p.result, "open", &timing.Open, func() error { return p.open(ctx) }); err != nil {
		return err
	}
	if err := p.timed(p.result, "begin", &timing.Begin, func() error { return p.begin(ctx) }); err != nil {
		return err
	}
	var header *spool.Header
	err = p.timed(p.result, "read", &timing.Read, func() (err error) {
		reading, done := p.stoppable(ctx)
		defer done()
		header, err = p.fill(reading)
		return err
	})
	if err := errors.Join(err, p.redaction.end(p.result)); err != nil {
		return err
	}
	if p.DryRun {
		return p.plan(header)
	}
	return p.timed(p.result, "send", &timing.Send, func() error { return p.deliver(ctx, header) })
}

// timed runs a stage, and notes how long it took and where the run stands. Nothing of
// a row is ever logged (invariant 9).
func (o *Options) timed(r *Result, stage string, took *time.Duration, f func() error) error {
	started := o.Now()
	err := f()
	*took = o.Now().Sub(started)
	attributes := []any{"stage", stage, "took_ms", took.Milliseconds(), "run", r.Run, "source", r.Source, "epoch", r.Epoch,
		"full", r.Full, "counts", r.Summary(), "requests", r.Requests, "bytes", r.Bytes}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		o.Logger.Error("stage failed", append(attributes, "code", f.Code)...)
		return err
	}
	o.Logger.Info("stage ended", append(attributes, "ok", err == nil)...)
	return err
}

// open opens databases and chain.
func (p *push) open(ctx context.Context) (err error) {
	if p.snapshot, err = p.openSources(ctx, p.result); err != nil {
		return err
	}
	if p.policy, err = newPolicy(ctx, &p.Options, p.dbs, p.machine, p.store.Meta.Known); err != nil {
		return err
	}
	for i, grant := range p.grants {
		record := &p.policy.plugins[i]
		record.Signers, record.Attested, record.Reason = grant.Signers, grant.Attested, grant.Reason
	}
	p.result.Plugins = p.policy.plugins
	if err := p.openShadows(ctx, &p.Options); err != nil {
		return err
	}
	p.roots = distinct(append(p.roots, p.policy.roots...))
	p.result.Again, p.grown = p.again(), len(p.added()) > 0
	return checkWeaker(&p.Options, p.store.Meta.Plugins, p.policy.plugins)
}

func distinct(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

func (p *push) planDir() string {
	if p.DryRunDir != "" {
		return p.DryRunDir
	}
	return filepath.Join(p.store.Dir(), "plan")
}

func (p *push) close() error {
	return errors.Join(p.snapshot.close(), p.redaction.close(), p.session.close(), p.memory.close())
}

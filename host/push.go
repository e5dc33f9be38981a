package host

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"time"

	compiled "github.com/driftsync/driftsync/host/compile/sqlite"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// push is one run under way.
type push struct {
	Options
	machine *state.Machine
	store   *state.Store
	result  *Result
	rules   string // digests, see localDigests
	local   string
	name    string // digest that finds an unnamed source
	stamps  map[string]source.Stamp

	dbs         []*source.Database
	policy      *policy
	grants      []lock.Grant // by plugin of the chain
	shadows     []*shadow.Runner
	policies    lock.Policies
	sink        sink.Sink // nil in a dry run
	lease       sink.Lease
	real        string   // project root, through links
	roots       []string // all its spellings that are known
	grown       bool     // something is known that was not before
	sourceKey   []byte
	teamKeyed   bool              // the team's key stands in for the source key
	teamBefore  bool              // it did so in the last run
	stripped    bool              // logs lose what another policy let pass
	known       map[string]bool   // digests of rows that were quarantined before
	total       int64             // rows that will be read, 0 where that is not known
	reasons     []string          // for which the destination refused rows before
	quarDigest  []byte            // key of those digests
	staleReason string            // why state counts for nothing, empty where it counts
	wasComplete bool              // the last run left nothing to do
	first       state.Quarantined // row that newly stays here
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

func (p *push) run(ctx context.Context) error {
	if err := p.admit(); err != nil {
		return err
	}
	if err := p.openState(); err != nil {
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
	if err := p.timed("open", &timing.Open, func() error { return p.open(ctx) }); err != nil {
		return err
	}
	if err := p.timed("begin", &timing.Begin, func() error { return p.begin(ctx) }); err != nil {
		return err
	}
	var header *spool.Header
	err := p.timed("read", &timing.Read, func() (err error) {
		reading, done := p.stoppable(ctx)
		defer done()
		header, err = p.fill(reading)
		return err
	})
	p.result.WorkerPeak = p.policy.chain.WorkerMemory()
	for i, s := range p.shadows {
		p.result.Shadows[i] = s.Result()
		err = errors.Join(err, s.Close())
	}
	// The workers hold as much memory as the rest; nothing needs them any more.
	if err := errors.Join(err, p.policy.chain.Close()); err != nil {
		return err
	}
	if p.DryRun {
		return p.plan(header)
	}
	return p.timed("send", &timing.Send, func() error { return p.deliver(ctx, header) })
}

// timed runs a stage, and notes how long it took and where the run stands. Nothing of
// a row is ever logged (invariant 9).
func (p *push) timed(stage string, took *time.Duration, f func() error) error {
	started := p.Now()
	err := f()
	*took = p.Now().Sub(started)
	r := p.result
	attributes := []any{"stage", stage, "took_ms", took.Milliseconds(), "run", r.Run, "source", r.Source, "epoch", r.Epoch,
		"full", r.Full, "counts", r.Summary(), "requests", r.Requests, "bytes", r.Bytes}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		p.Logger.Error("stage failed", append(attributes, "code", f.Code)...)
		return err
	}
	p.Logger.Info("stage ended", append(attributes, "ok", err == nil)...)
	return err
}

// open opens databases and chain.
func (p *push) open(ctx context.Context) error {
	if err := p.openSources(ctx); err != nil {
		return err
	}
	var err error
	if p.policy, err = newPolicy(ctx, &p.Options, p.dbs, p.machine, p.store.Meta.Known); err != nil {
		return err
	}
	for i, grant := range p.grants {
		record := &p.policy.plugins[i]
		record.Signers, record.Attested, record.Reason = grant.Signers, grant.Attested, grant.Reason
	}
	p.result.Plugins = p.policy.plugins
	if err := p.openShadows(ctx); err != nil {
		return err
	}
	p.roots = distinct(append(p.roots, p.policy.roots...))
	p.result.Again, p.grown = p.again(), len(p.added()) > 0
	return checkWeaker(&p.Options, p.store.Meta.Plugins, p.policy.plugins)
}

// openState opens machine and store, and takes over what a crashed run left.
func (p *push) openState() error {
	var err error
	if p.machine, err = state.OpenMachine(p.StateDir); err != nil {
		return err
	}
	p.real = p.realRoot()
	p.name = p.machine.SourceDigest(p.Destination.Project, p.Root)
	if p.store, err = state.Open(p.storeDir(p.machine)); err != nil {
		return err
	}
	p.roots = distinct(append([]string{p.real, p.Root}, p.store.Meta.Roots...))
	if p.rules, p.local, err = localDigests(&p.Options, p.machine); err != nil {
		return err
	}
	return p.adopt()
}

// adopt takes the spool of a run that did not end over into state: what was
// confirmed as it is, the rest as rows that may be there in an unknown form. They
// are sent again in this run, or tombstoned.
func (p *push) adopt() error {
	if p.DryRun {
		return nil
	}
	left, err := spool.Open(p.spoolDir())
	if errors.Is(err, spool.ErrDamaged) {
		return p.giveUp()
	}
	if err != nil || left == nil {
		return err
	}
	if left.Header.Destination == p.Destination.Name {
		tables, err := p.store.Apply(left.Changes(), func(string) bool { return false })
		if err != nil {
			return errors.Join(err, left.Close())
		}
		meta := p.store.Meta
		meta.Tables, meta.Complete = tables, false
		if meta.Plugins == nil {
			meta.Plugins = []sink.PluginRecord{}
		}
		if err := p.store.Commit(meta); err != nil {
			return errors.Join(err, left.Close())
		}
	}
	if err := left.Close(); err != nil {
		return err
	}
	return spool.Remove(p.spoolDir())
}

// giveUp removes a spool of which nobody can tell what was sent: state counts for
// nothing then, and this run sends everything.
func (p *push) giveUp() error {
	meta := p.store.Meta
	meta.Stale, meta.Complete = true, false
	if meta.Plugins == nil {
		meta.Plugins = []sink.PluginRecord{}
	}
	if err := p.store.Commit(meta); err != nil {
		return err
	}
	return spool.Remove(p.spoolDir())
}

func (p *push) spoolDir() string { return filepath.Join(p.store.Dir(), "spool") }

// unchanged reports whether nothing can have changed since the last push, without
// opening a database.
func (p *push) unchanged(ctx context.Context) (bool, error) {
	p.stamps = make(map[string]source.Stamp)
	for _, db := range schema.Databases() {
		path := p.databasePath(db)
		if !exists(path) {
			continue
		}
		stamp, err := source.TakeStamp(path)
		if err != nil {
			return false, nil // opening it gives the better error
		}
		p.stamps[db.Name] = stamp
	}
	meta := &p.store.Meta
	if p.Full || p.limited() || !meta.Complete || meta.Local != p.rules || !p.familiar() || len(p.stamps) != len(meta.Stamps) || len(p.stamps) == 0 {
		return false, nil
	}
	for _, db := range schema.Databases() {
		stamp, there := p.stamps[db.Name]
		last, known := meta.Stamps[db.Name]
		if there != known || there && source.Judge(p.databasePath(db), stamp, last) != source.Unchanged {
			return false, nil
		}
	}
	if kept, err := p.kept(ctx); err != nil || !kept {
		return false, err
	}
	return true, errors.Join(p.restamp(), p.asLast())
}

// restamp notes the times of files that were touched and hold what they held, so that
// they need not be read again.
func (p *push) restamp() error {
	if p.DryRun {
		return nil
	}
	meta, moved := p.store.Meta, false
	meta.Stamps = maps.Clone(meta.Stamps)
	for _, db := range schema.Databases() {
		stamp, last := p.stamps[db.Name], meta.Stamps[db.Name]
		if last.Content == "" || !stamp.Settled() || stamp.Same(last) && last.Settled() {
			continue
		}
		if now, err := source.TakeStamp(p.databasePath(db)); err == nil && now.Same(stamp) {
			stamp.Content = last.Content
			meta.Stamps[db.Name], moved = stamp, true
		}
	}
	if !moved {
		return nil
	}
	return p.store.Commit(meta)
}

// asLast gives the account of a push that read nothing: what state says is there, as the
// last run left it.
func (p *push) asLast() (err error) {
	r, meta := p.result, &p.store.Meta
	r.Unchanged, r.Complete, r.Sendable = true, true, true
	r.Run, r.Source, r.Epoch, r.Plugins = meta.LastRun, meta.Source, meta.Epoch, meta.Plugins
	if r.Quarantined, err = p.store.Quarantine(); err != nil {
		return err
	}
	stay := make(map[string]int64)
	for _, q := range r.Quarantined {
		stay[q.Database+"."+q.Table]++
	}
	for _, db := range schema.Databases() {
		if _, there := p.stamps[db.Name]; !there {
			r.Missing = append(r.Missing, db.Name)
		}
	}
	for _, t := range schema.Synced() {
		name := t.FullName()
		if known, ok := meta.Tables[name]; ok {
			there := int64(known.Rows)
			r.Tables = append(r.Tables, TableResult{Name: name, Cloud: t.Cloud,
				Counts: sink.Counts{Read: there + stay[name], Unchanged: there, Quarantined: stay[name]}})
		}
	}
	return nil
}

// openSources opens every database that is there, so that a damaged one stops the
// run before anything is read. A push of one database needs the others as well: they
// name roots that must not leave.
func (p *push) openSources(ctx context.Context) error {
	p.stamps = make(map[string]source.Stamp)
	for _, catalogue := range schema.Databases() {
		open := source.OpenNoted
		if p.inspect != nil || p.dataDir != "" {
			open = source.Open // nothing is remembered
		}
		db, err := open(ctx, p.databases(), catalogue)
		if err != nil {
			return err
		}
		if db == nil {
			p.result.Missing = append(p.result.Missing, catalogue.Name)
			continue
		}
		p.dbs = append(p.dbs, db)
		p.stamps[catalogue.Name] = db.Stamp
		if len(db.Stays) > 0 {
			p.result.Stays[catalogue.Name] = db.Stays
		}
		p.setAside(db.Odd)
		if u := db.Unknown; len(u.Tables)+len(u.Columns) > 0 || u.Newer {
			p.result.Unknown[catalogue.Name] = u
		}
	}
	if len(p.dbs) == 0 {
		return noDatabase(p.databases())
	}
	return nil
}

func (p *push) databasePath(db *schema.Database) string {
	return filepath.Join(p.databases(), filepath.FromSlash(db.File))
}

func noDatabase(root string) error {
	return fault.New(fault.SourceMissing, root+" has no database of Drift",
		"run `drift analyze` first, name the project with --root, or look at `driftsync demo`", nil)
}

// databases is the folder that the databases lie below.
func (p *push) databases() string {
	if p.dataDir != "" {
		return p.dataDir
	}
	return p.Root
}

// setAside notes tables that are not tables here: they stay, and so do their rows at the
// destination.
func (p *push) setAside(odd []source.Odd) {
	for i := range odd {
		if f, ok := errors.AsType[*fault.Error](odd[i].Fault()); ok && p.wantsTable(odd[i].Table) {
			p.result.stop(odd[i].Table, f)
		}
	}
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
	var errs []error
	p.closeSources(&errs)
	if p.policy != nil && p.policy.chain != nil {
		errs = append(errs, p.policy.chain.Close())
	}
	for _, s := range p.shadows {
		errs = append(errs, s.Close())
	}
	if p.sink != nil {
		errs = append(errs, p.sink.Close())
	}
	if p.store != nil {
		errs = append(errs, p.store.Close())
	}
	return errors.Join(errs...)
}

func (p *push) closeSources(errs *[]error) {
	for _, db := range p.dbs {
		*errs = append(*errs, db.Close())
	}
	p.dbs = nil
}

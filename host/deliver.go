package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/dustin/go-humanize"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// delivery is a spool on its way.
type delivery struct {
	*Options
	*memory
	*session
	result  *Result
	stay    *quarantine
	plugins []sink.PluginRecord
	grown   bool // something is known that was not before

	spool *spool.Spool

	whole   map[string]bool // tables of which every part was confirmed
	mu      sync.Mutex
	stopped map[string]bool // tables that the destination refused as a whole
	again   bool            // a row may be taken when it is sent again
	doubted map[int]bool    // parts that are sent once more, by number
	last    error           // what a part met that was not tried again
	total   int64           // rows of all parts that are sent
}

// deliver sends the spool, and moves state after the destination confirmed
// (invariant 1). The order of writes is: parts, sweep, run record at the
// destination; then records, meta.json and quarantine here; then the spool goes.
func (p *push) deliver(ctx context.Context, h *spool.Header) error {
	sp, err := spool.Open(p.spoolDir())
	if err != nil {
		return err
	}
	d := &delivery{Options: &p.Options, memory: &p.memory, session: &p.session, result: p.result, stay: p.quarantine, plugins: p.policy.plugins, grown: p.grown,
		spool: sp, stopped: make(map[string]bool), doubted: make(map[int]bool)}
	return d.run(ctx, h)
}

func (d *delivery) run(ctx context.Context, h *spool.Header) error {
	timing := &d.result.Timing
	todo := d.todo()
	for _, part := range todo {
		d.total += int64(part.Rows)
	}
	err := d.timed(d.result, "write", &timing.Write, func() error { return d.send(ctx, todo) })
	d.settle()
	if err != nil {
		return errors.Join(err, d.keep(err))
	}
	if err := d.timed(d.result, "count", &timing.Count, func() error { return d.verify(ctx) }); err != nil {
		return errors.Join(err, d.keep(err))
	}
	if err := d.timed(d.result, "sweep", &timing.Sweep, func() error { return d.sweep(ctx) }); err != nil {
		return errors.Join(err, d.keep(err))
	}
	d.result.Complete = h.Complete && len(d.stopped) == 0 && !d.again
	if err := d.timed(d.result, "finish", &timing.Finish, func() error { return d.sink.Finish(ctx, d.record(h)) }); err != nil {
		d.result.Complete = false
		return errors.Join(err, d.keep(err))
	}
	return d.timed(d.result, "save", &timing.Save, func() error { return d.commit(h) })
}

// todo returns the parts that are not confirmed yet.
func (d *delivery) todo() []*spool.Part {
	var parts []*spool.Part
	for i := range d.spool.Parts {
		if part := &d.spool.Parts[i]; !d.spool.IsDone(part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// send writes parts, some of them at the same time. The next one is read from the spool
// meanwhile.
func (d *delivery) send(ctx context.Context, parts []*spool.Part) error {
	group, sending := errgroup.WithContext(ctx)
	group.SetLimit(d.Destination.Parallel)
	for _, part := range parts {
		if sending.Err() != nil || d.stopping() {
			break
		}
		if d.isStopped(part.Table) {
			continue
		}
		body, err := d.spool.Load(part)
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		group.Go(func() error { return d.part(sending, part, body) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if ctx.Err() != nil || d.stopping() {
		return d.interrupted(ctx)
	}
	return nil
}

// interrupted says how far the run came.
func (d *delivery) interrupted(ctx context.Context) error {
	var sent, all int64
	for i := range d.spool.Parts {
		part := &d.spool.Parts[i]
		if all += int64(part.Rows); d.spool.IsDone(part) {
			sent += int64(part.Rows)
		}
	}
	return fault.New(fault.Interrupted, fmt.Sprintf("interrupted after %s of %s rows; what was sent is recorded", humanize.Comma(sent), humanize.Comma(all)),
		"push again: only what is missing is sent", cmp.Or(late(ctx), d.last))
}

func (d *delivery) part(ctx context.Context, part *spool.Part, body *sink.Part) error {
	if ctx.Err() != nil || d.stopping() || d.isStopped(part.Table) {
		return nil
	}
	refused, err := d.sink.Write(ctx, body)
	d.Logger.Debug("request", "table", part.Table, "kind", part.Kind, "rows", part.Rows, "bytes", part.Bytes,
		"status", body.Answers, "refused", len(refused), "ok", err == nil)
	if err != nil {
		return d.failed(part, err)
	}
	var records []spool.Record
	if len(refused) > 0 {
		if records, err = d.spool.Records(part); err != nil {
			return err
		}
		if err := d.withdraw(ctx, body.Table, records, refused); err != nil {
			return d.failed(part, err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range refused {
		if !d.doubted[part.Number] { // else it is noted already
			d.stay.note(body.Table, records[r.Row].Key, "", "sink", r.Code)
		}
		d.again = d.again || !r.Lasting()
	}
	d.result.Requests++
	d.result.Bytes += int64(part.Bytes)
	d.result.weigh(part)
	d.result.Bodies = append(d.result.Bodies, Body{part.Number, part.Table, part.Kind, part.Rows, part.Bytes, part.SHA256, len(refused), body.Answers})
	d.progress(Progress{Stage: "send", Table: part.Table, Rows: int64(part.Rows), Total: d.total})
	return errors.Join(d.spool.Done(part, refused), d.stay.fast())
}

// withdraw marks refused rows of which an older form may be at the destination.
func (d *delivery) withdraw(ctx context.Context, t *schema.Table, records []spool.Record, refused []sink.Refusal) error {
	var known []spool.Record
	for _, r := range refused {
		if records[r.Row].Known {
			known = append(known, records[r.Row])
		}
	}
	if len(known) == 0 {
		return nil
	}
	_, err := d.sink.Write(ctx, spool.Tombstones(t, &d.spool.Header, known))
	return err
}

// failed stops one table where the destination refuses it as a whole, and the run
// for everything else.
func (d *delivery) failed(part *spool.Part, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if ok && f.Code == fault.Interrupted && d.stopping() {
		return d.ends(f) // the others go on
	}
	if !ok || d.FailFast || f.Code != fault.SinkSchema && f.Code != fault.SinkRefused {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.stopped[part.Table] {
		d.stopped[part.Table] = true
		d.result.Stopped = append(d.result.Stopped, Stopped{Table: part.Table, Code: f.Code, Text: f.Message, Hint: f.Hint})
		d.result.find(f.Code)
	}
	return nil
}

// ends notes what a part met that was not tried again, since the run is to end.
func (d *delivery) ends(f *fault.Error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = cmp.Or(d.last, f.Err)
	return nil
}

func (d *delivery) isStopped(table string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stopped[table]
}

// settle brings the counts, which say what was planned, to what was confirmed.
func (d *delivery) settle() {
	lost := make(map[string]sink.Counts)
	d.whole = make(map[string]bool)
	for name := range d.spool.Header.Tables {
		d.whole[name] = true
	}
	for i := range d.spool.Parts {
		part := &d.spool.Parts[i]
		d.whole[part.Table] = d.whole[part.Table] && d.spool.IsDone(part)
		rows, c := int64(part.Rows), lost[part.Table]
		refused := int64(len(d.spool.Refused(part)))
		switch {
		case !d.spool.IsDone(part) && part.Kind == sink.Upsert:
			c.Pending += rows
		case !d.spool.IsDone(part) && part.Kind.Removes():
			c.Removed += rows
		case part.Kind == sink.Upsert:
			c.Quarantined += refused
		}
		lost[part.Table] = c
	}
	for i := range d.result.Tables {
		t := &d.result.Tables[i]
		c := lost[t.Name]
		t.Counts = d.spool.Header.Tables[t.Name]
		t.Sent -= c.Pending + c.Quarantined
		t.Removed -= c.Removed
		t.Pending += c.Pending
		t.Quarantined += c.Quarantined
	}
}

// sweep marks what the source no longer has, and what a log holds from before a
// change of policy: only in tables that were read whole and confirmed whole under
// this epoch.
func (d *delivery) sweep(ctx context.Context) error {
	for _, name := range d.spool.Header.Sweep {
		if !d.whole[name] {
			continue
		}
		for i := range d.result.Tables {
			t := &d.result.Tables[i]
			if t.Name != name {
				continue
			}
			of := table(name)
			n, err := d.sink.Sweep(ctx, of)
			if err != nil {
				return err
			}
			if of.Rows == schema.State {
				t.Removed += n
			}
		}
	}
	return nil
}

func table(fullName string) *schema.Table {
	for _, t := range schema.Synced() {
		if t.FullName() == fullName {
			return t
		}
	}
	return nil
}

// olderRows marks the policy of a run that left rows of logs at the destination under
// another one: whoever asks for the policy of the last run must not take it for theirs.
const olderRows = "+older"

// record is what the destination keeps of the run.
func (d *delivery) record(h *spool.Header) *sink.Run {
	policy := h.Policy
	for _, t := range schema.Synced() {
		// Without state nothing says that there ever was anything of a missing database.
		unknown := d.stale() && slices.Contains(d.result.Missing, t.Database)
		if d.strips(&d.store.Meta, t) && !d.settled(t.FullName()) && !unknown {
			policy = h.Policy + olderRows
		}
	}
	run := &sink.Run{
		ID: h.Run, Began: h.Began, Complete: d.result.Complete, Full: h.Full, Client: d.Client,
		Catalogue: schema.Digest(), Policy: policy, Plugins: d.plugins,
		Tables: make(map[string]sink.Counts), Rules: h.Rules,
	}
	for _, t := range d.result.Tables {
		if t.Counts != (sink.Counts{}) {
			run.Tables[t.Name] = t.Counts
		}
	}
	for _, q := range d.result.Quarantined {
		run.Quarantined = append(run.Quarantined, q.Digest)
	}
	return run
}

// keep saves what a run achieved that did not end: confirmed rows as they are, the
// others as rows that may be there. An overtaken run moves nothing: the next one
// sends everything under its own epoch.
func (d *delivery) keep(cause error) error {
	if err := d.spool.Close(); err != nil {
		return err
	}
	if f, ok := errors.AsType[*fault.Error](cause); ok && f.Code == fault.SinkSuperseded {
		return spool.Remove(d.spoolDir())
	}
	return d.adopt(d.Destination.Name)
}

func (d *delivery) commit(h *spool.Header) error {
	tables, err := d.store.Apply(d.spool.Changes(), func(table string) bool { return d.stale() || d.settled(table) })
	if err != nil {
		return errors.Join(err, d.spool.Close())
	}
	d.mark(tables)
	d.searched(tables)
	meta := state.Meta{
		Destination: h.Destination, Project: h.Project, Source: h.Source, SourceName: d.SourceName,
		LastRun: h.Run, LastPush: h.Began, Run: h.Run, Epoch: h.Epoch, Policy: h.Policy, Local: d.rules,
		Complete: d.result.Complete, Plugins: d.plugins, Stamps: h.Stamps, Tables: tables,
		Quarantined: len(d.result.Quarantined), SourceKey: d.ownKey(),
		Known: d.store.Meta.Known, Roots: d.store.Meta.Roots,
	}
	if d.limited() {
		meta.Policy, meta.Stamps = d.store.Meta.Policy, d.store.Meta.Stamps
		well := len(d.result.Stopped) == 0 && !d.again
		meta.Complete = d.wasComplete && !d.stale() && !d.grown && well
		meta.Limited = well && !meta.Complete
	}
	if err := d.store.Commit(meta); err != nil {
		return errors.Join(err, d.spool.Close())
	}
	if err := errors.Join(d.quarantined(), d.spool.Close()); err != nil {
		return err
	}
	return spool.Remove(d.spoolDir())
}

// settled reports whether this run alone says what the destination has of a table:
// it was sent whole, confirmed whole, and swept.
func (d *delivery) settled(name string) bool {
	return d.whole[name] && slices.Contains(d.spool.Header.Whole, name)
}

// mark notes the tables of which the destination may have rows that nobody here
// knows of, since the records counted for nothing and this run did not settle them.
func (d *delivery) mark(tables map[string]state.TableMeta) {
	for _, t := range schema.Synced() {
		if name := t.FullName(); d.stale() && !d.settled(name) {
			meta := tables[name]
			meta.Unswept, meta.Unstripped = true, d.store.Meta.Tables[name].Unstripped
			tables[name] = meta
		}
	}
}

// searched notes the tables of which every row was searched for everything that is known.
func (d *delivery) searched(tables map[string]state.TableMeta) {
	for _, name := range d.spool.Header.Ended {
		if meta, ok := tables[name]; ok && d.whole[name] {
			meta.Searched = d.spool.Header.Searched
			tables[name] = meta
		}
	}
}

// quarantined replaces the list of rows that stay here. A limited push knows only
// of the tables that it read.
func (d *delivery) quarantined() error {
	list := d.result.Quarantined
	if d.limited() {
		old, err := d.store.Quarantine()
		if err != nil {
			return err
		}
		for _, q := range old {
			if t := schema.Find(q.Database, q.Table); t == nil || !d.wantsTable(t) {
				list = append(list, q)
			}
		}
	}
	return d.store.SetQuarantine(list)
}

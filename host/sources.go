package host

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
)

// SourceStatus is a source as its destination has it.
type SourceStatus struct {
	ID       uuid.UUID `json:"id"`
	Name     string    `json:"name,omitempty"`
	Owner    string    `json:"owner,omitempty"`    // id of the account
	Email    string    `json:"email,omitempty"`    // of the owner, where the account may know it
	Mine     bool      `json:"mine"`               // the owner is this account
	Gone     bool      `json:"gone"`               // the owner may no longer push
	Here     bool      `json:"here"`               // a push from this clone goes on with it
	LastPush time.Time `json:"last_push,omitzero"` // zero for never
	Rows     int64     `json:"rows"`               // that the last push left there
	Primary  bool      `json:"primary"`            // dashboards show it
	Retired  bool      `json:"retired"`
}

// Sources returns the sources of the destination's project, the one that was pushed last
// first. It reads no database.
func Sources(ctx context.Context, o Options) (all []SourceStatus, err error) {
	err = withRegistry(ctx, o, func(p *push, r sink.Registry) error {
		list, err := r.Sources(ctx, o.Destination.Project)
		slices.SortStableFunc(list, func(a, b sink.Source) int { return b.LastPush.Compare(a.LastPush) })
		for i := range list {
			is := &list[i]
			if is.Retired() {
				is.Rows = 0
			}
			here := is.Name == "" && is.Digest == p.name
			if p.SourceName != "" {
				here = is.Name == p.SourceName
			}
			all = append(all, SourceStatus{is.ID, is.Name, is.Owner, is.Email, is.Mine, is.Gone, here, is.LastPush, is.Rows, is.Primary, is.Retired()})
		}
		return err
	})
	return all, err
}

// Adopt makes this clone go on with an unnamed source of the same owner, as on a laptop
// that replaces another. The next push sends everything under the ids that are there. A
// source that this clone pushed before stays as it is, until it is retired.
func Adopt(ctx context.Context, o Options, source uuid.UUID) error {
	if o.SourceName != "" {
		return fault.New(fault.ConfigInvalid, "a source that has a name needs no adoption", "push with --source NAME, or without a name to go on with another one", nil)
	}
	return withRegistry(ctx, o, func(p *push, r sink.Registry) error {
		before, err := r.Adopt(ctx, source, p.name, p.real)
		if err != nil {
			return err
		}
		if err := spool.Remove(p.spoolDir()); err != nil {
			return err
		}
		meta := state.Meta{Destination: o.Destination.Name, Project: o.Destination.Project, Source: source, Stale: true, Plugins: []sink.PluginRecord{}}
		if p.TeamKey != nil && before != p.name { // rows are named after the old machine
			meta.SourceKey = identity.Derive(p.TeamKey, "source key", []byte(before))
		}
		return p.store.Commit(meta)
	})
}

// Retire ends a source, and returns how many rows were marked as removed. What state
// knows of it is forgotten here; a push from this clone makes a new source.
func Retire(ctx context.Context, o Options, source uuid.UUID) (rows int64, err error) {
	err = withRegistry(ctx, o, func(p *push, r sink.Registry) error {
		if rows, err = r.Retire(ctx, source); err != nil || p.store.Meta.Source != source {
			return err
		}
		return p.forget()
	})
	return rows, err
}

// RenameSource gives a source that has a name another one, and returns the one that it had.
// A push under the new name goes on with it.
func RenameSource(ctx context.Context, o Options, source uuid.UUID, name string) (was string, err error) {
	if err := checkSourceName(name); err != nil {
		return "", err
	}
	err = withSettler(ctx, o, func(s sink.Settler) error {
		was, err = s.Rename(ctx, source, name)
		return err
	})
	return was, err
}

// HandOver makes a member of the tenant the owner of a source, by e-mail address or id; the
// account itself where that is empty. It returns the name of the source, empty for none.
func HandOver(ctx context.Context, o Options, source uuid.UUID, member string) (name string, err error) {
	err = withSettler(ctx, o, func(s sink.Settler) error {
		name, err = s.HandOver(ctx, source, member)
		return err
	})
	return name, err
}

// ShowSource makes a source the one that dashboards show.
func ShowSource(ctx context.Context, o Options, source uuid.UUID) error {
	return withSettler(ctx, o, func(s sink.Settler) error { return s.Show(ctx, source) })
}

func withSettler(ctx context.Context, o Options, f func(sink.Settler) error) error {
	return withRegistry(ctx, o, func(p *push, _ sink.Registry) error {
		s, ok := p.sink.(sink.Settler)
		if !ok {
			return fault.New(fault.ConfigDestination, "the sources of this destination have no owners", "this is for a Supabase project: --to cloud", nil)
		}
		return f(s)
	})
}

// withRegistry opens state and destination for f.
func withRegistry(ctx context.Context, o Options, f func(*push, sink.Registry) error) (err error) {
	o.DryRun = true // leaves what a crashed run left alone
	if err := o.check(); err != nil {
		return err
	}
	p := &push{Options: o, result: &Result{}}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.memory.open(&p.Options); err != nil {
		return err
	}
	if p.sink, err = o.Destination.Open(); err != nil {
		return err
	}
	r, ok := p.sink.(sink.Registry)
	if !ok {
		return fault.New(fault.ConfigDestination, "this destination has no sources", "name another one with --to", nil)
	}
	return asInterrupt(ctx, f(p, r))
}

package host

import (
	"context"
	"errors"
	"maps"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/schema"
)

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

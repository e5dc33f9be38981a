package host

import (
	"context"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// collector is the last stage before the spool: it gives every row its fate.
type collector struct {
	result  *Result
	stay    *quarantine
	limited bool                     // the push leaves out tables on purpose
	planned bool                     // a dry run: what is planned counts as sent
	sweeps  func(*schema.Table) bool // only a sweep finds what is gone of a table that is sent whole

	header *spool.Header
	spool  *spool.Writer
	rows   *state.Rows // of the table at hand
	full   bool        // the table at hand is sent whole
	counts sink.Counts

	rewritten map[string]int64 // rows that leave with something taken out of them, by table
}

func (p *push) collector(h *spool.Header, w *spool.Writer) *collector {
	return &collector{
		result: p.result, stay: p.quarantine, limited: p.limited(), planned: p.DryRun, header: h, spool: w, rewritten: make(map[string]int64),
		sweeps: func(t *schema.Table) bool {
			return p.lease.Epoch > 1 && (t.Rows == schema.State || p.strips(&p.store.Meta, t))
		},
	}
}

func (c *collector) take(ctx context.Context, it *item) error {
	switch {
	case it.begin != nil:
		c.rows, c.full, c.counts = it.begin, it.full, sink.Counts{}
		return nil
	case it.refused != nil && it.refused.Reason == extract.Unwanted:
		c.counts.Quarantined++
		c.stay.note(it.table, it.refused.Key, "", "sink", c.stay.unwanted(it.table, it.refused.Key))
		return nil
	case it.refused != nil:
		r := it.refused
		column := ""
		if r.Column != nil {
			column = r.Column.Name
		}
		return c.quarantine(it.table, r.Key, r.Known, column, "source", r.Reason)
	case it.end != nil:
		c.result.Dangling = append(c.result.Dangling, it.dangling...)
		return c.end(it.table, it.end, it.odd)
	}
	select {
	case <-it.done:
	case <-ctx.Done():
		return interrupted(ctx)
	}
	return c.batch(it)
}

func (c *collector) batch(it *item) error {
	b := it.batch
	for _, hit := range it.result.Hits {
		c.header.Rules[hit.Plugin+"/"+hit.Rule] += hit.Count
		c.effect(it.table, hit)
	}
	c.lose(it.table, it.result.Losses)
	if it.result.Nulled > 0 {
		c.header.Rules["host/broken-json"] += it.result.Nulled
	}
	hits := it.hits
	for row := range b.Rows() {
		var err error
		switch key, known := b.Keys[row], b.Known[row]; {
		case it.result.Failed != nil && it.result.Failed[row] != "":
			err = c.quarantine(it.table, key, known, "", "plugin", string(it.result.Failed[row]))
		case it.result.Dropped != nil && it.result.Dropped[row]:
			c.counts.Dropped++
			err = c.withdraw(it.table, key, known)
		case len(hits) > 0 && hits[0].Row == row:
			err = c.quarantine(it.table, key, known, b.Columns[hits[0].Column].Def.Name, "guard", hits[0].Rule)
		case it.prints[row] == b.Was[row]:
			c.counts.Unchanged++ // searched again, and nothing new found
		default:
			c.counts.Sent++
			if it.result.Edited != nil && it.result.Edited[row] {
				c.rewritten[it.table.FullName()]++
			}
			rec := spool.Record{Change: state.Change{Record: state.Record{Key: key, Fingerprint: b.Fingerprints[row], Output: it.prints[row]}}, Known: known}
			err = c.spool.Row(it.table, sink.Upsert, rec, b.Batch, row)
		}
		if err != nil {
			return err
		}
		for len(hits) > 0 && hits[0].Row <= row {
			hits = hits[1:]
		}
	}
	return nil
}

// effect adds a hit to those of the same rule and column. Those of one table come
// one after another, so only the last ones are looked at.
func (c *collector) effect(t *schema.Table, hit plugin.Hit) {
	all := c.result.Effects
	for i := len(all) - 1; i >= 0 && all[i].Table == t.FullName(); i-- {
		if e := &all[i]; e.Plugin == hit.Plugin && e.Rule == hit.Rule && e.Column == hit.Column {
			e.Count += hit.Count
			return
		}
	}
	c.result.Effects = append(all, Effect{hit.Plugin, hit.Rule, t.FullName(), hit.Column, hit.Count})
}

// quarantine keeps a row here, with the reason and never a value.
func (c *collector) quarantine(t *schema.Table, key batch.Key, known bool, column, stage, reason string) error {
	c.counts.Quarantined++
	c.stay.note(t, key, column, stage, reason)
	return c.withdraw(t, key, known)
}

// withdraw sends a tombstone for a row that may be at the destination and must not
// be there any more (invariant 2).
func (c *collector) withdraw(t *schema.Table, key batch.Key, known bool) error {
	if !known {
		return nil
	}
	c.counts.Removed++
	rec := spool.Record{Change: state.Change{Record: state.Record{Key: key}}, Known: true}
	return c.spool.Row(t, sink.Withdrawn, rec, nil, 0)
}

// end settles what the source no longer has of a table that was read whole. A push
// that is limited on purpose judges nothing it did not look at, and of a table that
// could not be read to its end, what was not read may well be there.
func (c *collector) end(t *schema.Table, stats *extract.Stats, odd *fault.Error) error {
	c.counts.Read, c.counts.Unchanged = stats.Read, c.counts.Unchanged+stats.Unchanged
	if odd != nil {
		c.result.stop(t, odd)
	} else {
		c.header.Ended = append(c.header.Ended, t.FullName())
	}
	if odd == nil && !c.limited {
		if err := c.vanished(t); err != nil {
			return err
		}
	}
	c.header.Tables[t.FullName()] = c.counts
	if err := c.rows.Close(); err != nil {
		return fault.New(fault.ConfigState, "the state of a table cannot be closed", "push again", err)
	}
	return c.spool.EndTable(t)
}

// vanished marks the rows of a state table that are no longer there. Where the
// records cannot tell, and in logs after a change of policy, a sweep does it: it
// finds rows by the epoch, under which everything that is still there was sent.
func (c *collector) vanished(t *schema.Table) error {
	if c.full {
		c.header.Whole = append(c.header.Whole, t.FullName())
		if c.sweeps(t) {
			c.header.Sweep = append(c.header.Sweep, t.FullName())
		}
		return nil
	}
	if t.Rows == schema.Log {
		return nil
	}
	return c.rows.Unseen(func(key batch.Key) error {
		c.counts.Removed++
		return c.spool.Row(t, sink.Gone, spool.Record{Change: state.Change{Record: state.Record{Key: key}}, Known: true}, nil, 0)
	})
}

// account puts the counts into the result. What is planned counts as sent in a dry run
// only: in a push it is pending until the destination has confirmed it.
func (c *collector) account() {
	for _, t := range schema.Synced() {
		counts, ok := c.header.Tables[t.FullName()]
		if ok && !c.planned {
			counts.Pending, counts.Sent, counts.Removed = counts.Pending+counts.Sent, 0, 0
		}
		if ok {
			c.result.Tables = append(c.result.Tables, TableResult{Name: t.FullName(), Cloud: t.Cloud, Counts: counts, Rewritten: c.rewritten[t.FullName()]})
		}
	}
	c.header.Quarantine = c.result.Quarantined
	c.header.Complete = c.header.Complete && len(c.result.Stopped) == 0
}

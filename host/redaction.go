package host

import (
	"context"
	"errors"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/schema"
)

// redaction is the chain and the guard, and the policies on trial beside them.
type redaction struct {
	policy  *policy
	shadows []*shadow.Runner
	grown   bool // something is known that was not before
}

// openShadows opens the policies that run beside the chain, with what the chain knows.
// They are in no digest of the policy: with one more, no row is sent again.
func (r *redaction) openShadows(ctx context.Context, o *Options) error {
	for _, m := range o.Shadows {
		s, err := shadow.Open(ctx, m, r.policy.options, o.ShadowLimit)
		if err != nil {
			return err
		}
		r.shadows = append(r.shadows, s)
	}
	return nil
}

// redact takes batches through the chain and the guard.
func (r *redaction) redact(ctx context.Context, prints *identity.Fingerprinter, look inspector, work <-chan *item) error {
	before := make(map[*schema.Table]*batch.Batch)
	for it := range work {
		b := it.batch.Batch
		raw := before[it.table]
		if raw == nil {
			clear(before)
			raw = batch.New(it.table)
			before[it.table] = raw
		}
		raw.CopyFrom(b)
		result, err := r.policy.chain.Redact(ctx, b)
		if err != nil {
			return err
		}
		it.result = result
		it.hits = r.policy.guard.Check(raw, b, skipped(result))
		it.prints = outputs(prints, b)
		r.shadow(ctx, it)
		if look != nil {
			if err := look(ctx, r.policy.chain, raw, b, result, it.hits); err != nil {
				return err
			}
		}
		close(it.done)
	}
	return nil
}

// shadow shows what leaves of a batch to the policies that run beside.
func (r *redaction) shadow(ctx context.Context, it *item) {
	if len(r.shadows) == 0 {
		return
	}
	skip := skipped(it.result)
	for _, hit := range it.hits {
		skip[hit.Row] = true
	}
	for _, s := range r.shadows {
		s.Look(ctx, it.batch.Batch, skip)
	}
}

// outputs digests what leaves of each row. Volatile cells are sent with a change of
// something else only.
func outputs(f *identity.Fingerprinter, b *batch.Batch) [][16]byte {
	all := make([][16]byte, b.Rows())
	for row := range all {
		f.Begin(b.Table)
		for i := range b.Columns {
			if c := &b.Columns[i]; !c.Def.Volatile {
				f.AddColumn(c, row)
			}
		}
		all[row] = f.Sum()
	}
	return all
}

// skipped returns the rows that do not leave whatever the guard says.
func skipped(r *plugin.Result) []bool {
	skip := make([]bool, r.Rows)
	for i := range skip {
		skip[i] = r.Dropped != nil && r.Dropped[i] || r.Failed != nil && r.Failed[i] != ""
	}
	return skip
}

// end notes what the workers took, and ends them: they hold as much memory as the rest of
// a run, and nothing needs them any more.
func (r *redaction) end(result *Result) error {
	result.WorkerPeak = r.policy.chain.WorkerMemory()
	for i, s := range r.shadows {
		result.Shadows[i] = s.Result()
	}
	return r.close()
}

func (r *redaction) close() error {
	var errs []error
	for _, s := range r.shadows {
		errs = append(errs, s.Close())
	}
	if r.policy != nil && r.policy.chain != nil {
		errs = append(errs, r.policy.chain.Close())
	}
	return errors.Join(errs...)
}

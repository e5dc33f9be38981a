package host

import (
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/schema"
)

// Confirmed is what state knows of one row at a destination.
type Confirmed struct {
	ID          uuid.UUID // of the row in the cloud
	Fingerprint [16]byte  // of the form that it confirmed, or refused; another one after every change
}

// Ledger is what state knows of some rows at a destination.
type Ledger struct {
	Source  uuid.UUID // zero before the first push
	LastRun uuid.UUID
	Rows    map[string]Confirmed // by key; a row that is not there, or in an unknown form, is missing
}

// Confirm looks up rows of a table whose identity is one text column, by that column.
// It reads state only, and no database. State that a running push holds is a fault,
// state.busy; a table of another kind is [fault.ConfigInvalid].
func Confirm(o Options, table string, keys []string) (*Ledger, error) {
	t := syncedTable(table)
	if t == nil || len(t.Identity.Columns) != 1 || t.Identity.Ordinal || t.Identity.Renewed != "" {
		return nil, fault.New(fault.ConfigInvalid, "rows of this table cannot be looked up by one key", "", nil)
	}
	o.DryRun = true // leaves what a crashed run left alone
	if err := o.check(); err != nil {
		return nil, err
	}
	p := &push{Options: o, result: &Result{}}
	if err := p.memory.open(&p.Options); err != nil {
		return nil, err
	}
	l, err := p.confirm(t, keys)
	if closeErr := p.close(); err == nil {
		err = closeErr
	}
	return l, err
}

func (p *push) confirm(t *schema.Table, keys []string) (*Ledger, error) {
	meta := &p.store.Meta
	l := &Ledger{Source: meta.Source, LastRun: meta.LastRun, Rows: make(map[string]Confirmed)}
	secret := meta.SourceKey
	if secret == nil && p.TeamKey != nil {
		secret = p.teamSourceKey()
	}
	rows, ok := p.store.Rows(t)
	if !ok || secret == nil {
		return l, nil
	}
	keyer := identity.NewKeyer(secret, p.Destination.Project, p.roots...)
	for _, key := range keys {
		id := keyer.Key(t, []any{[]byte(key)}, 0)
		rec, known, err := rows.Lookup(id)
		if err != nil {
			return nil, fault.New(fault.ConfigState, "the state of a table cannot be read", "push with --full", err)
		}
		if known && rec.Fingerprint != [16]byte{} {
			l.Rows[key] = Confirmed{ID: uuid.UUID(id), Fingerprint: rec.Fingerprint}
		}
	}
	return l, rows.Close()
}

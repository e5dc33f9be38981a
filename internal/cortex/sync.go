package cortex

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
)

// Operations of [Entry], as the log spells them.
const (
	Create = "create"
	Update = "update"
	Delete = "delete"
)

// Entry is one memory that a sync carried, and that the destination confirmed.
type Entry struct {
	Memory    string
	Operation string
}

// Outcome of a sync, as it goes into sync_state. Token names the run; it is empty
// where there was none.
type Outcome struct {
	Status  string // idle after a success, else offline or error
	Token   string
	Entries []Entry
}

// Record writes the outcome of a sync: the state, and one row of the log for every
// memory that was carried. Rows that the log kept as pending for it are done as well.
// The time of the last sync moves only with a run.
func (s *Store) Record(ctx context.Context, o Outcome) error {
	details, err := json.Marshal(map[string]string{"by": "driftsync", "run": o.Token})
	if err != nil {
		return fault.New(fault.Internal, "the log of a sync cannot be written", "", err)
	}
	now := s.stamp()
	return s.change(ctx, func() error {
		var err error
		if o.Token != "" {
			err = s.exec(ctx, `INSERT INTO sync_state (id, last_sync_at, last_sync_token, status, updated_at) VALUES (1, ?1, ?2, ?3, ?1)
				ON CONFLICT (id) DO UPDATE SET last_sync_at=?1, last_sync_token=?2, status=?3, updated_at=?1`, now, o.Token, o.Status)
		} else {
			err = s.exec(ctx, `INSERT INTO sync_state (id, status, updated_at) VALUES (1, ?2, ?1)
				ON CONFLICT (id) DO UPDATE SET status=?2, updated_at=?1`, now, o.Status)
		}
		for _, e := range o.Entries {
			if err != nil {
				return err
			}
			err = s.exec(ctx, `UPDATE sync_log SET status='success' WHERE memory_id=? AND direction='push' AND status='pending'`, e.Memory)
			if err == nil {
				err = s.exec(ctx, `INSERT INTO sync_log (direction, memory_id, operation, status, details, timestamp)
					VALUES ('push', ?, ?, 'success', ?, ?)`, e.Memory, e.Operation, string(details), now)
			}
		}
		return err
	})
}

// State is what sync_state says. Everything is empty before the first sync.
type State struct {
	LastSync string `json:"last_sync_at"`
	Token    string `json:"last_sync_token"`
	Status   string `json:"status"`
}

// State reads sync_state.
func (s *Store) State(ctx context.Context) (State, error) {
	var st State
	err := s.query(ctx, func(stmt *sqlite3.Stmt) error {
		st = State{LastSync: stmt.ColumnText(0), Token: stmt.ColumnText(1), Status: stmt.ColumnText(2)}
		return nil
	}, "SELECT last_sync_at, last_sync_token, status FROM sync_state WHERE id=1")
	return st, err
}

// OpenConflicts returns the number of conflicts that nobody resolved.
func (s *Store) OpenConflicts(ctx context.Context) (int, error) {
	n := 0
	err := s.query(ctx, func(stmt *sqlite3.Stmt) error { n = stmt.ColumnInt(0); return nil },
		"SELECT count(*) FROM conflict_log WHERE resolved_at IS NULL")
	return n, err
}

// Changes compares what a destination had confirmed of each memory before a sync with
// what it has now. Fingerprints are those of state; a memory that is not there, or
// there in an unknown form, is not in the map.
func Changes(memories []string, before, after map[string][16]byte) []Entry {
	var all []Entry
	for _, id := range memories {
		was, had := before[id]
		is, has := after[id]
		switch {
		case has && !had:
			all = append(all, Entry{id, Create})
		case has && was != is:
			all = append(all, Entry{id, Update})
		case had && !has:
			all = append(all, Entry{id, Delete})
		}
	}
	return all
}

// String describes an entry without the memory's id.
func (e Entry) String() string { return fmt.Sprintf("%s of a memory", e.Operation) }

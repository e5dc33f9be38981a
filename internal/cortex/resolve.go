package cortex

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"
)

// Strategy is how a conflict is resolved, as Drift names it.
type Strategy string

// LocalWins keeps the memory that is here. Manual leaves the decision to a person and
// marks the conflict so. LastWriteWins is LocalWins where the local memory is newer,
// and else refused. RemoteWins and CRDTMerge are refused: the cloud holds a redacted
// copy, which must never overwrite the whole one.
const (
	LocalWins     Strategy = "local_wins"
	RemoteWins    Strategy = "remote_wins"
	LastWriteWins Strategy = "last_write_wins"
	CRDTMerge     Strategy = "crdt_merge"
	Manual        Strategy = "manual"
)

// Strategies are all that Drift knows.
var strategies = []Strategy{LocalWins, RemoteWins, LastWriteWins, CRDTMerge, Manual}

// Known reports whether Drift knows the strategy.
func (s Strategy) Known() bool { return slices.Contains(strategies, s) }

// pending is what conflict_log says of a conflict that nobody looked at.
const pending = "pending"

// Remote is another version of a memory, which another source pushed.
type Remote struct {
	Source  uuid.UUID
	Updated time.Time // zero where it is not known
}

// Resolution is the answer to a request to resolve. Applied is true only where
// conflict_log says so now; else Reason says why not.
type Resolution struct {
	Memory    string   `json:"memory_id"`
	Strategy  Strategy `json:"resolution"`
	Previous  string   `json:"previous_strategy"` // what conflict_log said before; empty without a conflict
	Applied   bool     `json:"applied"`
	Reason    string   `json:"reason,omitempty"`
	Conflicts int      `json:"conflicts"` // that were open
}

// conflict is an open conflict: a row of conflict_log, or one that only the remote
// versions show, which has no row yet.
type conflict struct {
	row      int64 // 0 for none
	previous string
	remote   time.Time // of the remote version; zero where it is not known
	version  string    // remote version, for a new row
}

// Resolve resolves the open conflicts of one memory: those of conflict_log, and those
// with versions that other sources pushed. A version that is older than a resolution
// of it is settled already. Memory data is never touched; only conflict_log is.
func (s *Store) Resolve(ctx context.Context, memory string, strategy Strategy, remotes []Remote) (*Resolution, error) {
	r := &Resolution{Memory: memory, Strategy: strategy}
	err := s.change(ctx, func() error {
		local, found, err := s.updated(ctx, memory)
		if err != nil {
			return err
		}
		open, err := s.conflicts(ctx, memory, remotes)
		if err != nil {
			return err
		}
		if r.Conflicts = len(open); len(open) > 0 {
			r.Previous = open[0].previous
		}
		if r.Reason = refusal(strategy, local, found, open); r.Reason != "" {
			return nil
		}
		for _, c := range open {
			if err := s.settle(ctx, memory, local, strategy, c); err != nil {
				return err
			}
		}
		r.Applied = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// refusal returns why a strategy cannot be applied, empty where it can.
func refusal(strategy Strategy, local time.Time, found bool, open []conflict) string {
	switch {
	case strategy == RemoteWins || strategy == CRDTMerge:
		return "the cloud holds a redacted copy, which must not overwrite the whole memory here"
	case !found:
		return "there is no such memory"
	case len(open) == 0:
		return "the memory has no open conflict"
	case strategy != LastWriteWins:
		return ""
	case local.IsZero():
		return "the time of the local version is not known"
	}
	for _, c := range open {
		switch {
		case c.remote.IsZero():
			return "the time of the other version is not known"
		case !c.remote.Before(local):
			return "the other version is not older, and it is a redacted copy, which must not overwrite the whole memory here"
		}
	}
	return ""
}

// updated returns when a memory was changed last.
func (s *Store) updated(ctx context.Context, memory string) (at time.Time, found bool, err error) {
	err = s.query(ctx, func(stmt *sqlite3.Stmt) error {
		at, found = parseTime(stmt.ColumnText(0)), true
		return nil
	}, "SELECT updated_at FROM memories WHERE id=?", memory)
	return at, found, err
}

// conflicts returns the open ones of a memory.
func (s *Store) conflicts(ctx context.Context, memory string, remotes []Remote) ([]conflict, error) {
	var open []conflict
	logged := make(map[string]bool)
	err := s.query(ctx, func(stmt *sqlite3.Stmt) error {
		version := stmt.ColumnText(2)
		logged[version] = true
		if stmt.ColumnType(3) == sqlite3.NULL {
			open = append(open, conflict{row: stmt.ColumnInt64(0), previous: stmt.ColumnText(1), remote: versionTime(version)})
		}
		return nil
	}, "SELECT id, resolution, remote_version, resolved_at FROM conflict_log WHERE memory_id=? ORDER BY id", memory)
	if err != nil {
		return nil, err
	}
	for _, r := range remotes {
		if v := r.version(); !logged[v] {
			open = append(open, conflict{previous: pending, remote: r.Updated, version: v})
		}
	}
	return open, nil
}

func (s *Store) settle(ctx context.Context, memory string, local time.Time, strategy Strategy, c conflict) error {
	var resolved any = s.stamp()
	if strategy == Manual {
		resolved = nil // it is marked, and open until a person has decided
	}
	if c.row != 0 {
		return s.exec(ctx, "UPDATE conflict_log SET resolution=?, resolved_at=? WHERE id=?", string(strategy), resolved, c.row)
	}
	own, err := json.Marshal(version{UpdatedAt: local.UTC().Format(timeLayout)})
	if err != nil {
		return err
	}
	return s.exec(ctx, "INSERT INTO conflict_log (memory_id, local_version, remote_version, resolution, resolved_at, timestamp) VALUES (?,?,?,?,?,?)",
		memory, string(own), c.version, string(strategy), resolved, s.stamp())
}

// version is a local_version or remote_version that driftsync writes: it names the
// version and holds nothing of the memory.
type version struct {
	Source    string `json:"source,omitempty"`
	UpdatedAt string `json:"updated_at"`
}

func (r Remote) version() string {
	v := version{Source: r.Source.String()}
	if !r.Updated.IsZero() {
		v.UpdatedAt = r.Updated.UTC().Format(timeLayout)
	}
	return fmt.Sprintf(`{"source":%q,"updated_at":%q}`, v.Source, v.UpdatedAt)
}

// versionTime finds the time of a version that is a time, or a JSON object with one.
func versionTime(text string) time.Time {
	if at := parseTime(text); !at.IsZero() {
		return at
	}
	var v struct {
		UpdatedAt       string `json:"updated_at"`
		TransactionTime string `json:"transaction_time"`
		Timestamp       string `json:"timestamp"`
	}
	if json.Unmarshal([]byte(text), &v) != nil {
		return time.Time{}
	}
	for _, s := range []string{v.UpdatedAt, v.TransactionTime, v.Timestamp} {
		if at := parseTime(s); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// parseTime reads both spellings of cortex.db, and returns zero for anything else.
func parseTime(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/schema"
)

// Begin finds the source by its name or, unnamed, by its digest, or makes it, and
// takes its next epoch. The file holds no source key; the one beside it does. An unnamed
// source is not made where the file has another one of the same folder, see
// [fault.SinkTwice].
func (s *Sink) Begin(ctx context.Context, start sink.Start) (sink.Lease, error) {
	var lease sink.Lease
	var beside []string
	err := s.locked(ctx, func() error {
		keys, err := keyfile.Read(s.path)
		if err != nil {
			return err
		}
		id, err := s.find(start)
		if err != nil {
			return err
		}
		if id == "" {
			beside, err = s.twice(keys, start)
			if err != nil {
				return err
			}
			if id, err = s.add(start); err != nil {
				return err
			}
		}
		if lease, err = s.take(id, start); err != nil {
			return err
		}
		lease.Key, lease.Beside = keys.Key(lease.Source), beside
		lease.Held, err = s.held(id)
		return err
	})
	if err != nil {
		return sink.Lease{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lease, s.start, s.begun = lease, start, true
	return lease, nil
}

func (s *Sink) find(start sink.Start) (id string, err error) {
	query := `SELECT id FROM sync_sources WHERE project_id = ? AND name = ?`
	key := start.Name
	if key == "" {
		query, key = `SELECT id FROM sync_sources WHERE project_id = ? AND digest = ? AND name IS NULL`, start.Digest
	}
	err = s.query(query, []any{start.Project.String(), key}, func(row *sqlite3.Stmt) error {
		id = row.ColumnText(0)
		return nil
	})
	return id, err
}

// twice refuses a new source without a name where the file has one of the same folder:
// its rows would be there, and counted, a second time. Beside are the names of such
// sources, for a new one that was given a name.
func (s *Sink) twice(keys *keyfile.File, start sink.Start) (beside []string, err error) {
	for _, source := range keys.At(start.Folder) {
		err := s.query(`SELECT coalesce(name, '') FROM sync_sources WHERE id = ? AND project_id = ?`,
			[]any{source.String(), start.Project.String()}, func(row *sqlite3.Stmt) error {
				name := row.ColumnText(0)
				if start.Name == "" {
					return keyfile.Twice(source, name, s.Destination())
				}
				beside = append(beside, name)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return beside, nil
}

// held reports whether any table has rows of a source.
func (s *Sink) held(id string) (held bool, err error) {
	var parts []string
	for _, t := range schema.Synced() {
		parts = append(parts, "SELECT 1 FROM "+sqlite3.QuoteIdentifier(t.Cloud)+" WHERE sync_source_id = ?1")
	}
	err = s.query("SELECT EXISTS("+strings.Join(parts, " UNION ALL ")+")", []any{id}, func(row *sqlite3.Stmt) error {
		held = row.ColumnBool(0)
		return nil
	})
	return held, err
}

// KeepKey notes the id of the key in the file, and keeps the key beside it.
func (s *Sink) KeepKey(ctx context.Context, id string, key []byte) error {
	return s.locked(ctx, func() error {
		if err := s.current(); err != nil {
			return err
		}
		keys, err := keyfile.Read(s.path)
		if err != nil {
			return err
		}
		if err := keys.Put(s.lease.Source, key, s.start.Folder); err != nil || id == s.lease.KeyID {
			return err
		}
		return s.query(`UPDATE sync_sources SET key_id = ? WHERE id = ?`, []any{id, s.lease.Source.String()}, nil)
	})
}

func (s *Sink) add(start sink.Start) (string, error) {
	id := uuid.NewString()
	var name any
	if start.Name != "" {
		name = start.Name
	}
	err := s.query(`INSERT OR IGNORE INTO projects (id, tenant_id, created_at) VALUES (?, ?, ?)`,
		[]any{start.Project.String(), start.Tenant.String(), timestamp(s.now())}, nil)
	if err != nil {
		return "", err
	}
	return id, s.query(`INSERT INTO sync_sources (id, tenant_id, project_id, name, digest, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		[]any{id, start.Tenant.String(), start.Project.String(), name, start.Digest, timestamp(s.now())}, nil)
}

// take takes the next epoch of a source for a run.
func (s *Sink) take(id string, start sink.Start) (lease sink.Lease, err error) {
	err = s.query(`UPDATE sync_sources SET epoch = epoch + (run_id IS NOT ?1), run_id = ?1, run_began_at = ?2 WHERE id = ?3 RETURNING epoch, last_run, quarantined, key_id`,
		[]any{start.Run.String(), timestamp(start.Began), id}, func(row *sqlite3.Stmt) error {
			lease.Epoch, lease.KeyID = row.ColumnInt64(0), row.ColumnText(3)
			if last := row.ColumnText(1); last != "" {
				if lease.LastRun, err = uuid.Parse(last); err != nil {
					return s.damaged("last_run", err)
				}
			}
			if err := json.Unmarshal(row.ColumnRawText(2), &lease.Quarantined); err != nil {
				return s.damaged("quarantined", err)
			}
			return nil
		})
	if err != nil {
		return sink.Lease{}, err
	}
	if lease.Source, err = uuid.Parse(id); err != nil {
		return sink.Lease{}, s.damaged("id", err)
	}
	return lease, nil
}

func (s *Sink) damaged(column string, err error) error {
	return fault.New(fault.ConfigInvalid, s.path+" is damaged: sync_sources."+column,
		"choose another file, or remove this one and push again", err)
}

// LastPolicy returns the digest of the policy of a finished run, empty where there is
// none.
func (s *Sink) LastPolicy(ctx context.Context, run uuid.UUID) (digest string, err error) {
	err = s.locked(ctx, func() error {
		return s.query(`SELECT policy FROM sync_runs WHERE id = ?`, []any{run.String()}, func(row *sqlite3.Stmt) error {
			digest = row.ColumnText(0)
			return nil
		})
	})
	return digest, err
}

// Sweep empties the live rows of an older epoch, all but their safe cells, and marks
// those of a state table as removed.
func (s *Sink) Sweep(ctx context.Context, t *schema.Table) (int64, error) {
	var emptied strings.Builder
	if t.Rows == schema.State {
		emptied.WriteString(", removed_at = ?1")
	}
	for _, c := range t.Carried() {
		if c.Class != abi.Safe {
			emptied.WriteString(", " + sqlite3.QuoteIdentifier(c.InCloud()) + " = NULL")
		}
	}
	// By its key the rows would come in no order, each from another page of the table.
	statement := fmt.Sprintf(`UPDATE %s NOT INDEXED SET synced_at = ?1, sync_epoch = ?2%s
		WHERE sync_source_id = ?3 AND sync_epoch < ?2 AND removed_at IS NULL`, sqlite3.QuoteIdentifier(t.Cloud), emptied.String())
	var swept int64
	err := s.locked(ctx, func() error {
		if err := s.current(); err != nil {
			return err
		}
		before := s.conn.TotalChanges()
		err := s.query(statement, []any{timestamp(s.now()), s.lease.Epoch, s.lease.Source.String()}, nil)
		swept = s.conn.TotalChanges() - before
		return err
	})
	if err != nil {
		return 0, err
	}
	return swept, nil
}

// Finish records the run and makes it the source's last one, unless a newer run has
// begun.
func (s *Sink) Finish(ctx context.Context, r *sink.Run) error {
	quarantined := r.Quarantined
	if quarantined == nil {
		quarantined = []string{}
	}
	var texts [4]string
	for i, v := range []any{r.Plugins, r.Tables, r.Rules, quarantined} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("encode run: %w", err)
		}
		texts[i] = string(text)
	}
	return s.locked(ctx, func() error {
		if err := s.current(); err != nil {
			return err
		}
		if err := s.endLoading(); err != nil {
			return err
		}
		source, now := s.lease.Source.String(), timestamp(s.now())
		err := s.query(`INSERT INTO sync_runs (sync_source_id, id, tenant_id, project_id, epoch, began_at, finished_at, complete, full_push,
			client, catalogue, policy, plugins, tables, rules) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
			[]any{source, r.ID.String(), s.start.Tenant.String(), s.start.Project.String(), s.lease.Epoch, timestamp(r.Began), now,
				r.Complete, r.Full, r.Client, r.Catalogue, r.Policy, texts[0], texts[1], texts[2]}, nil)
		if err != nil {
			return err
		}
		if err := s.query(`UPDATE sync_sources SET last_run = ?, last_run_at = ?, quarantined = ? WHERE id = ?`,
			[]any{r.ID.String(), now, texts[3], source}, nil); err != nil {
			return err
		}
		return s.keepDay(r.Complete)
	})
}

// keepDay makes the source of a complete run the one that dashboards show, where the project
// has none, and counts the open violations of the day.
func (s *Sink) keepDay(complete bool) error {
	source, project, now := s.lease.Source.String(), s.start.Project.String(), s.now()
	if err := s.query(`UPDATE projects SET primary_source_id = ?1 WHERE id = ?2 AND primary_source_id IS NULL AND ?3`,
		[]any{source, project, complete}, nil); err != nil {
		return err
	}
	return s.query(`INSERT INTO sync_counts (sync_source_id, day, tenant_id, project_id, counted_at, violations)
		SELECT ?1, ?2, ?3, ?4, ?5, (SELECT json_group_object(word, n) FROM (
			SELECT lower(severity) AS word, count(*) AS n FROM cloud_violations NOT INDEXED
			WHERE sync_source_id = ?1 AND removed_at IS NULL AND severity IS NOT NULL GROUP BY 1))
		ON CONFLICT (sync_source_id, day) DO UPDATE SET violations = excluded.violations, counted_at = excluded.counted_at`,
		[]any{source, now.UTC().Format(time.DateOnly), s.start.Tenant.String(), project, timestamp(now)}, nil)
}

// query runs one statement with its arguments and hands each row to f.
func (s *Sink) query(text string, args []any, f func(*sqlite3.Stmt) error) (err error) {
	stmt, _, err := s.conn.Prepare(text)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i, a := range args {
		switch v := a.(type) {
		case nil:
			err = stmt.BindNull(i + 1)
		case string:
			err = stmt.BindText(i+1, v)
		case int64:
			err = stmt.BindInt64(i+1, v)
		case bool:
			err = stmt.BindBool(i+1, v)
		default:
			err = fmt.Errorf("bind %T", a)
		}
		if err != nil {
			return err
		}
	}
	for stmt.Step() {
		if f == nil {
			continue
		}
		if err := f(stmt); err != nil {
			return err
		}
	}
	return stmt.Err()
}

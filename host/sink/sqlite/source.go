package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/schema"
)

// Sources returns the sources of the file.
func (s *Sink) Sources(ctx context.Context, project uuid.UUID) (list []sink.Source, err error) {
	err = s.locked(ctx, func() error {
		return s.query(`SELECT s.id, s.name, s.digest, s.last_run, s.last_run_at, r.tables,
			EXISTS(SELECT 1 FROM projects p WHERE p.primary_source_id = s.id) FROM sync_sources s
			LEFT JOIN sync_runs r ON r.sync_source_id = s.id AND r.id = s.last_run
			WHERE s.project_id = ?`, []any{project.String()}, func(row *sqlite3.Stmt) error {
			is, err := s.source(row)
			list = append(list, is)
			return err
		})
	})
	return list, err
}

func (s *Sink) source(row *sqlite3.Stmt) (is sink.Source, err error) {
	is = sink.Source{Name: row.ColumnText(1), Digest: row.ColumnText(2), Mine: true, Primary: row.ColumnBool(6)}
	if is.ID, err = uuid.Parse(row.ColumnText(0)); err != nil {
		return is, s.damaged("id", err)
	}
	if row.ColumnText(3) == "" {
		return is, nil
	}
	if is.LastRun, err = uuid.Parse(row.ColumnText(3)); err != nil {
		return is, s.damaged("last_run", err)
	}
	if is.LastPush, err = time.Parse(time.RFC3339, row.ColumnText(4)); err != nil {
		return is, s.damaged("last_run_at", err)
	}
	var tables map[string]sink.Counts
	if text := row.ColumnText(5); text != "" {
		if err := json.Unmarshal([]byte(text), &tables); err != nil {
			return is, s.damaged("tables", err)
		}
	}
	is.Rows = sink.RowsOf(tables)
	return is, nil
}

// findBy returns what a source is found by.
func (s *Sink) findBy(id uuid.UUID) (name, digest, project string, err error) {
	found := false
	err = s.query(`SELECT name, digest, project_id FROM sync_sources WHERE id = ?`, []any{id.String()}, func(row *sqlite3.Stmt) error {
		found, name, digest, project = true, row.ColumnText(0), row.ColumnText(1), row.ColumnText(2)
		return nil
	})
	if err == nil && !found {
		err = fault.New(fault.SinkRefused, "the file has no such source", "driftsync source list shows them", nil)
	}
	return name, digest, project, err
}

// Adopt makes an unnamed source the one that a digest finds, and a folder.
func (s *Sink) Adopt(ctx context.Context, id uuid.UUID, digest, folder string) (before string, err error) {
	err = s.locked(ctx, func() error {
		var name, project string
		if name, before, project, err = s.findBy(id); err != nil {
			return err
		}
		if err := keyfile.Adoptable(name, before); err != nil {
			return err
		}
		keys, err := keyfile.Read(s.path)
		if err != nil {
			return err
		}
		if err := s.query(`UPDATE sync_sources SET digest = 'replaced:' || id WHERE project_id = ? AND digest = ? AND name IS NULL AND id <> ?`,
			[]any{project, digest, id.String()}, nil); err != nil {
			return err
		}
		if err := s.query(`UPDATE sync_sources SET digest = ? WHERE id = ?`, []any{digest, id.String()}, nil); err != nil {
			return err
		}
		return keys.Move(id, folder)
	})
	return before, err
}

// Retire ends a source and marks its rows as removed.
func (s *Sink) Retire(ctx context.Context, id uuid.UUID) (rows int64, err error) {
	err = s.locked(ctx, func() error {
		if _, _, _, err := s.findBy(id); err != nil {
			return err
		}
		keys, err := keyfile.Read(s.path)
		if err != nil {
			return err
		}
		if err := s.query(`UPDATE sync_sources SET epoch = epoch + 1, run_id = NULL, name = NULL, digest = ? WHERE id = ?`,
			[]any{sink.RetiredDigest + id.String(), id.String()}, nil); err != nil {
			return err
		}
		if err := s.query(`UPDATE projects SET primary_source_id = NULL WHERE primary_source_id = ?`, []any{id.String()}, nil); err != nil {
			return err
		}
		for _, t := range schema.Synced() {
			n, err := s.remove(t, id)
			if rows += n; err != nil {
				return err
			}
		}
		return keys.Remove(id)
	})
	return rows, err
}

// remove marks the live rows of a source in one table.
func (s *Sink) remove(t *schema.Table, id uuid.UUID) (int64, error) {
	emptied := ""
	for _, c := range t.Carried() {
		if c.Class != abi.Safe {
			emptied += ", " + sqlite3.QuoteIdentifier(c.InCloud()) + " = NULL"
		}
	}
	before := s.conn.TotalChanges()
	err := s.query(fmt.Sprintf(`UPDATE %s NOT INDEXED SET synced_at = ?1, removed_at = ?1%s WHERE sync_source_id = ?2 AND removed_at IS NULL`,
		sqlite3.QuoteIdentifier(t.Cloud), emptied), []any{timestamp(s.now()), id.String()}, nil)
	return s.conn.TotalChanges() - before, err
}

package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
)

// LastRun returns the last run that a source finished in the file, [uuid.Nil] where the
// file or the source is not there. It writes nothing, and leaves no file behind.
func LastRun(ctx context.Context, path string, source uuid.UUID) (run uuid.UUID, err error) {
	resolved, err := resolve(path)
	if err != nil {
		return uuid.Nil, err
	}
	if _, err := os.Stat(resolved); errors.Is(err, fs.ErrNotExist) {
		return uuid.Nil, nil
	} else if err != nil {
		return uuid.Nil, fault.New(fault.SinkUnreachable, "the file "+path+" cannot be looked at", "check the access rights of its folder", err)
	}
	name := uri(resolved)
	if _, err := os.Stat(resolved + "-wal"); errors.Is(err, fs.ErrNotExist) {
		name += "&immutable=1" // nobody is writing, and SQLite need not make its files
	}
	s := &Sink{path: resolved}
	if s.conn, err = sqlite3.OpenFlags(name, sqlite3.OPEN_READONLY|sqlite3.OPEN_URI); err != nil {
		return uuid.Nil, s.fault(err)
	}
	defer func() { err = errors.Join(err, s.conn.Close()) }()
	if err := ctx.Err(); err != nil {
		return uuid.Nil, err
	}
	err = s.query(`SELECT coalesce(last_run, '') FROM sync_sources WHERE id = ?`, []any{source.String()}, func(row *sqlite3.Stmt) error {
		if text := row.ColumnText(0); text != "" {
			run, err = uuid.Parse(text)
		}
		return err
	})
	if err != nil {
		return uuid.Nil, s.fault(err)
	}
	return run, nil
}

package sqlite

import (
	"context"
	"os"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/sink/keyfile"
)

// Holds reports whether the file has run as the last one that source finished, and the key
// beside it. It writes nothing and leaves no file behind. Where the file cannot be asked, it is damaged or not a
// sink at all, the answer is no: [Open] gives the better error.
func Holds(ctx context.Context, path string, source, run uuid.UUID) bool {
	resolved, err := resolve(path)
	if err != nil || ctx.Err() != nil {
		return false
	}
	if info, err := os.Stat(resolved); err != nil || !info.Mode().IsRegular() {
		return false
	}
	name := uri(resolved)
	if _, err := os.Stat(resolved + "-wal"); os.IsNotExist(err) {
		name += "&immutable=1" // nobody is writing, and SQLite need not make its files
	}
	s := &Sink{path: resolved}
	if s.conn, err = sqlite3.OpenFlags(name, sqlite3.OPEN_READONLY|sqlite3.OPEN_URI); err != nil {
		return false
	}
	last := ""
	err = s.query(`SELECT coalesce(last_run, '') FROM sync_sources WHERE id = ?`, []any{source.String()},
		func(row *sqlite3.Stmt) error { last = row.ColumnText(0); return nil })
	return s.conn.Close() == nil && err == nil && last == run.String() && keyfile.Has(resolved, source)
}

// Package cortex reads and writes what Drift's cortex.db keeps about its own
// synchronisation: sync_state, sync_log and conflict_log. It is the one place where
// driftsync writes to a database of Drift's (invariant 7), in short transactions, and
// no other table is ever written.
package cortex

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed" // SQLite as a WebAssembly module

	"github.com/driftsync/driftsync/host/fault"
)

// File is where the database lies below a project root.
const File = ".cortex/cortex.db"

// busyTimeout is how long a write waits for one of Drift's.
const busyTimeout = 5 * time.Second

// timeLayout is the spelling that the tables' own defaults use.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Store is an open cortex.db. It must be closed, and is not safe for concurrent use.
type Store struct {
	conn *sqlite3.Conn
	now  func() time.Time
}

// Open opens the database of a project for reading and for the three tables. Errors
// are faults: source.missing, source.locked, source.corrupt, source.unreadable.
func Open(root string) (*Store, error) {
	path := filepath.Join(root, filepath.FromSlash(File))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.SourceMissing, "this project has no "+File, "initialise Cortex in it, or name the project with --root", nil)
	}
	conn, err := sqlite3.OpenFlags(path, sqlite3.OPEN_READWRITE)
	if err != nil {
		return nil, explain(err)
	}
	s := &Store{conn: conn, now: time.Now}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(explain(err), conn.Close())
	}
	return s, nil
}

// prepare sees to it that nothing but the three tables changes in the file: no
// checkpoint of Drift's log, neither at a commit nor at the end.
func (s *Store) prepare() error {
	if err := s.conn.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	for op, on := range map[sqlite3.DBConfig]bool{
		sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE: true,
		sqlite3.DBCONFIG_TRUSTED_SCHEMA:   false,
		sqlite3.DBCONFIG_DEFENSIVE:        true,
	} {
		if _, err := s.conn.Config(op, on); err != nil {
			return err
		}
	}
	if err := s.conn.Exec("PRAGMA wal_autocheckpoint=0"); err != nil {
		return err
	}
	return s.conn.SetAuthorizer(authorize)
}

// authorize lets writes through to the three tables only.
func authorize(action sqlite3.AuthorizerActionCode, table, _, _, _ string) sqlite3.AuthorizerReturnCode {
	switch action {
	case sqlite3.AUTH_INSERT, sqlite3.AUTH_UPDATE:
		if table != "sync_state" && table != "sync_log" && table != "conflict_log" {
			return sqlite3.AUTH_DENY
		}
	case sqlite3.AUTH_READ, sqlite3.AUTH_SELECT, sqlite3.AUTH_TRANSACTION, sqlite3.AUTH_FUNCTION:
	default:
		return sqlite3.AUTH_DENY
	}
	return sqlite3.AUTH_OK
}

// Close closes the database.
func (s *Store) Close() error { return s.conn.Close() }

// Memories returns the ids of all memories.
func (s *Store) Memories(ctx context.Context) ([]string, error) {
	return s.list(ctx, "SELECT id FROM memories WHERE id IS NOT NULL")
}

// Logged returns the ids of memories that the log says are in the cloud and that are
// no longer here.
func (s *Store) Logged(ctx context.Context) ([]string, error) {
	return s.list(ctx, `SELECT DISTINCT memory_id FROM sync_log
		WHERE direction='push' AND status='success' AND memory_id NOT IN (SELECT id FROM memories WHERE id IS NOT NULL)`)
}

func (s *Store) list(ctx context.Context, query string, args ...any) ([]string, error) {
	var all []string
	err := s.query(ctx, func(stmt *sqlite3.Stmt) error { all = append(all, stmt.ColumnText(0)); return nil }, query, args...)
	return all, err
}

// query calls each for every row.
func (s *Store) query(ctx context.Context, each func(*sqlite3.Stmt) error, query string, args ...any) error {
	s.conn.SetInterrupt(ctx)
	stmt, _, err := s.conn.Prepare(query)
	if err != nil {
		return explain(err)
	}
	defer stmt.Close()
	for i, arg := range args {
		if err := bind(stmt, i+1, arg); err != nil {
			return explain(err)
		}
	}
	for stmt.Step() {
		if err := each(stmt); err != nil {
			return err
		}
	}
	return explain(stmt.Err())
}

func bind(stmt *sqlite3.Stmt, at int, arg any) error {
	switch v := arg.(type) {
	case nil:
		return stmt.BindNull(at)
	case int64:
		return stmt.BindInt64(at, v)
	case string:
		return stmt.BindText(at, v)
	}
	return errors.New("no such type")
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	return s.query(ctx, func(*sqlite3.Stmt) error { return nil }, query, args...)
}

// change runs do in one transaction, which is taken at once.
func (s *Store) change(ctx context.Context, do func() error) error {
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := do()
	if err == nil {
		err = s.exec(ctx, "COMMIT")
	}
	if err != nil {
		// The transaction is gone already where the commit itself failed.
		_ = s.exec(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

func (s *Store) stamp() string { return s.now().UTC().Format(timeLayout) }

func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fault.New(fault.SourceLocked, "cortex.db is locked by another program", "wait for it to end, then try again", err)
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB):
		return fault.New(fault.SourceCorrupt, "cortex.db is damaged or cut short", "restore it", err)
	case errors.Is(err, sqlite3.INTERRUPT), errors.Is(err, context.Canceled):
		return fault.New(fault.Interrupted, "interrupted", "try again; nothing is lost", nil)
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, sqlite3.CANTOPEN):
		return fault.New(fault.SourceUnreadable, "cortex.db cannot be written", "check the permissions of the file and its folder", err)
	}
	return fault.New(fault.SourceUnreadable, "cortex.db cannot be used", "it lacks the tables of Cortex, or is from another version", err)
}

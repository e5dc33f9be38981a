// Package sqlite is the sink that is a local file: a SQLite database with the
// cloud's 73 tables and columns, sync_sources (without keys, see package keyfile) and
// sync_runs. A
// security team looks here first at what would leave.
//
// It answers as Postgres behind PostgREST does: the same types, the same rows
// refused with the same codes. The engine is the process's one SQLite in
// WebAssembly, which whoever owns the process configures.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed" // SQLite as a WebAssembly module

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// Options of a file sink. The zero value is usable.
type Options struct {
	// BusyTimeout is how long a write waits for another process that writes into
	// the file; 0 means 10 seconds.
	BusyTimeout time.Duration
	// Now is the clock of synced_at and its like; nil means [time.Now].
	Now func() time.Time
}

// Sink is an open file sink. Its methods are safe for concurrent use; writes happen
// one after the other.
type Sink struct {
	path string
	now  func() time.Time

	patience time.Duration // for other processes

	mu      sync.Mutex
	conn    *sqlite3.Conn
	epoch   *sqlite3.Stmt
	inserts map[string]*insert
	loading map[string]*idSet // see load.go, by cloud table
	written map[string]bool   // cloud tables that this sink has written
	lease   sink.Lease
	start   sink.Start
	begun   bool
}

var (
	_ sink.Sink      = (*Sink)(nil)
	_ sink.KeyKeeper = (*Sink)(nil)
	_ sink.Registry  = (*Sink)(nil)
)

// Kind is the file as a destination.
var Kind = sink.Kind{
	Scheme: "file", Example: "file:out.db", Parallel: 1, Holds: Holds,
	Open: func(ctx context.Context, path string) (sink.Sink, error) {
		s, err := Open(ctx, path, Options{})
		if err != nil {
			return nil, err // not a typed nil
		}
		return s, nil
	},
}

const defaultBusyTimeout = 10 * time.Second

// pageSize is that of a new file, in bytes. Whole tables are written and read in their
// order here, so that fewer and larger pages cost less: a quarter of the processor time of
// a first push, beside SQLite's own 4096.
const pageSize = 16 << 10

// memory holds for the connection, before anything is written: the tables of a new file
// have to fit, so that its first page, which says whose it is, is the first one on disk.
var memory = fmt.Sprintf("PRAGMA page_size = %d; PRAGMA cache_size = -16384", pageSize)

// settings of a connection that writes: the file is one again after Close.
const settings = `
	PRAGMA synchronous = NORMAL;
	PRAGMA journal_mode = WAL;
	PRAGMA journal_size_limit = 0;
	PRAGMA wal_autocheckpoint = `

// checkpointBytes is the size of the log from which it is merged.
const checkpointBytes = 32 << 20

// Open opens the file sink at path and makes it where there is none, readable by
// its owner alone. A file that is something else, or has columns that this version
// does not know, is a config.invalid fault and stays as it is; tables and columns
// of a newer catalogue are added.
func Open(ctx context.Context, path string, o Options) (*Sink, error) {
	absolute, err := resolve(path)
	if err != nil {
		return nil, err
	}
	fresh, err := inspect(absolute)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := create(absolute); err != nil {
			return nil, err
		}
	}
	conn, err := connect(ctx, absolute, o)
	if err != nil {
		return nil, err
	}
	s := &Sink{path: absolute, now: o.Now, conn: conn, inserts: map[string]*insert{},
		loading: map[string]*idSet{}, written: map[string]bool{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.patience = o.BusyTimeout; s.patience == 0 {
		s.patience = defaultBusyTimeout
	}
	if err := s.patient(s.prepare); err != nil {
		return nil, errors.Join(s.fault(err), conn.Close())
	}
	return s, nil
}

// resolve returns the absolute path, through links, since SQLite follows none here.
func resolve(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real, nil
	}
	return absolute, nil
}

func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.New(fault.ConfigInvalid, path+" cannot be made",
			"choose a file in a folder that exists and can be written", plainfile.Cause(err))
	}
	return errors.Join(f.Chmod(0o600), f.Close()) // an empty file may have been there
}

func connect(ctx context.Context, path string, o Options) (*sqlite3.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	conn, err := sqlite3.OpenFlags(uri(path), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
	if err != nil {
		return nil, (&Sink{path: path}).fault(err)
	}
	timeout := o.BusyTimeout
	if timeout == 0 {
		timeout = defaultBusyTimeout
	}
	if err := conn.BusyTimeout(timeout); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// uri names a file to SQLite, and has its journals get the mode of the file. SQLite's own
// code knows no drives here, and would take "file:///C:/x" for /C:/x, so the path stands
// behind "file:" as the system spells it, with what has a meaning in a URI escaped.
// https://sqlite.org/uri.html
func uri(path string) string {
	return "file:" + strings.ReplaceAll(url.PathEscape(path), "%2F", "/") + "?modeof=" + strings.ReplaceAll(url.QueryEscape(path), "+", "%20")
}

func (s *Sink) prepare() error {
	if err := s.conn.Exec(memory); err != nil {
		return err
	}
	if err := s.migrate(); err != nil {
		return err
	}
	size := int64(pageSize)
	err := s.query("PRAGMA page_size", nil, func(row *sqlite3.Stmt) error { size = row.ColumnInt64(0); return nil })
	if err != nil {
		return err
	}
	if err := s.conn.Exec(settings + strconv.FormatInt(checkpointBytes/size, 10)); err != nil {
		return err
	}
	s.epoch, _, err = s.conn.Prepare(`SELECT epoch FROM sync_sources WHERE id = ?`)
	return err
}

// Destination returns "file:" and the absolute path.
func (s *Sink) Destination() string { return Kind.Scheme + ":" + s.path }

// Close writes everything into the one file and closes it.
func (s *Sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	var all []error
	if err := s.transact(s.endLoading); err != nil {
		all = append(all, s.fault(err))
	}
	for _, i := range s.inserts {
		all = append(all, i.stmt.Close())
	}
	all = append(all, s.epoch.Close())
	// Another process that has the file open keeps its journal; that one merges it.
	if err := s.conn.Exec(`PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE`); err != nil && !errors.Is(err, sqlite3.BUSY) {
		all = append(all, s.fault(err))
	}
	all = append(all, s.conn.Close())
	s.conn, s.inserts = nil, nil
	return errors.Join(all...)
}

// locked runs f with the connection, under ctx, in one transaction that is undone
// where f fails.
func (s *Sink) locked(ctx context.Context, f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return fault.New(fault.Internal, "the file sink is closed", bugHint, nil)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	defer s.conn.SetInterrupt(s.conn.SetInterrupt(ctx))
	err := s.transact(f)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return s.fault(err)
}

// patient repeats f while another process opens or closes the file: SQLite does not
// wait where the journal changes its mode.
func (s *Sink) patient(f func() error) error {
	deadline := time.Now().Add(s.patience)
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		err := f()
		if code, ok := codeOf(err); !ok || code != sqlite3.BUSY || !time.Now().Before(deadline) {
			return err
		}
		time.Sleep(wait)
	}
}

func (s *Sink) transact(f func() error) error {
	var tx sqlite3.Txn
	err := s.patient(func() (err error) {
		tx, err = s.conn.BeginImmediate()
		return err
	})
	if err != nil {
		return err
	}
	err = f()
	if err == nil {
		err = tx.Commit()
	}
	// Some errors, such as a full disk, have ended the transaction already.
	if err != nil && !s.conn.GetAutocommit() {
		err = errors.Join(err, tx.Rollback())
	}
	return err
}

const bugHint = "report this as a bug of driftsync"

// fault names what a person can do about an error of SQLite.
func (s *Sink) fault(err error) error {
	code, ok := codeOf(err)
	if !ok {
		return err
	}
	if code == sqlite3.IOERR || code == sqlite3.CANTOPEN {
		err = errors.Join(err, disk.NoFile())
	}
	switch code {
	case sqlite3.BUSY, sqlite3.LOCKED:
		return fault.New(fault.SinkUnreachable, "another process is writing into "+s.path,
			"wait for it to end and push again", err)
	case sqlite3.FULL:
		return disk.Full(s.path)
	case sqlite3.READONLY, sqlite3.CANTOPEN, sqlite3.PERM, sqlite3.AUTH:
		return fault.New(fault.ConfigInvalid, s.path+" cannot be written",
			"check the rights of the file and of its folder, or choose another file", err)
	case sqlite3.NOTADB, sqlite3.CORRUPT:
		return fault.New(fault.ConfigInvalid, s.path+" is damaged",
			"choose another file, or remove this one and push again", err)
	case sqlite3.IOERR:
		if full := disk.WhenFull(s.path, err); full != nil {
			return full
		}
		return fault.New(fault.SinkUnreachable, s.path+" cannot be written",
			"check the disk and push again", err)
	}
	return fault.New(fault.SinkRefused, "the file sink failed", bugHint, err)
}

// codeOf returns the code of an error of SQLite, which comes with or without a text.
func codeOf(err error) (sqlite3.ErrorCode, bool) {
	if e, ok := errors.AsType[*sqlite3.Error](err); ok {
		return e.Code(), true
	}
	if e, ok := errors.AsType[sqlite3.ExtendedErrorCode](err); ok {
		return e.Code(), true
	}
	return errors.AsType[sqlite3.ErrorCode](err)
}

// Package source reads Drift's databases: read-only, one consistent and short
// snapshot a database, correct with everything still in the write-ahead log, and
// without a trace in Drift's files (invariant 7).
package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed" // SQLite 3.51.3 as a WebAssembly module

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// busyTimeout is how long a read waits for a writer that holds an exclusive lock.
// Drift's own connections wait as long.
const busyTimeout = 5 * time.Second

// Database is an open snapshot of one source database. It must be closed. It is not
// safe for concurrent use.
type Database struct {
	Catalogue *schema.Database
	Version   int      // schema version that the file states
	Stamp     Stamp    // what the files looked like just before the snapshot
	Tables    []Table  // catalogue tables that are there and leave, in catalogue order
	Stays     []string // tables and, as "table.column", columns that are there and stay here on purpose; sorted
	Odd       []Odd    // catalogue tables that are there and cannot be read as tables
	Unknown   Unknown

	conn *sqlite3.Conn
	path string
	copy string // private copy's folder, empty where the files themselves are read
	lone bool   // read without locks and without a -shm file, since nobody had it open
}

// Unknown names what is in the file and the catalogue does not know. It stays here
// (invariant 3).
type Unknown struct {
	Tables  []string `json:"tables,omitempty"`
	Columns []string `json:"columns,omitempty"` // "table.column"
	Newer   bool     `json:"newer,omitempty"`   // the schema version is newer than the catalogue's
}

// Open opens the database below root and begins its snapshot. A missing file gives
// nil and no error. Every other failure is a fault: locked, corrupt, not a
// database, not Drift's.
func Open(ctx context.Context, root string, catalogue *schema.Database) (*Database, error) {
	path := filepath.Join(root, filepath.FromSlash(catalogue.File))
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(catalogue, err)
	}
	if err := checkHeader(path, info, catalogue); err != nil {
		return nil, err
	}
	d := &Database{Catalogue: catalogue, path: path}
	if d.Stamp, err = TakeStamp(path); err != nil {
		return nil, unreadable(catalogue, err)
	}
	if err := d.connect(ctx, path); err != nil {
		return nil, errors.Join(d.explain(err), d.Close())
	}
	if err := d.inspect(); err != nil {
		return nil, errors.Join(d.explain(err), d.Close())
	}
	return d, nil
}

// OpenNoted is Open, and notes in the stamp what the database holds, where it was the
// same before and after the snapshot began.
func OpenNoted(ctx context.Context, root string, catalogue *schema.Database) (*Database, error) {
	path := filepath.Join(root, filepath.FromSlash(catalogue.File))
	before := ""
	if stamp, err := TakeStamp(path); err == nil && !stamp.Settled() {
		before = Content(path)
	}
	d, err := Open(ctx, root, catalogue)
	if err != nil || d == nil {
		return d, err
	}
	content := Content(path)
	now, err := TakeStamp(path)
	if err == nil && now.Same(d.Stamp) && (d.Stamp.Settled() || content == before) {
		d.Stamp.Content = content
	}
	return d, nil
}

// connect opens the files themselves, or a private copy of them where SQLite cannot
// make the -shm file that it needs beside a write-ahead log.
func (d *Database) connect(ctx context.Context, path string) error {
	if d.lone = d.isLone(); d.lone {
		return d.begin(ctx, immutable(path), sqlite3.OPEN_URI)
	}
	err := d.begin(ctx, path, 0)
	if err == nil || !needsCopy(err) {
		return err
	}
	if d.conn != nil {
		d.conn.Close()
		d.conn = nil
	}
	d.copy, err = privateCopy(path)
	if err != nil {
		return err
	}
	return d.begin(ctx, filepath.Join(d.copy, filepath.Base(path)), 0)
}

// isLone reports whether the database needs a log and has none: nobody has it open, and
// a connection of ours would leave a log and a -shm file behind. What is written while
// it is read shows in the stamp, as long as that is settled. See [Database.Intact].
func (d *Database) isLone() bool {
	path := resolved(d.path)
	if runtime.GOOS == "windows" || !d.Stamp.Settled() || exists(path+"-wal") || exists(path+"-journal") {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	versions := make([]byte, 2) // of the format, to write and to read; 2 is a write-ahead log
	_, err = file.ReadAt(versions, 18)
	return err == nil && versions[0] == 2 && versions[1] == 2
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// immutable names a file to SQLite as one that does not change.
func immutable(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "immutable=1"}).String()
}

// Intact returns a fault if the file was written while it was read without locks: what
// was read may be of two states.
func (d *Database) Intact() error {
	if !d.lone {
		return nil
	}
	if now, err := TakeStamp(d.path); err == nil && now.Main == d.Stamp.Main {
		return nil
	}
	return fault.New(fault.SourceLocked, d.Catalogue.Name+".db was written while it was read", "wait for the analysis to end, then push again", nil)
}

func needsCopy(err error) bool {
	return errors.Is(err, sqlite3.CANTOPEN) || errors.Is(err, sqlite3.READONLY)
}

func (d *Database) begin(ctx context.Context, path string, flags sqlite3.OpenFlag) error {
	conn, err := sqlite3.OpenFlags(path, sqlite3.OPEN_READONLY|flags)
	if err != nil {
		return err
	}
	d.conn = conn
	conn.SetInterrupt(ctx)
	if err := conn.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	// Closing the last connection would checkpoint Drift's log.
	for op, on := range map[sqlite3.DBConfig]bool{
		sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE: true,
		sqlite3.DBCONFIG_TRUSTED_SCHEMA:   false,
		sqlite3.DBCONFIG_DEFENSIVE:        true,
	} {
		if _, err := conn.Config(op, on); err != nil {
			return err
		}
	}
	// The first read, not BEGIN, takes the snapshot.
	return conn.Exec("PRAGMA query_only=ON; PRAGMA cell_size_check=ON; BEGIN; SELECT count(*) FROM sqlite_schema")
}

// Close ends the snapshot and removes a private copy. It returns the fault of
// [Database.Intact].
func (d *Database) Close() error {
	if d == nil {
		return nil
	}
	var errs []error
	if d.conn != nil {
		errs = append(errs, d.Intact(), d.conn.Close())
		d.conn = nil
	}
	if d.copy != "" {
		errs = append(errs, os.RemoveAll(d.copy))
		d.copy = ""
	}
	return errors.Join(errs...)
}

// checkHeader refuses what is not a database before SQLite is asked, since SQLite
// takes an empty file for an empty database.
func checkHeader(path string, info fs.FileInfo, catalogue *schema.Database) error {
	const magic = "SQLite format 3\x00"
	if !info.Mode().IsRegular() {
		return corrupt(catalogue, "is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return unreadable(catalogue, err)
	}
	defer f.Close()
	header := make([]byte, 100)
	if info.Size() == 0 {
		// Before the first checkpoint even the header may be in the log.
		if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
			return nil
		}
		return corrupt(catalogue, "is empty")
	}
	if n, _ := f.ReadAt(header, 0); n < len(header) || string(header[:len(magic)]) != magic {
		return corrupt(catalogue, "is not a SQLite database")
	}
	return nil
}

// explain turns an error of SQLite into a fault.
func (d *Database) explain(err error) error {
	if err == nil {
		return nil
	}
	if moved := d.Intact(); moved != nil {
		return moved
	}
	switch {
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fault.New(fault.SourceLocked, fmt.Sprintf("%s.db is locked by another program", d.Catalogue.Name),
			"wait for the analysis to end, then push again", err)
	case errors.Is(err, sqlite3.CORRUPT), errors.Is(err, sqlite3.NOTADB):
		return fault.New(fault.SourceCorrupt, fmt.Sprintf("%s.db is damaged or cut short", d.Catalogue.Name),
			"restore it, or delete it and run `drift analyze` again", err)
	case errors.Is(err, sqlite3.INTERRUPT), errors.Is(err, context.Canceled):
		return fault.New(fault.Interrupted, "interrupted; what was confirmed is recorded", "push again: only what is missing is sent", nil)
	default:
		return unreadable(d.Catalogue, err)
	}
}

// explainTable is explain for one table: what SQLite refuses about it alone is not a fault
// of the file.
func (d *Database) explainTable(t *Table, err error) error {
	code, ok := codeOf(err)
	if !ok || code != sqlite3.ERROR && code != sqlite3.MISMATCH && code != sqlite3.TOOBIG {
		return d.explain(err)
	}
	return t.odd("SQLite cannot read it", err)
}

// codeOf returns the code of an error of SQLite, which comes with or without a text.
func codeOf(err error) (sqlite3.ErrorCode, bool) {
	if e, ok := errors.AsType[*sqlite3.Error](err); ok {
		return e.Code(), true
	}
	return errors.AsType[sqlite3.ErrorCode](err)
}

func (t *Table) odd(why string, err error) error { return (&Odd{t.Table, why}).fault(err) }

// Fault returns the fault of a table that cannot be read as one.
func (o *Odd) Fault() error { return o.fault(nil) }

func (o *Odd) fault(err error) error {
	return fault.New(fault.SourceTable, o.FullName()+" is not read: "+o.Why,
		"update driftsync if Drift was updated, else let Drift make the database again; the other tables are not affected", err)
}

func corrupt(catalogue *schema.Database, what string) error {
	return fault.New(fault.SourceCorrupt, fmt.Sprintf("%s %s", catalogue.File, what),
		"restore it, or delete it and run `drift analyze` again", nil)
}

func unreadable(catalogue *schema.Database, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the fault names the file relative to the project
	}
	return fault.New(fault.SourceUnreadable, fmt.Sprintf("%s cannot be read", catalogue.File),
		"check the permissions of the file and its folder", err)
}

package sqlite

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/migration"
)

// readTimeout is how long a reader waits for a push that opens or closes the file.
const readTimeout = 5 * time.Second

// Read runs f with a connection that writes nothing, in one transaction: what it reads is
// what one push, or several, had finished writing. It holds the file no longer, since a push
// ends with the file to itself. A file that is missing, empty, not ours, or without views is
// a fault.
func Read(ctx context.Context, path string, f func(*sqlite3.Conn) error) error {
	resolved, err := resolve(path)
	if err != nil {
		return err
	}
	if err := Readable(resolved); err != nil {
		return err
	}
	s := &Sink{path: resolved, patience: readTimeout}
	err = s.patient(func() error { return s.readOnce(ctx, f) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.readFault(err)
}

// Readable reports a file that is not there, that nothing was pushed to, or that is not ours.
func Readable(path string) error {
	switch fresh, err := inspect(path); {
	case err != nil:
		return foreignRead(err)
	case fresh:
		return fault.New(fault.ConfigDestination, "nothing was pushed to "+path+" yet", "push first: driftsync push --to file:"+path, nil)
	}
	return nil
}

func (s *Sink) readOnce(ctx context.Context, f func(*sqlite3.Conn) error) (err error) {
	name := uri(s.path)
	if s.rests() {
		name += "&immutable=1"
	}
	if s.conn, err = sqlite3.OpenFlags(name, sqlite3.OPEN_READONLY|sqlite3.OPEN_URI); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.conn.Close()) }()
	if err := s.conn.BusyTimeout(readTimeout); err != nil {
		return err
	}
	s.conn.SetInterrupt(ctx)
	if err := s.conn.Exec("PRAGMA query_only = ON; BEGIN"); err != nil {
		return err
	}
	if err := s.viewed(); err != nil {
		return err
	}
	return f(s.conn)
}

// rests reports whether the file is in the mode of a push, and none is under way: it was
// copied without its log. SQLite would make files beside it that it cannot remove.
func (s *Sink) rests() bool {
	f, err := os.Open(s.path)
	if err != nil {
		return false
	}
	defer f.Close()
	mode := make([]byte, 2)
	_, err = f.ReadAt(mode, 18)
	return err == nil && mode[0] == 2 && !exists(s.path+"-wal")
}

// viewed reports a file that an older version wrote last.
func (s *Sink) viewed() error {
	names := migration.DashboardViews()
	found := 0
	err := s.query(`SELECT name FROM sqlite_schema WHERE type = 'view'`, nil, func(row *sqlite3.Stmt) error {
		for _, name := range names {
			if row.ColumnText(0) == name {
				found++
			}
		}
		return nil
	})
	if err == nil && found < len(names) {
		return fault.New(fault.SinkSchema, s.path+" was written by an older driftsync, and has no views for dashboards",
			"push into it once more, which adds them", nil)
	}
	return err
}

// foreignRead is [foreign] for a reader.
func foreignRead(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Hint != foreignHint {
		return err
	}
	return &fault.Error{Code: f.Code, Message: strings.TrimSuffix(f.Message, foreignEnd), Hint: "name the file that driftsync push --to file:FILE made", Err: f.Err}
}

// readFault is fault for a reader.
func (s *Sink) readFault(err error) error {
	switch code, _ := codeOf(err); code {
	case sqlite3.BUSY, sqlite3.LOCKED:
		return fault.New(fault.SinkUnreachable, "a push has "+s.path+" to itself", "try again when it has ended", err)
	case sqlite3.CANTOPEN, sqlite3.PERM, sqlite3.AUTH, sqlite3.READONLY:
		return fault.New(fault.ConfigInvalid, s.path+" cannot be opened", "check the rights of the file and of its folder", err)
	case sqlite3.IOERR:
		return fault.New(fault.SinkUnreachable, s.path+" cannot be read", "check the disk and try again", err)
	}
	return s.fault(err)
}

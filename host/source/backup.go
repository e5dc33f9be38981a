package source

import (
	"context"
	"errors"
	"os"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
)

// backupPages is how much of a backup is written between two looks at the context.
const backupPages = 1024

// Backup writes the snapshot to a new file that only this user can read. What a failed
// backup left is the caller's to remove.
func (d *Database) Backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return noCopy(err)
	}
	b, err := d.conn.BackupInit("main", path)
	if err != nil {
		return noCopy(err)
	}
	return d.explainBackup(errors.Join(step(ctx, b), b.Close()))
}

func step(ctx context.Context, b *sqlite3.Backup) error {
	for done := false; !done; {
		if ctx.Err() != nil {
			return fault.New(fault.Interrupted, "interrupted", "try again; nothing is lost", nil)
		}
		var err error
		if done, err = b.Step(backupPages); err != nil {
			return err
		}
	}
	return nil
}

func (d *Database) explainBackup(err error) error {
	if errors.Is(err, sqlite3.FULL) || errors.Is(err, sqlite3.IOERR) {
		return noCopy(err)
	}
	return d.explain(err)
}

func noCopy(err error) error {
	return fault.New(fault.SpoolWrite, "the private copy does not fit on the disk, or cannot be written",
		"free some space, or name another folder with --cache", err)
}

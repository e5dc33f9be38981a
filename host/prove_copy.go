package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/gofrs/flock"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/schema"
)

func (p *proof) data() string { return filepath.Join(p.dir, "data") }

// copied are the folders of proofs, below that for compiled code: it is on a disk, and
// the folder for temporary files is often in memory.
const copied = "prove-"

// makeFolder makes the folder of the run. One that a killed proof left is removed: a
// running one holds its lock.
func (p *proof) makeFolder() (remove func() error, err error) {
	if err := os.MkdirAll(p.options.CacheDir, 0o700); err != nil {
		return nil, noRoom(err)
	}
	old, err := filepath.Glob(filepath.Join(p.options.CacheDir, copied+"*"))
	if err != nil {
		return nil, noRoom(err)
	}
	for _, dir := range old {
		if info, err := os.Stat(dir); err != nil || p.options.Now().Sub(info.ModTime()) < time.Minute {
			continue // its owner may not hold the lock yet
		}
		lock := flock.New(filepath.Join(dir, "lock"))
		if free, err := lock.TryLock(); err != nil || !free {
			continue
		}
		if err := errors.Join(lock.Unlock(), disk.RemoveAll(dir)); err != nil {
			return nil, noRoom(err)
		}
	}
	if p.dir, err = os.MkdirTemp(p.options.CacheDir, copied); err != nil {
		return nil, noRoom(err)
	}
	lock := flock.New(filepath.Join(p.dir, "lock"))
	if _, err := lock.TryLock(); err != nil {
		return nil, errors.Join(noRoom(err), disk.RemoveAll(p.dir))
	}
	return func() error {
		if err := errors.Join(lock.Unlock(), disk.RemoveAll(p.dir)); err != nil {
			return fault.New(fault.SpoolWrite, "the private copy cannot be removed", "remove the folders "+copied+"* below the cache folder", err)
		}
		return nil
	}, nil
}

func noRoom(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.New(fault.SpoolWrite, "there is no room for a private copy of the databases", "free some space, or name another folder with --cache", err)
}

// copy makes the private copy: a snapshot of each database, with what is in its log.
func (p *proof) copy(ctx context.Context) error {
	if err := p.checkRoom(); err != nil {
		return err
	}
	for _, catalogue := range schema.Databases() {
		db, err := source.Open(ctx, p.options.Root, catalogue)
		if err != nil {
			return err
		}
		if db == nil {
			p.missing = append(p.missing, catalogue.Name)
			continue
		}
		to := filepath.Join(p.data(), filepath.FromSlash(catalogue.File))
		err = os.MkdirAll(filepath.Dir(to), 0o700)
		if err == nil {
			err = db.Backup(ctx, to)
		}
		if err := errors.Join(err, db.Close()); err != nil {
			return noRoom(err)
		}
	}
	if len(p.missing) == len(schema.Databases()) {
		return noDatabase(p.options.Root)
	}
	return nil
}

// Room that a proof needs beside its copy: request bodies and a file, each about as long
// as the databases; and in any case what is planted.
const (
	roomTimes = 3
	roomLeast = 128 << 20
)

// checkRoom refuses to begin what would not fit on the disk.
func (p *proof) checkRoom() error {
	need := uint64(roomLeast)
	for _, db := range schema.Databases() {
		for _, suffix := range []string{"", "-wal"} {
			if info, err := os.Stat(filepath.Join(p.options.Root, filepath.FromSlash(db.File)) + suffix); err == nil {
				need += roomTimes * uint64(info.Size())
			}
		}
	}
	ask := p.options.free
	if ask == nil {
		ask = disk.Free
	}
	if free, known := ask(p.dir); known && free < need {
		return fault.New(fault.SpoolWrite, fmt.Sprintf("a private copy of the databases, and what would leave of it, need %s, and %s are free",
			humanize.IBytes(need), humanize.IBytes(free)), "free some space, or name a folder on another disk with --cache", nil)
	}
	return nil
}

// Package state keeps what is known of a source at one destination, between runs:
// which rows are there in which form, the last run, and what is quarantined.
//
// State moves only after the destination confirmed, and belongs to one destination
// (invariant 1). A folder holds
//
//	lock           held by the running push
//	meta.json      everything small; its replacement is the commit
//	rows/T.N       records of table T, generation N, named by meta.json
//	quarantine.json
//	spool/         a run that is not finished, see package spool
//
// It lies in the user's state folder and never inside .drift, which is copied,
// cached and deleted.
package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/schema"
)

// ErrDamaged is wrapped by errors about files that hold no state of this version. A
// damaged state is as good as a lost one: the next push sends everything.
var ErrDamaged = errors.New("state is damaged")

var errStopped = errors.New("stopped")

// formatVersion is the version of meta.json. A newer one is refused, so that an old
// binary never undoes what a newer one knows.
const formatVersion = 2

// Meta is everything small that is known of a source at a destination.
type Meta struct {
	Version     int                     `json:"version"`
	Destination string                  `json:"destination"`
	Project     uuid.UUID               `json:"project"`
	Source      uuid.UUID               `json:"source"`
	SourceName  string                  `json:"source_name,omitempty"`
	SourceKey   []byte                  `json:"source_key,omitempty"` // absent where a team key stands in
	LastRun     uuid.UUID               `json:"last_run"`
	LastPush    time.Time               `json:"last_push"`
	Epoch       int64                   `json:"epoch"`             // of the last run that began
	Run         uuid.UUID               `json:"run"`               // the last run that began; LastRun is the last one that ended
	Stale       bool                    `json:"stale"`             // the records do not count: the next push sends everything
	Policy      string                  `json:"policy"`            // digest of everything but row and surroundings that decides what leaves
	Local       string                  `json:"local"`             // the part of it that is known without the plugins' own word
	Known       []abi.ContextSpec       `json:"known,omitempty"`   // names and roots that rows are searched for, of this run and of those before
	Roots       []string                `json:"roots,omitempty"`   // spellings of the project root, likewise
	Complete    bool                    `json:"complete"`          // the last run left nothing to do
	Limited     bool                    `json:"limited,omitempty"` // it is not, since tables were left out on purpose alone
	Plugins     []sink.PluginRecord     `json:"plugins"`
	Stamps      map[string]source.Stamp `json:"stamps"` // by database; of the last complete run
	Tables      map[string]TableMeta    `json:"tables"` // by "database.table"
	Quarantined int                     `json:"quarantined"`
}

// TableMeta names a table's records.
type TableMeta struct {
	Generation int64 `json:"generation"`
	Rows       int   `json:"rows"`
	// Unswept says that the destination may hold rows that the records do not name,
	// since a full push did not get to the table.
	Unswept bool `json:"unswept,omitempty"`
	// Unstripped says that rows of a log may be at the destination under another policy
	// than the one in force, since no push has settled the table under this one.
	Unstripped bool `json:"unstripped,omitempty"`
	// Searched is the digest of the surroundings that every row was searched for.
	Searched string `json:"searched,omitempty"`
}

// Store is the state of one source at one destination. It is locked from Open to
// Close, and not safe for concurrent use.
type Store struct {
	Meta Meta
	dir  string
	lock *flock.Flock
}

// Open opens or makes the state in dir. A state that another process holds is
// [fault.StateBusy].
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, "rows"), 0o700); err != nil {
		return nil, unusable(err)
	}
	s := &Store{dir: dir, lock: flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600))}
	switch err := s.acquire(); {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fault.New(fault.StateBusy, "another push of this project to this destination is running",
			"wait for it to end, then push again", nil)
	case err != nil:
		return nil, unusable(err)
	}
	if err := s.read(); err != nil {
		return nil, errors.Join(err, s.lock.Unlock())
	}
	return s, nil
}

// lockPatience is how long a lock may outlive its push: one that was killed while it
// started a worker leaves the lock to that for a moment.
const lockPatience = 250 * time.Millisecond

func (s *Store) acquire() error {
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	_, err := s.lock.TryLockContext(ctx, 10*time.Millisecond)
	return err
}

func (s *Store) read() error {
	s.Meta = Meta{Version: formatVersion}
	data, err := os.ReadFile(filepath.Join(s.dir, "meta.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(err)
	}
	var meta Meta
	if err := json.Unmarshal(data, &meta); err != nil {
		return nil // written atomically: damage means a foreign hand, and is as good as lost
	}
	if meta.Version > formatVersion {
		return fault.New(fault.ConfigState, "the state was written by a newer driftsync",
			"update driftsync, or push with another --state folder", nil)
	}
	s.Meta = meta
	return nil
}

// Dir returns the state's folder.
func (s *Store) Dir() string { return s.dir }

// Rows opens the records of a table. Records that cannot be read count as lost, and
// ok is false: the caller sends the table whole.
func (s *Store) Rows(t *schema.Table) (rows *Rows, ok bool) {
	meta, has := s.Meta.Tables[t.FullName()]
	if !has || meta.Generation == 0 {
		return &Rows{}, true
	}
	rows, err := openRows(s.rowsPath(t.FullName(), meta.Generation))
	if err != nil || rows.Len() != meta.Rows {
		return &Rows{}, false
	}
	return rows, true
}

func (s *Store) rowsPath(table string, generation int64) string {
	return filepath.Join(s.dir, "rows", fmt.Sprintf("%s.%d", table, generation))
}

// Apply writes the records of tables with their changes in new files and returns
// their names for meta.json. Nothing counts until [Store.Commit]. A table of which
// reset says so begins empty: its old records count no more.
func (s *Store) Apply(changes map[string]Changes, reset func(table string) bool) (map[string]TableMeta, error) {
	tables := make(map[string]TableMeta)
	var onDisk errgroup.Group
	onDisk.SetLimit(syncing)
	for name, meta := range s.Meta.Tables {
		if !reset(name) {
			tables[name] = meta
		}
	}
	for name, c := range changes {
		old, unswept, unstripped := &Rows{}, false, false
		meta := s.Meta.Tables[name]
		if !reset(name) {
			unswept, unstripped = meta.Unswept, meta.Unstripped
		}
		if !reset(name) && meta.Generation > 0 {
			var err error
			if old, err = openRows(s.rowsPath(name, meta.Generation)); err != nil || old.Len() != meta.Rows {
				old, unswept = &Rows{}, true // damaged records are as good as lost
			}
		}
		generation := meta.Generation + 1
		w, err := merge(s.rowsPath(name, generation), old, c)
		if err := errors.Join(err, old.Close()); err != nil {
			return nil, unusable(errors.Join(err, onDisk.Wait()))
		}
		onDisk.Go(w.close)
		tables[name] = TableMeta{Generation: generation, Rows: w.n, Unswept: unswept, Unstripped: unstripped, Searched: meta.Searched}
	}
	if err := onDisk.Wait(); err != nil {
		return nil, unusable(err)
	}
	return tables, nil
}

// syncing is the number of files that are being put on disk while others are written.
const syncing = 4

// Commit makes meta the state. It is atomic: after a crash either the old or the
// new state holds. Records that no longer count are removed.
func (s *Store) Commit(meta Meta) error {
	meta.Version = formatVersion
	data, err := json.MarshalIndent(meta, "", "  ")
	if err != nil {
		return unusable(err)
	}
	if err := atomicfile.Write(filepath.Join(s.dir, "meta.json"), data, 0o600); err != nil {
		return unusable(err)
	}
	s.Meta = meta
	return s.sweep()
}

func (s *Store) sweep() error {
	entries, err := os.ReadDir(filepath.Join(s.dir, "rows"))
	if err != nil {
		return unusable(err)
	}
	for _, e := range entries {
		table := strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))
		meta, ok := s.Meta.Tables[table]
		if ok && e.Name() == filepath.Base(s.rowsPath(table, meta.Generation)) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, "rows", e.Name())); err != nil {
			return unusable(err)
		}
	}
	return nil
}

// Close releases the lock.
func (s *Store) Close() error { return s.lock.Unlock() }

func unusable(err error) error {
	return fault.New(fault.ConfigState, "the state folder cannot be used",
		"check its permissions and the free space, or name another one with --state", err)
}

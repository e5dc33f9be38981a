// Package ndjson is the sink that is a folder of files: the redacted rows as JSON, a
// line a row, in the layout that distributed engines load. It is how rows get beyond
// one Postgres; docs/scale.md says when.
//
//	DIR/cloud_functions/sync_source=UUID/run_epoch=0000000007/000001.ndjson
//	DIR/_driftsync/sources.json   sources with their epochs
//	DIR/_driftsync/runs.ndjson    finished runs, a line a run
//
// Files are only added, never changed. A line has the keys of the request body that
// it came in, with the time of the write instead of "now". What a source has now is,
// for each (sync_source_id, id), the last line by epoch and file, which leaves cells
// that it does not name as they were. Removals are lines as well, those of a sweep
// included, so no reader needs to know of runs.
package ndjson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/disk"
)

// Options of a folder sink. The zero value is usable.
type Options struct {
	Now func() time.Time // clock of synced_at and its like; nil means [time.Now]
}

// Sink is an open folder. It is safe for concurrent use, also by several processes.
type Sink struct {
	dir string
	now func() time.Time

	mu    sync.Mutex
	begun bool
	start sink.Start
	lease sink.Lease
	files int // written in this run
}

var (
	_ sink.Sink      = (*Sink)(nil)
	_ sink.KeyKeeper = (*Sink)(nil)
	_ sink.Registry  = (*Sink)(nil)
)

// Kind is the folder as a destination.
var Kind = sink.Kind{
	Scheme: "ndjson", Example: "ndjson:DIR", Parallel: 4,
	Open: func(_ context.Context, path string) (sink.Sink, error) {
		s, err := Open(path, Options{})
		if err != nil {
			return nil, err // not a typed nil
		}
		return s, nil
	},
	Holds: func(_ context.Context, path string, source, lastRun uuid.UUID) bool {
		return Holds(path, source, lastRun)
	},
}

// Open opens the folder and makes it where there is none, readable by its owner alone.
func Open(dir string, o Options) (*Sink, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", dir, err)
	}
	s := &Sink{dir: absolute, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if info, err := os.Stat(absolute); err == nil && !info.IsDir() {
		return nil, fault.New(fault.ConfigInvalid, absolute+" is not a folder; nothing was changed", "choose a folder that does not exist yet", nil)
	}
	entries, err := os.ReadDir(absolute)
	if err == nil && len(entries) > 0 {
		if _, err := os.Stat(s.own("")); err != nil {
			return nil, fault.New(fault.ConfigInvalid, absolute+" holds files of others", "choose a folder that does not exist yet", err)
		}
	}
	if err := os.MkdirAll(s.own(""), 0o700); err != nil {
		return nil, s.unusable(err)
	}
	return s, nil
}

// Destination returns "ndjson:" and the absolute path.
func (s *Sink) Destination() string { return Kind.Scheme + ":" + s.dir }

// Close ends the run. Every file is whole already.
func (s *Sink) Close() error { return nil }

func (s *Sink) own(name string) string { return filepath.Join(s.dir, "_driftsync", name) }

// source is what is kept of a source.
type source struct {
	ID          uuid.UUID `json:"id"`
	Tenant      uuid.UUID `json:"tenant_id"`
	Project     uuid.UUID `json:"project_id"`
	Name        string    `json:"name,omitempty"`
	Digest      string    `json:"digest"`
	Epoch       int64     `json:"epoch"`
	Run         uuid.UUID `json:"run"` // that took the epoch
	LastRun     uuid.UUID `json:"last_run"`
	LastPush    time.Time `json:"last_run_at,omitzero"`
	Rows        int64     `json:"rows,omitempty"` // that the last run left
	Policy      string    `json:"policy"`         // of the last run
	Quarantined []string  `json:"quarantined"`
	KeyID       string    `json:"key_id,omitempty"`
}

// locked runs f with the list of sources, under the lock of the folder, and keeps the
// list where f says that it has changed.
func (s *Sink) locked(ctx context.Context, f func(all []source) (changed []source, err error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	lock := flock.New(s.own("lock"), flock.SetPermissions(0o600))
	if ok, err := lock.TryLockContext(ctx, 20*time.Millisecond); !ok || err != nil {
		return errors.Join(s.unusable(err), lock.Close())
	}
	err := s.update(f)
	return errors.Join(err, lock.Unlock())
}

func (s *Sink) update(f func([]source) ([]source, error)) error {
	var all []source
	data, err := os.ReadFile(s.own("sources.json"))
	if err == nil && json.Unmarshal(data, &all) != nil {
		return fault.New(fault.ConfigInvalid, s.own("sources.json")+" is damaged, so what is in the folder cannot be told apart; nothing was changed",
			"restore the file from a backup, or push to another folder", nil)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.unusable(err)
	}
	changed, err := f(all)
	if err != nil || changed == nil {
		return err
	}
	if data, err = json.MarshalIndent(changed, "", "  "); err != nil {
		return s.unusable(err)
	}
	if err := atomicfile.Write(s.own("sources.json"), data, 0o600); err != nil {
		return s.unusable(err)
	}
	return nil
}

// Holds reports whether the folder dir has run as the last one that a source finished, and
// the key beside it. It writes nothing. Where the folder cannot be asked the answer is no: [Open] and
// [Sink.Begin] give the better error.
func Holds(dir string, of, run uuid.UUID) bool {
	var all []source
	data, err := os.ReadFile((&Sink{dir: dir}).own("sources.json"))
	if err != nil || json.Unmarshal(data, &all) != nil {
		return false
	}
	return slices.ContainsFunc(all, func(is source) bool { return is.ID == of && is.LastRun == run }) && keyfile.Has(dir, of)
}

// Begin finds the source by its name or, unnamed, by its digest, or makes it, and
// takes its next epoch. The folder holds no source key; the file beside it does. An
// unnamed source is not made where the folder has one of the same project's folder, see
// [fault.SinkTwice].
func (s *Sink) Begin(ctx context.Context, start sink.Start) (sink.Lease, error) {
	var lease sink.Lease
	err := s.locked(ctx, func(all []source) ([]source, error) {
		keys, err := keyfile.Read(s.dir)
		if err != nil {
			return nil, err
		}
		at := -1
		for i, is := range all {
			if is.Project == start.Project && is.Name == start.Name && (start.Name != "" || is.Digest == start.Digest) {
				at = i
			}
		}
		var beside []string
		if at < 0 {
			if beside, err = s.twice(all, keys, start); err != nil {
				return nil, err
			}
			at = len(all)
			all = append(all, source{ID: uuid.New(), Tenant: start.Tenant, Project: start.Project, Name: start.Name, Digest: start.Digest})
		}
		if all[at].Run != start.Run {
			all[at].Epoch++
			all[at].Run = start.Run
		}
		lease = sink.Lease{Source: all[at].ID, Epoch: all[at].Epoch, LastRun: all[at].LastRun, Quarantined: all[at].Quarantined,
			Key: keys.Key(all[at].ID), KeyID: all[at].KeyID, Beside: beside}
		if lease.Held, err = s.held(all[at].ID); err != nil {
			return nil, err
		}
		s.start, s.lease, s.begun, s.files = start, lease, true, 0
		return all, nil
	})
	return lease, err
}

// twice refuses a new source without a name where the folder has one that was pushed
// from the same place. Beside are the names of such sources, for a new one that was
// given a name.
func (s *Sink) twice(all []source, keys *keyfile.File, start sink.Start) (beside []string, err error) {
	known := keys.At(start.Folder)
	for _, is := range all {
		if is.Project != start.Project || !slices.Contains(known, is.ID) {
			continue
		}
		if start.Name == "" {
			return nil, keyfile.Twice(is.ID, is.Name, s.Destination())
		}
		beside = append(beside, is.Name)
	}
	return beside, nil
}

// held reports whether any table has files of a source.
func (s *Sink) held(id uuid.UUID) (bool, error) {
	found, err := filepath.Glob(filepath.Join(s.dir, "cloud_*", "sync_source="+id.String()))
	if err != nil {
		return false, s.unusable(err)
	}
	return len(found) > 0, nil
}

// KeepKey notes the id of the key in the folder, and keeps the key beside it.
func (s *Sink) KeepKey(ctx context.Context, id string, key []byte) error {
	return s.locked(ctx, func(all []source) ([]source, error) {
		is, err := s.current(all)
		if err != nil {
			return nil, err
		}
		keys, err := keyfile.Read(s.dir)
		if err != nil {
			return nil, err
		}
		if err := keys.Put(is.ID, key, s.start.Folder); err != nil || is.KeyID == id {
			return nil, err
		}
		is.KeyID = id
		return all, nil
	})
}

// current finds the run's source among all, or says that another run has overtaken it.
func (s *Sink) current(all []source) (*source, error) {
	if !s.begun {
		return nil, fault.New(fault.Internal, "the folder was written before a run began", bugHint, nil)
	}
	for i := range all {
		if all[i].ID == s.lease.Source && all[i].Epoch == s.lease.Epoch {
			return &all[i], nil
		}
	}
	return nil, fault.New(fault.SinkSuperseded, "a newer run of this source has begun", "let that one end; nothing is lost", nil)
}

// LastPolicy returns the digest of the policy of the last finished run, if that is
// the run asked for.
func (s *Sink) LastPolicy(ctx context.Context, run uuid.UUID) (digest string, err error) {
	err = s.locked(ctx, func(all []source) ([]source, error) {
		if is, err := s.current(all); err == nil && is.LastRun == run {
			digest = is.Policy
		}
		return nil, nil
	})
	return digest, err
}

// Finish records the run and makes it the source's last one.
func (s *Sink) Finish(ctx context.Context, r *sink.Run) error {
	return s.locked(ctx, func(all []source) ([]source, error) {
		is, err := s.current(all)
		if err != nil {
			return nil, err
		}
		if is.LastRun == r.ID {
			return nil, nil // the answer to the first call was lost
		}
		line, err := json.Marshal(map[string]any{"sync_source_id": is.ID, "id": r.ID, "tenant_id": is.Tenant, "project_id": is.Project,
			"epoch": is.Epoch, "began_at": timestamp(r.Began), "finished_at": timestamp(s.now()), "complete": r.Complete, "full_push": r.Full,
			"client": r.Client, "catalogue": r.Catalogue, "policy": r.Policy, "plugins": r.Plugins, "tables": r.Tables, "rules": r.Rules})
		if err != nil {
			return nil, s.unusable(err)
		}
		if err := s.append("runs.ndjson", append(line, '\n')); err != nil {
			return nil, err
		}
		is.LastRun, is.Policy, is.Quarantined = r.ID, r.Policy, r.Quarantined
		is.LastPush, is.Rows = s.now(), sink.RowsOf(r.Tables)
		return all, nil
	})
}

func (s *Sink) append(name string, line []byte) error {
	f, err := os.OpenFile(s.own(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return s.unusable(err)
	}
	_, err = f.Write(line)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return s.unusable(err)
	}
	return nil
}

// add puts a file of lines into the folder of a table, whole or not at all.
func (s *Sink) add(table string, lines []byte) error {
	dir := filepath.Join(s.dir, table, "sync_source="+s.lease.Source.String(), fmt.Sprintf("run_epoch=%010d", s.lease.Epoch))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return s.unusable(err)
	}
	s.files++
	if err := atomicfile.Write(filepath.Join(dir, fmt.Sprintf("%06d.ndjson", s.files)), lines, 0o600); err != nil {
		return s.unusable(err)
	}
	return nil
}

const bugHint = "report this as a bug of driftsync"

func (s *Sink) unusable(err error) error {
	if full := disk.WhenFull(s.dir, err); full != nil {
		return full
	}
	return fault.New(fault.SinkUnreachable, s.dir+" cannot be written or read", "check the folder's rights and the free space, and push again", err)
}

// timestamp writes a time as all times of the files are written.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// filesOf returns the files of one table and source in the order in which they count.
func (s *Sink) filesOf(table string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(s.dir, table, "sync_source="+s.lease.Source.String(), "run_epoch=*", "*.ndjson"))
	if err != nil {
		return nil, s.unusable(err)
	}
	return all, nil // Glob sorts, and the names are as wide as they get
}

// quoteTime is the time of a write as JSON.
func (s *Sink) quoteTime() string { return `"` + timestamp(s.now()) + `"` }

package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"github.com/driftsync/driftsync/host/fault"
)

// Kind says where sessions are kept.
type Kind string

// The kinds of a store. Auto is the keyring where there is one that answers, else the
// file.
const (
	Auto    Kind = "auto"
	Keyring Kind = "keyring"
	File    Kind = "file"
)

// fileName is that of Drift's own credentials.
const fileName = "cloud-credentials.json"

// Store keeps sessions on this machine, by URL.
type Store struct {
	kind Kind
	dir  string
	file file
	ring ring // nil where there is none
}

// NewStore returns the store in a user's folder ~/.drift, which need not exist. Env
// reads the environment.
func NewStore(kind Kind, dir string, env func(string) string) (*Store, error) {
	s := &Store{kind: kind, dir: dir, file: file{filepath.Join(dir, fileName)}}
	switch kind {
	case File:
	case Auto, Keyring, "":
		if hasRing(env) {
			s.ring = systemRing{}
		}
		if s.kind == "" {
			s.kind = Auto
		}
	default:
		return nil, fault.New(fault.ConfigInvalid, "there is no such credential store", "choose auto, keyring or file", nil)
	}
	if s.kind == Keyring && s.ring == nil {
		return nil, fault.New(fault.LoginStore, "this system has no keyring that can be asked", "use --store file", nil)
	}
	return s, nil
}

// Path returns the file that holds sessions where there is no keyring.
func (s *Store) Path() string { return s.file.path }

// Load returns the session of a URL and where it was, nil where there is none. The
// file is read first: it needs no daemon.
func (s *Store) Load(url string) (*Session, Kind, error) {
	if s.kind != Keyring {
		found, err := s.file.load(url)
		if found != nil || err != nil {
			return found, File, err
		}
	}
	if s.ring == nil {
		return nil, File, nil
	}
	found, err := ringLoad(s.ring, url)
	if err != nil && s.kind == Auto {
		return nil, File, nil // a keyring that is locked is as good as none
	}
	return found, Keyring, err
}

// URLs returns those of all sessions that are kept. A keyring that is locked is as good
// as none, unless it was asked for.
func (s *Store) URLs() ([]string, error) {
	all, err := s.file.read()
	var urls []string
	for _, each := range all {
		urls = append(urls, each.URL)
	}
	if err != nil || s.ring == nil {
		return urls, err
	}
	kept, err := ringURLs(s.ring)
	if err != nil && s.kind == Auto {
		err = nil
	}
	for _, url := range kept {
		if !slices.Contains(urls, url) {
			urls = append(urls, url)
		}
	}
	return urls, err
}

// Save keeps a session and says where. The caller holds the lock. An older session of
// the URL in the other place is removed.
func (s *Store) Save(session *Session) (Kind, error) {
	if s.ring != nil && (s.kind == Keyring || probe(s.ring)) {
		err := ringSave(s.ring, session)
		if err == nil {
			_, err = s.file.remove(session.URL)
			return Keyring, err
		}
		if s.kind == Keyring {
			return Keyring, err
		}
	}
	return File, s.file.save(session)
}

// Renew keeps a session where an older one of the URL was. The caller holds the lock.
func (s *Store) Renew(session *Session, at Kind) error {
	if at == Keyring && s.ring != nil {
		return ringSave(s.ring, session)
	}
	return s.file.save(session)
}

// Remove deletes the session of a URL from both places. Removed is false where there
// was none. The caller holds the lock.
func (s *Store) Remove(url string) (removed bool, err error) {
	removed, err = s.file.remove(url)
	if s.ring != nil {
		fromRing, ringErr := ringRemove(s.ring, url)
		removed = removed || fromRing
		if s.kind == Keyring || !errors.Is(ringErr, errRingTime) {
			err = errors.Join(err, ringErr)
		}
	}
	return removed, err
}

// lockTime is how long a process waits for another one that refreshes.
const lockTime = 40 * time.Second

// Lock excludes other processes until unlock is called.
func (s *Store) Lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, storeFault("the folder of the credentials cannot be made", err)
	}
	lock := flock.New(filepath.Join(s.dir, "cloud-credentials.lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, lockTime)
	defer cancel()
	if ok, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil || !ok {
		return nil, storeFault("another process holds the credentials", err)
	}
	return func() { _ = lock.Unlock() }, nil // the end of the process frees it too
}

package auth

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// credentials is Drift's own cloud-credentials.json: the three keys at the top are
// Drift's, and belong to the last login. Sessions of other URLs follow under more.
type credentials struct {
	entry
	More []entry `json:"more,omitempty"`
}

type entry struct {
	AccessToken  string `json:"accessToken"`
	RefreshToken string `json:"refreshToken"`
	ExpiresAt    string `json:"expiresAt"` // RFC 3339
	URL          string `json:"url,omitempty"`
	Email        string `json:"email,omitempty"`
	Issuer       string `json:"issuer,omitempty"` // that the URL's own Auth used; empty in files of older versions
}

func newEntry(s *Session) entry {
	e := entry{AccessToken: s.AccessToken, RefreshToken: s.RefreshToken, URL: s.URL, Email: s.Email, Issuer: s.Issuer}
	if !s.ExpiresAt.IsZero() {
		e.ExpiresAt = s.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return e
}

// session returns nil for an entry that belongs to no URL. Drift writes none: then
// it is the one that issued the token.
func (e *entry) session() *Session {
	if e.AccessToken == "" {
		return nil
	}
	s := &Session{URL: e.URL, AccessToken: e.AccessToken, RefreshToken: e.RefreshToken, Email: e.Email, Issuer: e.Issuer}
	c, err := parseClaims(e.AccessToken)
	if err != nil {
		return nil
	}
	if s.URL == "" {
		issuer, err := url.Parse(strings.TrimSuffix(strings.TrimRight(c.issuer, "/"), "/auth/v1"))
		if err != nil || issuer.Host == "" {
			return nil
		}
		s.URL = issuer.String()
	}
	if s.Email == "" {
		s.Email = c.email
	}
	if at, err := time.Parse(time.RFC3339, e.ExpiresAt); err == nil {
		s.ExpiresAt = at.UTC()
	} else {
		s.ExpiresAt = c.expires
	}
	return s
}

// file keeps sessions in one file readable only by its owner.
type file struct{ path string }

func (f file) read() ([]*Session, error) {
	data, err := plainfile.Read(f.path, plainfile.Text)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, storeFault("the credentials cannot be read", err)
	}
	var c credentials
	if json.Unmarshal(data, &c) != nil {
		return nil, fault.New(fault.LoginStore, filepath.Base(f.path)+" is not a file of credentials", "remove it, then run driftsync login", nil)
	}
	var all []*Session
	for _, e := range append([]entry{c.entry}, c.More...) {
		if s := e.session(); s != nil {
			all = append(all, s)
		}
	}
	return all, nil
}

func (f file) load(url string) (*Session, error) {
	all, err := f.read()
	for _, s := range all {
		if s.URL == url {
			return s, err
		}
	}
	return nil, err
}

// save puts a session first and keeps those of other URLs. The caller holds the lock.
func (f file) save(s *Session) error {
	all, err := f.read()
	if err != nil {
		return err
	}
	c := credentials{entry: newEntry(s)}
	for _, other := range all {
		if other.URL != s.URL {
			c.More = append(c.More, newEntry(other))
		}
	}
	return f.write(&c)
}

func (f file) remove(url string) (bool, error) {
	all, err := f.read()
	if err != nil || len(all) == 0 {
		return false, err
	}
	var left []entry
	for _, s := range all {
		if s.URL != url {
			left = append(left, newEntry(s))
		}
	}
	switch {
	case len(left) == len(all):
		return false, nil
	case len(left) == 0:
		if err := os.Remove(f.path); err != nil {
			return false, storeFault("the credentials cannot be removed", err)
		}
		return true, nil
	}
	return true, f.write(&credentials{entry: left[0], More: left[1:]})
}

func (f file) write(c *credentials) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return storeFault("the folder of the credentials cannot be made", err)
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return storeFault("the credentials cannot be written", nil)
	}
	if err := atomicfile.Write(f.path, append(data, '\n'), 0o600); err != nil {
		return storeFault("the credentials cannot be written", err)
	}
	return nil
}

// storeFault leaves the path of the user's home out of the message.
func storeFault(what string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		err = l.Err
	}
	return fault.New(fault.LoginStore, what, "check the access rights of ~/.drift, or set DRIFTSYNC_TOKEN", err)
}

package report

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
)

// Key signs the reports of one machine. It shows that a report was not changed after
// it left the machine, not that the machine is honest.
type Key struct {
	Private string `json:"private"`
	Public  string `json:"public"`
}

// kept is the number of reports that a machine keeps.
const kept = 50

// Store keeps reports and their key in a folder of the user's state.
type Store struct{ dir string }

// NewStore returns the store below a state folder.
func NewStore(stateDir string) *Store { return &Store{filepath.Join(stateDir, "reports")} }

// Key returns the machine's key, made when it is asked for first.
func (s *Store) Key() (*Key, error) {
	path := filepath.Join(s.dir, "key.json")
	k := new(Key)
	data, err := os.ReadFile(path)
	if err == nil && json.Unmarshal(data, k) == nil && k.Private != "" {
		return k, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unusable(err)
	}
	if k.Private, k.Public, err = note.GenerateKey(rand.Reader, "driftsync-report"); err != nil {
		return nil, unmade(err)
	}
	if data, err = json.Marshal(k); err != nil {
		return nil, unmade(err)
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	if err := atomicfile.Write(path, data, 0o600); err != nil {
		return nil, unusable(err)
	}
	return k, nil
}

// Sign signs a report with the machine's key.
func (s *Store) Sign(r *Report) (*Signed, error) {
	key, err := s.Key()
	if err != nil {
		return nil, err
	}
	return Sign(r, key)
}

// Save signs and keeps a report; the oldest beyond some dozens go.
func (s *Store) Save(r *Report) (*Signed, error) {
	signed, err := s.Sign(r)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := signed.JSON(&b); err != nil {
		return nil, err
	}
	if err := atomicfile.Write(filepath.Join(s.dir, r.Run+".json"), []byte(b.String()), 0o600); err != nil {
		return nil, unusable(err)
	}
	names, err := s.names()
	for i := 0; err == nil && i < len(names)-kept; i++ {
		err = os.Remove(filepath.Join(s.dir, names[i]))
	}
	if err != nil {
		return nil, unusable(err)
	}
	return signed, nil
}

var reportName = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f-]{27}\.json$`)

// names returns the files of reports, the oldest first: a run's id begins with its
// time.
func (s *Store) names() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if reportName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names, err
}

// Runs returns the ids of the kept runs, the newest first.
func (s *Store) Runs() ([]string, error) {
	names, err := s.names()
	if err != nil {
		return nil, unusable(err)
	}
	runs := make([]string, 0, len(names))
	for i := len(names) - 1; i >= 0; i-- {
		runs = append(runs, strings.TrimSuffix(names[i], ".json"))
	}
	return runs, nil
}

// Load returns the report of a run, by its id or the beginning of it.
func (s *Store) Load(run string) (*Signed, error) {
	runs, err := s.Runs()
	if err != nil {
		return nil, err
	}
	var found []string
	for _, each := range runs {
		if strings.HasPrefix(each, run) {
			found = append(found, each)
		}
	}
	switch {
	case len(runs) == 0:
		return nil, fault.New(fault.ConfigInvalid, "no report is kept here: nothing was pushed from here yet", "push first; driftsync report list lists those that are kept", nil)
	case len(found) == 0:
		return nil, fault.New(fault.ConfigInvalid, "no report is kept of a run "+run, "driftsync report list shows the runs", nil)
	case len(found) == 1:
		return s.read(found[0])
	}
	return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("%d reports are of runs that begin with %s", len(found), run), "name more of the id, as driftsync report list shows it", nil)
}

func (s *Store) read(run string) (*Signed, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, run+".json"))
	if err != nil {
		return nil, unusable(err)
	}
	return read(data)
}

// Find returns the newest report that fits, nil where none does.
func (s *Store) Find(fits func(*Report) bool) (*Signed, error) {
	runs, err := s.Runs()
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		signed, err := s.read(run)
		if err != nil {
			return nil, err
		}
		if r, err := signed.Parse(); err == nil && fits(r) {
			return signed, nil
		}
	}
	return nil, nil
}

// All returns the kept reports, the newest first. One that cannot be read is left out.
func (s *Store) All() ([]*Report, error) {
	var all []*Report
	_, err := s.Find(func(r *Report) bool {
		all = append(all, r)
		return false
	})
	return all, err
}

func unusable(err error) error {
	return fault.New(fault.ConfigState, "the folder of reports cannot be used", "check the access rights of the state folder", err)
}

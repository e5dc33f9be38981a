package state

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/internal/atomicfile"
)

// Quarantined is a row that cannot leave. It names the row by a keyed digest and
// never holds a value (invariant 9).
type Quarantined struct {
	Database string `json:"database"`
	Table    string `json:"table"`
	Digest   string `json:"digest"`           // of key, column and reason
	Column   string `json:"column,omitempty"` // empty where the whole row is at fault
	Stage    string `json:"stage"`            // source, plugin, guard or sink
	Reason   string `json:"reason"`           // fault code, rule or SQLSTATE
}

// Quarantine returns the list of the last run.
func (s *Store) Quarantine() ([]Quarantined, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, "quarantine.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unusable(err)
	}
	var list []Quarantined
	if json.Unmarshal(data, &list) != nil {
		return nil, nil // as good as lost; the next run makes it again
	}
	return list, nil
}

// SetQuarantine replaces the list.
func (s *Store) SetQuarantine(list []Quarantined) error {
	data, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return unusable(err)
	}
	if err := atomicfile.Write(filepath.Join(s.dir, "quarantine.json"), data, 0o600); err != nil {
		return unusable(err)
	}
	return nil
}

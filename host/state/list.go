package state

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Peek reads the state in dir without its lock, beside a push that may be running:
// what the last commit says. Meta is nil where there is no state.
func Peek(dir string) (*Meta, []Quarantined, error) {
	data, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, unusable(err)
	}
	meta := new(Meta)
	if json.Unmarshal(data, meta) != nil || meta.Version > formatVersion {
		return nil, nil, nil
	}
	list, err := (&Store{dir: dir}).Quarantine()
	return meta, list, err
}

// Purge removes every state below a state folder whose destination begins with prefix,
// and returns their number. One that a push holds is [fault.StateBusy].
func Purge(dir, prefix string) (int, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, unusable(err)
	}
	purged := 0
	for _, e := range entries {
		at := filepath.Join(dir, e.Name())
		meta, _, err := Peek(at)
		if err != nil || meta == nil || !strings.HasPrefix(meta.Destination, prefix) {
			continue
		}
		store, err := Open(at)
		if err != nil {
			return purged, err
		}
		if err := errors.Join(os.RemoveAll(at), store.Close()); err != nil {
			return purged, unusable(err)
		}
		purged++
	}
	return purged, nil
}

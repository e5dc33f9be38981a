package state

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/internal/atomicfile"
)

// Machine is what this machine keeps for all its sources.
type Machine struct {
	ID  []byte `json:"id"`  // names the machine; from the system where it has such a name
	Key []byte `json:"key"` // 32 random bytes: the pseudonym key where no team key is set
}

// OpenMachine reads or makes the machine's secrets in the state folder. A system
// that names itself keeps its name when the folder is lost, so its sources go on.
func OpenMachine(dir string) (*Machine, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	path := filepath.Join(dir, "machine.json")
	m := new(Machine)
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, m)
	}
	if err == nil && len(m.Key) == 32 && len(m.ID) > 0 {
		return m, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unusable(err)
	}
	m.Key = make([]byte, 32)
	rand.Read(m.Key)
	if m.ID = systemID(); m.ID == nil {
		m.ID = make([]byte, 16)
		rand.Read(m.ID)
	}
	if data, err = json.Marshal(m); err != nil {
		return nil, unusable(err)
	}
	if err := atomicfile.Write(path, data, 0o600); err != nil {
		return nil, unusable(err)
	}
	return m, nil
}

// systemID returns the id of machine-id(5), nil on systems without one.
func systemID() []byte {
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if id, err := hex.DecodeString(strings.TrimSpace(string(data))); err == nil && len(id) == 16 {
			return id
		}
	}
	return nil
}

package verify

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/schema"
)

// Kept is a report that this machine keeps.
type Kept struct {
	At     time.Time `json:"at"`
	Report *Report   `json:"report"`
}

// Memory keeps reports in a folder of the user's state, so that the same bytes are not
// checked twice in the same way.
type Memory struct{ dir string }

// NewMemory returns the memory below a state folder.
func NewMemory(stateDir string) *Memory { return &Memory{filepath.Join(stateDir, "checks")} }

// Save keeps the report of a plugin that was checked with these options.
func (m *Memory) Save(r *Report, o *Options, at time.Time) error {
	data, err := json.Marshal(Kept{at.UTC().Truncate(time.Second), r})
	if err == nil {
		err = os.MkdirAll(m.dir, 0o700)
	}
	if err == nil {
		err = atomicfile.Write(m.file(r.SHA256, o), data, 0o600)
	}
	if err != nil {
		return fault.New(fault.ConfigState, "the result of the checks cannot be kept", "check the access rights and the free space of the state folder", err)
	}
	return nil
}

// Recall returns the report of a module, manifest included, that was checked with these
// options and failed nothing; nil where there is none. What failed is checked again, since
// a busy machine can be the reason.
func (m *Memory) Recall(digest string, o *Options) *Kept {
	k := read(m.file(digest, o))
	if k == nil || k.Report.SHA256 != digest || k.Report.Count(Failed) > 0 {
		return nil
	}
	return k
}

// Last returns the newest report of a module, however it was checked; nil for none.
func (m *Memory) Last(digest string) (*Kept, error) {
	names, err := filepath.Glob(filepath.Join(m.dir, digest+"-*.json"))
	if err != nil {
		return nil, err
	}
	var all []*Kept
	for _, name := range names {
		if k := read(name); k != nil && k.Report.SHA256 == digest {
			all = append(all, k)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return slices.MaxFunc(all, func(a, b *Kept) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) }), nil
}

// read returns nil where there is nothing, or nothing that can be used: it only saves time.
func read(name string) *Kept {
	data, err := os.ReadFile(name)
	k := new(Kept)
	if err != nil || json.Unmarshal(data, k) != nil || k.Report == nil {
		return nil
	}
	return k
}

// file is named by the module and by everything else that decides how the checks end.
func (m *Memory) file(digest string, o *Options) string {
	destroyed, _ := o.maxDestroyed()
	key, err := json.Marshal([]any{CorpusVersion, schema.Digest(), lock.Digest(bundled.Wasm), o.Program, o.Limits, o.Vectors, destroyed})
	if err != nil {
		panic("verify: numbers and texts do not marshal: " + err.Error())
	}
	sum := sha256.Sum256(key)
	return filepath.Join(m.dir, digest+"-"+hex.EncodeToString(sum[:8])+".json")
}

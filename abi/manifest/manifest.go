// Package manifest reads and writes what a plugin says of itself: the JSON in the
// custom section "driftsync.manifest" of its module.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/abi"
)

// Limits on a manifest. They bound what the choice of directives could signal.
const (
	MaxSize    = 256 << 10 // bytes of JSON
	MaxMarkers = 8         // different markers of one plugin
)

// ErrManifest is wrapped by every error of this package.
var ErrManifest = errors.New("manifest refused")

// Manifest is what a plugin says of itself. The host trusts none of it: it gives
// the plugin no more than is asked for here, and allows no edit that no rule names.
type Manifest struct {
	Name    string   `json:"name"`    // [a-z][a-z0-9-]*, at most 64 bytes
	Version string   `json:"version"` // semantic version
	ABI     int      `json:"abi"`     // [abi.Version]
	Rules   []Rule   `json:"rules"`   // a directive names a rule by its position
	Classes []string `json:"classes"` // classes that the plugin claims to handle
	Reads   []string `json:"reads"`   // table.column patterns that it is given; "*" is a wildcard
	Limits  Limits   `json:"limits"`  // what it needs; the host may refuse
}

// Rule is one reason to take something away.
type Rule struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Removes string `json:"removes"` // what it takes away, in a sentence
	Marker  string `json:"marker"`  // what stands in its place: "", "/", "[REDACTED]" or [A-Z0-9_:-] in brackets
}

// Limits are the resources that a plugin asks for; 0 asks for the host's default.
type Limits struct {
	MemoryPages int `json:"memory_pages,omitempty"` // of 64 KiB
	BatchMillis int `json:"batch_millis,omitempty"` // wall time a batch
}

// Parse decodes and checks a manifest. Unknown fields are errors, since a newer
// host might have given them meaning. A different ABI version is reported as
// such, so that the message can say which side is older.
func Parse(data []byte) (*Manifest, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrManifest, MaxSize)
	}
	var version struct {
		ABI int `json:"abi"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, fmt.Errorf("%w: not JSON", ErrManifest)
	}
	if version.ABI != abi.Version {
		return nil, &VersionError{Plugin: version.ABI}
	}
	m := new(Manifest)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return nil, fmt.Errorf("%w: a field is unknown or of another type", ErrManifest)
	}
	return m, m.check()
}

func (m *Manifest) check() error {
	switch {
	case !ValidName(m.Name):
		return fmt.Errorf("%w: name", ErrManifest)
	case !validVersion(m.Version):
		return fmt.Errorf("%w: version", ErrManifest)
	case len(m.Rules) == 0 || len(m.Rules) > abi.MaxRules:
		return fmt.Errorf("%w: %d rules, 1 to %d are allowed", ErrManifest, len(m.Rules), abi.MaxRules)
	case m.Limits.MemoryPages < 0 || m.Limits.BatchMillis < 0:
		return fmt.Errorf("%w: negative limit", ErrManifest)
	}
	seen := make(map[string]bool)
	markers := make(map[string]bool)
	for i, r := range m.Rules {
		if !ValidRule(r.ID) || seen[r.ID] {
			return fmt.Errorf("%w: id of rule %d", ErrManifest, i)
		}
		if !ValidMarker(r.Marker) {
			return fmt.Errorf("%w: marker of rule %q", ErrManifest, r.ID)
		}
		seen[r.ID], markers[r.Marker] = true, true
	}
	if len(markers) > MaxMarkers {
		return fmt.Errorf("%w: %d different markers, %d are allowed", ErrManifest, len(markers), MaxMarkers)
	}
	for _, name := range m.Classes {
		if abi.ParseClass(name) == abi.Unknown {
			return fmt.Errorf("%w: unknown class in classes", ErrManifest)
		}
	}
	for _, pattern := range m.Reads {
		if !ValidReads(pattern) {
			return fmt.Errorf("%w: pattern in reads", ErrManifest)
		}
	}
	return nil
}

// Handles reports whether the plugin claims a class.
func (m *Manifest) Handles(c abi.Class) bool { return slices.Contains(m.Classes, c.String()) }

// VersionError says that a plugin speaks another ABI than the host.
type VersionError struct{ Plugin int }

func (e *VersionError) Error() string {
	older := "the plugin is older; rebuild it with the current SDK"
	if e.Plugin > abi.Version {
		older = "driftsync is older; update it"
	}
	return fmt.Sprintf("%v: the plugin is built for ABI %d, this driftsync has ABI %d: %s", ErrManifest, e.Plugin, abi.Version, older)
}

func (e *VersionError) Unwrap() error { return ErrManifest }

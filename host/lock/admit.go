package lock

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/glyph"
)

// Candidate is a plugin that wants to run. The bytes with this digest are those that
// are compiled.
type Candidate struct {
	Name    string
	Version string
	SHA256  string // hex
	Reads   []string
	Bundled bool // vouched for by the release, not by a lock
	Shadow  bool // it changes nothing: its place does not matter, and no requirement is met by it
}

// NewCandidate describes the plugin of that name by its bytes. What is not a plugin, or one
// of another ABI, is a fault.
func NewCandidate(name string, wasm []byte, bundled bool) (Candidate, error) {
	found, err := manifest.Read(wasm)
	if err != nil {
		code := fault.PluginRefused
		if _, ok := errors.AsType[*manifest.VersionError](err); ok {
			code = fault.PluginABI
		}
		return Candidate{}, fault.New(code, fmt.Sprintf("plugin %q is refused", name), "see driftsync plugins inspect", err)
	}
	return Candidate{Name: found.Name, Version: found.Version, SHA256: Digest(wasm), Reads: found.Reads, Bundled: bundled}, nil
}

// Grant says why a plugin is trusted to run.
type Grant struct {
	Signers  []string // trusted ones by name, others as "key ID"
	Attested []string // trusted ones, each with the date
	Reason   string   // why it runs unsigned or unpinned; empty where it need not say
}

// Gate is what stands before every run. The zero Gate lets everything pass.
type Gate struct {
	Locks    []*File // nil where the calling program vouches for the bytes itself
	Policies Policies
	Unpinned string    // a written reason for plugins that no lock knows; empty refuses them
	Now      time.Time // zero for the clock of this machine
}

// AdmitBytes refuses a module whose digest no lock has, before anything of it is parsed.
// Name is what the configuration calls it. Errors are faults, plugin.refused.
func (g *Gate) AdmitBytes(name, digest string) error {
	known := g.Locks == nil || g.Unpinned != ""
	for _, f := range g.Locks {
		if e := f.Find(name); e != nil && e.SHA256 != digest {
			return refuse(name, fmt.Sprintf("its bytes are not those in the lock: found sha256 %.12s..., expected %.12s...", digest, e.SHA256),
				"restore the file that "+f.path+" pins, or look at the new one: driftsync plugins verify, then driftsync plugins add")
		}
		known = known || slices.ContainsFunc(f.Plugins, func(e Entry) bool { return e.SHA256 == digest })
	}
	if !known {
		return refuse(name, "no lock pins it", "pin it with driftsync plugins add FILE, or push with --unpinned --reason TEXT")
	}
	return nil
}

// Candidate describes the plugin of that name, after its digest was compared with the locks.
func (g *Gate) Candidate(name string, wasm []byte, bundled bool) (Candidate, error) {
	if !bundled {
		if err := g.AdmitBytes(name, Digest(wasm)); err != nil {
			return Candidate{}, err
		}
	}
	return NewCandidate(name, wasm, bundled)
}

// Admit judges the plugins of a chain, in their order, the bundled one included. It
// returns a grant for each. Errors are faults, plugin.refused.
func (g *Gate) Admit(chain []Candidate) ([]Grant, error) {
	grants := make([]Grant, len(chain))
	last := make(map[*File]int)
	for i := range chain {
		c := &chain[i]
		if c.Bundled {
			continue
		}
		entry, file, err := g.pinned(c)
		if err != nil {
			return nil, err
		}
		if entry == nil {
			entry = &Entry{Reason: g.Unpinned}
		} else {
			at := slices.IndexFunc(file.Plugins, func(e Entry) bool { return e.Name == c.Name })
			if at < last[file] && !c.Shadow {
				return nil, refuse(c.Name, "it runs in another order than the lock says", "order driftsync.toml as driftsync.lock")
			}
			last[file] = max(at, last[file])
		}
		grants[i].Reason = glyph.Visible(entry.Reason)
		if grants[i].Signers, err = g.signed(c, entry); err != nil {
			return nil, err
		}
		if grants[i].Attested, err = g.attested(c, entry); err != nil {
			return nil, err
		}
	}
	return grants, g.required(chain)
}

// pinned returns the lock entry of a plugin, nil where it may run without.
func (g *Gate) pinned(c *Candidate) (*Entry, *File, error) {
	for _, f := range g.Locks {
		e := f.Find(c.Name)
		switch {
		case e == nil:
			continue
		case e.SHA256 != c.SHA256:
			return nil, nil, refuse(c.Name, "its bytes are not those in the lock", "restore the file, or look at the new one: driftsync plugins verify, then driftsync plugins add")
		case e.Version != c.Version || !slices.Equal(e.Reads, c.Reads):
			return nil, nil, refuse(c.Name, "the lock grants it something else than it asks for", "pin it again with driftsync plugins add")
		}
		return e, f, nil
	}
	if g.Locks != nil && g.Unpinned == "" {
		return nil, nil, refuse(c.Name, "no lock pins it", "pin it with driftsync plugins add FILE, or push with --unpinned --reason TEXT")
	}
	return nil, nil, nil
}

func (g *Gate) signed(c *Candidate, e *Entry) ([]string, error) {
	var names []string
	for _, line := range e.Signatures {
		key, err := Signer(line, c.SHA256)
		if err != nil {
			return nil, refuse(c.Name, "a signature in the lock is not of these bytes", "pin it again with driftsync plugins add")
		}
		name := "key " + KeyID(key)
		for _, p := range g.Policies {
			if s := p.Trusts(key); s != nil {
				name = s.Name
			}
		}
		names = append(names, name)
	}
	for _, p := range g.Policies {
		if _, err := p.CheckSignatures(e.Signatures, c.SHA256); err != nil {
			return nil, fault.New(fault.PluginRefused, fmt.Sprintf("plugin %q is refused by the organisation's policy", c.Name),
				"have it signed, then pin it with driftsync plugins add", err)
		}
	}
	if g.Locks != nil && len(names) == 0 && e.Reason == "" {
		return nil, refuse(c.Name, "it is unsigned and the lock gives no reason", "pin it again with driftsync plugins add --reason TEXT")
	}
	return names, nil
}

func (g *Gate) required(chain []Candidate) error {
	for _, p := range g.Policies {
		for _, r := range p.Require {
			if err := r.check(chain); err != nil {
				return fault.New(fault.PluginRefused, fmt.Sprintf("the organisation requires the plugin %q", r.Name),
					"name it in driftsync.toml as "+p.path+" asks", err)
			}
		}
	}
	return nil
}

var errRequired = errors.New("requirement")

func (r *Requirement) check(chain []Candidate) error {
	for _, c := range chain {
		switch {
		case c.Name != r.Name || c.Shadow:
			continue
		case r.Version != "" && !atLeast(c.Version, r.Version):
			return fmt.Errorf("%w: version %s is older than %s", errRequired, c.Version, r.Version)
		case r.SHA256 != "" && c.SHA256 != r.SHA256:
			return fmt.Errorf("%w: it has other bytes", errRequired)
		}
		return nil
	}
	return fmt.Errorf("%w: it is not in the chain", errRequired)
}

func refuse(name, why, hint string) error {
	return fault.New(fault.PluginRefused, fmt.Sprintf("plugin %q is refused: %s", name, why), hint, nil)
}

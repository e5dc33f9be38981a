package lock

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/tomlfile"
)

// SystemPolicy is where an organisation leaves its policy. No variable and no flag
// leads elsewhere.
const SystemPolicy = "/etc/driftsync/policy.toml"

// bundledName is the plugin that the release vouches for; no other can take its name.
const bundledName = "redact-default"

// Policy is what an organisation asks of every push on a machine.
type Policy struct {
	Require      []Requirement  `toml:"require"`
	Signers      []PolicySigner `toml:"signer"`
	Signatures   map[string]int `toml:"signatures"`    // by role: how many different signers a stricter plugin needs
	Destinations []string       `toml:"destinations"`  // where a push may go; "*" at the end stands for anything. Empty allows all
	AllowedHosts []string       `toml:"allowed_hosts"` // the only hosts that driftsync may connect to, as HOST or HOST:PORT; nil allows all
	Strict       bool           `toml:"strict"`        // a check that nothing asked for counts as failed
	Attestation  *Demand        `toml:"attestation"`   // what the attestation of a stricter plugin has to say; nil asks for none

	// Destroyed is how much plugins may take beyond the default, in percent of rows, cells
	// or characters; nil for any.
	Destroyed *float64 `toml:"max_destroyed"`

	path   string
	digest [sha256.Size]byte
}

// Requirement is a plugin that every push must have.
type Requirement struct {
	Name    string `toml:"name"`
	Version string `toml:"version"` // at least this one; empty for any
	SHA256  string `toml:"sha256"`  // exactly these bytes; empty for any
}

// PolicySigner is a key that is trusted to sign plugins and attestations.
type PolicySigner struct {
	Name string `toml:"name"`
	Role string `toml:"role"`
	Key  string `toml:"key"` // base64, as plugins keygen prints it
}

// Policies all have to be satisfied, each by itself: one more can only ask for more.
type Policies []*Policy

// LoadPolicies reads the machine's policy and the one at extra, which may be empty.
// The machine's file must belong to the administrator; a policy that cannot be read
// or trusted stops the run, since it might have forbidden it. Errors are faults,
// config.invalid.
func LoadPolicies(extra string) (Policies, error) {
	var all Policies
	system, err := loadSystem(SystemPolicy)
	if err != nil {
		return nil, err
	}
	if system != nil {
		all = append(all, system)
	}
	if extra == "" {
		return all, nil
	}
	added, err := LoadPolicy(extra)
	if err != nil {
		return nil, err
	}
	return append(all, added), nil
}

func loadSystem(path string) (*Policy, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, policyFault(path, "it cannot be read", err)
	}
	if err := checkOwner(path, info); err != nil {
		return nil, policyFault(path, "it is not trusted", err)
	}
	return LoadPolicy(path)
}

// LoadPolicy reads one policy file.
func LoadPolicy(path string) (*Policy, error) {
	data, err := plainfile.Read(path, plainfile.Text)
	if err != nil {
		return nil, policyFault(path, "it cannot be read", plainfile.Cause(err))
	}
	p := &Policy{path: path, digest: sha256.Sum256(data)}
	if err := tomlfile.Decode(path, data, p); err != nil {
		return nil, fault.New(fault.ConfigInvalid, err.Error(), hintPolicy, nil)
	}
	return p, p.check()
}

func (p *Policy) check() error {
	if entry, found := network.NoHost(p.AllowedHosts); found {
		return p.wrong(fmt.Sprintf("allowed_hosts has %q, which is neither HOST nor HOST:PORT", entry))
	}
	if p.Destroyed != nil && !(*p.Destroyed >= 0 && *p.Destroyed <= 100) {
		return p.wrong(fmt.Sprintf("max_destroyed is %g and must be from 0 to 100", *p.Destroyed))
	}
	roles, asked := make(map[string]int), 0
	for _, s := range p.Signers {
		if s.PublicKey() == nil {
			return p.wrong(fmt.Sprintf("the key of signer %q is no Ed25519 key in base64", s.Name))
		}
		roles[s.Role]++
	}
	for role, k := range p.Signatures {
		asked += k
		if k < 0 || roles[role] < k {
			return p.wrong(fmt.Sprintf("it asks for %d signatures of role %q and names %d signers", k, role, roles[role]))
		}
	}
	for _, r := range p.Require {
		if _, ok := parseVersion(r.Version); r.Name == "" || r.Version != "" && !ok {
			return p.wrong(fmt.Sprintf("required plugin %q has no name, or the version %q, which is not MAJOR.MINOR.PATCH", r.Name, r.Version))
		}
		// Else a project could bring a plugin of that name that does nothing.
		if r.SHA256 == "" && asked == 0 && r.Name != bundledName {
			return p.wrong(fmt.Sprintf("it requires the plugin %q by name alone: name its sha256, or ask for signatures", r.Name))
		}
	}
	return p.checkDemand()
}

const hintPolicy = "ask whoever keeps this policy"

// wrong names the file.
func (p *Policy) wrong(what string) error { return policyFault(p.path, what, nil) }

func policyFault(path, what string, err error) error {
	return fault.New(fault.ConfigInvalid, "policy "+path+": "+what, hintPolicy, err)
}

// PublicKey returns the signer's key, nil where Key is none.
func (s *PolicySigner) PublicKey() ed25519.PublicKey {
	key, err := base64.StdEncoding.DecodeString(s.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil
	}
	return key
}

// Trusts returns the signer with a key, nil where the policy names none.
func (p *Policy) Trusts(key ed25519.PublicKey) *PolicySigner {
	for i := range p.Signers {
		if own := p.Signers[i].PublicKey(); own != nil && own.Equal(key) {
			return &p.Signers[i]
		}
	}
	return nil
}

// CheckSignatures refuses a module whose signatures do not reach the policy's
// thresholds. It returns the names of the trusted signers it found.
func (p *Policy) CheckSignatures(lines []string, digest string) ([]string, error) {
	have, names := make(map[string]map[string]bool), []string(nil)
	for _, line := range lines {
		key, err := Signer(line, digest)
		if err != nil {
			return nil, err
		}
		s := p.Trusts(key)
		if s == nil || have[s.Role][KeyID(key)] {
			continue
		}
		if have[s.Role] == nil {
			have[s.Role] = make(map[string]bool)
		}
		have[s.Role][KeyID(key)] = true
		names = append(names, s.Name)
	}
	for role, k := range p.Signatures {
		if n := len(have[role]); n < k {
			return names, fmt.Errorf("%w: %d of %d signatures of role %q", ErrSignature, n, k, role)
		}
	}
	return names, nil
}

// AllowsDestination reports whether a push may go there. Name is that of the
// destination: a URL, perhaps with a project behind "#", or "file:PATH".
func (p *Policy) AllowsDestination(name string) bool {
	if len(p.Destinations) == 0 {
		return true
	}
	bare, _, _ := strings.Cut(name, "#")
	return slices.ContainsFunc(p.Destinations, func(pattern string) bool {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
			return strings.HasPrefix(name, prefix)
		}
		return name == pattern || bare == strings.TrimRight(pattern, "/")
	})
}

// allowsHost reports whether a push to a destination would connect to listed hosts only.
func (p *Policy) allowsHost(name string) bool {
	to, err := url.Parse(name)
	return p.AllowedHosts == nil || err != nil || to.Host == "" || network.Listed(p.AllowedHosts, to)
}

// Hosts returns the lists of hosts that policies allow connections to; each counts.
func (all Policies) Hosts() [][]string {
	var lists [][]string
	for _, p := range all {
		if p.AllowedHosts != nil {
			lists = append(lists, p.AllowedHosts)
		}
	}
	return lists
}

// CheckDestination refuses a destination that a policy does not allow.
func (all Policies) CheckDestination(name string) error {
	for _, p := range all {
		if !p.AllowsDestination(name) {
			return fault.New(fault.PolicyDestination, "the organisation's policy does not allow this destination",
				"push to one that "+p.path+" names", nil)
		}
		if !p.allowsHost(name) {
			return fault.New(fault.PolicyHost, "the organisation's policy does not allow connections to the host of this destination",
				"push to a host that is in allowed_hosts of "+p.path, nil)
		}
	}
	return nil
}

// parseVersion returns the three numbers of a semantic version, and whether it is one.
func parseVersion(v string) (numbers [4]int, ok bool) {
	core, pre, isPre := strings.Cut(v, "-")
	parts := strings.Split(core, ".")
	if len(parts) != 3 || isPre && pre == "" {
		return numbers, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return numbers, false
		}
		numbers[i] = n
	}
	if !isPre {
		numbers[3] = 1 // a release stands above its own candidates
	}
	return numbers, true
}

// atLeast reports whether version v is least or newer.
func atLeast(v, least string) bool {
	a, ok := parseVersion(v)
	b, _ := parseVersion(least)
	return ok && slices.Compare(a[:], b[:]) >= 0
}

// Digest returns the SHA-256 over all policies in hexadecimal digits, "" for none.
func (all Policies) Digest() string {
	if len(all) == 0 {
		return ""
	}
	h := sha256.New()
	for _, p := range all {
		h.Write(p.digest[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Strict reports whether a policy counts a check that nothing asked for as failed.
func (all Policies) Strict() bool {
	return slices.ContainsFunc(all, func(p *Policy) bool { return p.Strict })
}

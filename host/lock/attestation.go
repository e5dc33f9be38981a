package lock

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/attestation"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// AttestationSuffix follows the name of a plugin's file where an attestation lies beside it.
const AttestationSuffix = ".attestation.json"

// Demand is what a policy asks of an attestation. The zero Demand asks for one by any
// signer of the policy.
type Demand struct {
	Role       string   `toml:"role"`         // of the signer; empty for any
	MaxAgeDays int      `toml:"max_age_days"` // 0 for any age
	Verifier   string   `toml:"verifier"`     // version of the driftsync that verified: at least this one; empty for any
	Corpus     int      `toml:"corpus"`       // version of its corpus: at least this one
	Checks     []string `toml:"checks"`       // that have to be among those that passed
}

// Attestation is what a checked attestation says.
type Attestation struct {
	Signers      []string  // trusted ones, by name
	At           time.Time // by the signer's own clock
	Checks       []string  // that passed
	Verifier     string    // the driftsync that verified
	Corpus       int       // version
	CorpusSHA256 string
}

// Skew is by how much the clocks of two machines may differ.
const Skew = 5 * time.Minute

func (p *Policy) checkDemand() error {
	d := p.Attestation
	if d == nil {
		return nil
	}
	if _, ok := parseVersion(d.Verifier); d.Verifier != "" && !ok || d.MaxAgeDays < 0 || d.Corpus < 0 {
		return p.wrong("[attestation] has a version that is not MAJOR.MINOR.PATCH, or a negative age")
	}
	if !slices.ContainsFunc(p.Signers, d.counts) {
		return p.wrong("it asks for attestations but lists no signer who could give one")
	}
	return nil
}

func (d *Demand) counts(s PolicySigner) bool { return d.Role == "" || d.Role == s.Role }

// refuses returns why an attestation is not what is asked for, "" where it is.
func (d *Demand) refuses(c *attestation.Claim, now time.Time) string {
	days := int(now.Sub(c.At) / (24 * time.Hour))
	version := strings.TrimPrefix(strings.TrimPrefix(c.Verifier, "driftsync "), "v")
	switch {
	case c.At.After(now.Add(Skew)):
		return "it is dated in the future"
	case d.MaxAgeDays > 0 && now.Sub(c.At) > time.Duration(d.MaxAgeDays)*24*time.Hour:
		return fmt.Sprintf("it is %d days old, the policy allows %d", days, d.MaxAgeDays)
	case d.Verifier != "" && !atLeast(version, d.Verifier):
		return fmt.Sprintf("%s made it, the policy asks for %s or newer", glyph.Visible(c.Verifier), d.Verifier)
	case c.Corpus.Version < d.Corpus:
		return fmt.Sprintf("it was made with corpus %d, the policy asks for %d", c.Corpus.Version, d.Corpus)
	}
	for _, name := range d.Checks {
		if !slices.Contains(c.Checks, name) {
			return "the check " + name + " is not among those that passed"
		}
	}
	return ""
}

// open returns what an attestation of the plugin with a digest says, if a signer whom
// the policy trusts made it, and it is what the policy asks for.
func (p *Policy) open(data []byte, digest string, now time.Time) (*Attestation, error) {
	d := p.Attestation
	if d == nil {
		d = new(Demand)
	}
	var keys []ed25519.PublicKey
	var names []string
	for i := range p.Signers {
		if s := &p.Signers[i]; d.counts(*s) {
			keys, names = append(keys, s.PublicKey()), append(names, s.Name)
		}
	}
	c, by, err := attestation.Open(data, digest, keys)
	if err != nil {
		return nil, err
	}
	if why := d.refuses(c, now); why != "" {
		return nil, fmt.Errorf("%w: %s", attestation.ErrRefused, why)
	}
	a := &Attestation{At: c.At, Checks: c.Checks, Verifier: c.Verifier, Corpus: c.Corpus.Version, CorpusSHA256: c.Corpus.SHA256}
	for _, i := range by {
		if !slices.Contains(a.Signers, names[i]) {
			a.Signers = append(a.Signers, names[i])
		}
	}
	return a, nil
}

// CheckAttestation returns what an attestation of the plugin with a digest says, if a
// policy trusts its signer and every policy that asks for attestations is satisfied. Errors
// wrap [attestation.ErrRefused].
func (all Policies) CheckAttestation(data []byte, digest string, now time.Time) (*Attestation, error) {
	var found *Attestation
	cause := fmt.Errorf("%w: no signer that is trusted", attestation.ErrRefused)
	for _, p := range all {
		a, err := p.open(data, digest, now)
		switch {
		case err == nil && found == nil:
			found = a
		case err != nil && p.Attestation != nil:
			return nil, err
		case err != nil:
			cause = err
		}
	}
	if found == nil {
		return nil, cause
	}
	return found, nil
}

// Attested reports whether a policy asks for attestations.
func (all Policies) Attested() bool {
	return slices.ContainsFunc(all, func(p *Policy) bool { return p.Attestation != nil })
}

// attested checks what policies ask of a plugin's attestations, and returns who attests it:
// "NAME DATE" of each signer whom a policy trusts.
func (g *Gate) attested(c *Candidate, e *Entry) ([]string, error) {
	now := g.Now
	if now.IsZero() {
		now = time.Now()
	}
	var names []string
	for _, p := range g.Policies {
		cause, good := fmt.Errorf("%w: the lock names none", attestation.ErrRefused), false
		for _, text := range e.Attestations {
			a, err := p.open([]byte(text), c.SHA256, now)
			if err != nil {
				cause = err
				continue
			}
			good = true
			for _, s := range a.Signers {
				names = append(names, s+" "+a.At.UTC().Format(time.DateOnly))
			}
		}
		if p.Attestation != nil && !good {
			return nil, fault.New(fault.PluginRefused, fmt.Sprintf("plugin %q is refused by the organisation's policy", c.Name),
				"have it attested: driftsync plugins verify --attest FILE --key KEY, then driftsync plugins add --attestation FILE", cause)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// ReadAttestations returns the attestations in the files named, or in the one beside a
// plugin where none is named; none where there is none.
func ReadAttestations(plugin string, named []string) ([]string, error) {
	files := named
	if len(named) == 0 {
		files = []string{plugin + AttestationSuffix}
	}
	var all []string
	for _, file := range files {
		data, err := plainfile.Read(file, plainfile.Text)
		if errors.Is(err, fs.ErrNotExist) && len(named) == 0 {
			return nil, nil
		}
		if err != nil {
			return nil, fault.New(fault.ConfigInvalid, "attestation "+file+" cannot be read", "name its file", plainfile.Cause(err))
		}
		all = append(all, strings.TrimSpace(string(data)))
	}
	return all, nil
}

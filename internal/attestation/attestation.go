// Package attestation writes and reads what an auditor signs about a plugin: that these
// bytes passed these checks, of which driftsync, with which corpus, at which time. It says
// nothing of whom to trust; package lock does.
package attestation

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An attestation is an in-toto statement with a simple verification result, in a DSSE
// envelope.
// https://github.com/in-toto/attestation/blob/main/spec/predicates/svr.md
const (
	StatementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://in-toto.io/attestation/svr/v0.1"
	verifierID    = "https://github.com/driftsync/driftsync/plugins-verify/v1"
	property      = "DRIFTSYNC_"
)

// ErrRefused is wrapped by every error about an attestation.
var ErrRefused = errors.New("attestation refused")

// Claim is what is attested.
type Claim struct {
	File      string // name of the plugin's file, for people
	SHA256    string // of the plugin, hex as all digests
	At        time.Time
	Checks    []string // that passed
	Verifier  string   // version of the driftsync that verified
	Corpus    Corpus
	Seeded    *Seeded // nil where no second half was made
	Catalogue string  // digest
	Default   string  // digest of the bundled policy that it was compared with
	Policy    string  // digest of the policy that asked; empty for none
}

// Corpus is what a plugin was tested with.
type Corpus struct {
	Version int // grows with every change; 0 where the attestation does not say
	SHA256  string
}

// Seeded is the half of a corpus that a seed makes.
type Seeded struct {
	Seed   uint64
	SHA256 string
}

type statement struct {
	Type          string     `json:"_type"`
	Subject       []resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     predicate  `json:"predicate"`
}

type resource struct {
	Name   string            `json:"name,omitempty"`
	Digest map[string]string `json:"digest"`
}

type predicate struct {
	Verifier    verifier `json:"verifier"`
	TimeCreated string   `json:"timeCreated"`
	Properties  []string `json:"properties"`
}

// verifier names what checked, and by the extension fields with what.
type verifier struct {
	ID        string            `json:"id"`
	Version   map[string]string `json:"version,omitempty"` // by component
	Corpus    resource          `json:"corpus"`
	Seeded    *resource         `json:"seededCorpus,omitempty"` // its name is the seed
	Catalogue resource          `json:"catalogue"`
	Default   resource          `json:"default"`
	Policy    *resource         `json:"policy,omitempty"`
}

// Components of a verifier that have a version.
const (
	program = "driftsync"
	corpus  = "corpus"
)

func sha256Of(digest string) map[string]string { return map[string]string{"sha256": digest} }

// Sign returns the attestation of a claim, whose time is cut to seconds. The same claim
// and key give the same bytes. The key id only helps to find the key.
func Sign(c *Claim, key ed25519.PrivateKey, keyID string) ([]byte, error) {
	s := statement{
		Type: StatementType, Subject: []resource{{c.File, sha256Of(c.SHA256)}}, PredicateType: predicateType,
		Predicate: predicate{
			Verifier: verifier{ID: verifierID, Version: map[string]string{program: c.Verifier, corpus: strconv.Itoa(c.Corpus.Version)},
				Corpus: resource{Digest: sha256Of(c.Corpus.SHA256)}, Catalogue: resource{Digest: sha256Of(c.Catalogue)}, Default: resource{Digest: sha256Of(c.Default)}},
			TimeCreated: c.At.UTC().Format(time.RFC3339),
		},
	}
	if c.Seeded != nil {
		s.Predicate.Verifier.Seeded = &resource{fmt.Sprintf("seed %d", c.Seeded.Seed), sha256Of(c.Seeded.SHA256)}
	}
	if c.Policy != "" {
		s.Predicate.Verifier.Policy = &resource{Digest: sha256Of(c.Policy)}
	}
	for _, name := range c.Checks {
		s.Predicate.Properties = append(s.Predicate.Properties, property+strings.ReplaceAll(name, "-", "_"))
	}
	payload, err := encode(s)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be encoded", ErrRefused)
	}
	return Seal(payload, key, keyID)
}

// Open returns what an attestation claims of the plugin with a digest, and the positions
// of those among keys that signed it. Where none did, and for any other plugin, it returns
// an error that wraps [ErrRefused]: nothing of such a claim is of use.
func Open(data []byte, digest string, keys []ed25519.PublicKey) (*Claim, []int, error) {
	payload, by, err := Unseal(data, keys)
	if err != nil {
		return nil, nil, err
	}
	c := &Claim{SHA256: digest}
	if err := c.read(payload); err != nil {
		return nil, nil, err
	}
	return c, by, nil
}

func (c *Claim) read(payload []byte) error {
	var s statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return fmt.Errorf("%w: its statement does not parse", ErrRefused)
	}
	at := slices.IndexFunc(s.Subject, func(r resource) bool { return r.Digest["sha256"] == c.SHA256 })
	v := &s.Predicate.Verifier
	switch {
	case s.Type != StatementType || s.PredicateType != predicateType || v.ID != verifierID:
		return fmt.Errorf("%w: it is not a verification result of driftsync", ErrRefused)
	case at < 0:
		return fmt.Errorf("%w: it is about other bytes", ErrRefused)
	}
	var err error
	if c.At, err = time.Parse(time.RFC3339, s.Predicate.TimeCreated); err != nil {
		return fmt.Errorf("%w: its time does not parse", ErrRefused)
	}
	c.File, c.Verifier, c.Catalogue, c.Default = s.Subject[at].Name, v.Version[program], v.Catalogue.Digest["sha256"], v.Default.Digest["sha256"]
	c.Corpus.SHA256 = v.Corpus.Digest["sha256"]
	if n, err := strconv.Atoi(v.Version[corpus]); err == nil {
		c.Corpus.Version = n
	}
	if v.Policy != nil {
		c.Policy = v.Policy.Digest["sha256"]
	}
	for _, p := range s.Predicate.Properties {
		if name, ok := strings.CutPrefix(p, property); ok {
			c.Checks = append(c.Checks, strings.ReplaceAll(name, "_", "-"))
		}
	}
	return nil
}

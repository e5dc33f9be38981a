package verify

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/lock"
)

// An attestation is an in-toto statement with a simple verification result, in a DSSE
// envelope.
// https://github.com/in-toto/attestation/blob/main/spec/predicates/svr.md
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
const (
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://in-toto.io/attestation/svr/v0.1"
	payloadType   = "application/vnd.in-toto+json"
	verifierID    = "https://github.com/driftsync/driftsync/plugins-verify/v1"
	property      = "DRIFTSYNC_"
)

// ErrAttestation is wrapped by errors about an attestation.
var ErrAttestation = errors.New("attestation refused")

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
	ID        string    `json:"id"`
	Corpus    resource  `json:"corpus"`
	Seeded    *resource `json:"seededCorpus,omitempty"` // its name is the seed
	Catalogue resource  `json:"catalogue"`
	Default   resource  `json:"default"`
	Policy    *resource `json:"policy,omitempty"`
}

type envelope struct {
	Payload     string      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

func sha256Of(digest string) map[string]string { return map[string]string{"sha256": digest} }

// Attest returns a signed attestation that the checks of a report passed. The same
// plugin, driftsync, key and time give the same bytes. A report that is not OK is not
// attested.
func Attest(r *Report, key ed25519.PrivateKey, at time.Time) ([]byte, error) {
	if !r.OK() {
		return nil, fmt.Errorf("%w: the plugin did not pass", ErrAttestation)
	}
	s := statement{
		Type: statementType, Subject: []resource{{r.File, sha256Of(r.SHA256)}}, PredicateType: predicateType,
		Predicate: predicate{
			Verifier: verifier{ID: verifierID, Corpus: resource{Digest: sha256Of(r.Corpus.SHA256)},
				Catalogue: resource{Digest: sha256Of(r.Catalogue)}, Default: resource{Digest: sha256Of(r.Bundled)}},
			TimeCreated: at.UTC().Format(time.RFC3339),
		},
	}
	if half := r.Corpus.Seeded; half != nil {
		s.Predicate.Verifier.Seeded = &resource{fmt.Sprintf("seed %d", r.Corpus.Seed), sha256Of(half.SHA256)}
	}
	if r.Policy != "" {
		s.Predicate.Verifier.Policy = &resource{Digest: sha256Of(r.Policy)}
	}
	for _, c := range r.Checks {
		if c.Status == Passed {
			s.Predicate.Properties = append(s.Predicate.Properties, property+strings.ReplaceAll(c.Name, "-", "_"))
		}
	}
	payload, err := encode(s)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be encoded", ErrAttestation)
	}
	public, _ := key.Public().(ed25519.PublicKey)
	sealed, err := encode(envelope{
		Payload: base64.StdEncoding.EncodeToString(payload), PayloadType: payloadType,
		Signatures: []signature{{lock.KeyID(public), base64.StdEncoding.EncodeToString(ed25519.Sign(key, preAuthentication(payload)))}},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be encoded", ErrAttestation)
	}
	return append(sealed, '\n'), nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// preAuthentication is what DSSE signs.
func preAuthentication(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// Attestation is what a checked attestation says.
type Attestation struct {
	Signers []string  // trusted ones, by name
	At      time.Time // by the signer's own clock
	Checks  []string  // that passed
}

// CheckAttestation checks that a signer whom a policy trusts attests the bytes with a
// digest. Errors wrap [ErrAttestation].
func CheckAttestation(data []byte, digest string, policies lock.Policies) (*Attestation, error) {
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil || e.PayloadType != payloadType {
		return nil, fmt.Errorf("%w: no DSSE envelope of an in-toto statement", ErrAttestation)
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("%w: its payload is not base64", ErrAttestation)
	}
	a := new(Attestation)
	for _, s := range e.Signatures {
		if name := signerOf(s, payload, policies); name != "" && !slices.Contains(a.Signers, name) {
			a.Signers = append(a.Signers, name)
		}
	}
	if len(a.Signers) == 0 {
		return nil, fmt.Errorf("%w: no signer that the policy trusts", ErrAttestation)
	}
	return a, a.read(payload, digest)
}

// signerOf returns the trusted signer of a payload, "" for none. The key id only
// selects: every trusted key is tried.
func signerOf(s signature, payload []byte, policies lock.Policies) string {
	sig, err := base64.StdEncoding.DecodeString(s.Sig)
	if err != nil {
		return ""
	}
	for _, p := range policies {
		for i := range p.Signers {
			if key := p.Signers[i].PublicKey(); key != nil && ed25519.Verify(key, preAuthentication(payload), sig) {
				return p.Signers[i].Name
			}
		}
	}
	return ""
}

func (a *Attestation) read(payload []byte, digest string) error {
	var s statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return fmt.Errorf("%w: its statement does not parse", ErrAttestation)
	}
	named := slices.ContainsFunc(s.Subject, func(r resource) bool { return r.Digest["sha256"] == digest })
	switch {
	case s.Type != statementType || s.PredicateType != predicateType || s.Predicate.Verifier.ID != verifierID:
		return fmt.Errorf("%w: it is no verification result of driftsync", ErrAttestation)
	case !named:
		return fmt.Errorf("%w: it is about other bytes", ErrAttestation)
	}
	at, err := time.Parse(time.RFC3339, s.Predicate.TimeCreated)
	if err != nil {
		return fmt.Errorf("%w: its time does not parse", ErrAttestation)
	}
	a.At = at
	for _, p := range s.Predicate.Properties {
		if name, ok := strings.CutPrefix(p, property); ok {
			a.Checks = append(a.Checks, strings.ReplaceAll(name, "_", "-"))
		}
	}
	return nil
}

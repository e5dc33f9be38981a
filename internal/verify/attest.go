package verify

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/internal/attestation"
)

// CorpusVersion grows with every change of the corpus, so that a policy can ask for one
// that is new enough.
const CorpusVersion = 1

// CorpusSince is when this version of the corpus was made. Nothing was tested with it
// before.
var CorpusSince = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// Attest returns a signed attestation that the checks of a report passed. The same
// plugin, driftsync, key and time give the same bytes. A report that is not OK is not
// attested: the error wraps [attestation.ErrRefused].
func Attest(r *Report, key ed25519.PrivateKey, at time.Time) ([]byte, error) {
	if !r.OK() {
		return nil, fmt.Errorf("%w: the plugin did not pass", attestation.ErrRefused)
	}
	c := &attestation.Claim{File: r.File, SHA256: r.SHA256, At: at, Verifier: r.Verifier,
		Corpus: attestation.Corpus{Version: r.Corpus.Version, SHA256: r.Corpus.SHA256}, Catalogue: r.Catalogue, Default: r.Bundled, Policy: r.Policy}
	if half := r.Corpus.Seeded; half != nil {
		c.Seeded = &attestation.Seeded{Seed: r.Corpus.Seed, SHA256: half.SHA256}
	}
	for _, check := range r.Checks {
		if check.Status == Passed {
			c.Checks = append(c.Checks, check.Name)
		}
	}
	public, _ := key.Public().(ed25519.PublicKey)
	return attestation.Sign(c, key, lock.KeyID(public))
}

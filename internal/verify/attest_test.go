package verify

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/internal/attestation"
)

var at = time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)

// sample is a report as a passing plugin gets it.
func sample() *Report {
	return &Report{
		File: "strict.wasm", SHA256: lock.Digest([]byte("strict")), Name: "strict", Version: "1.0.0", Verifier: "test", Corpus: CorpusInfo{Version: 7, SHA256: "c0ffee"},
		Checks: []Check{
			{Name: "BYTES", Basis: Declared, Status: Passed}, {Name: "TWIN-RUN", Basis: Tested, Status: Passed},
			{Name: "IMPORTS", Basis: Construction, Status: Passed}, {Name: "LOCK", Basis: Declared, Status: NotAsked, Detail: "no lock file"},
		},
		Guarantees: guarantees, Recall: []Recall{{Class: "path", Planted: 4, Removed: 4, Tables: 2}},
	}
}

func seed(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

func trusting(t *testing.T, key ed25519.PrivateKey) lock.Policies {
	t.Helper()
	public, _ := key.Public().(ed25519.PublicKey)
	path := filepath.Join(t.TempDir(), "policy.toml")
	if err := os.WriteFile(path, []byte("[[signer]]\nname = \"Auditor\"\nrole = \"audit\"\nkey = \""+lock.EncodeKey(public)+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := lock.LoadPolicy(path)
	if err != nil {
		t.Fatal(err)
	}
	return lock.Policies{p}
}

func TestAttest(t *testing.T) {
	r, key := sample(), seed(1)
	first, err := Attest(r, key, at)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Attest(r, key, at.In(time.FixedZone("x", 3600))); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the same time gave other bytes: %v", err)
	}
	a, err := trusting(t, key).CheckAttestation(first, r.SHA256, at.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Signers, []string{"Auditor"}) || !a.At.Equal(at) || !slices.Equal(a.Checks, []string{"BYTES", "TWIN-RUN", "IMPORTS"}) ||
		a.Verifier != "test" || a.Corpus != 7 || a.CorpusSHA256 != "c0ffee" {
		t.Errorf("attestation says %+v", a)
	}
}

func TestAttest_Refused(t *testing.T) {
	good, err := Attest(sample(), seed(1), at)
	if err != nil {
		t.Fatal(err)
	}
	failed := sample()
	failed.Checks[0].Status = Failed
	strict := sample()
	strict.Strict = true
	for _, r := range []*Report{failed, strict} {
		if _, err := Attest(r, seed(1), at); !errors.Is(err, attestation.ErrRefused) {
			t.Errorf("a plugin that did not pass was attested: %v", err)
		}
	}
	tomorrow, err := Attest(sample(), seed(1), at.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	digest := sample().SHA256
	for name, tt := range map[string]struct {
		data   []byte
		digest string
		trust  lock.Policies
	}{
		"another signer":    {good, digest, trusting(t, seed(2))},
		"no policy":         {good, digest, nil},
		"other bytes":       {good, lock.Digest([]byte("other")), trusting(t, seed(1))},
		"another payload":   {[]byte(strings.Replace(string(good), `"payload":"e`, `"payload":"f`, 1)), digest, trusting(t, seed(1))},
		"of tomorrow":       {tomorrow, digest, trusting(t, seed(1))},
		"no envelope":       {[]byte("{}"), digest, trusting(t, seed(1))},
		"no JSON":           {[]byte("x"), digest, trusting(t, seed(1))},
		"another signature": {[]byte(strings.Replace(string(good), `"sig":"`, `"sig":"A`, 1)), digest, trusting(t, seed(1))},
	} {
		if _, err := tt.trust.CheckAttestation(tt.data, tt.digest, at); !errors.Is(err, attestation.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzCheckAttestation(f *testing.F) {
	good, err := Attest(sample(), seed(1), at)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{}]}`))
	digest := sample().SHA256
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := lock.Policies(nil).CheckAttestation(data, digest, at); err == nil {
			t.Fatalf("accepted without a policy: %+v", a)
		}
	})
}

func TestWriteHTML(t *testing.T) {
	bad := sample()
	bad.Checks[1] = Check{Name: "TWIN-RUN", Basis: Tested, Status: Failed, Detail: "1 findings", Findings: []string{"<b>drift.functions</b>"}}
	var b bytes.Buffer
	if err := WriteHTML(&b, []*Report{sample(), bad}, at); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"Passed: every check", "Failed: TWIN-RUN.", "by construction", "&lt;b&gt;drift.functions", "2026-01-02 15:04 UTC", "not asked"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{"<script", "http://", "https://", "<link", "<b>drift"} {
		if strings.Contains(page, not) {
			t.Errorf("the page holds %q", not)
		}
	}
}

func TestWriteJUnit(t *testing.T) {
	strict := sample()
	strict.Strict = true
	var b bytes.Buffer
	if err := WriteJUnit(&b, []*Report{sample(), strict}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`tests="4" failures="0" skipped="1"`, `tests="4" failures="1" skipped="0"`, `<skipped message="no lock file">`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q in\n%s", want, b.String())
		}
	}
}

// A corpus that was changed has another version.
func TestCorpusVersion(t *testing.T) {
	digests := map[int]string{1: "a90ba4420e5395790f2f7d1cbcb328ffa4a5ed13a9ae66119a2601b4c3778968"}
	if got := NewCorpus(0).Digest(); got != digests[CorpusVersion] {
		t.Errorf("the corpus has digest %s, version %d has %s: raise CorpusVersion, set CorpusSince, and add it here", got, CorpusVersion, digests[CorpusVersion])
	}
}

// The corpus is the same everywhere, has canaries of every kind in every class that it
// has columns for, and its variants differ in canaries alone.
func TestCorpus(t *testing.T) {
	a, b, twin := NewCorpus(0), NewCorpus(0), NewCorpus(1)
	if a.Digest() != b.Digest() || a.Digest() == twin.Digest() {
		t.Error("digests of the corpora are wrong")
	}
	kinds := make(map[kind]bool)
	for i, s := range a.sheets {
		planted := make(map[[2]int]bool)
		for _, c := range s.canaries {
			kinds[c.kind] = true
			planted[[2]int{c.row, c.column}] = true
			if !strings.Contains(string(s.rows.Columns[c.column].Bytes(c.row)), c.needle) {
				t.Fatalf("%s: a canary is not there", s.rows.Table.FullName())
			}
		}
		for at := range s.rows.Columns {
			for row := range s.rows.Rows() {
				same := sameCell(&s.rows.Columns[at], &twin.sheets[i].rows.Columns[at], row)
				if !same && !planted[[2]int{row, at}] {
					t.Fatalf("%s: a cell without a canary differs between variants", s.rows.Table.FullName())
				}
			}
		}
	}
	for class, list := range kindsOf {
		for _, k := range list {
			if !kinds[k] {
				t.Errorf("%s is planted nowhere, for class %s", k, class)
			}
		}
	}
}

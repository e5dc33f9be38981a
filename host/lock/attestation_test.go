package lock

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/attestation"
)

// No flag and no reason stands in for the attestation that a policy asks for.
func TestGate_Attestation(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	ada, adaKey := key(t, "ada")
	bo, boKey := key(t, "bo")
	signers := fmt.Sprintf("[[signer]]\nname = \"Ada\"\nrole = \"audit\"\nkey = %q\n[[signer]]\nname = \"Bo\"\nrole = \"team\"\nkey = %q\n", adaKey, boKey)
	claim := attestation.Claim{SHA256: digestA, At: now.Add(-48 * time.Hour), Checks: []string{"STRICTER"}, Verifier: "driftsync v1.4.0", Corpus: attestation.Corpus{Version: 2}}
	attest := func(change func(*attestation.Claim)) string {
		c := claim
		change(&c)
		data, err := attestation.Sign(&c, ada, "")
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	good := attest(func(*attestation.Claim) {})
	byBo, err := attestation.Sign(&claim, bo, "")
	if err != nil {
		t.Fatal(err)
	}
	const all = "role = \"audit\"\nmax_age_days = 2\nverifier = \"1.4.0\"\ncorpus = 2\nchecks = [\"STRICTER\"]\n"
	tests := []struct {
		name, demand string
		has          []string
		refused      string // part of the message; "" admits
	}{
		{"all that is asked for", all, []string{good}, ""},
		{"one of several will do", all, []string{string(byBo), "x", good}, ""},
		{"any signer", "", []string{string(byBo)}, ""},
		{"none", "", nil, "the lock names none"},
		{"another role", all, []string{string(byBo)}, "no signer that is trusted"},
		{"a day too old", "max_age_days = 1\n", []string{good}, "it is 2 days old, the policy allows 1"},
		{"of tomorrow", "", []string{attest(func(c *attestation.Claim) { c.At = now.Add(time.Hour) })}, "dated in the future"},
		{"an old verifier", "verifier = \"1.4.1\"\n", []string{good}, "driftsync v1.4.0 made it"},
		{"a verifier without a version", "verifier = \"0.0.1\"\n", []string{attest(func(c *attestation.Claim) { c.Verifier = "driftsync devel" })}, "the policy asks for 0.0.1"},
		{"an old corpus", "corpus = 3\n", []string{good}, "made with corpus 2"},
		{"a check that did not run", "checks = [\"CANARY-RECALL\"]\n", []string{good}, "CANARY-RECALL"},
		{"other bytes", "", []string{attest(func(c *attestation.Claim) { c.SHA256 = digestB })}, "other bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := entry("a", digestA)
			e.Reason, e.Attestations = "on trial", tt.has
			g := Gate{Locks: []*File{{Plugins: []Entry{e}}}, Policies: Policies{policy(t, signers+"[attestation]\n"+tt.demand)}, Unpinned: "I may", Now: now}
			grants, err := g.Admit([]Candidate{{Name: "redact-default", Bundled: true}, candidate("a", digestA)})
			switch {
			case tt.refused != "":
				if codeOf(err) != fault.PluginRefused || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("error is %v", err)
				}
			case err != nil:
				t.Error(err)
			case len(grants[1].Attested) != 1 || !strings.HasSuffix(grants[1].Attested[0], " 2026-11-29"):
				t.Errorf("attested by %q", grants[1].Attested)
			}
		})
	}
	// Without a demand a good one is named, and another one is no obstacle.
	e := entry("a", digestA)
	e.Reason, e.Attestations = "on trial", []string{"x", good}
	g := Gate{Locks: []*File{{Plugins: []Entry{e}}}, Policies: Policies{policy(t, signers)}, Now: now}
	if grants, err := g.Admit([]Candidate{candidate("a", digestA)}); err != nil || len(grants[0].Attested) != 1 {
		t.Errorf("without a demand: %+v, %v", grants, err)
	}
}

func TestLoadPolicy_Demand(t *testing.T) {
	_, k := key(t, "key")
	signer := fmt.Sprintf("[[signer]]\nname = \"Ada\"\nrole = \"audit\"\nkey = %q\n", k)
	for name, text := range map[string]string{
		"no signer": "[attestation]\n", "no signer of the role": signer + "[attestation]\nrole = \"team\"\n",
		"no version": signer + "[attestation]\nverifier = \"new\"\n", "an age below 0": signer + "[attestation]\nmax_age_days = -1\n",
	} {
		if _, err := LoadPolicy(written(t, text)); codeOf(err) != fault.ConfigInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What runs in shadow is pinned like any other, may stand anywhere, and meets no
// requirement.
func TestGate_Shadow(t *testing.T) {
	private, _ := key(t, "key")
	f := &File{Plugins: []Entry{entry("a", digestA, Sign(private, digestA)), entry("b", digestB, Sign(private, digestB))}}
	a, b := candidate("a", digestA), candidate("b", digestB)
	a.Shadow = true
	g := Gate{Locks: []*File{f}}
	if _, err := g.Admit([]Candidate{b, a}); err != nil {
		t.Error(err)
	}
	a.SHA256 = digestB
	if _, err := g.Admit([]Candidate{b, a}); codeOf(err) != fault.PluginRefused {
		t.Errorf("other bytes: %v", err)
	}
	a.SHA256 = digestA
	g.Policies = Policies{policy(t, "[[require]]\nname = \"a\"\nsha256 = \""+digestA+"\"\n")}
	if _, err := g.Admit([]Candidate{b, a}); codeOf(err) != fault.PluginRefused {
		t.Errorf("a requirement is met by a shadow: %v", err)
	}
}

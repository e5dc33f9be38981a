package policy_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
)

var update = flag.Bool("update", false, "write docs/redaction.md")

func TestMarkers(t *testing.T) {
	if !slices.Equal(policy.Markers(), markers) {
		t.Errorf("rules have the markers %q, manifest.json has %q", policy.Markers(), markers)
	}
}

// Each rule of the manifest is explained, and its example is redacted.
func TestRules(t *testing.T) {
	m := loadManifest(t)
	rules := policy.Rules()
	if len(rules) != len(m.Rules) {
		t.Fatalf("%d rules are explained, the manifest has %d", len(rules), len(m.Rules))
	}
	for i, r := range rules {
		if r.ID != m.Rules[i].ID || r.Reason == "" {
			t.Errorf("rule %d is %q, the manifest has %q", i, r.ID, m.Rules[i].ID)
		}
		text := strings.ReplaceAll(r.Example, "\u00a6", "")
		if got := example(t, r); r.Example != "" && got == text {
			t.Errorf("%s: the example stays as it is", r.ID)
		}
	}
}

// The documentation is what the rules say; -update writes it.
func TestDocs(t *testing.T) {
	const path = "../../../docs/redaction.md"
	want := page(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the rules say: go test ./plugins/redact-default/policy -run TestDocs -update", path)
	}
}

func loadManifest(t *testing.T) *manifest.Manifest {
	t.Helper()
	data, err := os.ReadFile("../manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func example(t *testing.T, r policy.Rule) string {
	t.Helper()
	if r.Example == "" {
		return ""
	}
	out := redact(t, oneColumn(r.Class, []string{strings.ReplaceAll(r.Example, "\u00a6", "")}, adas...))[0][0]
	if out == nil {
		return "null"
	}
	return *out
}

func page(t *testing.T) string {
	m := loadManifest(t)
	var b strings.Builder
	b.WriteString("# What the default plugin redacts\n\nMade from the rules in `plugins/redact-default/policy`; a test compares the two. Each rule has one marker; where it is empty, the text goes without a trace, and where a whole cell goes, it is null. `make redact-eval CORPUS=DIR` measures the plugin on a corpus of yours.\n\nThe examples belong to a project in `/Users/ada/shop` (also `C:\\Users\\Ada\\shop`) of the user `lovelace`, whose authors are `Charles Babbage` and others; a pseudonym depends on the key.\n\n")
	b.WriteString("| rule | removes | why | marker | example | becomes |\n|---|---|---|---|---|---|\n")
	for i, r := range policy.Rules() {
		d := m.Rules[i]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", d.ID, d.Removes, r.Reason, quoted(d.Marker), quoted(r.Example), quoted(example(t, r)))
	}
	return b.String()
}

// quoted spells text as code in a table. The broken bar stays in tokens.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.NewReplacer("\n", " ", "|", "\\|", "`", "'").Replace(s) + "`"
}

package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp/syntax"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// withPaths are the rules of gitleaks' default file that ask for the path of a file.
var withPaths = []string{"freemius-secret-key", "hashicorp-tf-password", "kubernetes-secret-yaml", "nuget-config-password", "pkcs12-file"}

// carried returns our engine with gitleaks' default rules, and the ids of the rules.
func carried(t testing.TB) (*rule.Engine, []string) {
	t.Helper()
	f, err := ruleset.ParseForeign("gitleaks", "gitleaks.toml", []byte(config.DefaultConfig), withPaths)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ruleset.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	e, err := rule.New(table)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range f.Rules {
		ids = append(ids, f.Rules[i].ID)
	}
	return e, ids
}

func detector(t testing.TB) *detect.Detector {
	t.Helper()
	d, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	d.IgnoreGitleaksAllow = true // a comment in a text keeps nothing here
	return d
}

// finding is one of either.
type finding struct{ rule, match, secret string }

func theirs(d *detect.Detector, text string) []finding {
	var all []finding
	for _, f := range d.DetectString(text) {
		if f.Secret != "" {
			all = append(all, finding{f.RuleID, f.Match, f.Secret})
		}
	}
	return all
}

func ours(e *rule.Engine, ids []string, text string) []finding {
	var all []finding
	for _, f := range e.Find(nil, []byte(text)) {
		start, end := f.Match()
		all = append(all, finding{ids[f.Rule], text[start:end], text[f.Start:f.End]})
	}
	return all
}

// differences compares findings. gitleaks leaves out what a generic rule finds in the
// secret of another rule.
func differences(ours, theirs []finding) []string {
	var all []string
	left := slices.Clone(ours)
	for _, f := range theirs {
		if i := slices.Index(left, f); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		all = append(all, "gitleaks alone: "+f.rule)
	}
	for _, f := range left {
		covered := slices.ContainsFunc(ours, func(o finding) bool { return o.rule != f.rule && strings.Contains(o.secret, f.secret) })
		if !strings.Contains(f.rule, "generic") || !covered {
			all = append(all, "we alone: "+f.rule)
		}
	}
	return all
}

// own returns gitleaks' own test texts: the sources of its rules, which hold what each must
// and must not find, whole and line by line, its tests, and its test data. Of the lines it
// returns one in every so many.
func own(t testing.TB, every int) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/zricethezav/gitleaks/v8").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	var texts []string
	for _, dir := range []string{"cmd/generate/config/rules", "detect", "testdata"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil || !utf8.Valid(b) || len(b) > 200_000 {
				return err
			}
			texts = append(texts, string(b))
			for line := range strings.Lines(string(b)) {
				texts = append(texts, strings.TrimSuffix(line, "\n"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	kept := texts[:0]
	for i, text := range texts {
		if i%every == 0 || strings.Contains(text, "\n") {
			kept = append(kept, text)
		}
	}
	return kept
}

// generated returns texts that each rule's pattern matches, as people write them.
func generated(t testing.TB, n int) []string {
	t.Helper()
	f, err := ruleset.ParseForeign("gitleaks", "gitleaks.toml", []byte(config.DefaultConfig), withPaths)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(8, 30))
	var texts []string
	for i := range f.Rules {
		tree, err := syntax.Parse(f.Rules[i].Pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			var b strings.Builder
			compose(random, &b, tree)
			match := b.String()
			texts = append(texts, match, "see "+match+"\nnext", "x\n"+match+"\r\n", `{"a":"`+match+`"}`, match+" "+match, "é"+match+"\u212a")
		}
	}
	return texts
}

// compose writes a text that a tree matches, most often.
func compose(random *rand.Rand, b *strings.Builder, tree *syntax.Regexp) {
	times := 1
	switch tree.Op {
	case syntax.OpLiteral:
		for _, r := range tree.Rune {
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		n := 2 * random.IntN(len(tree.Rune)/2)
		b.WriteRune(tree.Rune[n] + rune(random.IntN(int(min(tree.Rune[n+1]-tree.Rune[n], 90))+1)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(byte(' ' + random.IntN(95)))
	case syntax.OpAlternate:
		compose(random, b, tree.Sub[random.IntN(len(tree.Sub))])
		return
	case syntax.OpStar:
		times = random.IntN(6)
	case syntax.OpPlus:
		times = 1 + random.IntN(20)
	case syntax.OpQuest:
		times = random.IntN(2)
	case syntax.OpRepeat:
		most := tree.Max
		if most < 0 {
			most = tree.Min + 10
		}
		times = tree.Min + random.IntN(most-tree.Min+1)
	}
	for range times {
		for _, sub := range tree.Sub {
			compose(random, b, sub)
		}
	}
}

// Findings are gitleaks' own, on its test texts and on texts made from its patterns.
func TestGitleaks_Findings(t *testing.T) {
	e, ids := carried(t)
	d := detector(t)
	every := 8 // gitleaks takes its time; the files as a whole hold all lines
	if os.Getenv("DRIFTSYNC_TEST_LINES") != "" {
		every = 1
	}
	texts := append(own(t, every), generated(t, 1)...)
	total, rules := 0, make(map[string]bool)
	for _, text := range texts {
		theirs := theirs(d, text)
		for _, f := range theirs {
			rules[f.rule] = true
		}
		total += len(theirs)
		if diff := differences(ours(e, ids, text), theirs); len(diff) > 0 {
			t.Errorf("%d bytes: %q", len(text), diff)
		}
	}
	if total < 1000 || len(rules) < 200 {
		t.Errorf("%d findings of %d rules compared", total, len(rules))
	}
	t.Logf("%d texts, %d findings of %d rules", len(texts), total, len(rules))
}

// Every rule of the default file is carried over, or named with the reason.
func TestGitleaks_Rules(t *testing.T) {
	_, ids := carried(t)
	d := detector(t)
	for id := range d.Config.Rules {
		if slices.Contains(ids, id) == slices.Contains(withPaths, id) {
			t.Errorf("rule %s is carried over: %v", id, slices.Contains(ids, id))
		}
	}
	_, err := ruleset.ParseForeign("gitleaks", "gitleaks.toml", []byte(config.DefaultConfig), nil)
	if err == nil {
		t.Fatal("rules that ask for a path were carried over")
	}
	for _, id := range withPaths {
		if !strings.Contains(err.Error(), fmt.Sprintf("rule %q cannot be carried over: it ", id)) {
			t.Errorf("no reason for %s: %v", id, err)
		}
	}
}

// worked returns the processor time of this process: other work of the machine is no part
// of it.
func worked(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkGitleaks compares the processor time, natively and in one run, with gitleaks' on
// its own test texts.
func BenchmarkGitleaks(b *testing.B) {
	e, _ := carried(b)
	d := detector(b)
	texts := own(b, 1)
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	var found []rule.Finding
	var our, their time.Duration
	for b.Loop() {
		began := worked(b)
		for _, text := range texts {
			found = e.Find(found[:0], []byte(text))
		}
		between := worked(b)
		for _, text := range texts {
			d.DetectString(text)
		}
		our, their = our+between-began, their+worked(b)-between
	}
	b.ReportMetric(float64(size)*float64(b.N)/our.Seconds()/1e6, "our-MB/s")
	b.ReportMetric(float64(size)*float64(b.N)/their.Seconds()/1e6, "gitleaks-MB/s")
	b.ReportMetric(their.Seconds()/our.Seconds(), "ratio")
}

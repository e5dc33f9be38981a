package policy_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/build/vocabulary"
)

var update = flag.Bool("update", false, "write docs/redaction.md")

// rules returns what the rules files say.
func rules(t *testing.T) *vocabulary.Vocabulary {
	t.Helper()
	v, err := vocabulary.Load(os.DirFS("../rules"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is generated is what the rules files say.
func TestRules_Generated(t *testing.T) {
	v := rules(t)
	tables, err := v.Go("policy")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "tables_gen.go", tables)
	text, err := os.ReadFile("../manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if text, err = v.Manifest(text); err != nil {
		t.Fatal(err)
	}
	same(t, "../manifest.json", text)
	if !slices.Equal(policy.Markers(), markers) {
		t.Errorf("rules have the markers %q, manifest.json has %q", policy.Markers(), markers)
	}
}

func same(t *testing.T, name string, want []byte) {
	t.Helper()
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Errorf("%s is not what the rules files say: run make rules", name)
	}
}

var unmarked = strings.NewReplacer("«", "", "»", "")

// Of each entry of the rules files the example is taken, and the counter-example stays.
func TestRules_Examples(t *testing.T) {
	for _, e := range rules(t).Entries() {
		class := abi.ParseClass(e.Class)
		for _, marked := range e.Examples(e.Match) {
			if reason := kept(redactOne(t, class, unmarked.Replace(marked)), marked); reason != "" {
				t.Errorf("%s:%d: %s: %q %s", e.File, e.Line, e.ID, marked, reason)
			}
		}
		for _, text := range e.Examples(e.Leave) {
			if got := redactOne(t, class, text); show(got) != show(&text) {
				t.Errorf("%s:%d: %s: %q became %s", e.File, e.Line, e.ID, text, show(got))
			}
		}
	}
}

// redactOne redacts a cell of Ada's project.
func redactOne(t *testing.T, class abi.Class, text string) *string {
	t.Helper()
	return redact(t, oneColumn(class, []string{text}, adas...))[0][0]
}

// kept says what is wrong with what became of a text whose marked parts have to go, and
// what stands around them has to stay.
func kept(got *string, marked string) string {
	if got == nil {
		if strings.HasPrefix(marked, "«") && strings.HasSuffix(marked, "»") {
			return ""
		}
		return "lost its cell"
	}
	rest := *got
	for i, part := range strings.Split(marked, "«") {
		secret, after, isMarked := strings.Cut(part, "»")
		if i == 0 || !isMarked {
			secret, after = "", part
		}
		if secret != "" && strings.Contains(*got, secret) {
			return "gives " + show(got)
		}
		at := strings.Index(rest, after)
		if at < 0 {
			return "loses too much: " + show(got)
		}
		rest = rest[at+len(after):]
	}
	return ""
}

// Keys before which the name of a provider stands are taken, and so are its webhooks; tokens
// are tested by their tables. What stands in a token's place stays.
func TestRules_Providers(t *testing.T) {
	for _, p := range rules(t).Providers {
		var gone, stays []string
		for _, name := range p.Names {
			gone = append(gone, name+": \"«$U»\"", name+" '«$R»'")
			stays = append(stays, name+": \"see the manual\"")
		}
		for _, w := range p.Webhooks {
			gone = append(gone, "«https://"+w.Host+w.Before+"$R/$R/$R»")
			stays = append(stays, "https://"+w.Host+"/help")
		}
		for _, x := range p.Tokens {
			stays = append(stays, "a token begins with "+x.Prefix)
		}
		for _, marked := range gone {
			marked = madeUpValues.Replace(marked)
			if reason := kept(redactOne(t, abi.FreeText, unmarked.Replace(marked)), marked); reason != "" {
				t.Errorf("%s: %q %s", p.ID, marked, reason)
			}
		}
		for _, text := range stays {
			if got := redactOne(t, abi.FreeText, text); show(got) != show(&text) {
				t.Errorf("%s: %q became %s", p.ID, text, show(got))
			}
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

const introduction = "# What the default plugin redacts\n\nMade from the rules files in `plugins/redact-default/rules`; a test compares the two. Each rule has one marker; where it is empty, the text goes without a trace, and where a whole cell goes, it is null. `make redact-eval CORPUS=DIR` measures the plugin on a corpus of yours.\n\nThe examples belong to a project in `/Users/ada/shop` (also `C:\\Users\\Ada\\shop`) of the user `lovelace`, whose authors are `Charles Babbage` and others; a pseudonym depends on the key.\n\n"

func page(t *testing.T) string {
	v := rules(t)
	var b strings.Builder
	b.WriteString(introduction + "| rule | removes | why | marker | example | becomes |\n|---|---|---|---|---|---|\n")
	for _, r := range v.Rules {
		example, becomes := "", ""
		if len(r.Match) > 0 {
			example = unmarked.Replace(r.Match[0])
			becomes = "null"
			if got := redactOne(t, abi.ParseClass(r.Class), strings.ReplaceAll(example, "\u00a6", "")); got != nil {
				becomes = *got
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, r.Removes, r.Why, quoted(r.Marker), quoted(example), quoted(becomes))
	}
	b.WriteString("\n## Providers\n\nTokens of these identify themselves:\n\n" + titles(v.Providers, func(p *vocabulary.Provider) bool { return len(p.Tokens)+len(p.Webhooks) > 0 }) + "\n\nKeys of these are known by the name before them:\n\n" + titles(v.Providers, func(p *vocabulary.Provider) bool { return len(p.Names) > 0 }))
	b.WriteString("\n\n## Languages\n\n| language | names of secrets |\n|---|---|\n")
	for _, l := range v.Languages {
		fmt.Fprintf(&b, "| %s | %s |\n", l.Title, strings.Join(l.Each, ", "))
	}
	b.WriteString("\n## Commands\n\n| command | secret |\n|---|---|\n")
	for _, c := range v.Commands {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(c.Names, ", "), quoted(unmarked.Replace(strings.ReplaceAll(c.Match[0], "{}", c.Names[0]))))
	}
	return b.String()
}

func titles(all []vocabulary.Provider, has func(*vocabulary.Provider) bool) string {
	var names []string
	for i := range all {
		if has(&all[i]) {
			names = append(names, all[i].Title)
		}
	}
	return strings.Join(names, ", ") + "."
}

// quoted spells text as code in a table. The broken bar stays in tokens.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.NewReplacer("\n", " ", "|", "\\|", "`", "'").Replace(s) + "`"
}

// A text may end after any word: no reader looks beyond it.
func TestRules_Cut(t *testing.T) {
	var cells []*string
	for _, e := range rules(t).Entries() {
		for _, marked := range slices.Concat(e.Examples(e.Match), e.Examples(e.Leave)) {
			text := unmarked.Replace(marked)
			for end := range min(len(text), 100) {
				if text[end] == ' ' || text[end] == ':' {
					cut, word := text[:end], "the secret "+text[:end]
					cells = append(cells, &cut, &word)
				}
			}
		}
	}
	spec := vectors.TextColumn("message", abi.FreeText, cells)
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: "drift.violations", Rows: len(cells), Columns: []abi.ColumnSpec{spec}})
	if _, err := sdk.Run(policy.New(), frame); err != nil {
		t.Fatal(err)
	}
}

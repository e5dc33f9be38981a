package ruleset_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

func engine(t testing.TB) []byte {
	t.Helper()
	wasm, err := os.ReadFile("../../../../host/plugin/bundled/engine.wasm")
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// build makes a plugin of a file's text.
func build(t testing.TB, text string) (*ruleset.Product, error) {
	t.Helper()
	f, err := ruleset.Parse("rules.toml", []byte(text), os.ReadFile)
	if err != nil {
		return nil, err
	}
	return ruleset.Build(f, engine(t))
}

func TestBuild_Sample(t *testing.T) {
	text := string(ruleset.Sample("acme"))
	p, err := build(t, text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := build(t, text)
	if err != nil || !bytes.Equal(p.Wasm, again.Wasm) {
		t.Errorf("the same file gives other bytes: %v", err)
	}
	m, err := manifest.Read(p.Wasm)
	if err != nil || m.Name != "acme" || len(m.Rules) != 4 || m.Rules[0].Marker != "[PROJECT]" || len(p.Vectors) != 4 {
		t.Errorf("manifest %+v, %d vectors, %v", m, len(p.Vectors), err)
	}
	if vector := string(p.Vectors["internal-token.json"]); !strings.Contains(vector, `"token [REDACTED] here"`) || !strings.Contains(vector, `"acme_exampleexampleexample12"`) {
		t.Errorf("vector %s", vector)
	}
	if !bytes.Contains(p.Wasm, p.Table) {
		t.Error("the table is not in the module")
	}
}

const head = "name = \"x\"\n\n[[rule]]\nid = \"a\"\ntitle = \"A\"\n"

func one(detector string) string { return head + detector + "\nmatch = [\"\"]\nleave = [\"\"]\n" }

// What a file cannot have is refused with the place and the reason, in bounded time and
// memory.
func TestBuild_Hostile(t *testing.T) {
	list := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "has no [[rule]]"},
		{"not TOML", "name = ", "rules.toml:1:"},
		{"encoding", "name = \"x\xff\"", "invalid"},
		{"UTF-16", "\xff\xfen\x00a\x00m\x00e\x00", "rules.toml:1:1"},
		{"zeroes", strings.Repeat("\x00", 1000), "rules.toml:1:1"},
		{"field", head + "patern = 'x'", `rules.toml:6:1: there is no field "rule.patern"`},
		{"large", strings.Repeat("# x\n", 300_000), "at most 1048576"},
		{"nesting", "a = " + strings.Repeat("[", 300_000), "brackets within one another"},
		{"nested tables", "a = " + strings.Repeat("{a=", 300_000), "brackets within one another"},
		{"nested keys", "[" + strings.Repeat("a.", 300_000) + "a]", ""},
		{"no title", "[[rule]]\nid = \"a\"\nwords = [\"x\"]", "has no title"},
		{"id", strings.Replace(one("words = ['zz']"), `"a"`, `"A b"`, 1), "rules.toml:4:6: the id"},
		{"ids", one("words = ['zz']") + "[[rule]]\nid = \"a\"\n", `rules.toml:10:6: a second rule with the id "a"`},
		{"look ahead", one("pattern = 'ab(?=c)'"), `rules.toml:6:14: rule "a": an automaton has no look ahead`},
		{"reference", one(`pattern = '(a)\1'`), `rules.toml:6:15: rule "a": an automaton has no reference to a group`},
		{"explodes", one("pattern = '" + strings.Repeat("x{1000}", 100) + "'"), "repeat less"},
		{"nested repetition", one("pattern = '((((a{100}){100}){100}){100})'"), "repeat"},
		{"deep", one("pattern = '" + strings.Repeat("(", 3000) + "a" + strings.Repeat(")", 3000) + "'"), "nests too deeply"},
		{"many patterns", "name='x'\n" + list(250, "[[rule]]\nid='a%[1]d'\ntitle='A'\npattern='x%[1]d[a-z]{900}y[a-z]{900}'\nmatch=['a']\nleave=['b']\n"), "steps together"},
		{"rules", "name='x'\n" + list(300, "[[rule]]\nid='a%d'\ntitle='A'\nwords=['x']\n"), "at most 256"},
		{"keywords", one("pattern='x'\nkeywords=[" + list(90_000, "'k%d',") + "]"), "at most 20000"},
		{"long keywords", one("words=[" + list(4000, "'"+strings.Repeat("x", 100)+"%d "+strings.Repeat("long word ", 10)+"',") + "]"), "too many and too long"},
		{"keyword", one("words=['a', '']"), "rules.toml:6:13: "},
		{"empty text", one("pattern='x*'"), "matches the empty text"},
		{"everything", one("pattern='(?s).+'"), "matches [REDACTED]"},
		{"everything by scope", head + "action='drop'", "no scope"},
		{"ordinary texts", one(`pattern='[^\[\]]+'`), "matches"},
		{"own marker", one("pattern='TICKET'\nmarker='[TICKET]'"), "rule \"a\" matches [TICKET]"},
		{"own word", one("words=['ticket']\nmarker='[TICKET]'"), "rule \"a\" matches [TICKET]"},
		{"pseudonym", one(`pattern='\[P:'`), "matches [P:"},
		{"marker", one("words=['zz']\nmarker='gone'"), `rules.toml:7:8: rule "a": the marker`},
		{"markers", "name='x'\n" + list(9, "[[rule]]\nid='a%[1]d'\ntitle='A'\nwords=['x%[1]d']\nmarker='[M%[1]d]'\nmatch=['x%[1]d']\nleave=['y']\n"), "at most 8"},
		{"group", one("pattern='(x)y'\ngroup=2"), "rules.toml:7:7: rule \"a\": there is no group 2, the pattern has 1"},
		{"entropy", one("pattern='x'\nentropy=99.0"), "entropy is between"},
		{"not a number", one("pattern='x'\nentropy=nan"), "entropy is between"},
		{"class", one("pattern='x'\nclasses=['free_text', 'texts']"), "rules.toml:7:23: rule \"a\": there is no class"},
		{"table", one("pattern='x'\ntables=['a b']"), "is not a table"},
		{"column", one("pattern='x'\ncolumns=['a.b.c.d']"), "is not a column"},
		{"action", one("pattern='x'\naction='delete'"), "mask, pseudonym, null or drop"},
		{"checksum", one("pattern='x'\nchecksum='md5'"), "luhn or mod97"},
		{"both", one("pattern='x'\nwords=['y']"), "not both"},
		{"allow", one("pattern='x'\nallow=[{patterns=['a', '(b']}]"), "rules.toml:7:25: rule \"a\": missing closing )"},
		{"no tests", head + "pattern='x'", "match and leave need a text each"},
		{"no match", head + "pattern='zz'\nmatch=['zz', 'yy']\nleave=['y']", "rules.toml:7:14: rule \"a\" finds nothing in this text"},
		{"match", head + "pattern='zz'\nmatch=['zz']\nleave=['zzz']", "rules.toml:8:8: rule \"a\" finds something in this text"},
		{"from", "name='x'\n[[from]]\nformat='gitleaks'\nfile='../secrets.toml'", "rules.toml:4:6: file names a file beside this one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			p, err := build(t, c.text)
			var refused *ruleset.Error
			switch {
			case err == nil:
				t.Fatalf("it builds to %d bytes", len(p.Wasm))
			case !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want):
				t.Errorf("error is %.300v, want %q", err, c.want)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

const foreign = `
[[rules]]
id = "one"
description = "First"
regex = '''(?i)acme[_-]?key\s*=\s*([a-z0-9]{8,})'''
keywords = ["ACME"]
entropy = 2.0
[[rules.allowlists]]
stopwords = ["example"]

[[rules]]
id = "by-path"
description = "Second"
regex = 'x+'
path = '\.tf$'

[allowlist]
regexes = ['^abc']
`

func TestParseForeign(t *testing.T) {
	if _, err := ruleset.ParseForeign("gitleaks", "g.toml", []byte(foreign), nil); err == nil || !strings.Contains(err.Error(), `g.toml:12:6: rule "by-path" cannot be carried over`) {
		t.Errorf("a rule with a path: %v", err)
	}
	if _, err := ruleset.ParseForeign("gitleaks", "g.toml", []byte(foreign), []string{"by-path", "three"}); err == nil || !strings.Contains(err.Error(), `no rule "three"`) {
		t.Errorf("an unknown rule: %v", err)
	}
	if _, err := ruleset.ParseForeign("trufflehog", "g.toml", []byte(foreign), nil); err == nil {
		t.Error("another format was read")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "g.toml"), []byte(foreign), 0o600); err != nil {
		t.Fatal(err)
	}
	text := "name='joined'\n[[from]]\nformat='betterleaks'\nfile='g.toml'\nwithout=['by-path']\nmarker='[KEY]'\n"
	f, err := ruleset.Parse("rules.toml", []byte(text), func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) })
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
	for _, c := range []struct {
		text string
		want string
	}{
		{"acme_key = 1a2b3c4d5e", "1a2b3c4d5e"}, {"ACME-KEY=1a2b3c4d5e;", "1a2b3c4d5e"}, {"acme_key = example12345", ""},
		{"acme_key = aaaaaaaaaa", ""}, {"acme_key = abc123456789", ""}, {"xxx", ""},
	} {
		got := ""
		for _, found := range e.Find(nil, []byte(c.text)) {
			got += c.text[found.Start:found.End]
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestPack_Errors(t *testing.T) {
	wasm := engine(t)
	p, err := build(t, string(ruleset.Sample("acme")))
	if err != nil {
		t.Fatal(err)
	}
	for name, module := range map[string][]byte{"no module": []byte("x"), "cut": wasm[:len(wasm)/2], "another": []byte("\x00asm\x01\x00\x00\x00"), "filled": p.Wasm} {
		if _, err := ruleset.Pack(module, p.Table, p.Manifest); !errors.Is(err, ruleset.ErrModule) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse shows arbitrary files to reader and compiler: what they take can be run.
func FuzzParse(f *testing.F) {
	f.Add(ruleset.Sample("acme"), "OPS-1 acme_ 4111 1111 1111 1111")
	f.Add([]byte(foreign), "acme_key = 1a2b3c4d5e")
	f.Fuzz(func(t *testing.T, text []byte, cell string) {
		file, err := ruleset.Parse("rules.toml", text, func(string) ([]byte, error) { return []byte(foreign), nil })
		if err != nil {
			return
		}
		table, err := ruleset.Compile(file)
		if err != nil {
			return
		}
		decoded, err := rule.Decode(table.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		e, err := rule.New(decoded)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range e.Find(nil, []byte(cell)) {
			if found.Start >= found.End || found.End > len(cell) {
				t.Fatalf("finding %+v of %d bytes", found, len(cell))
			}
		}
	})
}

package vocabulary

import (
	"strings"
	"testing"
	"testing/fstest"
)

const good = `why = "It tells."

[[rule]]
id = "secret.token"
title = "Token"
removes = "A token"
marker = "[REDACTED]"

[[list]]
id = "host-words"
title = "Words of hosts"
words = ["host", "server"]
leave = ["the {}"]

[[language]]
id = "xx"
title = "Some language"
password = ["*słowo"]
says = [" to "]
match = ["{}: «$P»"]
leave = ["{} to wrong"]

[[provider]]
id = "acme"
title = "Acme"
patterns = ['acme_[0-9a-f]{2}']
`

func load(text string) (*Vocabulary, error) {
	return Load(fstest.MapFS{"x.toml": {Data: []byte(text)}})
}

func TestLoad(t *testing.T) {
	v, err := load(strings.Replace(good, "'acme_[0-9a-f]{2}'", `'acme_[0-9a-fA-F]{32}', 'acme\.\w{9,}', 'ac-[0-9A-Z]{4,6}_[\w-]{8,}'`, 1))
	if err != nil {
		t.Fatal(err)
	}
	source, err := v.Go("policy")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"secretToken uint8 = iota // Token", `secretToken: "[REDACTED]"`, "var hostWords = wordlist.New(", `{Text: "słowo", Weight: passlike, Glued: true, Open: false}`, `{Text: "sŁowo", Weight: passlike, Glued: true, Open: false}`,
		`{"acme_", 32, 32, inHex, false, 0, 0, 0}`, `{"acme.", 9, maxToken, inWord, false, 0, 0, 0}`, `{"ac-", 4, 6, inUpper, false, 95, inDash, 8}`,
	} {
		if !strings.Contains(string(source), want) {
			t.Errorf("%s is not in\n%s", want, source)
		}
	}
	if got := v.Languages[0].Examples(v.Languages[0].Match); len(got) != 1 || !strings.HasPrefix(got[0], "słowo: «Copper") {
		t.Errorf("the example is %q", got)
	}
}

// What a rules file says wrongly is refused with its line.
func TestLoad_Refused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", "x.toml:26: acme_[0-9a-f]{2}: no token is made of [0-9a-f]"},
		{"'acme_[0-9a-f]{2}'", "'acme'", "x.toml:26: acme: a token is a prefix"},
		{"patterns = ['acme_[0-9a-f]{2}']", "names = []", "x.toml:26: names is a list of texts"},
		{"marker =", "marked =", `x.toml:7: [[rule]] has no field "marked"`},
		{"[[list]]", "[[lists]]", "x.toml:9: there is no entry [[lists]]"},
		{"removes = \"A token\"", "", `x.toml:3: rule "secret.token" does not say what it removes`},
		{"why = \"It tells.\"", "", `x.toml:3: rule "secret.token" has no why, nor has its file`},
		{"title = \"Words of hosts\"", "", `x.toml:9: list "host-words" has no title`},
		{`"server"`, `"Server"`, `x.toml:12: words: "Server" is compared in lower case`},
		{`"server"`, `"host"`, `x.toml:12: words: "host" stands here twice`},
		{`"server"`, `" "`, "x.toml:12: words: an empty word"},
		{`"server"`, "7", "x.toml:12: words is a text or a list of texts"},
		{"leave = [\"the {}\"]", "", `x.toml:9: list "host-words" has no leave`},
		{"match = [\"{}: «$P»\"]", "", `x.toml:15: language "xx" has no match`},
		{"«$P»", "$P", `x.toml:20: match: no part of "{}: $P" stands between`},
		{"id = \"xx\"", "id = \"X X\"", `x.toml:16: the id "X X": a-z, 0-9, dots and dashes`},
		{"[[provider]]", "[[list]]\nid = \"host-words\"\n[[provider]]", "x.toml:24: list host-words stands in line 9 too"},
		{"[[rule]]", "[rule]", `x.toml:3: "rule": a rules file holds why`},
		{"[[rule]]", "[[rule", "x.toml:3: "},
	} {
		_, err := load(strings.Replace(good, c.old, c.new, 1))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q gives %v, want %s", c.new, c.old, err, c.want)
		}
	}
}

// A word in two lists that say opposite things of it would be looked up in one only.
func TestLoad_Contradiction(t *testing.T) {
	list := func(id string) string {
		return "[[list]]\nid = \"" + id + "\"\ntitle = \"x\"\nwhy = \"x\"\nendings = [\"row\"]\nleave = [\"x\"]\n"
	}
	_, err := load(list("key-qualifiers") + list("open-qualifiers"))
	if err == nil || !strings.HasPrefix(err.Error(), `x.toml:7: "row" stands in key-qualifiers and in open-qualifiers`) {
		t.Errorf("the error is %v", err)
	}
}

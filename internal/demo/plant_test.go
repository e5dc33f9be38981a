package demo

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestInject(t *testing.T) {
	for _, c := range []struct{ name, text, kind, value, want string }{
		{"path into a list", `{"files":["a"],"n":1}`, RootPath, "/r/x", `{"files":["a","/r/x"],"n":1}`},
		{"secret into a list", `["a"]`, GitHubToken, "tok", `["a","tok"]`},
		{"secret behind a sentence", `{"note":"it is slow","id":"0123456789abcdef"}`, GitHubToken, "tok",
			`{"id":"0123456789abcdef","note":"it is slow found tok in the sources"}`},
		{"never into source", `{"code":"let a = 1;"}`, EnvValue, "A=b", `{"code":"let a = 1;","note":"A=b"}`},
		{"source line", `[{"examples":[{"code":"x","line":3}]}]`, SourceLine, "y < z", `[{"examples":[{"code":"y < z","line":3}]}]`},
		{"source line without a place", `{"n":1.50}`, SourceLine, "y", `{"code":"y","n":1.50}`},
		{"no document", ``, EnvValue, "A=b", `{"note":"A=b"}`},
		{"objects in a list", `[{"n":1}]`, EnvValue, "A=b", `[{"n":1},{"note":"A=b"}]`},
	} {
		if got := inject(c.text, c.kind, c.value); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func FuzzInject(f *testing.F) {
	f.Add(`{"a":[1,{"b":"c d"}]}`, "x\"\n")
	f.Add(`[`, "")
	f.Fuzz(func(t *testing.T, text, value string) {
		value = strings.ToValidUTF8(value, "")
		quoted := strings.TrimSuffix(strings.TrimPrefix(doc(value), `"`), `"`)
		for _, kind := range []string{RootPath, SourceLine, PEM} {
			got := inject(text, kind, value)
			if !json.Valid([]byte(got)) || !strings.Contains(got, quoted) {
				t.Fatalf("kind %s: the document is broken or lacks the value", kind)
			}
		}
	})
}

func TestSecretsHaveTheirShape(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for kind, c := range map[string]struct {
		prefix string
		length int
	}{
		AWSKey: {"AK" + "IA", 20}, GitHubToken: {"gh" + "p_", 40}, StripeKey: {"sk_" + "live_", 32}, JWT: {"ey" + "J", 0},
		PEM: {"-----BEGIN", 0}, ConnectionString: {"postgres://", 0}, Assignment: {"api_token", 0}, DriftSecret: {"", 16},
	} {
		m := secret(kind, r)
		if !strings.HasPrefix(m.text, c.prefix) || c.length > 0 && len(m.text) != c.length || !strings.Contains(m.text, m.needle) {
			t.Errorf("%s has another shape", kind)
		}
		if again := secret(kind, r); again.needle == m.needle {
			t.Errorf("%s is always the same", kind)
		}
	}
	if got := checksum62("123456789"); got != "3jZRME" { // CRC-32's check value, 0xcbf43926, in base 62
		t.Errorf("got checksum %q", got)
	}
}

func TestEmptyRootPlantsNoRootPaths(t *testing.T) {
	for _, p := range Planted(Options{Root: "/"}) {
		if p.Kind == RootPath {
			t.Fatalf("a path below / is planted in %s", p.Where)
		}
	}
}

func TestPlantsFollowTheSeed(t *testing.T) {
	o := Options{Root: "/src", Seed: 1}
	first := Planted(o)
	o.Seed = 2
	values := make(map[string]bool, len(first))
	for _, p := range first {
		if p.Kind == AuthorInText {
			continue // an author's name, once more
		}
		if values[p.Value] {
			t.Errorf("a value of %s is planted twice", p.Kind)
		}
		values[p.Value] = true
	}
	for _, p := range Planted(o) {
		if values[p.Value] {
			t.Errorf("%s in %s is the same under another seed", p.Kind, p.Where)
		}
	}
}

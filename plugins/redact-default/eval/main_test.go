package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(m.Run())
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	token := "ghp" + "_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R"
	write(t, filepath.Join(dir, "secrets-made-up.jsonl"),
		`{"text":"token = `+token+`","secret":"`+token+`","shape":"selfid","source":"made-up"}`,
		`{"text":"the cart is empty","secret":null,"class":"plain","source":"made-up"}`,
		`{"text":"const total = sum(a, b);","secret":null,"class":"source","source":"made-up"}`)
	write(t, filepath.Join(dir, "paths-made-up.jsonl"),
		`{"text":"at /home/ada/shop/src/a.ts:3","root":"/home/ada/shop","leaks":["/home/ada"],"keep":["src/a.ts:3"],"kind":"stack"}`,
		`{"text":"GET /users/1","root":"/home/ada/shop","leaks":[],"keep":[],"kind":"route"}`)
	var out strings.Builder
	if err := run(t.Context(), bundled.Wasm, dir, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"shape selfid", "100.0 %", "plain", "gitleaks native", "stack", "route"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	if fields := strings.Join(strings.Fields(line(out.String(), "source  ")), " "); !strings.HasPrefix(fields, "source 1 0.0 % 100.0 %") {
		t.Errorf("a statement is counted as %q", fields)
	}
	if strings.Contains(out.String(), token) || strings.Contains(out.String(), "ada") {
		t.Error("the report holds a text of the corpus")
	}
	if err := run(t.Context(), bundled.Wasm, t.TempDir(), &out); err == nil {
		t.Error("an empty folder gave no error")
	}
}

// line returns the line that begins with a text.
func line(s, begins string) string {
	_, after, _ := strings.Cut(s, "\n"+begins)
	after, _, _ = strings.Cut(after, "\n")
	return begins + after
}

func write(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPartial(t *testing.T) {
	const secret = "1234567890abcdef"
	for _, c := range []struct {
		text, record string
		want         bool
	}{
		{"x [REDACTED]", "x " + secret, false},
		{"x [REDACTED]90abcdef", "x " + secret, true},
		{"90abc", secret, false},
		{"90abcdef: [REDACTED]", "90abcdef: " + secret, false},
	} {
		if got := partial(c.text, c.record, secret); got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}

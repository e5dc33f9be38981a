package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
)

// testCache is one compile cache for all tests: compiling a guest takes a second.
func testCache() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))
}

// command runs driftsync in this process and returns what it printed.
func command(t *testing.T, args ...string) (status int, out, problems string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(args, streams{in: strings.NewReader(""), out: &stdout, err: &stderr})
	return status, stdout.String(), stderr.String()
}

// What people look at holds none of the values that were planted in a project: the
// pages, their twins, the screens.
func TestNothingPlantedIsShown(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	t.Setenv("NO_COLOR", "1")
	root, at := filepath.Join(home, "shop"), func(name string) string { return filepath.Join(home, name) }
	to := "file:" + at("out.db")
	must := func(args ...string) string {
		status, out, problems := command(t, args...)
		if status != 0 {
			t.Fatalf("%v: status %d: %s", args, status, problems)
		}
		return out + problems
	}
	made, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700})
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{
		"preview":      must("preview", "--root", root),
		"preview JSON": must("--json", "preview", "--root", root, "--sample", "20"),
		"push":         must("push", "--root", root, "--to", to, "--report", at("report.html")),
		"push JSON":    must("--json", "push", "--root", root, "--to", to, "--full"),
		"status":       must("--json", "status", "--root", root, "--to", to),
		"report":       must("report", "last"),
		"Markdown":     must("report", "--format", "md"),
		"dry run":      must("push", "--root", root, "--to", to, "--full", "--dry-run"),
		"verbose":      must("-v", "--log-file", at("log"), "push", "--root", root, "--to", to, "--full"),
		"doctor":       must("doctor", "--root", root),
		"quarantine":   must("--json", "quarantine", "list", "--root", root, "--to", to),
	}
	for name, args := range map[string][]string{"proof": {"prove", "--html", at("proof.html")}, "proof JSON": {"--json", "prove"}} {
		_, out, problems := command(t, append(args, "--root", root, "--seed", "1")...)
		shown[name] = out + problems
	}
	must("preview", "--root", root, "--html", at("preview.html"), "--sample", "20")
	for _, page := range []string{"preview.html", "proof.html", "report.html", "log"} {
		data, err := os.ReadFile(at(page))
		if err != nil {
			t.Fatal(err)
		}
		shown[page] = string(data)
		for _, outside := range []string{"<script", "http-equiv=\"refresh", "src=", "@import", "url("} {
			if strings.Contains(shown[page], outside) {
				t.Errorf("%s holds %s", page, outside)
			}
		}
	}
	for _, p := range demo.Planted(made.Options) {
		for name, text := range shown {
			if len(p.Value) >= 8 && strings.Contains(text, p.Value) {
				t.Errorf("%s shows a planted value of kind %s", name, p.Kind)
			}
		}
	}
	if !strings.Contains(shown["preview.html"], "redact-default/secret.token") || !strings.Contains(shown["preview.html"], "<mark>[REDACTED]</mark>") {
		t.Error("the preview names no rule or marks no edit")
	}
	if !strings.Contains(shown["log"], `"msg":"request","table":"drift.functions"`) {
		t.Error("the log tells of no request")
	}
	verified(t, at("report.html"), shown["report.html"], must)
	packed(t, made, root, must)
}

// packed looks at the archive for a security review: the same twice, complete, and without
// a planted value or a folder of this machine in it.
func packed(t *testing.T, made *demo.Summary, root string, must func(...string) string) {
	t.Helper()
	home := filepath.Dir(root)
	one, two := filepath.Join(home, "one.zip"), filepath.Join(home, "two.zip")
	if said := must("report", "--pack", one, "--root", root); !strings.Contains(said, "not verified yet: redact-default. Run driftsync plugins verify") {
		t.Errorf("it does not say what is lacking: %s", said)
	}
	must("--allow-host", "db.example.org", "report", "--pack", two, "--root", root)
	other := filepath.Join(home, "other")
	if err := os.MkdirAll(filepath.Join(other, ".drift"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said := must("report", "--pack", filepath.Join(home, "other.zip"), "--root", other); !strings.Contains(said, "no push yet from here") {
		t.Errorf("the push of another project is taken for its own: %s", said)
	}
	parts := packParts(t, one)
	for name, text := range packParts(t, two) {
		if text != parts[name] && name != "machine.md" && name != "machine.json" {
			t.Errorf("%s is another one the second time", name)
		}
		if name == "machine.md" && !strings.Contains(text, "Allowed hosts: db.example.org.") {
			t.Error("the list of hosts is not named")
		}
	}
	for _, want := range []string{"Not run yet on this machine for these bytes. Run: `driftsync plugins verify`", "**Arrived: 0.**", "| Destination | file:out.db |", "no connection was made"} {
		if !strings.Contains(parts["machine.md"], want) {
			t.Errorf("machine.md lacks %q:\n%s", want, parts["machine.md"])
		}
	}
	for name, text := range parts {
		for _, never := range []string{home, "/home/", "/Users/"} {
			if strings.Contains(text, never) {
				t.Errorf("%s names the folder %s", name, never)
			}
		}
		for _, p := range demo.Planted(made.Options) {
			if len(p.Value) >= 8 && strings.Contains(text, p.Value) {
				t.Errorf("%s shows a planted value of kind %s", name, p.Kind)
			}
		}
	}
}

func packParts(t *testing.T, file string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	parts := map[string]string{}
	for _, f := range z.File {
		data, err := fs.ReadFile(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
	}
	if len(parts) != 9 {
		t.Errorf("%d files in %s", len(parts), file)
	}
	return parts
}

// verified checks the signature of a page, and that any change of it is found.
func verified(t *testing.T, path, page string, must func(...string) string) {
	t.Helper()
	if out := must("report", "verify", path); !strings.Contains(out, "nothing was changed") {
		t.Errorf("verify says %s", out)
	}
	for _, change := range [][2]string{{"would be sent", "was sent"}, {"sent and confirmed", "sent, perhaps"}, {`&#34;epoch&#34;:1`, `&#34;epoch&#34;:2`}, {"<h1>", "<h1 >"}} {
		changed := strings.Replace(page, change[0], change[1], 1)
		if changed == page {
			continue
		}
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, problems := command(t, "report", "verify", path); status != 12 || !strings.Contains(problems, "report.refused") {
			t.Errorf("with %q for %q: status %d: %s", change[1], change[0], status, problems)
		}
	}
	other := t.TempDir()
	if status, _, _ := command(t, "--state", other, "report", "verify", path); status != 12 {
		t.Errorf("another machine's key accepts it: status %d", status)
	}
}

// Every failure is one JSON object that fits its schema, with a code, and says what to
// do next.
func TestJSON_Failures(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	t.Setenv("DRIFT_PROJECT_ROOT", home)
	for _, node := range model(t).Leaves(false) {
		path := node.Path()
		failed(t, "driftsync.usage/1", path+" --nonsense")
		lines := slices.DeleteFunc(slices.Clone(failures), func(line string) bool {
			name := strings.TrimPrefix(line, "--state /dev/null ")
			return name != path && !strings.HasPrefix(name, path+" ") && (path != "report show" || name != "report nothing") && (path != "link project" || name != "link")
		})
		for _, line := range lines {
			failed(t, schemasFor(path)[0], line)
		}
		if len(lines) == 0 && !slices.Contains(always, path) {
			t.Errorf("no failure of %s is tried", path)
		}
	}
	failed(t, "driftsync.usage/1", "nonsense")
}

func failed(t *testing.T, schema, line string) {
	t.Helper()
	status, out, _ := command(t, append([]string{"--json"}, strings.Fields(line)...)...)
	fits(t, line, out, []string{schema})
	if strings.HasPrefix(schema, "drift.") {
		return
	}
	var e envelope
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Errorf("%s: %v", line, err)
	}
	if e.OK || e.Error == nil || e.Error.Code == "" || e.Error.Hint == "" || status == 0 {
		t.Errorf("%s: status %d: %s", line, status, out)
	}
}

// Package dashboard tests the page of this folder in a browser, against the local stack.
package dashboard

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	localsupabase "github.com/driftsync/driftsync/examples/local-supabase"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(m.Run())
}

// chromium returns the browser's path.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium: install chromium")
	return ""
}

// push fills the project of the stack.
func push(t *testing.T, env map[string]string) {
	t.Helper()
	tenant, project := uuid.MustParse(env["DRIFTSYNC_TENANT"]), uuid.MustParse(env["DRIFTSYNC_PROJECT"])
	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 3000}); err != nil {
		t.Fatal(err)
	}
	result, err := host.Push(t.Context(), host.Options{
		Root: root, StateDir: t.TempDir(), Client: "driftsync test",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Destination: host.Destination{Name: env["DRIFTSYNC_URL"] + "#" + project.String(), Tenant: tenant, Project: project, Parallel: 2,
			Open: func() (sink.Sink, error) {
				return supabase.New(supabase.Options{URL: env["DRIFTSYNC_URL"], Key: env["DRIFTSYNC_KEY"], Tenant: tenant, Project: project,
					Token: func(context.Context) (string, error) { return env["DRIFTSYNC_TOKEN"], nil }})
			}},
	})
	if err != nil || !result.Complete {
		t.Fatalf("push: %v", err)
	}
}

// serve starts the page's own server and returns the page's address.
func serve(t *testing.T, env map[string]string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "node", "serve.mjs", "--port", "0")
	c.Env = append(os.Environ(), "DRIFTSYNC_URL="+env["DRIFTSYNC_URL"], "DRIFTSYNC_KEY="+env["DRIFTSYNC_KEY"])
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ready {
		t.Fatalf("the page's server says %q, %v", line, err)
	}
	return address + "/"
}

func TestPage(t *testing.T) {
	browser := chromium(t)
	if _, err := os.Stat("node_modules"); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("packages are not installed: make stack")
	}
	env := localsupabase.Start(t)
	push(t, env)
	picture := filepath.Join(t.TempDir(), "page.png")
	if wanted := os.Getenv("DRIFTSYNC_PICTURE"); wanted != "" {
		picture = wanted
	}
	out, err := exec.CommandContext(t.Context(), "node", "browse.mjs", browser, serve(t, env), "ada@example.org", "local-only-password", picture).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var shown struct {
		Tiles, Areas, Owasp, Problems []string
		Rules, Secrets                int
		Message, Refused              string
	}
	if err := json.Unmarshal(out, &shown); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if len(shown.Tiles) != 6 || slices.ContainsFunc(shown.Tiles, func(tile string) bool { return strings.Contains(tile, "–") }) {
		t.Errorf("tiles %q", shown.Tiles)
	}
	if len(shown.Areas) == 0 || shown.Rules == 0 || shown.Secrets == 0 || len(shown.Owasp) == 0 {
		t.Errorf("parts are empty: %s", out)
	}
	if len(shown.Problems) > 0 || shown.Message != "" {
		t.Errorf("problems on the page: %q %q", shown.Problems, shown.Message)
	}
	if !strings.Contains(shown.Refused, "Sign-in failed") {
		t.Errorf("a wrong password is answered by %q", shown.Refused)
	}
	if info, err := os.Stat(picture); err != nil || info.Size() == 0 {
		t.Errorf("no picture: %v", err)
	}
}

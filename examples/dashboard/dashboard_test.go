// Package dashboard_test tests driftsync's pages in a browser: before a project of the local
// stack, as this folder serves them, and before a file, as the program does.
package dashboard_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	localsupabase "github.com/driftsync/driftsync/examples/local-supabase"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/dashboard"
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

// generate pushes a demo to a destination.
func generate(t *testing.T, to host.Destination) {
	t.Helper()
	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	result, err := host.Push(t.Context(), host.Options{
		Root: root, StateDir: t.TempDir(), Client: "driftsync test", Destination: to,
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
	})
	if err != nil || !result.Complete {
		t.Fatalf("push: %v", err)
	}
}

// push fills the project of the stack.
func push(t *testing.T, env map[string]string) {
	t.Helper()
	tenant, project := uuid.MustParse(env["DRIFTSYNC_TENANT"]), uuid.MustParse(env["DRIFTSYNC_PROJECT"])
	generate(t, host.Destination{Name: env["DRIFTSYNC_URL"] + "#" + project.String(), Tenant: tenant, Project: project, Parallel: 2,
		Open: func() (sink.Sink, error) {
			return supabase.New(supabase.Options{URL: env["DRIFTSYNC_URL"], Key: env["DRIFTSYNC_KEY"], Tenant: tenant, Project: project,
				Token: func(context.Context) (string, error) { return env["DRIFTSYNC_TOKEN"], nil }})
		}})
}

// file returns a file of a demo, with days of a history before today.
func file(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.db")
	generate(t, host.Destination{Name: "file:" + path, Tenant: uuid.New(), Project: uuid.New(), Parallel: 1,
		Open: func() (sink.Sink, error) { return sqlite.Open(context.Background(), path, sqlite.Options{}) }})
	conn, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	err = conn.Exec(`WITH RECURSIVE ago(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ago WHERE n < 26)
		INSERT INTO sync_counts (sync_source_id, day, tenant_id, project_id, violations)
		SELECT sync_source_id, date(day, '-' || n || ' days'), tenant_id, project_id,
			json_object('error', json_extract(violations, '$.error') + n + n % 5, 'warning', json_extract(violations, '$.warning') + n / 2 + n % 3,
				'info', json_extract(violations, '$.info') + n / 4)
		FROM sync_counts, ago WHERE n % 7 NOT IN (2, 3)`)
	if err := errors.Join(err, conn.Close()); err != nil {
		t.Fatal(err)
	}
	return path
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

// looked is what the browser saw.
type looked struct {
	Address, Sent, Refused, Kept, Skip, Focus, Outside, Stranger string
	Tiles, Owasp, Filtered, Wide, Problems, Hosts                []string
	Trend                                                        int
	Policy                                                       bool
	Views                                                        map[string]struct {
		Title          string
		Alerts         []string
		Rows, Nameless int
	}
}

// look has a browser look at every view, and checks what does not depend on the source.
func look(t *testing.T, browser string, args ...string) looked {
	t.Helper()
	pictures := t.TempDir()
	if wanted := os.Getenv("DRIFTSYNC_PICTURES"); wanted != "" && len(args) == 1 {
		pictures = wanted
	}
	args = append([]string{"browse.mjs", browser, args[0], pictures}, args[1:]...)
	out, err := exec.CommandContext(t.Context(), "node", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var seen looked
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if len(seen.Tiles) != 6 || slices.ContainsFunc(seen.Tiles, func(tile string) bool { return strings.Contains(tile, "–") }) {
		t.Errorf("tiles %q", seen.Tiles)
	}
	if seen.Trend != 1 || len(seen.Owasp) == 0 || !strings.Contains(seen.Sent, "rows that were sent") {
		t.Errorf("parts are empty: %s", out)
	}
	if len(seen.Views) != 10 {
		t.Errorf("%d views", len(seen.Views))
	}
	for name, view := range seen.Views {
		if len(view.Alerts) > 0 || view.Rows < 5 || view.Nameless > 0 {
			t.Errorf("%s: %d rows, %d controls without a name, alerts %q", name, view.Rows, view.Nameless, view.Alerts)
		}
	}
	if len(seen.Problems) > 0 || len(seen.Wide) > 0 {
		t.Errorf("problems on the page: %q; wider than a phone: %q", seen.Problems, seen.Wide)
	}
	if !slices.Equal(seen.Filtered, []string{"error"}) || seen.Kept != "severity" {
		t.Errorf("the filter shows %q, and the focus is on %q", seen.Filtered, seen.Kept)
	}
	if seen.Skip != "Skip to the content" || seen.Focus != "H1" {
		t.Errorf("by keyboard: first %q, then %q", seen.Skip, seen.Focus)
	}
	for _, name := range []string{"dashboard.png", "dashboard-phone.png", "dashboard-dark.png"} {
		if info, err := os.Stat(filepath.Join(pictures, name)); err != nil || info.Size() == 0 {
			t.Errorf("no picture: %v", err)
		}
	}
	return seen
}

// tools skips a test where the browser, or what drives it, is not installed.
func tools(t *testing.T) (browser string) {
	browser = chromium(t)
	if _, err := os.Stat("node_modules"); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("packages are not installed: make stack")
	}
	return browser
}

// TestPages_OfProject signs in at a project.
func TestPages_OfProject(t *testing.T) {
	browser := tools(t)
	env := localsupabase.Start(t)
	push(t, env)
	seen := look(t, browser, serve(t, env), "ada@example.org", "local-only-password")
	if !strings.Contains(seen.Refused, "Sign-in failed") {
		t.Errorf("a wrong password is answered by %q", seen.Refused)
	}
}

// TestPages_OfFile has the program itself serve a file.
func TestPages_OfFile(t *testing.T) {
	browser := tools(t)
	source, err := dashboard.OpenFile(t.Context(), file(t))
	if err != nil {
		t.Fatal(err)
	}
	server, err := dashboard.Listen(source, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	seen := look(t, browser, server.URL())
	own, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen.Hosts, []string{own.Host}) || seen.Outside != "refused" || !seen.Policy {
		t.Errorf("asked %q; elsewhere: %s, by the policy: %t", seen.Hosts, seen.Outside, seen.Policy)
	}
	if strings.Contains(seen.Address, "token") || seen.Stranger != string(fault.DashboardToken) {
		t.Errorf("the address stays %s; without the token: %q", seen.Address, seen.Stranger)
	}
}

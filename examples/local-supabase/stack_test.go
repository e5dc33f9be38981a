package localsupabase

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/schema"
)

func TestStack(t *testing.T) {
	env := Start(t)
	tenant, project := uuid.MustParse(env["DRIFTSYNC_TENANT"]), uuid.MustParse(env["DRIFTSYNC_PROJECT"])
	s, err := supabase.New(supabase.Options{
		URL: env["DRIFTSYNC_URL"], Key: env["DRIFTSYNC_KEY"], Tenant: tenant, Project: project,
		Token: func(context.Context) (string, error) { return env["DRIFTSYNC_TOKEN"], nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := t.Context()
	for run := range 2 {
		begun := sink.Start{Run: uuid.New(), Tenant: tenant, Project: project, Digest: "digest", Key: make([]byte, 32)}
		lease, err := s.Begin(ctx, begun)
		if err != nil {
			t.Fatal(err)
		}
		if lease.Epoch != int64(run+1) {
			t.Errorf("epoch %d, want %d", lease.Epoch, run+1)
		}
		if _, err := s.Write(ctx, part(tenant, project, lease, 20-10*run)); err != nil {
			t.Fatal(err)
		}
		swept, err := s.Sweep(ctx, functions)
		if err != nil || swept != int64(10*run) {
			t.Errorf("swept %d, %v; want %d", swept, err, 10*run)
		}
		if err := s.Finish(ctx, &sink.Run{ID: begun.Run, Complete: true, Full: true}); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, env, "cloud_functions?select=id&removed_at=is.null"); strings.Count(got, `"id"`) != 10 {
		t.Errorf("live rows: %s", got)
	}
	if got := read(t, env, "sync_runs?select=id"); strings.Count(got, `"id"`) != 2 {
		t.Errorf("runs: %s", got)
	}
}

var functions = schema.Find("drift", "functions")

// part is rows of a few columns.
func part(tenant, project uuid.UUID, l sink.Lease, rows int) *sink.Part {
	p := &sink.Part{Table: functions, Kind: sink.Upsert, Body: []byte{'['},
		Columns: []string{"tenant_id", "project_id", "sync_source_id", "sync_epoch", "synced_at", "removed_at", "id", "name", "line"}}
	for row := range rows {
		p.Offsets = append(p.Offsets, uint32(len(p.Body)))
		p.Body = fmt.Appendf(p.Body, `{"tenant_id":%q,"project_id":%q,"sync_source_id":%q,"sync_epoch":%d,"synced_at":"now","removed_at":null,"id":%q,"name":"f","line":%d},`,
			tenant, project, l.Source, l.Epoch, uuid.NewSHA1(project, fmt.Append(nil, row)), row)
	}
	p.Body[len(p.Body)-1] = ']'
	p.Offsets = append(p.Offsets, uint32(len(p.Body)))
	return p
}

func read(t *testing.T, env map[string]string, path string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, env["DRIFTSYNC_URL"]+"/rest/v1/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", env["DRIFTSYNC_KEY"])
	r.Header.Set("Authorization", "Bearer "+env["DRIFTSYNC_TOKEN"])
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("read %s: %d, %v", path, res.StatusCode, err)
	}
	return string(body)
}

// program builds driftsync.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "driftsync")
	if out, err := exec.Command("go", "build", "-o", path, "../../cmd/driftsync").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return path
}

// TestDemo runs what `make demo-cloud` runs.
func TestDemo(t *testing.T) {
	packages(t)
	c := exec.CommandContext(t.Context(), "./demo.sh")
	c.Env = append(os.Environ(), "DRIFTSYNC="+program(t),
		"DRIFTSYNC_CACHE="+filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, line := range []string{"Logged in to http", `tenant +Acme \(new\)`, `project +shop \(new\)`, "Pushed to http", `'shop'.*[1-9]`, "Logged out"} {
		if !regexp.MustCompile(line).Match(out) {
			t.Errorf("no line %q in:\n%s", line, out)
		}
	}
}

// TestHosted runs the test for hosted projects against the stack.
func TestHosted(t *testing.T) {
	env := Start(t)
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("local-only-password"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-vet=off", "-v", "-run", "^TestHosted$", "../../host/supabase")
	c.Env = append(os.Environ(), "DRIFTSYNC_HOSTED_URL="+env["DRIFTSYNC_URL"], "DRIFTSYNC_HOSTED_KEY="+env["DRIFTSYNC_KEY"],
		"DRIFTSYNC_HOSTED_EMAIL=ada@example.org", "DRIFTSYNC_HOSTED_PASSWORD_FILE="+password)
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestHosted") {
		t.Errorf("%v: %s", err, out)
	}
}

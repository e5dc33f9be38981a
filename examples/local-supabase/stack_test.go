// Package localsupabase tests the local stack of this folder: it is started by its own
// script, and driftsync's sink pushes to it and reads back.
package localsupabase

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/schema"
)

// start runs the script on free ports and returns the environment that it prints.
func start(t *testing.T) map[string]string {
	t.Helper()
	if _, err := os.Stat("node_modules"); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("packages are not installed: run ./up.sh up once, or set DRIFTSYNC_REQUIRE_STACK")
	}
	dir, err := os.MkdirTemp("", "stack") // t.TempDir's parent is not open to the account of Postgres
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "STACK_DIR="+dir, "PORT="+freePort(t), "PGPORT="+freePort(t))
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		env = append(env, "PG=debian")
	}
	script := func(ctx context.Context, verb string) (string, error) {
		c := exec.CommandContext(ctx, "./up.sh", verb)
		c.Env = env
		var out, problems strings.Builder
		c.Stdout, c.Stderr = &out, &problems
		if err := c.Run(); err != nil {
			return "", fmt.Errorf("up.sh %s: %w: %s", verb, err, problems.String())
		}
		return out.String(), nil
	}
	t.Cleanup(func() {
		if _, err := script(context.Background(), "down"); err != nil {
			t.Error(err)
		}
		os.RemoveAll(dir)
	})
	if _, err := script(t.Context(), "up"); err != nil {
		t.Fatal(err)
	}
	printed, err := script(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		values[name] = value
	}
	return values
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func TestStack(t *testing.T) {
	env := start(t)
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

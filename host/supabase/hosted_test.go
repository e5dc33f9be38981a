package supabase_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// hosted is a project outside of this process.
type hosted struct {
	url, key string
	source   *auth.Source
}

// TestHosted goes the whole way with a real project and a test user: tenant, project,
// push, what arrived, push again, purge. It runs by `make test-hosted`.
func TestHosted(t *testing.T) {
	h := hosted{url: os.Getenv("DRIFTSYNC_HOSTED_URL"), key: os.Getenv("DRIFTSYNC_HOSTED_KEY")}
	if h.url == "" {
		t.Skip("not run: DRIFTSYNC_HOSTED_URL is not set")
	}
	c, err := auth.NewClient(h.url, h.key, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.source = auth.NewSource(c, auth.SourceOptions{Email: os.Getenv("DRIFTSYNC_HOSTED_EMAIL"), PasswordFile: os.Getenv("DRIFTSYNC_HOSTED_PASSWORD_FILE")})
	o := supabase.Options{URL: h.url, Key: h.key, Token: h.source.Token, Refresh: h.source.Refresh}
	tenant, project := h.place(t, o)
	o.Tenant, o.Project = tenant, project

	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 3000}); err != nil {
		t.Fatal(err)
	}
	options := host.Options{
		Root: root, SourceName: "hosted-test", StateDir: t.TempDir(), Client: "driftsync test",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Destination: host.Destination{Name: strings.TrimRight(h.url, "/") + "#" + project.String(), Tenant: tenant, Project: project, Parallel: 4,
			Open: func() (sink.Sink, error) { return supabase.New(o) }},
	}
	first, err := host.Push(t.Context(), options)
	if err != nil || !first.Complete {
		t.Fatalf("push: %v", err)
	}
	t.Logf("%d rows in %d requests, %s", first.Summary().Sent, first.Requests, first.Timing.Send)
	for _, table := range schema.Synced() {
		want := int64(0)
		for _, r := range first.Tables {
			if r.Name == table.FullName() {
				want = r.Sent
			}
		}
		if n := h.count(t, tenant, table.Cloud+"?removed_at=is.null&project_id=eq."+project.String()); n != want {
			t.Errorf("%s: %d rows arrived, %d were sent", table.Cloud, n, want)
		}
	}
	if n := h.count(t, tenant, "v_project_health?total_violations=gt.0&project_id=eq."+project.String()); n != 1 {
		t.Errorf("%d projects with violations in v_project_health", n)
	}
	again, err := host.Push(t.Context(), options)
	if err != nil || again.Summary().Sent+again.Summary().Removed > 0 {
		t.Errorf("the second push: %v, %+v", err, again)
	}
	h.purge(t, tenant, project)
}

// place makes a project of its own in the user's first tenant.
func (h *hosted) place(t *testing.T, o supabase.Options) (tenant, project uuid.UUID) {
	t.Helper()
	a, err := supabase.NewAccount(o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if lacks, err := a.Lacks(t.Context()); err != nil || len(lacks) > 0 {
		t.Fatalf("apply the migrations first: %v, %v", lacks, err)
	}
	all, err := a.Tenants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) > 0 {
		tenant = all[0].ID
	} else if tenant, err = a.CreateTenant(t.Context(), "driftsync test"); err != nil {
		t.Fatal(err)
	}
	if project, err = a.CreateProject(t.Context(), tenant, "test "+time.Now().UTC().Format(time.DateTime)); err != nil {
		t.Fatal(err)
	}
	return tenant, project
}

func (h *hosted) ask(t *testing.T, tenant uuid.UUID, method, path, body string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.url+"/rest/v1/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	token, err := h.source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"apikey": h.key, "Authorization": "Bearer " + token, "X-Drift-Tenant": tenant.String(),
		"Prefer": "count=exact", "Content-Type": "application/json"} {
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func (h *hosted) count(t *testing.T, tenant uuid.UUID, path string) int64 {
	t.Helper()
	res := h.ask(t, tenant, http.MethodGet, path+"&limit=1", "")
	_, total, _ := strings.Cut(res.Header.Get("Content-Range"), "/")
	var n int64
	if _, err := fmt.Sscan(total, &n); err != nil {
		t.Errorf("%s: status %d, no count", path, res.StatusCode)
	}
	return n
}

// purge deletes what the test has made but the empty project, which the API keeps.
func (h *hosted) purge(t *testing.T, tenant, project uuid.UUID) {
	t.Helper()
	res := h.ask(t, tenant, http.MethodGet, "sync_sources?select=id&project_id=eq."+project.String(), "")
	var sources []struct{ ID uuid.UUID }
	if err := json.NewDecoder(res.Body).Decode(&sources); err != nil || len(sources) != 1 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	for more := true; more; {
		res := h.ask(t, tenant, http.MethodPost, "rpc/driftsync_purge",
			fmt.Sprintf(`{"p_project":%q,"p_source":%q,"p_older_than":null,"p_limit":20000}`, project, sources[0].ID))
		var answer struct {
			More    bool
			Refused string
		}
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Refused != "" {
			t.Fatalf("purge: %d, %s, %v", res.StatusCode, answer.Refused, err)
		}
		more = answer.More
	}
	if n := h.count(t, tenant, "cloud_functions?project_id=eq."+project.String()); n != 0 {
		t.Errorf("%d rows after the purge", n)
	}
}

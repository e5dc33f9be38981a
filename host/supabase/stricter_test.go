package supabase_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

// A stricter policy overwrites what is already in Postgres, under the same ids, and
// the run record says which rule took what away.
func TestPush_StricterPolicy(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	first := p.sink(t, u)
	options := host.Options{
		Root: root, StateDir: t.TempDir(), Client: "driftsync test",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())), Worker: worker,
		Destination: host.Destination{Name: first.Destination(), Tenant: p.tenant, Project: p.project, Parallel: 2,
			Open: func() (sink.Sink, error) { return p.sink(t, u), nil }},
	}
	if _, err := host.Push(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	number := func(query string) (n int) {
		t.Helper()
		if err := p.Pool().QueryRow(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const ids = "select count(distinct id) from cloud_functions"
	before := number(ids)
	if before == 0 || number("select count(*) from cloud_functions where file like '%/%'") == 0 {
		t.Fatal("the sample holds no paths")
	}
	policy := filepath.Join("..", "..", "examples", "policies", "no-paths")
	manifest, err := os.ReadFile(filepath.Join(policy, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := build.Build(t.Context(), policy, manifest)
	if err != nil {
		t.Fatal(err)
	}
	options.Plugins = []plugin.Module{{Name: "no-paths", Wasm: wasm}}
	if _, err := host.Push(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		ids: before,
		"select count(*) from cloud_functions where file not like '[P:________________]'":                            0,
		"select count(*) from cloud_functions where removed_at is not null":                                          0,
		"select count(*) from sync_runs where rules->>'no-paths/path' is not null":                                   1,
		"select count(*) from sync_runs where jsonb_array_length(plugins) = 2 and plugins->1->>'sha256' is not null": 1,
	} {
		if got := number(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

package supabase_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
)

// pushTo pushes a small demo project of its own with the user's rights.
func (p *place) pushTo(t *testing.T, u resttest.User, change ...func(*host.Options)) (*host.Result, error) {
	t.Helper()
	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1000}); err != nil {
		t.Fatal(err)
	}
	o := host.Options{
		Root: root, SourceName: "ci", StateDir: t.TempDir(), Client: "driftsync test",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())), Worker: worker,
		Destination: host.Destination{Name: p.URL + "#" + p.project.String(), Tenant: p.tenant, Project: p.project, Parallel: 2, Bare: true,
			Open: func() (sink.Sink, error) { return p.sink(t, u), nil }},
	}
	for _, c := range change {
		c(&o)
	}
	return host.Push(t.Context(), o)
}

// TestPush_MismatchedSchema: a table that does not match gets nothing and is named with
// its migration; every other table gets its rows.
func TestPush_MismatchedSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	for name, c := range map[string]struct{ break_, table, migration, rows string }{
		"a table is missing":    {`drop table cloud_outliers cascade`, "cloud_outliers", "driftsync_tier1.sql", ``},
		"a column is missing":   {`alter table cloud_memories drop column summary cascade`, "cloud_memories", "driftsync_tier2.sql", `select count(*) from cloud_memories`},
		"grants are taken away": {`revoke insert, update on cloud_agent_trust from authenticated`, "cloud_agent_trust", "", `select count(*) from cloud_agent_trust`},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, resttest.Options{})
			if _, err := p.Pool().Exec(t.Context(), c.break_); err != nil {
				t.Fatal(err)
			}
			result, err := p.pushTo(t, p.Member(t, p.tenant, "member"))
			if err != nil || result.Complete || len(result.Stopped) != 1 {
				t.Fatalf("push: %v, %+v", err, result)
			}
			stopped := result.Stopped[0]
			if !strings.Contains(stopped.Text, c.table) || !strings.Contains(stopped.Hint, c.migration) {
				t.Errorf("stopped %+v", stopped)
			}
			if c.rows != "" {
				if n := query[int](t, p, c.rows); n != 0 {
					t.Errorf("%d rows in the table that does not match", n)
				}
			}
			if n := query[int](t, p, `select count(*) from cloud_functions`); n == 0 {
				t.Error("other tables got nothing")
			}
		})
	}
}

// TestPush_BeforeMigrations meets a project that has none.
func TestPush_BeforeMigrations(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	if _, err := p.Pool().Exec(t.Context(), `drop function driftsync_begin, driftsync_finish; drop schema app_private cascade; drop table sync_sources cascade`); err != nil {
		t.Fatal(err)
	}
	_, err := p.pushTo(t, u)
	wantFault(t, err, fault.SinkSchema)
	// Begin and the check of the schema are asked at the same time.
	f := err.(*fault.Error)
	if !strings.Contains(f.Hint, migration.ForFunction("driftsync_begin")) && !strings.Contains(f.Hint, migration.ForFunction("driftsync_count")) {
		t.Errorf("hint %q", f.Hint)
	}
}

// TestPush_ClockSkew: what time it is is what the server says.
func TestPush_ClockSkew(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	p := newPlace(t, resttest.Options{})
	result, err := p.pushTo(t, p.Member(t, p.tenant, "member"), func(o *host.Options) {
		o.Now = func() time.Time { return time.Now().AddDate(10, 0, 0) }
	})
	if err != nil || !result.Complete {
		t.Fatalf("push: %v", err)
	}
	if n := query[int](t, p, `select (select count(*) from cloud_functions where abs(extract(epoch from synced_at - now())) > 600 or abs(extract(epoch from first_synced_at - now())) > 600)
		+ (select count(*) from sync_runs where abs(extract(epoch from finished_at - now())) > 600 or abs(extract(epoch from began_at - now())) > 600)`); n != 0 {
		t.Errorf("%d times are the client's", n)
	}
}

func TestAccount_Lacks(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	a := account(t, p.Stack, p.Member(t, p.tenant, "viewer"))
	if lacks, err := a.Lacks(t.Context()); err != nil || len(lacks) > 0 {
		t.Errorf("a whole schema lacks %v, %v", lacks, err)
	}
	if _, err := p.Pool().Exec(t.Context(), `drop view v_trend_violations; drop table cloud_outliers cascade; alter table cloud_functions drop column line cascade; drop view current_secrets cascade`); err != nil {
		t.Fatal(err)
	}
	lacks, err := a.Lacks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, l := range lacks {
		got[l.Object] = strings.HasSuffix(l.Migration, ".sql")
	}
	for _, object := range []string{"cloud_functions.line", "cloud_outliers", "current_secrets", "v_trend_violations", "v_security_posture"} {
		if !got[object] {
			t.Errorf("%s is not among %v", object, lacks)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d objects: %v", len(got), lacks)
	}
}

func TestNew_WithoutProject(t *testing.T) {
	_, err := supabase.New(supabase.Options{URL: "https://p.example.org", Key: "sb_" + "publishable_x", Token: nil})
	wantFault(t, err, fault.SinkLogin)
}

package deploy_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/supabase/deploy"
	"github.com/driftsync/driftsync/internal/pgtest"
)

// commandLine is Supabase's own, in a folder with the migrations.
type commandLine struct {
	path, dir string
}

// newCommandLine takes the one among the packages of the local stack.
func newCommandLine(t *testing.T) *commandLine {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "examples", "local-supabase", "node_modules", ".bin", "supabase"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("no Supabase command line: make stack")
	}
	c := &commandLine{path: path, dir: t.TempDir()}
	if out, err := c.run("init"); err != nil {
		t.Fatalf("init: %v: %s", err, out)
	}
	if _, err := deploy.Write(filepath.Join(c.dir, "supabase", "migrations")); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *commandLine) run(args ...string) (string, error) {
	cmd := exec.Command(c.path, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "HOME="+c.dir, "SUPABASE_TELEMETRY_DISABLED=1", "DO_NOT_TRACK=1", "CI=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (c *commandLine) push(t *testing.T, url string) string {
	t.Helper()
	out, err := c.run("db", "push", "--remote="+url, "--yes")
	if err != nil {
		t.Fatalf("db push: %v: %s", err, out)
	}
	if strings.Contains(out, "deprecated") {
		t.Errorf("db push has other flags today: %s", out)
	}
	return out
}

// TestCommandLine_Push applies the migrations as the README says, on the installed
// Postgres and on the newest.
func TestCommandLine_Push(t *testing.T) {
	c := newCommandLine(t)
	pgtest.Majors(t, func(t *testing.T, server *pgtest.Server) {
		conn := database(t, server, "")
		url := conn.Config().ConnString()
		if out := c.push(t, url); strings.Count(out, "Applying migration") != len(names(t))+1 {
			t.Errorf("the first push: %s", out)
		}
		if out := c.push(t, url); !strings.Contains(out, "up to date") {
			t.Errorf("the second push: %s", out)
		}
		if s, err := deploy.Inspect(t.Context(), conn); err != nil || !s.UpToDate() {
			t.Errorf("afterwards: %+v, %v", s, err)
		}
	})
	interrupted(t, pgtest.Shared(t), 1, func(conn *pgx.Conn) (string, error) {
		return c.run("db", "push", "--remote="+conn.Config().ConnString(), "--yes")
	})
}

// TestCommandLine_ForeignTables wants the refusal of the migration itself to be seen.
func TestCommandLine_ForeignTables(t *testing.T) {
	c := newCommandLine(t)
	conn := database(t, pgtest.Shared(t), `create table public.cloud_functions (id uuid primary key); create view public.projects as select 1 as id;`)
	out, err := c.run("db", "push", "--remote="+conn.Config().ConnString(), "--yes")
	if err == nil || !strings.Contains(out, "table cloud_functions is not driftsync's; view projects is not driftsync's") {
		t.Errorf("%v: %s", err, out)
	}
	if s, err := deploy.Inspect(t.Context(), conn); err != nil || len(s.Applied) > 0 {
		t.Errorf("afterwards: %+v, %v", s, err)
	}
}

// TestCommandLine_Advisors runs Supabase's linter: nothing is found but indexes that a
// new database has not used yet, and something is found where there is something.
func TestCommandLine_Advisors(t *testing.T) {
	c := newCommandLine(t)
	conn := database(t, pgtest.Shared(t), "")
	url := conn.Config().ConnString()
	c.push(t, url)
	advise := func() (found []string, err error) {
		out, err := c.run("db", "advisors", "--remote="+url, "--level", "info", "--fail-on", "warn")
		begin, end := strings.Index(out, "[\n"), strings.LastIndex(out, "]")
		if begin < 0 || end < begin {
			t.Fatalf("no findings to read: %s", out)
		}
		var all []struct{ Name, Level, Detail string }
		if jsonErr := json.Unmarshal([]byte(out[begin:end+1]), &all); jsonErr != nil {
			t.Fatal(jsonErr)
		}
		for _, a := range all {
			if a.Name != "unused_index" {
				found = append(found, a.Level+" "+a.Name+": "+a.Detail)
			}
		}
		return found, err
	}
	if found, err := advise(); err != nil || len(found) > 0 {
		t.Errorf("advisors: %v: %s", err, strings.Join(found, "\n"))
	}
	run(t, conn, `create table public.left_open (id int); grant select on public.left_open to anon`)
	if found, err := advise(); err == nil || !strings.Contains(strings.Join(found, "\n"), "left_open") {
		t.Errorf("advisors do not notice an open table: %v: %v", err, found)
	}
}

// TestCommandLine_Lint needs the extension plpgsql_check.
func TestCommandLine_Lint(t *testing.T) {
	c := newCommandLine(t)
	conn := database(t, pgtest.Shared(t), "")
	var there bool
	if err := conn.QueryRow(t.Context(), `select exists (select from pg_available_extensions where name = 'plpgsql_check')`).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if !there {
		t.Skip("no plpgsql_check: install postgresql-15-plpgsql-check")
	}
	url := conn.Config().ConnString()
	c.push(t, url)
	lint := func() (string, error) {
		return c.run("db", "lint", "--remote="+url, "--schema", "public,app_private", "--level", "warning", "--fail-on", "warning")
	}
	if out, err := lint(); err != nil || !strings.Contains(out, "No schema errors found") {
		t.Errorf("lint: %v: %s", err, out)
	}
	run(t, conn, `create function public.broken() returns int language plpgsql as $$ begin return (select missing from public.tenants); end $$`)
	if out, err := lint(); err == nil {
		t.Errorf("lint does not notice a broken function: %s", out)
	}
}

// TestDefinerFunctions lists the functions that run with their owner's rights and may
// be called by a user: each is in the schema that is not exposed, and meant to be.
func TestDefinerFunctions(t *testing.T) {
	conn := database(t, pgtest.Shared(t), "")
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := conn.QueryRow(t.Context(), `select array_agg(p.oid::regprocedure::text order by p.oid::regprocedure::text) from pg_proc p
		where p.prosecdef and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
			and (has_function_privilege('authenticated', p.oid, 'execute') or has_function_privilege('anon', p.oid, 'execute'))`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	want := "app_private.adopt_source(uuid,text) app_private.app_role() app_private.app_tenant_id() app_private.app_tenants() app_private.caller() app_private.count_rows(uuid,bigint,jsonb,uuid,uuid) app_private.create_tenant(text) app_private.erase(uuid,jsonb,uuid,text,timestamp with time zone,uuid,uuid,integer,boolean) app_private.hand_over_source(uuid,text) " +
		"app_private.invite(uuid,text,text,boolean) app_private.join_invited() app_private.keep_counts(uuid) app_private.keep_key(uuid,bigint,text) app_private.members(uuid) app_private.open_tables() app_private.purge(uuid,uuid,interval,integer) app_private.rename_source(uuid,text) app_private.retire_source(uuid) app_private.revoke_person(uuid,text,boolean) app_private.show_source(uuid) app_private.source_owners(uuid) app_private.writable_sources() app_private.writers()"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
}

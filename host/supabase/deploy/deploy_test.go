package deploy_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase/deploy"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
	"github.com/driftsync/driftsync/schema/supabase"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func database(t *testing.T, s *pgtest.Server, before string) *pgx.Conn {
	t.Helper()
	conn, err := deploy.Connect(t.Context(), s.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.WithoutCancel(t.Context())) })
	run(t, conn, resttest.Bootstrap+before)
	return conn
}

func run(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, code fault.Code, words ...string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != code || f.Hint == "" {
		t.Fatalf("got %v, want fault %s", err, code)
	}
	for _, w := range words {
		if !strings.Contains(f.Message+f.Hint, w) {
			t.Errorf("%q is not in %q, %q", w, f.Message, f.Hint)
		}
	}
}

func names(t *testing.T) (all []string) {
	t.Helper()
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		all = append(all, f.Name)
	}
	return all
}

func TestApply(t *testing.T) {
	pgtest.Majors(t, func(t *testing.T, server *pgtest.Server) {
		conn := database(t, server, "")
		before, err := deploy.Inspect(t.Context(), conn)
		if err != nil || before.UpToDate() || !slices.Equal(before.Pending, names(t)) {
			t.Fatalf("empty database: %+v, %v", before, err)
		}
		applied, err := deploy.Apply(t.Context(), conn, deploy.Options{})
		if err != nil || !slices.Equal(applied, names(t)) {
			t.Fatalf("applied %v, %v", applied, err)
		}
		if applied, err = deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil || len(applied) > 0 {
			t.Errorf("the second time: %v, %v", applied, err)
		}
		if s, err := deploy.Inspect(t.Context(), conn); err != nil || !s.UpToDate() {
			t.Errorf("afterwards: %+v, %v", s, err)
		}
		interrupted(t, server, 0, func(conn *pgx.Conn) (string, error) {
			_, err := deploy.Apply(t.Context(), conn, deploy.Options{})
			return "", err
		})
	})
}

// interrupted loses the connection within a migration and applies again: what was applied
// stays, nothing of the one that was under way does, and the rest comes then. Guards are
// the files before the first migration that the history lists too.
func interrupted(t *testing.T, server *pgtest.Server, guards int, apply func(*pgx.Conn) (string, error)) {
	t.Helper()
	const before = 5 // migrations that are through by then
	conn := database(t, server, fmt.Sprintf(`create function public.cut() returns event_trigger language plpgsql as $$ begin
		if (select count(*) from supabase_migrations.schema_migrations) = %d then perform pg_terminate_backend(pg_backend_pid()); end if; end $$;
		create event trigger cut on ddl_command_end when tag in ('CREATE VIEW') execute function public.cut();`, before+guards))
	if out, err := apply(conn); err == nil {
		t.Fatalf("nothing was interrupted: %s", out)
	}
	again, err := deploy.Connect(t.Context(), conn.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close(context.WithoutCancel(t.Context()))
	s, err := deploy.Inspect(t.Context(), again)
	if err != nil || len(s.Applied) != before || len(s.Halves)+len(s.Lacking)+len(s.Foreign)+len(s.Open) > 0 {
		t.Errorf("after the interruption: %d applied, %+v, %v", len(s.Applied), s, err)
	}
	run(t, again, `drop event trigger cut`)
	if out, err := apply(again); err != nil {
		t.Errorf("the next time: %v: %s", err, out)
	}
	if s, err := deploy.Inspect(t.Context(), again); err != nil || !s.UpToDate() {
		t.Errorf("afterwards: %+v, %v", s, err)
	}
}

func TestApply_OntoAHistory(t *testing.T) {
	conn := database(t, pgtest.Shared(t), `create schema supabase_migrations;
		create table supabase_migrations.schema_migrations (version text primary key);
		insert into supabase_migrations.schema_migrations values ('20991231235959')`)
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	var versions []string
	if err := conn.QueryRow(t.Context(), `select array_agg(version order by version) from supabase_migrations.schema_migrations where name like 'driftsync%'`).Scan(&versions); err != nil {
		t.Fatal(err)
	}
	if len(versions) != len(names(t)) || versions[0] != "20991231235960" {
		t.Errorf("versions %v", versions)
	}
	if s, err := deploy.Inspect(t.Context(), conn); err != nil || !s.UpToDate() {
		t.Errorf("afterwards: %+v, %v", s, err)
	}
}

//go:embed testdata/drift-cloud-tables.json
var driftTables []byte

// driftSQL makes Drift's own cloud tables, with their permissive policies, and a row.
func driftSQL(t *testing.T) string {
	t.Helper()
	var tables []struct {
		Table      string     `json:"table"`
		Columns    [][]string `json:"columns"`
		PrimaryKey []string   `json:"primary_key"`
		Unique     [][]string `json:"unique"`
	}
	if err := json.Unmarshal(driftTables, &tables); err != nil {
		t.Fatal(err)
	}
	if len(tables) != 73 {
		t.Fatalf("%d tables of Drift's", len(tables))
	}
	var b strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&b, "create table public.%s (", table.Table)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "%q %s, ", c[0], c[1])
		}
		for _, u := range table.Unique {
			fmt.Fprintf(&b, "unique (%s), ", strings.Join(u, ", "))
		}
		fmt.Fprintf(&b, "primary key (%s));\nalter table public.%s enable row level security;\n", strings.Join(table.PrimaryKey, ", "), table.Table)
		fmt.Fprintf(&b, "create policy isolation on public.%s using (tenant_id = current_setting('app.tenant_id', true)::uuid);\n", table.Table)
	}
	return b.String() + `create view public.v_project_health as select count(*) from public.cloud_violations;
		insert into public.cloud_violations (id, severity) values (gen_random_uuid(), 'error');`
}

func TestApply_BesideDriftsTables(t *testing.T) {
	conn := database(t, pgtest.Shared(t), driftSQL(t))
	_, err := deploy.Apply(t.Context(), conn, deploy.Options{})
	wantFault(t, err, fault.SinkSchema, "74 tables and views", "cloud_", "--set-aside")
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), files[0].SQL, pgx.QueryExecModeSimpleProtocol); err == nil || !strings.Contains(err.Error(), "cloud_violations") {
		t.Errorf("the migration by itself: %v", err)
	}
	var made bool
	if err := conn.QueryRow(t.Context(), `select to_regclass('public.sync_sources') is not null`).Scan(&made); err != nil || made {
		t.Errorf("something was made beside Drift's tables (%v)", err)
	}
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{SetAside: true}); err != nil {
		t.Fatal(err)
	}
	var aside, kept, open int
	if err := conn.QueryRow(t.Context(), `select (select count(*) from pg_class where relnamespace = 'drift_before'::regnamespace and relkind in ('r', 'v')),
		(select count(*) from drift_before.cloud_violations),
		(select count(*) from pg_policies where schemaname = 'public' and policyname not like 'driftsync\_%')`).Scan(&aside, &kept, &open); err != nil {
		t.Fatal(err)
	}
	if aside != 74 || kept != 1 || open != 0 {
		t.Errorf("%d moved, %d rows kept, %d policies of others", aside, kept, open)
	}
	if s, err := deploy.Inspect(t.Context(), conn); err != nil || !s.UpToDate() {
		t.Errorf("afterwards: %+v, %v", s, err)
	}
}

func TestApply_HalfApplied(t *testing.T) {
	conn := database(t, pgtest.Shared(t), "")
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	run(t, conn, `drop view v_trend_violations, v_top_violations, v_project_health, v_security_posture;
		drop table cloud_violations cascade; delete from supabase_migrations.schema_migrations where name = 'driftsync_tier1'`)
	_, err = deploy.Apply(t.Context(), conn, deploy.Options{})
	wantFault(t, err, fault.SinkSchema, "half applied", "37 more")
	if _, err := conn.Exec(t.Context(), files[0].SQL, pgx.QueryExecModeSimpleProtocol); err == nil || !strings.Contains(err.Error(), "history of migrations does not list") {
		t.Errorf("the first migration by hand: %v", err)
	}
}

func TestInspect_Lacking(t *testing.T) {
	conn := database(t, pgtest.Shared(t), "")
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	run(t, conn, `alter table cloud_functions drop column qualified_name cascade; drop table cloud_outliers cascade;
		create policy open on cloud_secrets using (true); create policy driftsync_open on cloud_secrets for select to authenticated using (true);
		create policy ours on tenants for select to authenticated using (id in (select app_private.app_tenants()));
		create policy narrow on projects as restrictive for select using (false); alter table cloud_wrappers no force row level security`)
	s, err := deploy.Inspect(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"current_functions", "cloud_functions.qualified_name", "current_outliers", "cloud_outliers"}, s.Lacking); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cloud_secrets: policy driftsync_open", "cloud_secrets: policy open", "cloud_wrappers: row-level security is off",
		"tenants: policy ours"}, s.Open); diff != "" {
		t.Error(diff)
	}
	_, err = deploy.Apply(t.Context(), conn, deploy.Options{})
	wantFault(t, err, fault.SinkSchema, "cloud_functions.qualified_name")
}

func TestApply_WithoutRights(t *testing.T) {
	conn := database(t, pgtest.Shared(t), `do $$ begin if not exists (select from pg_roles where rolname = 'clerk') then create role clerk; end if; end $$;
		set role clerk`)
	_, err := deploy.Apply(t.Context(), conn, deploy.Options{})
	wantFault(t, err, fault.SinkRefused, "42501", "owner of the database")
}

func TestApply_Locked(t *testing.T) {
	conn := database(t, pgtest.Shared(t), "")
	other, err := pgx.Connect(t.Context(), conn.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(context.WithoutCancel(t.Context()))
	if _, err := other.Exec(t.Context(), `begin; create table public.tenants (id uuid)`); err != nil {
		t.Fatal(err)
	}
	_, err = deploy.Apply(t.Context(), conn, deploy.Options{Wait: 50 * time.Millisecond})
	wantFault(t, err, fault.SinkUnreachable, "locked")
}

func TestConnect_Faults(t *testing.T) {
	secret := "hunter2" + "hunter2"
	for url, code := range map[string]fault.Code{
		"postgres://u:" + secret + "@127.0.0.1:1/d":                                            fault.SinkUnreachable,
		"postgres://u:" + secret + "@[":                                                        fault.ConfigInvalid,
		strings.Replace(pgtest.Shared(t).URL("nothing"), "postgres@", "nobody:"+secret+"@", 1): fault.SinkRefused,
	} {
		_, err := deploy.Connect(t.Context(), url)
		wantFault(t, err, code)
		if strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
			t.Error("the error holds the password")
		}
	}
}

// TestPending_Applies changes the catalogue behind a database that is up to date.
func TestPending_Applies(t *testing.T) {
	conn := database(t, pgtest.Shared(t), "")
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	released, err := migration.ReadReleased(supabase.Files)
	if err != nil {
		t.Fatal(err)
	}
	changed := *schema.Find("drift", "functions")
	changed.Columns = append(slices.Clone(changed.Columns), &schema.Column{Name: "order", TypeName: "TEXT"})
	added := *schema.Find("drift", "violations")
	added.Cloud = "cloud_waivers"
	sql, err := migration.Pending(released, []*schema.Table{&changed, &added})
	if err != nil {
		t.Fatal(err)
	}
	run(t, conn, sql)
	var columns int
	if err := conn.QueryRow(t.Context(), `select count(*) from information_schema.columns where table_schema = 'public'
		and (table_name, column_name) in (('cloud_functions', 'order'), ('current_functions', 'order'), ('current_waivers', 'rule_id'))`).Scan(&columns); err != nil || columns != 3 {
		t.Errorf("%d columns, %v", columns, err)
	}
	var anon, forced bool
	if err := conn.QueryRow(t.Context(), `select has_table_privilege('anon', 'current_waivers', 'select') or has_table_privilege('anon', 'cloud_waivers', 'select')
			or has_table_privilege('anon', 'current_functions', 'select'),
		(select relforcerowsecurity from pg_class where oid = 'cloud_waivers'::regclass)`).Scan(&anon, &forced); err != nil || anon || !forced {
		t.Errorf("anon reads %v, forced %v, %v", anon, forced, err)
	}
	// Both are known as driftsync's, or the next release would refuse them.
	var marked int
	if err := conn.QueryRow(t.Context(), `select count(*) from pg_class where relname in ('cloud_waivers', 'current_waivers')
		and obj_description(oid, 'pg_class') like 'driftsync: %'`).Scan(&marked); err != nil || marked != 2 {
		t.Errorf("%d of 2 bear the mark, %v", marked, err)
	}
	// A view that was not made again does not show what its table has.
	run(t, conn, `drop view current_functions; create view current_functions as select sync_source_id, id from cloud_functions;
		comment on view current_functions is 'driftsync: live rows of the primary source'`)
	status, err := deploy.Inspect(t.Context(), conn)
	if err != nil || !slices.Contains(status.Lacking, "current_functions.file") || slices.Contains(status.Lacking, "current_functions.id") {
		t.Errorf("lacking %v, %v", status, err)
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "supabase", "migrations")
	written, err := deploy.Write(dir)
	if err != nil || !slices.Equal(written, append([]string{"20261123119999_driftsync_guard.sql"}, names(t)...)) {
		t.Fatalf("written %v, %v", written, err)
	}
	if written, err = deploy.Write(dir); err != nil || len(written) > 0 {
		t.Errorf("the second time: %v, %v", written, err)
	}
	if err := os.WriteFile(filepath.Join(dir, names(t)[2]), []byte("select 1;"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = deploy.Write(dir)
	wantFault(t, err, fault.SinkSchema, names(t)[2])

	later := t.TempDir()
	if err := os.WriteFile(filepath.Join(later, "20990101000000_own.sql"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if written, err = deploy.Write(later); err != nil || written[0] != "20990101000001_driftsync_guard.sql" || written[1] != "20990101000002_driftsync_base.sql" {
		t.Errorf("after a later one: %v, %v", written, err)
	}
}

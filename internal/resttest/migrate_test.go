package resttest

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// database returns a connection to a new database with the extra statements run first.
func database(t *testing.T, before string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), pgtest.Shared(t).Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	if _, err := conn.Exec(t.Context(), Bootstrap+before); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestMigrate_ApplyTwice(t *testing.T) {
	conn := database(t, "")
	for range 2 {
		if err := Migrate(t.Context(), conn); err != nil {
			t.Fatal(err)
		}
	}
	var tables int
	if err := conn.QueryRow(t.Context(), `select count(*) from information_schema.tables
		where table_schema = 'public' and table_name like 'cloud\_%'`).Scan(&tables); err != nil || tables != 73 {
		t.Errorf("%d cloud tables (%v), want 73", tables, err)
	}
}

// TestMigrate_Columns compares each cloud table with the catalogue by Postgres's own account.
func TestMigrate_Columns(t *testing.T) {
	conn := database(t, "")
	if err := Migrate(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	for _, table := range schema.Synced() {
		rows, err := conn.Query(t.Context(), `select attname || ' ' || format_type(atttypid, atttypmod)
			from pg_attribute where attrelid = to_regclass('public.' || $1) and attnum > 0 order by attnum`, table.Cloud)
		if err != nil {
			t.Fatal(err)
		}
		have, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, c := range table.CloudColumns() {
			kind := strings.ToLower(c.Postgres)
			if kind == "timestamptz" {
				kind = "timestamp with time zone"
			}
			want = append(want, c.Name+" "+kind)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s: %s", table.Cloud, diff)
		}
	}
}

// TestMigrate_Fences asks Postgres's catalogues for what every table of ours must have.
func TestMigrate_Fences(t *testing.T) {
	conn := database(t, "")
	if err := Migrate(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	const ours = `c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`
	for _, check := range []struct{ what, sql string }{
		{"tables without forced row-level security",
			`select c.relname from pg_class c where ` + ours + ` and not (c.relrowsecurity and c.relforcerowsecurity)`},
		{"policies that are not for authenticated alone, or for every operation, or for delete",
			`select tablename || '.' || policyname from pg_policies where schemaname = 'public'
				and (roles <> '{authenticated}' or cmd in ('ALL', 'DELETE'))`},
		{"tables with two permissive policies for one operation",
			`select tablename || ' ' || cmd from pg_policies where schemaname = 'public' group by tablename, cmd having count(*) > 1`},
		{"tables that anon has a privilege on",
			`select c.relname from pg_class c where ` + ours + ` and has_table_privilege('anon', c.oid, 'select, insert, update, delete, truncate, references, trigger')`},
		{"tables that authenticated may delete from or truncate",
			`select c.relname from pg_class c where ` + ours + ` and has_table_privilege('authenticated', c.oid, 'delete, truncate, references, trigger')`},
		{"functions that anon may call",
			`select p.oid::regprocedure::text from pg_proc p where p.pronamespace in ('public'::regnamespace, 'app_private'::regnamespace)
				and has_function_privilege('anon', p.oid, 'execute')`},
		{"definer functions without a fixed search path, or in the exposed schema",
			`select p.oid::regprocedure::text from pg_proc p where p.prosecdef
				and (p.pronamespace = 'public'::regnamespace or not coalesce(p.proconfig @> array['search_path=""'], false))
				and p.pronamespace in ('public'::regnamespace, 'app_private'::regnamespace)`},
		{"views that ask with their owner's rights, or that anon may read",
			`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
				and (not coalesce(c.reloptions @> array['security_invoker=true'], false) or has_table_privilege('anon', c.oid, 'select'))`},
		{"foreign keys that no index covers",
			`select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
				where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
					select from pg_index i where i.indrelid = k.conrelid
					and (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(k.conkey)] @> k.conkey)`},
		{"cloud tables that do not take from the request what a row leaves out",
			`select c.relname from pg_class c where ` + ours + ` and c.relname like 'cloud\_%' and (
				4 <> (select count(*) from pg_attrdef d where d.adrelid = c.oid
					and pg_get_expr(d.adbin, d.adrelid) like '%current_setting(''driftsync.%')
				or 2 <> (select count(*) from pg_trigger g where g.tgrelid = c.oid
					and g.tgfoid in ('app_private.before_insert'::regproc, 'app_private.before_merge'::regproc)))`},
		{"cloud tables without an index on source and epoch",
			`select c.relname from pg_class c where ` + ours + ` and c.relname like 'cloud\_%' and not exists (
				select from pg_indexes x where x.tablename = c.relname and x.indexdef like '%(sync_source_id, sync_epoch)')`},
	} {
		rows, err := conn.Query(t.Context(), check.sql)
		if err != nil {
			t.Fatalf("%s: %v", check.what, err)
		}
		bad, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", check.what, err)
		}
		if len(bad) > 0 {
			t.Errorf("%s: %s", check.what, strings.Join(bad, ", "))
		}
	}
}

// drifts is Drift's own base in brief: its columns, its permissive policies, and its
// function that is open to everyone.
const drifts = `
create table public.tenants (id uuid primary key default gen_random_uuid(), name text not null, email text not null,
	plan text not null default 'free', owner_id uuid, created_at timestamptz not null default now());
create table public.projects (id uuid primary key default gen_random_uuid(), tenant_id uuid not null references public.tenants (id) on delete cascade,
	name text not null, created_at timestamptz not null default now());
create table public.user_tenant_mappings (user_id uuid not null, tenant_id uuid not null references public.tenants (id) on delete cascade,
	role text not null default 'member', created_at timestamptz not null default now(), primary key (user_id, tenant_id));
alter table public.projects enable row level security;
create policy tenant_isolation on public.projects using (tenant_id = current_setting('app.tenant_id', true)::uuid);
create function public.set_tenant_context(p_tenant_id uuid) returns void language sql security definer as
	$$select set_config('app.tenant_id', p_tenant_id::text, true)$$;
`

func TestMigrate_OntoDriftsBase(t *testing.T) {
	conn := database(t, drifts)
	if err := Migrate(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	var policies []string
	var callable bool
	if err := conn.QueryRow(t.Context(), `select array(select policyname::text from pg_policies where tablename = 'projects' order by 1),
		has_function_privilege('authenticated', 'public.set_tenant_context(uuid)', 'execute')`).Scan(&policies, &callable); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"driftsync_insert", "driftsync_select", "driftsync_update"}, policies); diff != "" {
		t.Errorf("policies: %s", diff)
	}
	if callable {
		t.Error("set_tenant_context is still open")
	}
}

// TestMigrate_OntoStrangersBase has one policy more than Drift has. The first migration, which
// is released, takes no notice; a later one does before it makes anything its own.
func TestMigrate_OntoStrangersBase(t *testing.T) {
	conn := database(t, drifts+`create policy app_read on public.projects for select to authenticated using (true);`)
	err := Migrate(t.Context(), conn)
	if err == nil || !strings.Contains(err.Error(), "driftsync_marks") || !strings.Contains(err.Error(), "projects: policy app_read") {
		t.Errorf("got %v, want a refusal that names the policy", err)
	}
}

func TestMigrate_RefuseDriftsCloudTables(t *testing.T) {
	conn := database(t, `create table public.cloud_functions (id uuid primary key);`)
	err := Migrate(t.Context(), conn)
	if err == nil || !strings.Contains(err.Error(), "cloud_functions") {
		t.Errorf("got %v, want a refusal that names the table", err)
	}
}

// TestMigrate_AsHosted applies the migrations as a hosted project's postgres: owner of
// the database's objects, not bound by policies, and no superuser.
func TestMigrate_AsHosted(t *testing.T) {
	ctx := t.Context()
	conn := database(t, `
do $$ begin if not exists (select from pg_roles where rolname = 'deployer') then create role deployer bypassrls; end if; end $$;
do $$ begin execute format('grant create on database %I to deployer', current_database()); end $$;
alter schema public owner to deployer;
grant usage on schema auth to deployer;
grant select on auth.users to deployer;
create schema supabase_migrations authorization deployer;
create table supabase_migrations.schema_migrations (version text primary key, name text);
alter table supabase_migrations.schema_migrations owner to deployer;
set role deployer;`)
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := apply(ctx, conn, f); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	const user, tenant, project = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"
	if _, err := conn.Exec(ctx, `insert into tenants (id, name, email) values ('`+tenant+`', 't', 't@example.org');
		insert into projects (id, tenant_id, name) values ('`+project+`', '`+tenant+`', 'p');
		insert into user_tenant_mappings (user_id, tenant_id) values ('`+user+`', '`+tenant+`');
		reset role; insert into auth.users (id) values ('`+user+`'); set role authenticated; select set_config('request.jwt.claims', '{"sub":"`+user+`"}', false)`); err != nil {
		t.Fatal(err)
	}
	var source, primary, status string
	if err := conn.QueryRow(ctx, `select driftsync_begin('`+tenant+`', '`+project+`', 'ci', 'digest', null, gen_random_uuid()) ->> 'source'`).Scan(&source); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(ctx, `select driftsync_finish($1, 1, jsonb_build_object('id', gen_random_uuid(), 'complete', true, 'full', true, 'client', '', 'catalogue', '',
		'policy', '', 'plugins', '[]'::jsonb, 'tables', '{}'::jsonb, 'rules', '{}'::jsonb, 'quarantined', '[]'::jsonb)) ->> 'status'`, source).Scan(&status); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(ctx, `select primary_source_id::text from projects`).Scan(&primary); err != nil || primary != source || status != "recorded" {
		t.Errorf("status %s, primary source %s (%v), want %s", status, primary, err, source)
	}
	if _, err := conn.Exec(ctx, `reset role; set role service_role; update user_tenant_mappings set role = 'viewer'; update sync_sources set name = 'renamed'`); err != nil {
		t.Errorf("the service role manages members and sources: %v", err)
	}
}

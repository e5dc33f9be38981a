package deploy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase/deploy"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// driftBase is Drift's own three tables, exactly.
const driftBase = `
create table tenants (id uuid primary key default gen_random_uuid(), name text not null, email text not null,
	plan text not null default 'free', owner_id uuid, created_at timestamptz not null default now());
create table projects (id uuid primary key default gen_random_uuid(), tenant_id uuid not null references tenants (id), name text not null,
	created_at timestamptz not null default now());
create table user_tenant_mappings (user_id uuid not null, tenant_id uuid not null references tenants (id), role text not null default 'member',
	active boolean not null default true, scim_external_id text, deprovisioned_at timestamptz, created_at timestamptz not null default now(),
	primary key (user_id, tenant_id));
alter table projects enable row level security;
create policy projects_isolation on projects using (tenant_id = current_setting('app.tenant_id', true)::uuid);
create policy tenants_isolation on tenants using (id = current_setting('app.tenant_id', true)::uuid);
create function set_tenant_context(p_tenant_id uuid) returns void language plpgsql security definer as
	$$ begin perform set_config('app.tenant_id', p_tenant_id::text, true); end $$;
`

// catalogue is what the database holds, to see that nothing was changed.
const catalogue = `select string_agg(what, E'\n' order by what) from (
	select 'relation ' || c.oid::regclass || ' ' || c.relkind::text || c.relrowsecurity::text || c.relforcerowsecurity::text || coalesce(c.relacl::text, '') || coalesce(obj_description(c.oid), '') as what
		from pg_class c where c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
	union all select 'policy ' || p.tablename || p.policyname || coalesce(p.qual, '') from pg_policies p
	union all select 'function ' || p.oid::regprocedure || coalesce(p.proacl::text, '') || md5(p.prosrc) from pg_proc p where p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
	union all select 'schema ' || nspname || coalesce(nspacl::text, '') from pg_namespace where nspname not like 'pg\_%'
	union all select 'default ' || defaclobjtype::text || defaclacl::text from pg_default_acl) all_of_it`

// TestApply_Clashes has what customers may have under names of ours. Each is refused by its
// name, and nothing is changed.
func TestApply_Clashes(t *testing.T) {
	likeShaped := `create table tenants(id uuid primary key default gen_random_uuid(), name text not null, email text not null, plan text, created_at timestamptz default now());
		create table projects(id uuid primary key default gen_random_uuid(), tenant_id uuid not null references tenants(id), name text not null, created_at timestamptz default now(), budget numeric);
		alter table projects enable row level security;
		create policy app_read on projects for select to authenticated using (true);
		create policy app_write on projects for all to authenticated using (true) with check (true);`
	conn := database(t, pgtest.Shared(t), "")
	for name, c := range map[string]struct {
		before string
		want   []deploy.Clash
	}{
		"like-shaped": {likeShaped, []deploy.Clash{{"table projects", "has the column budget numeric, has the policy app_read, has the policy app_write"}, {"table tenants", "allows null in plan, has no column owner_id uuid"}}},
		"one policy more": {driftBase + `create policy read on projects for select to authenticated using (tenant_id = current_setting('app.tenant_id', true)::uuid)`,
			[]deploy.Clash{{"table projects", "has the policy read"}}},
		"a policy that does more": {driftBase + `create policy wide on tenants using (id = current_setting('app.tenant_id', true)::uuid or true)`,
			[]deploy.Clash{{"table tenants", "has the policy wide"}}},
		"one column more":      {driftBase + `alter table tenants add stripe_id text`, []deploy.Clash{{"table tenants", "has the column stripe_id text"}}},
		"another type":         {`create table tenants (id bigint primary key, name text not null, email text not null, plan text not null, owner_id uuid, created_at timestamptz)`, []deploy.Clash{{"table tenants", "has no column id uuid, has the column id bigint"}}},
		"no primary key":       {driftBase + `alter table user_tenant_mappings drop constraint user_tenant_mappings_pkey`, []deploy.Clash{{"table user_tenant_mappings", "has another primary key"}}},
		"partitioned":          {`create table tenants (id uuid primary key, name text not null, email text not null, plan text not null, owner_id uuid, created_at timestamptz) partition by hash (id)`, []deploy.Clash{{"table tenants", "is partitioned, or a partition, or inherits"}}},
		"looser":               {driftBase + `alter table tenants alter email drop not null; alter table projects drop constraint projects_tenant_id_fkey`, []deploy.Clash{{"table projects", "does not refer to tenants"}, {"table tenants", "allows null in email"}}},
		"view":                 {`create view tenants as select 1 as id`, []deploy.Clash{{"view tenants", "is not driftsync's"}}},
		"type":                 {`create type projects as enum ('a'); create type sync_sources as (a int)`, []deploy.Clash{{"type projects", "is not driftsync's"}, {"type sync_sources", "is not driftsync's"}}},
		"sequence and index":   {`create sequence sync_runs; create table orders (id int); create index projects_tenant_id_id_key on orders (id)`, []deploy.Clash{{"index projects_tenant_id_id_key", "is not driftsync's"}, {"sequence sync_runs", "is not driftsync's"}}},
		"table of our own":     {`create table sync_sources (id uuid primary key)`, []deploy.Clash{{"table sync_sources", "is not driftsync's"}}},
		"function and context": {`create function driftsync_join() returns int language sql as 'select 1'; create function set_tenant_context(uuid) returns int language sql as 'select 1'`, []deploy.Clash{{"function driftsync_join", "is not driftsync's"}, {"function set_tenant_context", "is not Drift's, and would be taken from its callers"}}},
		"schema":               {`create schema app_private; create function app_private.app_role() returns text language sql as 'select null::text'`, []deploy.Clash{{"schema app_private", "is not driftsync's"}}},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, conn, `drop schema if exists public, app_private, supabase_migrations cascade; create schema public;`+resttest.Bootstrap+c.before)
			before := read[string](t, conn, catalogue)
			s, err := deploy.Inspect(t.Context(), conn)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, s.Clashes); diff != "" {
				t.Error(diff)
			}
			_, err = deploy.Apply(t.Context(), conn, deploy.Options{})
			wantFault(t, err, fault.SinkSchema, c.want[0].Object, c.want[0].Why, "project of its own")
			if diff := cmp.Diff(before, read[string](t, conn, catalogue)); diff != "" {
				t.Errorf("something was changed: %s", diff)
			}
		})
	}
}

// TestApply_DriftsBase takes over what is exactly Drift's, and a table that its owner has
// marked. Where the project has users, none of them becomes the first by being quick.
func TestApply_DriftsBase(t *testing.T) {
	for name, c := range map[string]struct{ before, newTenants string }{
		"exact":  {driftBase + `insert into auth.users (id) values (gen_random_uuid())`, "nobody"},
		"marked": {driftBase + `alter table tenants add stripe_id text; comment on table tenants is 'driftsync: tenants'`, "first"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := database(t, pgtest.Shared(t), c.before)
			if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
				t.Fatal(err)
			}
			if s, err := deploy.Inspect(t.Context(), conn); err != nil || !s.UpToDate() {
				t.Errorf("afterwards: %+v, %v", s, err)
			}
			if got := read[string](t, conn, `select new_tenants from app_private.onboarding`); got != c.newTenants {
				t.Errorf("tenants are made by %s, want %s", got, c.newTenants)
			}
		})
	}
}

// TestApply_AlreadyTaken has a project whose own tables an earlier release took over.
func TestApply_AlreadyTaken(t *testing.T) {
	conn := database(t, pgtest.Shared(t), driftBase)
	if _, err := deploy.Apply(t.Context(), conn, deploy.Options{}); err != nil {
		t.Fatal(err)
	}
	run(t, conn, `create policy app_read on projects for select to authenticated using (true); comment on table projects is null;
		delete from supabase_migrations.schema_migrations where name = 'driftsync_marks'`)
	_, err := deploy.Apply(t.Context(), conn, deploy.Options{})
	wantFault(t, err, fault.SinkSchema, "table projects has the policy app_read", "comment on table")
}

func read[T any](t *testing.T, conn *pgx.Conn, sql string) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

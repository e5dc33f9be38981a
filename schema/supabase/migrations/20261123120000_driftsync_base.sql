-- driftsync: base. Tenants, projects and memberships as Drift has them, made where
-- missing; sources, their keys and runs; and the functions that every policy asks.

-- Drift's own cloud tables have the names of ours, and permissive policies that would
-- be OR-ed with ours. Nothing is made where one of them is there.
do $$
declare
  foreign_names text;
  own_names text;
begin
  select string_agg(c.relname, ', ' order by c.relname) filter (where d.own is not true),
      string_agg(c.relname, ', ' order by c.relname) filter (where d.own)
    into foreign_names, own_names
  from pg_catalog.pg_class c
  cross join lateral (select pg_catalog.obj_description(c.oid, 'pg_class') like 'driftsync: %' as own) d
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname = any (array[
    'cloud_file_stats', 'cloud_functions', 'cloud_scan_history', 'cloud_call_edges', 'cloud_data_access',
    'cloud_detections', 'cloud_boundaries', 'cloud_pattern_confidence', 'cloud_outliers', 'cloud_conventions',
    'cloud_taint_flows', 'cloud_error_gaps', 'cloud_impact_scores', 'cloud_test_coverage',
    'cloud_test_quality', 'cloud_coupling_metrics', 'cloud_coupling_cycles', 'cloud_constraints',
    'cloud_constraint_results', 'cloud_contracts', 'cloud_contract_mismatches', 'cloud_constants',
    'cloud_secrets', 'cloud_env_variables', 'cloud_wrappers', 'cloud_dna_genes', 'cloud_dna_mutations',
    'cloud_crypto_findings', 'cloud_owasp_findings', 'cloud_decomposition_decisions', 'cloud_violations',
    'cloud_gate_results', 'cloud_audit_snapshots', 'cloud_health_trends', 'cloud_feedback',
    'cloud_policy_results', 'cloud_degradation_alerts', 'cloud_simulations', 'cloud_decisions',
    'cloud_migration_projects', 'cloud_migration_modules', 'cloud_migration_corrections',
    'cloud_grounding_results', 'cloud_grounding_snapshots', 'cloud_bridge_events', 'cloud_bridge_metrics',
    'cloud_bridge_memories', 'cloud_memories', 'cloud_memory_relationships', 'cloud_memory_patterns',
    'cloud_memory_constraints', 'cloud_memory_files', 'cloud_memory_functions', 'cloud_causal_edges',
    'cloud_causal_evidence', 'cloud_memory_audit_log', 'cloud_consolidation_metrics',
    'cloud_cortex_degradation_log', 'cloud_memory_validation', 'cloud_memory_contradictions',
    'cloud_memory_versions', 'cloud_embedding_models', 'cloud_reclassification_history',
    'cloud_reclassification_signals', 'cloud_memory_events', 'cloud_memory_snapshots',
    'cloud_drift_snapshots', 'cloud_agent_registry', 'cloud_memory_namespaces', 'cloud_namespace_permissions',
    'cloud_memory_projections', 'cloud_provenance_log', 'cloud_agent_trust', 'current_file_stats',
    'current_functions', 'current_scan_history', 'current_call_edges', 'current_data_access',
    'current_detections', 'current_boundaries', 'current_pattern_confidence', 'current_outliers',
    'current_conventions', 'current_taint_flows', 'current_error_gaps', 'current_impact_scores',
    'current_test_coverage', 'current_test_quality', 'current_coupling_metrics', 'current_coupling_cycles',
    'current_constraints', 'current_constraint_results', 'current_contracts', 'current_contract_mismatches',
    'current_constants', 'current_secrets', 'current_env_variables', 'current_wrappers', 'current_dna_genes',
    'current_dna_mutations', 'current_crypto_findings', 'current_owasp_findings',
    'current_decomposition_decisions', 'current_violations', 'current_gate_results',
    'current_audit_snapshots', 'current_health_trends', 'current_feedback', 'current_policy_results',
    'current_degradation_alerts', 'current_simulations', 'current_decisions', 'current_migration_projects',
    'current_migration_modules', 'current_migration_corrections', 'current_grounding_results',
    'current_grounding_snapshots', 'current_bridge_events', 'current_bridge_metrics',
    'current_bridge_memories', 'current_memories', 'current_memory_relationships', 'current_memory_patterns',
    'current_memory_constraints', 'current_memory_files', 'current_memory_functions', 'current_causal_edges',
    'current_causal_evidence', 'current_memory_audit_log', 'current_consolidation_metrics',
    'current_cortex_degradation_log', 'current_memory_validation', 'current_memory_contradictions',
    'current_memory_versions', 'current_embedding_models', 'current_reclassification_history',
    'current_reclassification_signals', 'current_memory_events', 'current_memory_snapshots',
    'current_drift_snapshots', 'current_agent_registry', 'current_memory_namespaces',
    'current_namespace_permissions', 'current_memory_projections', 'current_provenance_log',
    'current_agent_trust', 'v_project_health', 'v_trend_violations', 'v_top_violations', 'v_security_posture']);
  if foreign_names is not null then
    raise exception 'driftsync: public holds tables or views that driftsync did not make: %', foreign_names
      using errcode = '42P07', hint = 'move them away with driftsync schema apply --set-aside, or drop them';
  end if;
  if own_names is not null or to_regclass('public.sync_sources') is not null then
    raise exception 'driftsync: the tables of driftsync are there, but the history of migrations does not list them'
      using errcode = '42P07', hint = 'mend the history with supabase migration repair --status applied';
  end if;
end $$;

create schema if not exists app_private;
revoke all on schema app_private from public;
grant usage on schema app_private to authenticated, service_role;

create table if not exists public.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email text not null,
  plan text not null default 'free' check (plan in ('free', 'pro', 'team', 'enterprise')),
  owner_id uuid,
  created_at timestamptz not null default now()
);

create table if not exists public.projects (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  name text not null,
  created_at timestamptz not null default now()
);

create table if not exists public.user_tenant_mappings (
  user_id uuid not null,
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  role text not null default 'member' check (role in ('owner', 'admin', 'member', 'viewer')),
  active boolean not null default true,
  scim_external_id text,
  deprovisioned_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, tenant_id)
);

alter table public.user_tenant_mappings add column if not exists active boolean not null default true;
alter table public.user_tenant_mappings add column if not exists deprovisioned_at timestamptz;
alter table public.projects add column if not exists primary_source_id uuid;

create unique index if not exists projects_tenant_id_id_key on public.projects (tenant_id, id);
create index if not exists user_tenant_mappings_tenant_id_idx on public.user_tenant_mappings (tenant_id);

-- Drift's policies on these three are permissive, for every operation, and raise
-- 22P02 once a transaction-local setting has ended; ours would be OR-ed with them.
do $$
declare p record;
begin
  for p in
    select policyname, tablename from pg_catalog.pg_policies
    where schemaname = 'public' and tablename in ('tenants', 'projects', 'user_tenant_mappings')
      and (qual like '%app.tenant_id%' or with_check like '%app.tenant_id%')
  loop
    execute format('drop policy %I on public.%I', p.policyname, p.tablename);
  end loop;
end $$;

-- Drift's set_tenant_context checks no membership, and is open to everyone.
do $$
begin
  if to_regprocedure('public.set_tenant_context(uuid)') is not null then
    revoke execute on function public.set_tenant_context(uuid) from public, anon, authenticated;
    grant execute on function public.set_tenant_context(uuid) to service_role;
  end if;
end $$;

create table public.sync_sources (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null,
  project_id uuid not null,
  owner_id uuid not null default auth.uid(),
  name text check (char_length(name) between 1 and 128),
  digest text not null check (char_length(digest) between 1 and 128),
  epoch bigint not null default 0,
  run_id uuid,
  run_began_at timestamptz,
  last_run uuid,
  last_run_at timestamptz,
  quarantined text[] not null default '{}',
  created_at timestamptz not null default now(),
  constraint sync_sources_tenant_project_id_key unique (tenant_id, project_id, id),
  constraint sync_sources_project_name_key unique (tenant_id, project_id, name),
  constraint sync_sources_project_fkey foreign key (tenant_id, project_id)
    references public.projects (tenant_id, id) on delete cascade
);

create unique index sync_sources_digest_key on public.sync_sources (tenant_id, project_id, owner_id, digest) where name is null;

comment on table public.sync_sources is 'driftsync: one local set of databases. epoch is that of its newest run.';

alter table public.projects drop constraint if exists projects_primary_source_fkey;
alter table public.projects add constraint projects_primary_source_fkey
  foreign key (tenant_id, id, primary_source_id) references public.sync_sources (tenant_id, project_id, id)
  on delete set null (primary_source_id);
create index if not exists projects_primary_source_idx on public.projects (tenant_id, id, primary_source_id);

-- Whoever holds a source key can test guesses of row identities, so only the owner reads it.
create table public.sync_source_keys (
  sync_source_id uuid primary key,
  tenant_id uuid not null,
  project_id uuid not null,
  owner_id uuid not null default auth.uid(),
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  constraint sync_source_keys_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);

create index sync_source_keys_source_idx on public.sync_source_keys (tenant_id, project_id, sync_source_id);

comment on table public.sync_source_keys is 'driftsync: keys that row ids are made with; read by the owner of the source alone.';

-- A finished run. What it says of itself (client, digests, counts) is the client's word.
create table public.sync_runs (
  sync_source_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  project_id uuid not null,
  epoch bigint not null,
  pushed_by uuid not null default auth.uid(),
  began_at timestamptz,
  finished_at timestamptz not null default now(),
  complete boolean not null,
  full_push boolean not null,
  client text not null,
  catalogue text not null,
  policy text not null,
  plugins jsonb not null default '[]',
  tables jsonb not null default '{}',
  rules jsonb not null default '{}',
  constraint sync_runs_pkey primary key (sync_source_id, id),
  constraint sync_runs_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);

create index sync_runs_source_idx on public.sync_runs (tenant_id, project_id, sync_source_id, finished_at);

comment on table public.sync_runs is 'driftsync: finished runs. An insert is the hook for webhooks.';

-- Parallel restricted: asked once by the leader, so that a scan under the policies may
-- still be shared out among workers.

-- The tenant of a request: a setting, header or claim selects among the caller's
-- active memberships; without any, the only membership; else none, and no error.
create or replace function app_private.app_tenant_id() returns uuid
language sql stable parallel restricted security definer set search_path = '' as $$
  with wanted as (
    select lower(coalesce(
      nullif(current_setting('app.tenant_id', true), ''),
      nullif(nullif(current_setting('request.headers', true), '')::json ->> 'x-drift-tenant', ''),
      nullif(auth.jwt() -> 'app_metadata' ->> 'tenant_id', ''))) as tenant
  )
  select (array_agg(m.tenant_id))[1]
  from public.user_tenant_mappings m, wanted w
  where m.user_id = (select auth.uid()) and m.active and m.deprovisioned_at is null
    and (w.tenant is null or m.tenant_id::text = w.tenant)
  having count(*) = 1
$$;

-- The caller's role in that tenant.
create or replace function app_private.app_role() returns text
language sql stable parallel restricted security definer set search_path = '' as $$
  select m.role from public.user_tenant_mappings m
  where m.user_id = (select auth.uid()) and m.tenant_id = (select app_private.app_tenant_id())
    and m.active and m.deprovisioned_at is null
$$;

-- The tenants that the caller may choose from.
create or replace function app_private.app_tenants() returns setof uuid
language sql stable parallel restricted security definer set search_path = '' rows 5 as $$
  select m.tenant_id from public.user_tenant_mappings m
  where m.user_id = (select auth.uid()) and m.active and m.deprovisioned_at is null
$$;

-- The sources whose rows the caller may write, each with the one epoch that is
-- admitted. Asked once a statement, not once a row.
create or replace function app_private.writable_sources()
returns table (id uuid, epoch bigint, owned boolean)
language sql stable parallel restricted security definer set search_path = '' rows 10 as $$
  select s.id, s.epoch, s.owner_id = (select auth.uid())
  from public.sync_sources s
  where s.tenant_id = (select app_private.app_tenant_id())
    and ((select app_private.app_role()) in ('owner', 'admin')
      or (select app_private.app_role()) = 'member' and s.owner_id = (select auth.uid()))
$$;

-- first_synced_at belongs to the server: it stays, and starts anew when a removed row
-- comes back. A statement of an overtaken run that is still under way must not undo
-- what the newer run has written.
create or replace function app_private.before_row_update() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.sync_epoch < old.sync_epoch then
    raise exception 'row belongs to a newer run' using errcode = '42501';
  end if;
  if old.removed_at is not null and new.removed_at is null then
    new.first_synced_at := now();
  else
    new.first_synced_at := old.first_synced_at;
  end if;
  return new;
end $$;

create or replace function app_private.before_source_update() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'the epoch of a source only grows, and a source stays where it is' using errcode = '42501';
end $$;

create trigger sync_sources_before_update before update on public.sync_sources for each row
  when (new.epoch < old.epoch or new.id <> old.id or new.tenant_id <> old.tenant_id or new.project_id <> old.project_id)
  execute function app_private.before_source_update();

-- The first complete run of a project makes its source the one that dashboards show.
create or replace function app_private.set_primary_source() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.projects p set primary_source_id = new.sync_source_id
  where p.tenant_id = new.tenant_id and p.id = new.project_id and p.primary_source_id is null;
  return null;
end $$;

create trigger sync_runs_set_primary_source after insert on public.sync_runs for each row
  when (new.complete) execute function app_private.set_primary_source();

revoke all on all functions in schema app_private from public, anon;
grant execute on function app_private.app_tenant_id(), app_private.app_role(), app_private.app_tenants(),
  app_private.writable_sources() to authenticated, service_role;

alter table public.tenants enable row level security;
alter table public.tenants force row level security;
alter table public.projects enable row level security;
alter table public.projects force row level security;
alter table public.user_tenant_mappings enable row level security;
alter table public.user_tenant_mappings force row level security;
alter table public.sync_sources enable row level security;
alter table public.sync_sources force row level security;
alter table public.sync_source_keys enable row level security;
alter table public.sync_source_keys force row level security;
alter table public.sync_runs enable row level security;
alter table public.sync_runs force row level security;

drop policy if exists driftsync_select on public.tenants;
create policy driftsync_select on public.tenants for select to authenticated
  using (id in (select t from app_private.app_tenants() t));

drop policy if exists driftsync_select on public.user_tenant_mappings;
create policy driftsync_select on public.user_tenant_mappings for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists driftsync_select on public.projects;
create policy driftsync_select on public.projects for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
drop policy if exists driftsync_insert on public.projects;
create policy driftsync_insert on public.projects for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (select app_private.app_role()) in ('owner', 'admin'));
drop policy if exists driftsync_update on public.projects;
create policy driftsync_update on public.projects for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and (select app_private.app_role()) in ('owner', 'admin'))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (select app_private.app_role()) in ('owner', 'admin'));

create policy driftsync_select on public.sync_sources for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.sync_sources for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and owner_id = (select auth.uid())
    and (select app_private.app_role()) in ('owner', 'admin', 'member'));
create policy driftsync_update on public.sync_sources for update to authenticated
  using (id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (owner_id = (select auth.uid()) or (select app_private.app_role()) in ('owner', 'admin')));

create policy driftsync_select on public.sync_source_keys for select to authenticated
  using (owner_id = (select auth.uid()) and tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.sync_source_keys for insert to authenticated
  with check (owner_id = (select auth.uid()) and tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w where w.owned));

create policy driftsync_select on public.sync_runs for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.sync_runs for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id()) and pushed_by = (select auth.uid())
    and (sync_source_id, epoch) in (select w.id, w.epoch from app_private.writable_sources() w));

revoke all on table public.tenants, public.projects, public.user_tenant_mappings,
  public.sync_sources, public.sync_source_keys, public.sync_runs from public, anon, authenticated;
grant select on table public.tenants, public.user_tenant_mappings to authenticated;
-- Ids are made here: one of the caller's choice would tell whether it is taken.
grant select, insert (tenant_id, name), update (name, primary_source_id) on table public.projects to authenticated;
grant select, insert (tenant_id, project_id, owner_id, name, digest),
  update (name, epoch, run_id, run_began_at, last_run, last_run_at, quarantined)
  on table public.sync_sources to authenticated;
grant select, insert on table public.sync_source_keys, public.sync_runs to authenticated;
grant select, insert, update, delete on table public.tenants, public.projects, public.user_tenant_mappings,
  public.sync_sources, public.sync_source_keys, public.sync_runs to service_role;

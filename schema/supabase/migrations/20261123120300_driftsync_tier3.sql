-- driftsync: the 12 cloud tables of tier 3. Every carried column is nullable, so that
-- no redaction can make a row that is refused.

create table public.cloud_migration_projects (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "name" text,
  "source_language" text,
  "target_language" text,
  "source_framework" text,
  "target_framework" text,
  "status" text,
  "created_at" bigint,
  constraint cloud_migration_projects_pkey primary key (sync_source_id, id),
  constraint cloud_migration_projects_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_migration_projects is 'driftsync: drift.migration_projects (state)';
create index cloud_migration_projects_source_idx on public.cloud_migration_projects (tenant_id, project_id, sync_source_id);
create index cloud_migration_projects_epoch_idx on public.cloud_migration_projects (sync_source_id, sync_epoch);
create trigger cloud_migration_projects_before_update before update on public.cloud_migration_projects for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_migration_projects enable row level security;
alter table public.cloud_migration_projects force row level security;
create policy driftsync_select on public.cloud_migration_projects for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_migration_projects for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_migration_projects for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_migration_projects from public, anon, authenticated;
grant select, insert, update on table public.cloud_migration_projects to authenticated;
grant select, insert, update, delete on table public.cloud_migration_projects to service_role;

create table public.cloud_migration_modules (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "migration_project_id" bigint,
  "module_name" text,
  "status" text,
  "spec_content" text,
  "created_at" bigint,
  "updated_at" bigint,
  constraint cloud_migration_modules_pkey primary key (sync_source_id, id),
  constraint cloud_migration_modules_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_migration_modules is 'driftsync: drift.migration_modules (state)';
create index cloud_migration_modules_source_idx on public.cloud_migration_modules (tenant_id, project_id, sync_source_id);
create index cloud_migration_modules_epoch_idx on public.cloud_migration_modules (sync_source_id, sync_epoch);
create trigger cloud_migration_modules_before_update before update on public.cloud_migration_modules for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_migration_modules enable row level security;
alter table public.cloud_migration_modules force row level security;
create policy driftsync_select on public.cloud_migration_modules for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_migration_modules for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_migration_modules for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_migration_modules from public, anon, authenticated;
grant select, insert, update on table public.cloud_migration_modules to authenticated;
grant select, insert, update, delete on table public.cloud_migration_modules to service_role;

create table public.cloud_migration_corrections (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "module_id" bigint,
  "section" text,
  "original_text" text,
  "corrected_text" text,
  "reason" text,
  "created_at" bigint,
  constraint cloud_migration_corrections_pkey primary key (sync_source_id, id),
  constraint cloud_migration_corrections_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_migration_corrections is 'driftsync: drift.migration_corrections (state)';
create index cloud_migration_corrections_source_idx on public.cloud_migration_corrections (tenant_id, project_id, sync_source_id);
create index cloud_migration_corrections_epoch_idx on public.cloud_migration_corrections (sync_source_id, sync_epoch);
create trigger cloud_migration_corrections_before_update before update on public.cloud_migration_corrections for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_migration_corrections enable row level security;
alter table public.cloud_migration_corrections force row level security;
create policy driftsync_select on public.cloud_migration_corrections for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_migration_corrections for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_migration_corrections for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_migration_corrections from public, anon, authenticated;
grant select, insert, update on table public.cloud_migration_corrections to authenticated;
grant select, insert, update, delete on table public.cloud_migration_corrections to service_role;

create table public.cloud_reclassification_history (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "memory_id" text,
  "old_type" text,
  "new_type" text,
  "reason" text,
  "confidence" double precision,
  "reclassified_at" text,
  constraint cloud_reclassification_history_pkey primary key (sync_source_id, id),
  constraint cloud_reclassification_history_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_reclassification_history is 'driftsync: cortex.reclassification_history (log)';
create index cloud_reclassification_history_source_idx on public.cloud_reclassification_history (tenant_id, project_id, sync_source_id);
create index cloud_reclassification_history_epoch_idx on public.cloud_reclassification_history (sync_source_id, sync_epoch);
create trigger cloud_reclassification_history_before_update before update on public.cloud_reclassification_history for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_reclassification_history enable row level security;
alter table public.cloud_reclassification_history force row level security;
create policy driftsync_select on public.cloud_reclassification_history for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_reclassification_history for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_reclassification_history for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_reclassification_history from public, anon, authenticated;
grant select, insert, update on table public.cloud_reclassification_history to authenticated;
grant select, insert, update, delete on table public.cloud_reclassification_history to service_role;

create table public.cloud_reclassification_signals (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "memory_id" text,
  "signal_type" text,
  "signal_data" text,
  "strength" double precision,
  "created_at" text,
  constraint cloud_reclassification_signals_pkey primary key (sync_source_id, id),
  constraint cloud_reclassification_signals_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_reclassification_signals is 'driftsync: cortex.reclassification_signals (log)';
create index cloud_reclassification_signals_source_idx on public.cloud_reclassification_signals (tenant_id, project_id, sync_source_id);
create index cloud_reclassification_signals_epoch_idx on public.cloud_reclassification_signals (sync_source_id, sync_epoch);
create trigger cloud_reclassification_signals_before_update before update on public.cloud_reclassification_signals for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_reclassification_signals enable row level security;
alter table public.cloud_reclassification_signals force row level security;
create policy driftsync_select on public.cloud_reclassification_signals for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_reclassification_signals for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_reclassification_signals for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_reclassification_signals from public, anon, authenticated;
grant select, insert, update on table public.cloud_reclassification_signals to authenticated;
grant select, insert, update, delete on table public.cloud_reclassification_signals to service_role;

create table public.cloud_drift_snapshots (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "timestamp" text,
  "window_seconds" bigint,
  "metrics" text,
  constraint cloud_drift_snapshots_pkey primary key (sync_source_id, id),
  constraint cloud_drift_snapshots_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_drift_snapshots is 'driftsync: cortex.drift_snapshots (log)';
create index cloud_drift_snapshots_source_idx on public.cloud_drift_snapshots (tenant_id, project_id, sync_source_id);
create index cloud_drift_snapshots_epoch_idx on public.cloud_drift_snapshots (sync_source_id, sync_epoch);
create trigger cloud_drift_snapshots_before_update before update on public.cloud_drift_snapshots for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_drift_snapshots enable row level security;
alter table public.cloud_drift_snapshots force row level security;
create policy driftsync_select on public.cloud_drift_snapshots for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_drift_snapshots for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_drift_snapshots for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_drift_snapshots from public, anon, authenticated;
grant select, insert, update on table public.cloud_drift_snapshots to authenticated;
grant select, insert, update, delete on table public.cloud_drift_snapshots to service_role;

create table public.cloud_agent_registry (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "name" text,
  "namespace_id" text,
  "capabilities" text,
  "parent_agent" text,
  "registered_at" text,
  "last_active" text,
  "status" text,
  constraint cloud_agent_registry_pkey primary key (sync_source_id, id),
  constraint cloud_agent_registry_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_agent_registry is 'driftsync: cortex.agent_registry (state)';
create index cloud_agent_registry_source_idx on public.cloud_agent_registry (tenant_id, project_id, sync_source_id);
create index cloud_agent_registry_epoch_idx on public.cloud_agent_registry (sync_source_id, sync_epoch);
create trigger cloud_agent_registry_before_update before update on public.cloud_agent_registry for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_agent_registry enable row level security;
alter table public.cloud_agent_registry force row level security;
create policy driftsync_select on public.cloud_agent_registry for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_agent_registry for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_agent_registry for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_agent_registry from public, anon, authenticated;
grant select, insert, update on table public.cloud_agent_registry to authenticated;
grant select, insert, update, delete on table public.cloud_agent_registry to service_role;

create table public.cloud_memory_namespaces (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "scope" text,
  "owner_agent" text,
  "created_at" text,
  "metadata" text,
  constraint cloud_memory_namespaces_pkey primary key (sync_source_id, id),
  constraint cloud_memory_namespaces_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_namespaces is 'driftsync: cortex.memory_namespaces (state)';
create index cloud_memory_namespaces_source_idx on public.cloud_memory_namespaces (tenant_id, project_id, sync_source_id);
create index cloud_memory_namespaces_epoch_idx on public.cloud_memory_namespaces (sync_source_id, sync_epoch);
create trigger cloud_memory_namespaces_before_update before update on public.cloud_memory_namespaces for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_namespaces enable row level security;
alter table public.cloud_memory_namespaces force row level security;
create policy driftsync_select on public.cloud_memory_namespaces for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_namespaces for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_namespaces for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_namespaces from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_namespaces to authenticated;
grant select, insert, update, delete on table public.cloud_memory_namespaces to service_role;

create table public.cloud_namespace_permissions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "namespace_id" text,
  "agent_id" text,
  "permissions" text,
  "granted_at" text,
  "granted_by" text,
  constraint cloud_namespace_permissions_pkey primary key (sync_source_id, id),
  constraint cloud_namespace_permissions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_namespace_permissions is 'driftsync: cortex.namespace_permissions (state)';
create index cloud_namespace_permissions_source_idx on public.cloud_namespace_permissions (tenant_id, project_id, sync_source_id);
create index cloud_namespace_permissions_epoch_idx on public.cloud_namespace_permissions (sync_source_id, sync_epoch);
create trigger cloud_namespace_permissions_before_update before update on public.cloud_namespace_permissions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_namespace_permissions enable row level security;
alter table public.cloud_namespace_permissions force row level security;
create policy driftsync_select on public.cloud_namespace_permissions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_namespace_permissions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_namespace_permissions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_namespace_permissions from public, anon, authenticated;
grant select, insert, update on table public.cloud_namespace_permissions to authenticated;
grant select, insert, update, delete on table public.cloud_namespace_permissions to service_role;

create table public.cloud_memory_projections (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "source_namespace" text,
  "target_namespace" text,
  "filter_json" text,
  "compression_level" bigint,
  "live" boolean,
  "created_at" text,
  "created_by" text,
  constraint cloud_memory_projections_pkey primary key (sync_source_id, id),
  constraint cloud_memory_projections_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_projections is 'driftsync: cortex.memory_projections (state)';
create index cloud_memory_projections_source_idx on public.cloud_memory_projections (tenant_id, project_id, sync_source_id);
create index cloud_memory_projections_epoch_idx on public.cloud_memory_projections (sync_source_id, sync_epoch);
create trigger cloud_memory_projections_before_update before update on public.cloud_memory_projections for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_projections enable row level security;
alter table public.cloud_memory_projections force row level security;
create policy driftsync_select on public.cloud_memory_projections for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_projections for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_projections for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_projections from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_projections to authenticated;
grant select, insert, update, delete on table public.cloud_memory_projections to service_role;

create table public.cloud_provenance_log (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "memory_id" text,
  "hop_index" bigint,
  "agent_id" text,
  "action" text,
  "timestamp" text,
  "confidence_delta" double precision,
  "details" text,
  constraint cloud_provenance_log_pkey primary key (sync_source_id, id),
  constraint cloud_provenance_log_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_provenance_log is 'driftsync: cortex.provenance_log (log)';
create index cloud_provenance_log_source_idx on public.cloud_provenance_log (tenant_id, project_id, sync_source_id);
create index cloud_provenance_log_epoch_idx on public.cloud_provenance_log (sync_source_id, sync_epoch);
create trigger cloud_provenance_log_before_update before update on public.cloud_provenance_log for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_provenance_log enable row level security;
alter table public.cloud_provenance_log force row level security;
create policy driftsync_select on public.cloud_provenance_log for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_provenance_log for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_provenance_log for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_provenance_log from public, anon, authenticated;
grant select, insert, update on table public.cloud_provenance_log to authenticated;
grant select, insert, update, delete on table public.cloud_provenance_log to service_role;

create table public.cloud_agent_trust (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "agent_id" text,
  "target_agent" text,
  "overall_trust" double precision,
  "domain_trust" text,
  "evidence" text,
  "last_updated" text,
  constraint cloud_agent_trust_pkey primary key (sync_source_id, id),
  constraint cloud_agent_trust_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_agent_trust is 'driftsync: cortex.agent_trust (state)';
create index cloud_agent_trust_source_idx on public.cloud_agent_trust (tenant_id, project_id, sync_source_id);
create index cloud_agent_trust_epoch_idx on public.cloud_agent_trust (sync_source_id, sync_epoch);
create trigger cloud_agent_trust_before_update before update on public.cloud_agent_trust for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_agent_trust enable row level security;
alter table public.cloud_agent_trust force row level security;
create policy driftsync_select on public.cloud_agent_trust for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_agent_trust for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_agent_trust for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_agent_trust from public, anon, authenticated;
grant select, insert, update on table public.cloud_agent_trust to authenticated;
grant select, insert, update, delete on table public.cloud_agent_trust to service_role;

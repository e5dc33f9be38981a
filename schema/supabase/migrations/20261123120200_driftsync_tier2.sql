-- driftsync: the 19 cloud tables of tier 2. Every carried column is nullable, so that
-- no redaction can make a row that is refused.

create table public.cloud_simulations (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "task_category" text,
  "task_description" text,
  "approach_count" bigint,
  "recommended_approach" text,
  "p10_effort" double precision,
  "p50_effort" double precision,
  "p90_effort" double precision,
  "created_at" bigint,
  constraint cloud_simulations_pkey primary key (sync_source_id, id),
  constraint cloud_simulations_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_simulations is 'driftsync: drift.simulations (log)';
create index cloud_simulations_source_idx on public.cloud_simulations (tenant_id, project_id, sync_source_id);
create index cloud_simulations_epoch_idx on public.cloud_simulations (sync_source_id, sync_epoch);
create trigger cloud_simulations_before_update before update on public.cloud_simulations for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_simulations enable row level security;
alter table public.cloud_simulations force row level security;
create policy driftsync_select on public.cloud_simulations for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_simulations for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_simulations for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_simulations from public, anon, authenticated;
grant select, insert, update on table public.cloud_simulations to authenticated;
grant select, insert, update, delete on table public.cloud_simulations to service_role;

create table public.cloud_decisions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "category" text,
  "description" text,
  "commit_sha" text,
  "confidence" double precision,
  "related_patterns" text,
  "author" text,
  "files_changed" text,
  "created_at" bigint,
  constraint cloud_decisions_pkey primary key (sync_source_id, id),
  constraint cloud_decisions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_decisions is 'driftsync: drift.decisions (log)';
create index cloud_decisions_source_idx on public.cloud_decisions (tenant_id, project_id, sync_source_id);
create index cloud_decisions_epoch_idx on public.cloud_decisions (sync_source_id, sync_epoch);
create trigger cloud_decisions_before_update before update on public.cloud_decisions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_decisions enable row level security;
alter table public.cloud_decisions force row level security;
create policy driftsync_select on public.cloud_decisions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_decisions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_decisions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_decisions from public, anon, authenticated;
grant select, insert, update on table public.cloud_decisions to authenticated;
grant select, insert, update, delete on table public.cloud_decisions to service_role;

create table public.cloud_memories (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "memory_type" text,
  "content" text,
  "summary" text,
  "transaction_time" text,
  "valid_time" text,
  "valid_until" text,
  "confidence" double precision,
  "importance" text,
  "last_accessed" text,
  "access_count" bigint,
  "tags" text,
  "archived" boolean,
  "superseded_by" text,
  "supersedes" text,
  "content_hash" text,
  "created_at" text,
  "updated_at" text,
  "namespace_id" text,
  "source_agent" text,
  constraint cloud_memories_pkey primary key (sync_source_id, id),
  constraint cloud_memories_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memories is 'driftsync: cortex.memories (state)';
create index cloud_memories_source_idx on public.cloud_memories (tenant_id, project_id, sync_source_id);
create index cloud_memories_epoch_idx on public.cloud_memories (sync_source_id, sync_epoch);
create trigger cloud_memories_before_update before update on public.cloud_memories for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memories enable row level security;
alter table public.cloud_memories force row level security;
create policy driftsync_select on public.cloud_memories for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memories for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memories for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memories from public, anon, authenticated;
grant select, insert, update on table public.cloud_memories to authenticated;
grant select, insert, update, delete on table public.cloud_memories to service_role;

create table public.cloud_memory_relationships (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "source_id" text,
  "target_id" text,
  "relationship_type" text,
  "strength" double precision,
  "evidence" text,
  "created_at" text,
  constraint cloud_memory_relationships_pkey primary key (sync_source_id, id),
  constraint cloud_memory_relationships_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_relationships is 'driftsync: cortex.memory_relationships (state)';
create index cloud_memory_relationships_source_idx on public.cloud_memory_relationships (tenant_id, project_id, sync_source_id);
create index cloud_memory_relationships_epoch_idx on public.cloud_memory_relationships (sync_source_id, sync_epoch);
create trigger cloud_memory_relationships_before_update before update on public.cloud_memory_relationships for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_relationships enable row level security;
alter table public.cloud_memory_relationships force row level security;
create policy driftsync_select on public.cloud_memory_relationships for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_relationships for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_relationships for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_relationships from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_relationships to authenticated;
grant select, insert, update, delete on table public.cloud_memory_relationships to service_role;

create table public.cloud_memory_patterns (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "memory_id" text,
  "pattern_id" text,
  "pattern_name" text,
  "created_at" text,
  constraint cloud_memory_patterns_pkey primary key (sync_source_id, id),
  constraint cloud_memory_patterns_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_patterns is 'driftsync: cortex.memory_patterns (state)';
create index cloud_memory_patterns_source_idx on public.cloud_memory_patterns (tenant_id, project_id, sync_source_id);
create index cloud_memory_patterns_epoch_idx on public.cloud_memory_patterns (sync_source_id, sync_epoch);
create trigger cloud_memory_patterns_before_update before update on public.cloud_memory_patterns for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_patterns enable row level security;
alter table public.cloud_memory_patterns force row level security;
create policy driftsync_select on public.cloud_memory_patterns for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_patterns for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_patterns for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_patterns from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_patterns to authenticated;
grant select, insert, update, delete on table public.cloud_memory_patterns to service_role;

create table public.cloud_memory_constraints (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "memory_id" text,
  "constraint_id" text,
  "constraint_name" text,
  "created_at" text,
  constraint cloud_memory_constraints_pkey primary key (sync_source_id, id),
  constraint cloud_memory_constraints_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_constraints is 'driftsync: cortex.memory_constraints (state)';
create index cloud_memory_constraints_source_idx on public.cloud_memory_constraints (tenant_id, project_id, sync_source_id);
create index cloud_memory_constraints_epoch_idx on public.cloud_memory_constraints (sync_source_id, sync_epoch);
create trigger cloud_memory_constraints_before_update before update on public.cloud_memory_constraints for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_constraints enable row level security;
alter table public.cloud_memory_constraints force row level security;
create policy driftsync_select on public.cloud_memory_constraints for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_constraints for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_constraints for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_constraints from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_constraints to authenticated;
grant select, insert, update, delete on table public.cloud_memory_constraints to service_role;

create table public.cloud_memory_files (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "memory_id" text,
  "file_path" text,
  "line_start" bigint,
  "line_end" bigint,
  "content_hash" text,
  "created_at" text,
  constraint cloud_memory_files_pkey primary key (sync_source_id, id),
  constraint cloud_memory_files_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_files is 'driftsync: cortex.memory_files (state)';
create index cloud_memory_files_source_idx on public.cloud_memory_files (tenant_id, project_id, sync_source_id);
create index cloud_memory_files_epoch_idx on public.cloud_memory_files (sync_source_id, sync_epoch);
create trigger cloud_memory_files_before_update before update on public.cloud_memory_files for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_files enable row level security;
alter table public.cloud_memory_files force row level security;
create policy driftsync_select on public.cloud_memory_files for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_files for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_files for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_files from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_files to authenticated;
grant select, insert, update, delete on table public.cloud_memory_files to service_role;

create table public.cloud_memory_functions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "memory_id" text,
  "function_name" text,
  "file_path" text,
  "signature" text,
  "created_at" text,
  constraint cloud_memory_functions_pkey primary key (sync_source_id, id),
  constraint cloud_memory_functions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_functions is 'driftsync: cortex.memory_functions (state)';
create index cloud_memory_functions_source_idx on public.cloud_memory_functions (tenant_id, project_id, sync_source_id);
create index cloud_memory_functions_epoch_idx on public.cloud_memory_functions (sync_source_id, sync_epoch);
create trigger cloud_memory_functions_before_update before update on public.cloud_memory_functions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_functions enable row level security;
alter table public.cloud_memory_functions force row level security;
create policy driftsync_select on public.cloud_memory_functions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_functions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_functions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_functions from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_functions to authenticated;
grant select, insert, update, delete on table public.cloud_memory_functions to service_role;

create table public.cloud_causal_edges (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "source_id" text,
  "target_id" text,
  "relation" text,
  "strength" double precision,
  "created_at" text,
  "updated_at" text,
  constraint cloud_causal_edges_pkey primary key (sync_source_id, id),
  constraint cloud_causal_edges_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_causal_edges is 'driftsync: cortex.causal_edges (state)';
create index cloud_causal_edges_source_idx on public.cloud_causal_edges (tenant_id, project_id, sync_source_id);
create index cloud_causal_edges_epoch_idx on public.cloud_causal_edges (sync_source_id, sync_epoch);
create trigger cloud_causal_edges_before_update before update on public.cloud_causal_edges for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_causal_edges enable row level security;
alter table public.cloud_causal_edges force row level security;
create policy driftsync_select on public.cloud_causal_edges for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_causal_edges for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_causal_edges for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_causal_edges from public, anon, authenticated;
grant select, insert, update on table public.cloud_causal_edges to authenticated;
grant select, insert, update, delete on table public.cloud_causal_edges to service_role;

create table public.cloud_causal_evidence (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "source_id" text,
  "target_id" text,
  "description" text,
  "source" text,
  "timestamp" text,
  constraint cloud_causal_evidence_pkey primary key (sync_source_id, id),
  constraint cloud_causal_evidence_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_causal_evidence is 'driftsync: cortex.causal_evidence (log)';
create index cloud_causal_evidence_source_idx on public.cloud_causal_evidence (tenant_id, project_id, sync_source_id);
create index cloud_causal_evidence_epoch_idx on public.cloud_causal_evidence (sync_source_id, sync_epoch);
create trigger cloud_causal_evidence_before_update before update on public.cloud_causal_evidence for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_causal_evidence enable row level security;
alter table public.cloud_causal_evidence force row level security;
create policy driftsync_select on public.cloud_causal_evidence for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_causal_evidence for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_causal_evidence for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_causal_evidence from public, anon, authenticated;
grant select, insert, update on table public.cloud_causal_evidence to authenticated;
grant select, insert, update, delete on table public.cloud_causal_evidence to service_role;

create table public.cloud_memory_audit_log (
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
  "operation" text,
  "details" text,
  "actor" text,
  "timestamp" text,
  constraint cloud_memory_audit_log_pkey primary key (sync_source_id, id),
  constraint cloud_memory_audit_log_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_audit_log is 'driftsync: cortex.memory_audit_log (log)';
create index cloud_memory_audit_log_source_idx on public.cloud_memory_audit_log (tenant_id, project_id, sync_source_id);
create index cloud_memory_audit_log_epoch_idx on public.cloud_memory_audit_log (sync_source_id, sync_epoch);
create trigger cloud_memory_audit_log_before_update before update on public.cloud_memory_audit_log for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_audit_log enable row level security;
alter table public.cloud_memory_audit_log force row level security;
create policy driftsync_select on public.cloud_memory_audit_log for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_audit_log for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_audit_log for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_audit_log from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_audit_log to authenticated;
grant select, insert, update, delete on table public.cloud_memory_audit_log to service_role;

create table public.cloud_consolidation_metrics (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "run_id" text,
  "precision_score" double precision,
  "compression_ratio" double precision,
  "lift" double precision,
  "stability" double precision,
  "memories_created" bigint,
  "memories_archived" bigint,
  "timestamp" text,
  constraint cloud_consolidation_metrics_pkey primary key (sync_source_id, id),
  constraint cloud_consolidation_metrics_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_consolidation_metrics is 'driftsync: cortex.consolidation_metrics (log)';
create index cloud_consolidation_metrics_source_idx on public.cloud_consolidation_metrics (tenant_id, project_id, sync_source_id);
create index cloud_consolidation_metrics_epoch_idx on public.cloud_consolidation_metrics (sync_source_id, sync_epoch);
create trigger cloud_consolidation_metrics_before_update before update on public.cloud_consolidation_metrics for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_consolidation_metrics enable row level security;
alter table public.cloud_consolidation_metrics force row level security;
create policy driftsync_select on public.cloud_consolidation_metrics for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_consolidation_metrics for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_consolidation_metrics for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_consolidation_metrics from public, anon, authenticated;
grant select, insert, update on table public.cloud_consolidation_metrics to authenticated;
grant select, insert, update, delete on table public.cloud_consolidation_metrics to service_role;

create table public.cloud_cortex_degradation_log (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "component" text,
  "failure" text,
  "fallback" text,
  "details" text,
  "timestamp" text,
  constraint cloud_cortex_degradation_log_pkey primary key (sync_source_id, id),
  constraint cloud_cortex_degradation_log_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_cortex_degradation_log is 'driftsync: cortex.degradation_log (log)';
create index cloud_cortex_degradation_log_source_idx on public.cloud_cortex_degradation_log (tenant_id, project_id, sync_source_id);
create index cloud_cortex_degradation_log_epoch_idx on public.cloud_cortex_degradation_log (sync_source_id, sync_epoch);
create trigger cloud_cortex_degradation_log_before_update before update on public.cloud_cortex_degradation_log for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_cortex_degradation_log enable row level security;
alter table public.cloud_cortex_degradation_log force row level security;
create policy driftsync_select on public.cloud_cortex_degradation_log for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_cortex_degradation_log for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_cortex_degradation_log for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_cortex_degradation_log from public, anon, authenticated;
grant select, insert, update on table public.cloud_cortex_degradation_log to authenticated;
grant select, insert, update, delete on table public.cloud_cortex_degradation_log to service_role;

create table public.cloud_memory_validation (
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
  "dimension" text,
  "score" double precision,
  "healing_action" text,
  "validated_at" text,
  constraint cloud_memory_validation_pkey primary key (sync_source_id, id),
  constraint cloud_memory_validation_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_validation is 'driftsync: cortex.memory_validation_history (log)';
create index cloud_memory_validation_source_idx on public.cloud_memory_validation (tenant_id, project_id, sync_source_id);
create index cloud_memory_validation_epoch_idx on public.cloud_memory_validation (sync_source_id, sync_epoch);
create trigger cloud_memory_validation_before_update before update on public.cloud_memory_validation for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_validation enable row level security;
alter table public.cloud_memory_validation force row level security;
create policy driftsync_select on public.cloud_memory_validation for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_validation for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_validation for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_validation from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_validation to authenticated;
grant select, insert, update, delete on table public.cloud_memory_validation to service_role;

create table public.cloud_memory_contradictions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "memory_id_a" text,
  "memory_id_b" text,
  "contradiction_type" text,
  "confidence_delta" double precision,
  "resolved" boolean,
  "detected_at" text,
  "resolved_at" text,
  constraint cloud_memory_contradictions_pkey primary key (sync_source_id, id),
  constraint cloud_memory_contradictions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_contradictions is 'driftsync: cortex.memory_contradictions (state)';
create index cloud_memory_contradictions_source_idx on public.cloud_memory_contradictions (tenant_id, project_id, sync_source_id);
create index cloud_memory_contradictions_epoch_idx on public.cloud_memory_contradictions (sync_source_id, sync_epoch);
create trigger cloud_memory_contradictions_before_update before update on public.cloud_memory_contradictions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_contradictions enable row level security;
alter table public.cloud_memory_contradictions force row level security;
create policy driftsync_select on public.cloud_memory_contradictions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_contradictions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_contradictions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_contradictions from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_contradictions to authenticated;
grant select, insert, update, delete on table public.cloud_memory_contradictions to service_role;

create table public.cloud_memory_versions (
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
  "version" bigint,
  "content" text,
  "summary" text,
  "confidence" double precision,
  "changed_by" text,
  "reason" text,
  "created_at" text,
  constraint cloud_memory_versions_pkey primary key (sync_source_id, id),
  constraint cloud_memory_versions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_versions is 'driftsync: cortex.memory_versions (log)';
create index cloud_memory_versions_source_idx on public.cloud_memory_versions (tenant_id, project_id, sync_source_id);
create index cloud_memory_versions_epoch_idx on public.cloud_memory_versions (sync_source_id, sync_epoch);
create trigger cloud_memory_versions_before_update before update on public.cloud_memory_versions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_versions enable row level security;
alter table public.cloud_memory_versions force row level security;
create policy driftsync_select on public.cloud_memory_versions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_versions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_versions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_versions from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_versions to authenticated;
grant select, insert, update, delete on table public.cloud_memory_versions to service_role;

create table public.cloud_embedding_models (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "model_name" text,
  "dimensions" bigint,
  "status" text,
  "created_at" text,
  "updated_at" text,
  constraint cloud_embedding_models_pkey primary key (sync_source_id, id),
  constraint cloud_embedding_models_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_embedding_models is 'driftsync: cortex.embedding_model_info (state)';
create index cloud_embedding_models_source_idx on public.cloud_embedding_models (tenant_id, project_id, sync_source_id);
create index cloud_embedding_models_epoch_idx on public.cloud_embedding_models (sync_source_id, sync_epoch);
create trigger cloud_embedding_models_before_update before update on public.cloud_embedding_models for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_embedding_models enable row level security;
alter table public.cloud_embedding_models force row level security;
create policy driftsync_select on public.cloud_embedding_models for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_embedding_models for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_embedding_models for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_embedding_models from public, anon, authenticated;
grant select, insert, update on table public.cloud_embedding_models to authenticated;
grant select, insert, update, delete on table public.cloud_embedding_models to service_role;

create table public.cloud_memory_events (
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
  "recorded_at" text,
  "event_type" text,
  "delta" text,
  "actor_type" text,
  "actor_id" text,
  "caused_by" text,
  "schema_version" bigint,
  constraint cloud_memory_events_pkey primary key (sync_source_id, id),
  constraint cloud_memory_events_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_events is 'driftsync: cortex.memory_events (log)';
create index cloud_memory_events_source_idx on public.cloud_memory_events (tenant_id, project_id, sync_source_id);
create index cloud_memory_events_epoch_idx on public.cloud_memory_events (sync_source_id, sync_epoch);
create trigger cloud_memory_events_before_update before update on public.cloud_memory_events for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_events enable row level security;
alter table public.cloud_memory_events force row level security;
create policy driftsync_select on public.cloud_memory_events for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_events for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_events for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_events from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_events to authenticated;
grant select, insert, update, delete on table public.cloud_memory_events to service_role;

create table public.cloud_memory_snapshots (
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
  "snapshot_at" text,
  "state" text,
  "event_id" bigint,
  "reason" text,
  constraint cloud_memory_snapshots_pkey primary key (sync_source_id, id),
  constraint cloud_memory_snapshots_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_memory_snapshots is 'driftsync: cortex.memory_snapshots (log)';
create index cloud_memory_snapshots_source_idx on public.cloud_memory_snapshots (tenant_id, project_id, sync_source_id);
create index cloud_memory_snapshots_epoch_idx on public.cloud_memory_snapshots (sync_source_id, sync_epoch);
create trigger cloud_memory_snapshots_before_update before update on public.cloud_memory_snapshots for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_memory_snapshots enable row level security;
alter table public.cloud_memory_snapshots force row level security;
create policy driftsync_select on public.cloud_memory_snapshots for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_memory_snapshots for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_memory_snapshots for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_memory_snapshots from public, anon, authenticated;
grant select, insert, update on table public.cloud_memory_snapshots to authenticated;
grant select, insert, update, delete on table public.cloud_memory_snapshots to service_role;

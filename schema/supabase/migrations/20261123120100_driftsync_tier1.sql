-- driftsync: the 42 cloud tables of tier 1. Every carried column is nullable, so that
-- no redaction can make a row that is refused.

create table public.cloud_file_stats (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "language" text,
  "file_size" bigint,
  "content_hash" text,
  "mtime_secs" bigint,
  "mtime_nanos" bigint,
  "last_scanned_at" bigint,
  "scan_duration_us" bigint,
  "pattern_count" bigint,
  "function_count" bigint,
  "error_count" bigint,
  "error" text,
  constraint cloud_file_stats_pkey primary key (sync_source_id, id),
  constraint cloud_file_stats_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_file_stats is 'driftsync: drift.file_metadata (state)';
create index cloud_file_stats_source_idx on public.cloud_file_stats (tenant_id, project_id, sync_source_id);
create index cloud_file_stats_epoch_idx on public.cloud_file_stats (sync_source_id, sync_epoch);
create trigger cloud_file_stats_before_update before update on public.cloud_file_stats for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_file_stats enable row level security;
alter table public.cloud_file_stats force row level security;
create policy driftsync_select on public.cloud_file_stats for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_file_stats for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_file_stats for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_file_stats from public, anon, authenticated;
grant select, insert, update on table public.cloud_file_stats to authenticated;
grant select, insert, update, delete on table public.cloud_file_stats to service_role;

create table public.cloud_functions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "file" text,
  "name" text,
  "qualified_name" text,
  "language" text,
  "line" bigint,
  "end_line" bigint,
  "parameter_count" bigint,
  "return_type" text,
  "is_exported" boolean,
  "is_async" boolean,
  "body_hash" text,
  "signature_hash" text,
  constraint cloud_functions_pkey primary key (sync_source_id, id),
  constraint cloud_functions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_functions is 'driftsync: drift.functions (state)';
create index cloud_functions_source_idx on public.cloud_functions (tenant_id, project_id, sync_source_id);
create index cloud_functions_epoch_idx on public.cloud_functions (sync_source_id, sync_epoch);
create trigger cloud_functions_before_update before update on public.cloud_functions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_functions enable row level security;
alter table public.cloud_functions force row level security;
create policy driftsync_select on public.cloud_functions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_functions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_functions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_functions from public, anon, authenticated;
grant select, insert, update on table public.cloud_functions to authenticated;
grant select, insert, update, delete on table public.cloud_functions to service_role;

create table public.cloud_scan_history (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "started_at" bigint,
  "completed_at" bigint,
  "root_path" text,
  "total_files" bigint,
  "added_files" bigint,
  "modified_files" bigint,
  "removed_files" bigint,
  "unchanged_files" bigint,
  "duration_ms" bigint,
  "status" text,
  "error" text,
  constraint cloud_scan_history_pkey primary key (sync_source_id, id),
  constraint cloud_scan_history_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_scan_history is 'driftsync: drift.scan_history (log)';
create index cloud_scan_history_source_idx on public.cloud_scan_history (tenant_id, project_id, sync_source_id);
create index cloud_scan_history_epoch_idx on public.cloud_scan_history (sync_source_id, sync_epoch);
create trigger cloud_scan_history_before_update before update on public.cloud_scan_history for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_scan_history enable row level security;
alter table public.cloud_scan_history force row level security;
create policy driftsync_select on public.cloud_scan_history for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_scan_history for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_scan_history for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_scan_history from public, anon, authenticated;
grant select, insert, update on table public.cloud_scan_history to authenticated;
grant select, insert, update, delete on table public.cloud_scan_history to service_role;

create table public.cloud_call_edges (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "caller_id" bigint,
  "callee_id" bigint,
  "resolution" text,
  "confidence" double precision,
  "call_site_line" bigint,
  constraint cloud_call_edges_pkey primary key (sync_source_id, id),
  constraint cloud_call_edges_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_call_edges is 'driftsync: drift.call_edges (state)';
create index cloud_call_edges_source_idx on public.cloud_call_edges (tenant_id, project_id, sync_source_id);
create index cloud_call_edges_epoch_idx on public.cloud_call_edges (sync_source_id, sync_epoch);
create trigger cloud_call_edges_before_update before update on public.cloud_call_edges for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_call_edges enable row level security;
alter table public.cloud_call_edges force row level security;
create policy driftsync_select on public.cloud_call_edges for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_call_edges for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_call_edges for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_call_edges from public, anon, authenticated;
grant select, insert, update on table public.cloud_call_edges to authenticated;
grant select, insert, update, delete on table public.cloud_call_edges to service_role;

create table public.cloud_data_access (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "function_id" bigint,
  "table_name" text,
  "operation" text,
  "framework" text,
  "line" bigint,
  "confidence" double precision,
  constraint cloud_data_access_pkey primary key (sync_source_id, id),
  constraint cloud_data_access_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_data_access is 'driftsync: drift.data_access (state)';
create index cloud_data_access_source_idx on public.cloud_data_access (tenant_id, project_id, sync_source_id);
create index cloud_data_access_epoch_idx on public.cloud_data_access (sync_source_id, sync_epoch);
create trigger cloud_data_access_before_update before update on public.cloud_data_access for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_data_access enable row level security;
alter table public.cloud_data_access force row level security;
create policy driftsync_select on public.cloud_data_access for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_data_access for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_data_access for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_data_access from public, anon, authenticated;
grant select, insert, update on table public.cloud_data_access to authenticated;
grant select, insert, update, delete on table public.cloud_data_access to service_role;

create table public.cloud_detections (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "file" text,
  "line" bigint,
  "column_num" bigint,
  "pattern_id" text,
  "category" text,
  "confidence" double precision,
  "detection_method" text,
  "cwe_ids" text,
  "owasp" text,
  "matched_text" text,
  "created_at" bigint,
  constraint cloud_detections_pkey primary key (sync_source_id, id),
  constraint cloud_detections_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_detections is 'driftsync: drift.detections (state)';
create index cloud_detections_source_idx on public.cloud_detections (tenant_id, project_id, sync_source_id);
create index cloud_detections_epoch_idx on public.cloud_detections (sync_source_id, sync_epoch);
create trigger cloud_detections_before_update before update on public.cloud_detections for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_detections enable row level security;
alter table public.cloud_detections force row level security;
create policy driftsync_select on public.cloud_detections for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_detections for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_detections for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_detections from public, anon, authenticated;
grant select, insert, update on table public.cloud_detections to authenticated;
grant select, insert, update, delete on table public.cloud_detections to service_role;

create table public.cloud_boundaries (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "file" text,
  "framework" text,
  "model_name" text,
  "table_name" text,
  "field_name" text,
  "sensitivity" text,
  "confidence" double precision,
  "created_at" bigint,
  constraint cloud_boundaries_pkey primary key (sync_source_id, id),
  constraint cloud_boundaries_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_boundaries is 'driftsync: drift.boundaries (state)';
create index cloud_boundaries_source_idx on public.cloud_boundaries (tenant_id, project_id, sync_source_id);
create index cloud_boundaries_epoch_idx on public.cloud_boundaries (sync_source_id, sync_epoch);
create trigger cloud_boundaries_before_update before update on public.cloud_boundaries for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_boundaries enable row level security;
alter table public.cloud_boundaries force row level security;
create policy driftsync_select on public.cloud_boundaries for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_boundaries for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_boundaries for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_boundaries from public, anon, authenticated;
grant select, insert, update on table public.cloud_boundaries to authenticated;
grant select, insert, update, delete on table public.cloud_boundaries to service_role;

create table public.cloud_pattern_confidence (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "alpha" double precision,
  "beta" double precision,
  "posterior_mean" double precision,
  "credible_interval_low" double precision,
  "credible_interval_high" double precision,
  "tier" text,
  "momentum" text,
  "last_updated" bigint,
  constraint cloud_pattern_confidence_pkey primary key (sync_source_id, id),
  constraint cloud_pattern_confidence_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_pattern_confidence is 'driftsync: drift.pattern_confidence (state)';
create index cloud_pattern_confidence_source_idx on public.cloud_pattern_confidence (tenant_id, project_id, sync_source_id);
create index cloud_pattern_confidence_epoch_idx on public.cloud_pattern_confidence (sync_source_id, sync_epoch);
create trigger cloud_pattern_confidence_before_update before update on public.cloud_pattern_confidence for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_pattern_confidence enable row level security;
alter table public.cloud_pattern_confidence force row level security;
create policy driftsync_select on public.cloud_pattern_confidence for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_pattern_confidence for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_pattern_confidence for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_pattern_confidence from public, anon, authenticated;
grant select, insert, update on table public.cloud_pattern_confidence to authenticated;
grant select, insert, update, delete on table public.cloud_pattern_confidence to service_role;

create table public.cloud_outliers (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "pattern_id" text,
  "file" text,
  "line" bigint,
  "deviation_score" double precision,
  "significance" text,
  "method" text,
  "created_at" bigint,
  constraint cloud_outliers_pkey primary key (sync_source_id, id),
  constraint cloud_outliers_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_outliers is 'driftsync: drift.outliers (state)';
create index cloud_outliers_source_idx on public.cloud_outliers (tenant_id, project_id, sync_source_id);
create index cloud_outliers_epoch_idx on public.cloud_outliers (sync_source_id, sync_epoch);
create trigger cloud_outliers_before_update before update on public.cloud_outliers for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_outliers enable row level security;
alter table public.cloud_outliers force row level security;
create policy driftsync_select on public.cloud_outliers for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_outliers for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_outliers for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_outliers from public, anon, authenticated;
grant select, insert, update on table public.cloud_outliers to authenticated;
grant select, insert, update, delete on table public.cloud_outliers to service_role;

create table public.cloud_conventions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "pattern_id" text,
  "category" text,
  "scope" text,
  "dominance_ratio" double precision,
  "promotion_status" text,
  "discovered_at" bigint,
  "last_seen" bigint,
  "expires_at" bigint,
  constraint cloud_conventions_pkey primary key (sync_source_id, id),
  constraint cloud_conventions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_conventions is 'driftsync: drift.conventions (state)';
create index cloud_conventions_source_idx on public.cloud_conventions (tenant_id, project_id, sync_source_id);
create index cloud_conventions_epoch_idx on public.cloud_conventions (sync_source_id, sync_epoch);
create trigger cloud_conventions_before_update before update on public.cloud_conventions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_conventions enable row level security;
alter table public.cloud_conventions force row level security;
create policy driftsync_select on public.cloud_conventions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_conventions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_conventions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_conventions from public, anon, authenticated;
grant select, insert, update on table public.cloud_conventions to authenticated;
grant select, insert, update, delete on table public.cloud_conventions to service_role;

create table public.cloud_taint_flows (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "source_file" text,
  "source_line" bigint,
  "source_type" text,
  "sink_file" text,
  "sink_line" bigint,
  "sink_type" text,
  "cwe_id" bigint,
  "is_sanitized" boolean,
  "path" text,
  "confidence" double precision,
  "created_at" bigint,
  constraint cloud_taint_flows_pkey primary key (sync_source_id, id),
  constraint cloud_taint_flows_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_taint_flows is 'driftsync: drift.taint_flows (state)';
create index cloud_taint_flows_source_idx on public.cloud_taint_flows (tenant_id, project_id, sync_source_id);
create index cloud_taint_flows_epoch_idx on public.cloud_taint_flows (sync_source_id, sync_epoch);
create trigger cloud_taint_flows_before_update before update on public.cloud_taint_flows for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_taint_flows enable row level security;
alter table public.cloud_taint_flows force row level security;
create policy driftsync_select on public.cloud_taint_flows for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_taint_flows for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_taint_flows for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_taint_flows from public, anon, authenticated;
grant select, insert, update on table public.cloud_taint_flows to authenticated;
grant select, insert, update, delete on table public.cloud_taint_flows to service_role;

create table public.cloud_error_gaps (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "file" text,
  "function_id" text,
  "gap_type" text,
  "error_type" text,
  "propagation_chain" text,
  "framework" text,
  "cwe_id" bigint,
  "severity" text,
  "created_at" bigint,
  constraint cloud_error_gaps_pkey primary key (sync_source_id, id),
  constraint cloud_error_gaps_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_error_gaps is 'driftsync: drift.error_gaps (state)';
create index cloud_error_gaps_source_idx on public.cloud_error_gaps (tenant_id, project_id, sync_source_id);
create index cloud_error_gaps_epoch_idx on public.cloud_error_gaps (sync_source_id, sync_epoch);
create trigger cloud_error_gaps_before_update before update on public.cloud_error_gaps for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_error_gaps enable row level security;
alter table public.cloud_error_gaps force row level security;
create policy driftsync_select on public.cloud_error_gaps for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_error_gaps for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_error_gaps for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_error_gaps from public, anon, authenticated;
grant select, insert, update on table public.cloud_error_gaps to authenticated;
grant select, insert, update, delete on table public.cloud_error_gaps to service_role;

create table public.cloud_impact_scores (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "blast_radius" bigint,
  "risk_score" double precision,
  "is_dead_code" boolean,
  "dead_code_reason" text,
  "exclusion_category" text,
  "updated_at" bigint,
  constraint cloud_impact_scores_pkey primary key (sync_source_id, id),
  constraint cloud_impact_scores_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_impact_scores is 'driftsync: drift.impact_scores (state)';
create index cloud_impact_scores_source_idx on public.cloud_impact_scores (tenant_id, project_id, sync_source_id);
create index cloud_impact_scores_epoch_idx on public.cloud_impact_scores (sync_source_id, sync_epoch);
create trigger cloud_impact_scores_before_update before update on public.cloud_impact_scores for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_impact_scores enable row level security;
alter table public.cloud_impact_scores force row level security;
create policy driftsync_select on public.cloud_impact_scores for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_impact_scores for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_impact_scores for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_impact_scores from public, anon, authenticated;
grant select, insert, update on table public.cloud_impact_scores to authenticated;
grant select, insert, update, delete on table public.cloud_impact_scores to service_role;

create table public.cloud_test_coverage (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "test_function_id" text,
  "source_function_id" text,
  "coverage_type" text,
  constraint cloud_test_coverage_pkey primary key (sync_source_id, id),
  constraint cloud_test_coverage_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_test_coverage is 'driftsync: drift.test_coverage (state)';
create index cloud_test_coverage_source_idx on public.cloud_test_coverage (tenant_id, project_id, sync_source_id);
create index cloud_test_coverage_epoch_idx on public.cloud_test_coverage (sync_source_id, sync_epoch);
create trigger cloud_test_coverage_before_update before update on public.cloud_test_coverage for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_test_coverage enable row level security;
alter table public.cloud_test_coverage force row level security;
create policy driftsync_select on public.cloud_test_coverage for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_test_coverage for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_test_coverage for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_test_coverage from public, anon, authenticated;
grant select, insert, update on table public.cloud_test_coverage to authenticated;
grant select, insert, update, delete on table public.cloud_test_coverage to service_role;

create table public.cloud_test_quality (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "coverage_breadth" double precision,
  "coverage_depth" double precision,
  "assertion_density" double precision,
  "mock_ratio" double precision,
  "isolation" double precision,
  "freshness" double precision,
  "stability" double precision,
  "overall_score" double precision,
  "smells" text,
  "updated_at" bigint,
  constraint cloud_test_quality_pkey primary key (sync_source_id, id),
  constraint cloud_test_quality_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_test_quality is 'driftsync: drift.test_quality (state)';
create index cloud_test_quality_source_idx on public.cloud_test_quality (tenant_id, project_id, sync_source_id);
create index cloud_test_quality_epoch_idx on public.cloud_test_quality (sync_source_id, sync_epoch);
create trigger cloud_test_quality_before_update before update on public.cloud_test_quality for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_test_quality enable row level security;
alter table public.cloud_test_quality force row level security;
create policy driftsync_select on public.cloud_test_quality for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_test_quality for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_test_quality for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_test_quality from public, anon, authenticated;
grant select, insert, update on table public.cloud_test_quality to authenticated;
grant select, insert, update, delete on table public.cloud_test_quality to service_role;

create table public.cloud_coupling_metrics (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "ce" bigint,
  "ca" bigint,
  "instability" double precision,
  "abstractness" double precision,
  "distance" double precision,
  "zone" text,
  "updated_at" bigint,
  constraint cloud_coupling_metrics_pkey primary key (sync_source_id, id),
  constraint cloud_coupling_metrics_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_coupling_metrics is 'driftsync: drift.coupling_metrics (state)';
create index cloud_coupling_metrics_source_idx on public.cloud_coupling_metrics (tenant_id, project_id, sync_source_id);
create index cloud_coupling_metrics_epoch_idx on public.cloud_coupling_metrics (sync_source_id, sync_epoch);
create trigger cloud_coupling_metrics_before_update before update on public.cloud_coupling_metrics for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_coupling_metrics enable row level security;
alter table public.cloud_coupling_metrics force row level security;
create policy driftsync_select on public.cloud_coupling_metrics for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_coupling_metrics for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_coupling_metrics for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_coupling_metrics from public, anon, authenticated;
grant select, insert, update on table public.cloud_coupling_metrics to authenticated;
grant select, insert, update, delete on table public.cloud_coupling_metrics to service_role;

create table public.cloud_coupling_cycles (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "members" text,
  "break_suggestions" text,
  "created_at" bigint,
  constraint cloud_coupling_cycles_pkey primary key (sync_source_id, id),
  constraint cloud_coupling_cycles_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_coupling_cycles is 'driftsync: drift.coupling_cycles (state)';
create index cloud_coupling_cycles_source_idx on public.cloud_coupling_cycles (tenant_id, project_id, sync_source_id);
create index cloud_coupling_cycles_epoch_idx on public.cloud_coupling_cycles (sync_source_id, sync_epoch);
create trigger cloud_coupling_cycles_before_update before update on public.cloud_coupling_cycles for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_coupling_cycles enable row level security;
alter table public.cloud_coupling_cycles force row level security;
create policy driftsync_select on public.cloud_coupling_cycles for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_coupling_cycles for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_coupling_cycles for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_coupling_cycles from public, anon, authenticated;
grant select, insert, update on table public.cloud_coupling_cycles to authenticated;
grant select, insert, update, delete on table public.cloud_coupling_cycles to service_role;

create table public.cloud_constraints (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "description" text,
  "invariant_type" text,
  "target" text,
  "scope" text,
  "source" text,
  "enabled" boolean,
  "created_at" bigint,
  "updated_at" bigint,
  constraint cloud_constraints_pkey primary key (sync_source_id, id),
  constraint cloud_constraints_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_constraints is 'driftsync: drift.constraints (state)';
create index cloud_constraints_source_idx on public.cloud_constraints (tenant_id, project_id, sync_source_id);
create index cloud_constraints_epoch_idx on public.cloud_constraints (sync_source_id, sync_epoch);
create trigger cloud_constraints_before_update before update on public.cloud_constraints for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_constraints enable row level security;
alter table public.cloud_constraints force row level security;
create policy driftsync_select on public.cloud_constraints for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_constraints for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_constraints for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_constraints from public, anon, authenticated;
grant select, insert, update on table public.cloud_constraints to authenticated;
grant select, insert, update, delete on table public.cloud_constraints to service_role;

create table public.cloud_constraint_results (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "constraint_id" text,
  "passed" boolean,
  "violations" text,
  "verified_at" bigint,
  constraint cloud_constraint_results_pkey primary key (sync_source_id, id),
  constraint cloud_constraint_results_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_constraint_results is 'driftsync: drift.constraint_verifications (log)';
create index cloud_constraint_results_source_idx on public.cloud_constraint_results (tenant_id, project_id, sync_source_id);
create index cloud_constraint_results_epoch_idx on public.cloud_constraint_results (sync_source_id, sync_epoch);
create trigger cloud_constraint_results_before_update before update on public.cloud_constraint_results for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_constraint_results enable row level security;
alter table public.cloud_constraint_results force row level security;
create policy driftsync_select on public.cloud_constraint_results for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_constraint_results for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_constraint_results for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_constraint_results from public, anon, authenticated;
grant select, insert, update on table public.cloud_constraint_results to authenticated;
grant select, insert, update, delete on table public.cloud_constraint_results to service_role;

create table public.cloud_contracts (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "paradigm" text,
  "source_file" text,
  "framework" text,
  "confidence" double precision,
  "endpoints" text,
  "created_at" bigint,
  "updated_at" bigint,
  constraint cloud_contracts_pkey primary key (sync_source_id, id),
  constraint cloud_contracts_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_contracts is 'driftsync: drift.contracts (state)';
create index cloud_contracts_source_idx on public.cloud_contracts (tenant_id, project_id, sync_source_id);
create index cloud_contracts_epoch_idx on public.cloud_contracts (sync_source_id, sync_epoch);
create trigger cloud_contracts_before_update before update on public.cloud_contracts for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_contracts enable row level security;
alter table public.cloud_contracts force row level security;
create policy driftsync_select on public.cloud_contracts for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_contracts for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_contracts for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_contracts from public, anon, authenticated;
grant select, insert, update on table public.cloud_contracts to authenticated;
grant select, insert, update, delete on table public.cloud_contracts to service_role;

create table public.cloud_contract_mismatches (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "backend_endpoint" text,
  "frontend_call" text,
  "mismatch_type" text,
  "severity" text,
  "message" text,
  "created_at" bigint,
  constraint cloud_contract_mismatches_pkey primary key (sync_source_id, id),
  constraint cloud_contract_mismatches_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_contract_mismatches is 'driftsync: drift.contract_mismatches (state)';
create index cloud_contract_mismatches_source_idx on public.cloud_contract_mismatches (tenant_id, project_id, sync_source_id);
create index cloud_contract_mismatches_epoch_idx on public.cloud_contract_mismatches (sync_source_id, sync_epoch);
create trigger cloud_contract_mismatches_before_update before update on public.cloud_contract_mismatches for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_contract_mismatches enable row level security;
alter table public.cloud_contract_mismatches force row level security;
create policy driftsync_select on public.cloud_contract_mismatches for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_contract_mismatches for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_contract_mismatches for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_contract_mismatches from public, anon, authenticated;
grant select, insert, update on table public.cloud_contract_mismatches to authenticated;
grant select, insert, update, delete on table public.cloud_contract_mismatches to service_role;

create table public.cloud_constants (
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
  "value" text,
  "file" text,
  "line" bigint,
  "is_used" boolean,
  "language" text,
  "is_named" boolean,
  "created_at" bigint,
  constraint cloud_constants_pkey primary key (sync_source_id, id),
  constraint cloud_constants_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_constants is 'driftsync: drift.constants (state)';
create index cloud_constants_source_idx on public.cloud_constants (tenant_id, project_id, sync_source_id);
create index cloud_constants_epoch_idx on public.cloud_constants (sync_source_id, sync_epoch);
create trigger cloud_constants_before_update before update on public.cloud_constants for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_constants enable row level security;
alter table public.cloud_constants force row level security;
create policy driftsync_select on public.cloud_constants for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_constants for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_constants for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_constants from public, anon, authenticated;
grant select, insert, update on table public.cloud_constants to authenticated;
grant select, insert, update, delete on table public.cloud_constants to service_role;

create table public.cloud_secrets (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "pattern_name" text,
  "redacted_value" text,
  "file" text,
  "line" bigint,
  "severity" text,
  "entropy" double precision,
  "confidence" double precision,
  "cwe_ids" text,
  "created_at" bigint,
  constraint cloud_secrets_pkey primary key (sync_source_id, id),
  constraint cloud_secrets_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_secrets is 'driftsync: drift.secrets (state)';
create index cloud_secrets_source_idx on public.cloud_secrets (tenant_id, project_id, sync_source_id);
create index cloud_secrets_epoch_idx on public.cloud_secrets (sync_source_id, sync_epoch);
create trigger cloud_secrets_before_update before update on public.cloud_secrets for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_secrets enable row level security;
alter table public.cloud_secrets force row level security;
create policy driftsync_select on public.cloud_secrets for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_secrets for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_secrets for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_secrets from public, anon, authenticated;
grant select, insert, update on table public.cloud_secrets to authenticated;
grant select, insert, update, delete on table public.cloud_secrets to service_role;

create table public.cloud_env_variables (
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
  "file" text,
  "line" bigint,
  "access_method" text,
  "has_default" boolean,
  "defined_in_env" boolean,
  "framework_prefix" text,
  "created_at" bigint,
  constraint cloud_env_variables_pkey primary key (sync_source_id, id),
  constraint cloud_env_variables_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_env_variables is 'driftsync: drift.env_variables (state)';
create index cloud_env_variables_source_idx on public.cloud_env_variables (tenant_id, project_id, sync_source_id);
create index cloud_env_variables_epoch_idx on public.cloud_env_variables (sync_source_id, sync_epoch);
create trigger cloud_env_variables_before_update before update on public.cloud_env_variables for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_env_variables enable row level security;
alter table public.cloud_env_variables force row level security;
create policy driftsync_select on public.cloud_env_variables for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_env_variables for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_env_variables for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_env_variables from public, anon, authenticated;
grant select, insert, update on table public.cloud_env_variables to authenticated;
grant select, insert, update, delete on table public.cloud_env_variables to service_role;

create table public.cloud_wrappers (
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
  "file" text,
  "line" bigint,
  "category" text,
  "wrapped_primitives" text,
  "framework" text,
  "confidence" double precision,
  "is_multi_primitive" boolean,
  "is_exported" boolean,
  "usage_count" bigint,
  "created_at" bigint,
  constraint cloud_wrappers_pkey primary key (sync_source_id, id),
  constraint cloud_wrappers_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_wrappers is 'driftsync: drift.wrappers (state)';
create index cloud_wrappers_source_idx on public.cloud_wrappers (tenant_id, project_id, sync_source_id);
create index cloud_wrappers_epoch_idx on public.cloud_wrappers (sync_source_id, sync_epoch);
create trigger cloud_wrappers_before_update before update on public.cloud_wrappers for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_wrappers enable row level security;
alter table public.cloud_wrappers force row level security;
create policy driftsync_select on public.cloud_wrappers for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_wrappers for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_wrappers for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_wrappers from public, anon, authenticated;
grant select, insert, update on table public.cloud_wrappers to authenticated;
grant select, insert, update, delete on table public.cloud_wrappers to service_role;

create table public.cloud_dna_genes (
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
  "description" text,
  "dominant_allele" text,
  "alleles" text,
  "confidence" double precision,
  "consistency" double precision,
  "exemplars" text,
  "updated_at" bigint,
  constraint cloud_dna_genes_pkey primary key (sync_source_id, id),
  constraint cloud_dna_genes_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_dna_genes is 'driftsync: drift.dna_genes (state)';
create index cloud_dna_genes_source_idx on public.cloud_dna_genes (tenant_id, project_id, sync_source_id);
create index cloud_dna_genes_epoch_idx on public.cloud_dna_genes (sync_source_id, sync_epoch);
create trigger cloud_dna_genes_before_update before update on public.cloud_dna_genes for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_dna_genes enable row level security;
alter table public.cloud_dna_genes force row level security;
create policy driftsync_select on public.cloud_dna_genes for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_dna_genes for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_dna_genes for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_dna_genes from public, anon, authenticated;
grant select, insert, update on table public.cloud_dna_genes to authenticated;
grant select, insert, update, delete on table public.cloud_dna_genes to service_role;

create table public.cloud_dna_mutations (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "file" text,
  "line" bigint,
  "gene_id" text,
  "expected" text,
  "actual" text,
  "impact" text,
  "code" text,
  "suggestion" text,
  "detected_at" bigint,
  "resolved" boolean,
  "resolved_at" bigint,
  constraint cloud_dna_mutations_pkey primary key (sync_source_id, id),
  constraint cloud_dna_mutations_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_dna_mutations is 'driftsync: drift.dna_mutations (state)';
create index cloud_dna_mutations_source_idx on public.cloud_dna_mutations (tenant_id, project_id, sync_source_id);
create index cloud_dna_mutations_epoch_idx on public.cloud_dna_mutations (sync_source_id, sync_epoch);
create trigger cloud_dna_mutations_before_update before update on public.cloud_dna_mutations for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_dna_mutations enable row level security;
alter table public.cloud_dna_mutations force row level security;
create policy driftsync_select on public.cloud_dna_mutations for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_dna_mutations for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_dna_mutations for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_dna_mutations from public, anon, authenticated;
grant select, insert, update on table public.cloud_dna_mutations to authenticated;
grant select, insert, update, delete on table public.cloud_dna_mutations to service_role;

create table public.cloud_crypto_findings (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "file" text,
  "line" bigint,
  "category" text,
  "description" text,
  "code" text,
  "confidence" double precision,
  "cwe_id" bigint,
  "owasp" text,
  "remediation" text,
  "language" text,
  "created_at" bigint,
  constraint cloud_crypto_findings_pkey primary key (sync_source_id, id),
  constraint cloud_crypto_findings_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_crypto_findings is 'driftsync: drift.crypto_findings (state)';
create index cloud_crypto_findings_source_idx on public.cloud_crypto_findings (tenant_id, project_id, sync_source_id);
create index cloud_crypto_findings_epoch_idx on public.cloud_crypto_findings (sync_source_id, sync_epoch);
create trigger cloud_crypto_findings_before_update before update on public.cloud_crypto_findings for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_crypto_findings enable row level security;
alter table public.cloud_crypto_findings force row level security;
create policy driftsync_select on public.cloud_crypto_findings for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_crypto_findings for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_crypto_findings for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_crypto_findings from public, anon, authenticated;
grant select, insert, update on table public.cloud_crypto_findings to authenticated;
grant select, insert, update, delete on table public.cloud_crypto_findings to service_role;

create table public.cloud_owasp_findings (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "detector" text,
  "file" text,
  "line" bigint,
  "description" text,
  "severity" double precision,
  "cwes" text,
  "owasp_categories" text,
  "confidence" double precision,
  "remediation" text,
  "created_at" bigint,
  constraint cloud_owasp_findings_pkey primary key (sync_source_id, id),
  constraint cloud_owasp_findings_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_owasp_findings is 'driftsync: drift.owasp_findings (state)';
create index cloud_owasp_findings_source_idx on public.cloud_owasp_findings (tenant_id, project_id, sync_source_id);
create index cloud_owasp_findings_epoch_idx on public.cloud_owasp_findings (sync_source_id, sync_epoch);
create trigger cloud_owasp_findings_before_update before update on public.cloud_owasp_findings for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_owasp_findings enable row level security;
alter table public.cloud_owasp_findings force row level security;
create policy driftsync_select on public.cloud_owasp_findings for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_owasp_findings for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_owasp_findings for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_owasp_findings from public, anon, authenticated;
grant select, insert, update on table public.cloud_owasp_findings to authenticated;
grant select, insert, update, delete on table public.cloud_owasp_findings to service_role;

create table public.cloud_decomposition_decisions (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "dna_profile_hash" text,
  "adjustment" text,
  "confidence" double precision,
  "dna_similarity" double precision,
  "narrative" text,
  "source_dna_hash" text,
  "applied_weight" double precision,
  "created_at" bigint,
  constraint cloud_decomposition_decisions_pkey primary key (sync_source_id, id),
  constraint cloud_decomposition_decisions_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_decomposition_decisions is 'driftsync: drift.decomposition_decisions (log)';
create index cloud_decomposition_decisions_source_idx on public.cloud_decomposition_decisions (tenant_id, project_id, sync_source_id);
create index cloud_decomposition_decisions_epoch_idx on public.cloud_decomposition_decisions (sync_source_id, sync_epoch);
create trigger cloud_decomposition_decisions_before_update before update on public.cloud_decomposition_decisions for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_decomposition_decisions enable row level security;
alter table public.cloud_decomposition_decisions force row level security;
create policy driftsync_select on public.cloud_decomposition_decisions for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_decomposition_decisions for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_decomposition_decisions for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_decomposition_decisions from public, anon, authenticated;
grant select, insert, update on table public.cloud_decomposition_decisions to authenticated;
grant select, insert, update, delete on table public.cloud_decomposition_decisions to service_role;

create table public.cloud_violations (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" text,
  "file" text,
  "line" bigint,
  "column_num" bigint,
  "end_line" bigint,
  "end_column" bigint,
  "severity" text,
  "pattern_id" text,
  "rule_id" text,
  "message" text,
  "quick_fix_strategy" text,
  "quick_fix_description" text,
  "cwe_id" bigint,
  "owasp_category" text,
  "suppressed" boolean,
  "is_new" boolean,
  "created_at" bigint,
  constraint cloud_violations_pkey primary key (sync_source_id, id),
  constraint cloud_violations_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_violations is 'driftsync: drift.violations (state)';
create index cloud_violations_source_idx on public.cloud_violations (tenant_id, project_id, sync_source_id);
create index cloud_violations_epoch_idx on public.cloud_violations (sync_source_id, sync_epoch);
create trigger cloud_violations_before_update before update on public.cloud_violations for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_violations enable row level security;
alter table public.cloud_violations force row level security;
create policy driftsync_select on public.cloud_violations for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_violations for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_violations for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_violations from public, anon, authenticated;
grant select, insert, update on table public.cloud_violations to authenticated;
grant select, insert, update, delete on table public.cloud_violations to service_role;

create table public.cloud_gate_results (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "gate_id" text,
  "status" text,
  "passed" boolean,
  "score" double precision,
  "summary" text,
  "violation_count" bigint,
  "warning_count" bigint,
  "execution_time_ms" bigint,
  "details" text,
  "error" text,
  "run_at" bigint,
  constraint cloud_gate_results_pkey primary key (sync_source_id, id),
  constraint cloud_gate_results_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_gate_results is 'driftsync: drift.gate_results (log)';
create index cloud_gate_results_source_idx on public.cloud_gate_results (tenant_id, project_id, sync_source_id);
create index cloud_gate_results_epoch_idx on public.cloud_gate_results (sync_source_id, sync_epoch);
create trigger cloud_gate_results_before_update before update on public.cloud_gate_results for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_gate_results enable row level security;
alter table public.cloud_gate_results force row level security;
create policy driftsync_select on public.cloud_gate_results for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_gate_results for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_gate_results for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_gate_results from public, anon, authenticated;
grant select, insert, update on table public.cloud_gate_results to authenticated;
grant select, insert, update, delete on table public.cloud_gate_results to service_role;

create table public.cloud_audit_snapshots (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "health_score" double precision,
  "avg_confidence" double precision,
  "approval_ratio" double precision,
  "compliance_rate" double precision,
  "cross_validation_rate" double precision,
  "duplicate_free_rate" double precision,
  "pattern_count" bigint,
  "category_scores" text,
  "created_at" bigint,
  constraint cloud_audit_snapshots_pkey primary key (sync_source_id, id),
  constraint cloud_audit_snapshots_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_audit_snapshots is 'driftsync: drift.audit_snapshots (log)';
create index cloud_audit_snapshots_source_idx on public.cloud_audit_snapshots (tenant_id, project_id, sync_source_id);
create index cloud_audit_snapshots_epoch_idx on public.cloud_audit_snapshots (sync_source_id, sync_epoch);
create trigger cloud_audit_snapshots_before_update before update on public.cloud_audit_snapshots for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_audit_snapshots enable row level security;
alter table public.cloud_audit_snapshots force row level security;
create policy driftsync_select on public.cloud_audit_snapshots for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_audit_snapshots for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_audit_snapshots for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_audit_snapshots from public, anon, authenticated;
grant select, insert, update on table public.cloud_audit_snapshots to authenticated;
grant select, insert, update, delete on table public.cloud_audit_snapshots to service_role;

create table public.cloud_health_trends (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "metric_name" text,
  "metric_value" double precision,
  "recorded_at" bigint,
  constraint cloud_health_trends_pkey primary key (sync_source_id, id),
  constraint cloud_health_trends_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_health_trends is 'driftsync: drift.health_trends (log)';
create index cloud_health_trends_source_idx on public.cloud_health_trends (tenant_id, project_id, sync_source_id);
create index cloud_health_trends_epoch_idx on public.cloud_health_trends (sync_source_id, sync_epoch);
create trigger cloud_health_trends_before_update before update on public.cloud_health_trends for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_health_trends enable row level security;
alter table public.cloud_health_trends force row level security;
create policy driftsync_select on public.cloud_health_trends for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_health_trends for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_health_trends for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_health_trends from public, anon, authenticated;
grant select, insert, update on table public.cloud_health_trends to authenticated;
grant select, insert, update, delete on table public.cloud_health_trends to service_role;

create table public.cloud_feedback (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "violation_id" text,
  "pattern_id" text,
  "detector_id" text,
  "action" text,
  "dismissal_reason" text,
  "reason" text,
  "author" text,
  "created_at" bigint,
  constraint cloud_feedback_pkey primary key (sync_source_id, id),
  constraint cloud_feedback_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_feedback is 'driftsync: drift.feedback (log)';
create index cloud_feedback_source_idx on public.cloud_feedback (tenant_id, project_id, sync_source_id);
create index cloud_feedback_epoch_idx on public.cloud_feedback (sync_source_id, sync_epoch);
create trigger cloud_feedback_before_update before update on public.cloud_feedback for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_feedback enable row level security;
alter table public.cloud_feedback force row level security;
create policy driftsync_select on public.cloud_feedback for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_feedback for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_feedback for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_feedback from public, anon, authenticated;
grant select, insert, update on table public.cloud_feedback to authenticated;
grant select, insert, update, delete on table public.cloud_feedback to service_role;

create table public.cloud_policy_results (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "policy_name" text,
  "aggregation_mode" text,
  "overall_passed" boolean,
  "overall_score" double precision,
  "gate_count" bigint,
  "gates_passed" bigint,
  "gates_failed" bigint,
  "details" text,
  "run_at" bigint,
  constraint cloud_policy_results_pkey primary key (sync_source_id, id),
  constraint cloud_policy_results_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_policy_results is 'driftsync: drift.policy_results (log)';
create index cloud_policy_results_source_idx on public.cloud_policy_results (tenant_id, project_id, sync_source_id);
create index cloud_policy_results_epoch_idx on public.cloud_policy_results (sync_source_id, sync_epoch);
create trigger cloud_policy_results_before_update before update on public.cloud_policy_results for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_policy_results enable row level security;
alter table public.cloud_policy_results force row level security;
create policy driftsync_select on public.cloud_policy_results for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_policy_results for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_policy_results for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_policy_results from public, anon, authenticated;
grant select, insert, update on table public.cloud_policy_results to authenticated;
grant select, insert, update, delete on table public.cloud_policy_results to service_role;

create table public.cloud_degradation_alerts (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "alert_type" text,
  "severity" text,
  "message" text,
  "current_value" double precision,
  "previous_value" double precision,
  "delta" double precision,
  "created_at" bigint,
  constraint cloud_degradation_alerts_pkey primary key (sync_source_id, id),
  constraint cloud_degradation_alerts_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_degradation_alerts is 'driftsync: drift.degradation_alerts (log)';
create index cloud_degradation_alerts_source_idx on public.cloud_degradation_alerts (tenant_id, project_id, sync_source_id);
create index cloud_degradation_alerts_epoch_idx on public.cloud_degradation_alerts (sync_source_id, sync_epoch);
create trigger cloud_degradation_alerts_before_update before update on public.cloud_degradation_alerts for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_degradation_alerts enable row level security;
alter table public.cloud_degradation_alerts force row level security;
create policy driftsync_select on public.cloud_degradation_alerts for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_degradation_alerts for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_degradation_alerts for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_degradation_alerts from public, anon, authenticated;
grant select, insert, update on table public.cloud_degradation_alerts to authenticated;
grant select, insert, update, delete on table public.cloud_degradation_alerts to service_role;

create table public.cloud_grounding_results (
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
  "grounding_score" double precision,
  "classification" text,
  "evidence" text,
  "created_at" bigint,
  constraint cloud_grounding_results_pkey primary key (sync_source_id, id),
  constraint cloud_grounding_results_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_grounding_results is 'driftsync: bridge.bridge_grounding_results (log)';
create index cloud_grounding_results_source_idx on public.cloud_grounding_results (tenant_id, project_id, sync_source_id);
create index cloud_grounding_results_epoch_idx on public.cloud_grounding_results (sync_source_id, sync_epoch);
create trigger cloud_grounding_results_before_update before update on public.cloud_grounding_results for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_grounding_results enable row level security;
alter table public.cloud_grounding_results force row level security;
create policy driftsync_select on public.cloud_grounding_results for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_grounding_results for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_grounding_results for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_grounding_results from public, anon, authenticated;
grant select, insert, update on table public.cloud_grounding_results to authenticated;
grant select, insert, update, delete on table public.cloud_grounding_results to service_role;

create table public.cloud_grounding_snapshots (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "total_memories" bigint,
  "grounded_count" bigint,
  "validated_count" bigint,
  "partial_count" bigint,
  "weak_count" bigint,
  "invalidated_count" bigint,
  "avg_score" double precision,
  "error_count" bigint,
  "trigger_type" text,
  "created_at" bigint,
  constraint cloud_grounding_snapshots_pkey primary key (sync_source_id, id),
  constraint cloud_grounding_snapshots_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_grounding_snapshots is 'driftsync: bridge.bridge_grounding_snapshots (log)';
create index cloud_grounding_snapshots_source_idx on public.cloud_grounding_snapshots (tenant_id, project_id, sync_source_id);
create index cloud_grounding_snapshots_epoch_idx on public.cloud_grounding_snapshots (sync_source_id, sync_epoch);
create trigger cloud_grounding_snapshots_before_update before update on public.cloud_grounding_snapshots for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_grounding_snapshots enable row level security;
alter table public.cloud_grounding_snapshots force row level security;
create policy driftsync_select on public.cloud_grounding_snapshots for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_grounding_snapshots for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_grounding_snapshots for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_grounding_snapshots from public, anon, authenticated;
grant select, insert, update on table public.cloud_grounding_snapshots to authenticated;
grant select, insert, update, delete on table public.cloud_grounding_snapshots to service_role;

create table public.cloud_bridge_events (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "event_type" text,
  "memory_type" text,
  "memory_id" text,
  "confidence" double precision,
  "created_at" bigint,
  constraint cloud_bridge_events_pkey primary key (sync_source_id, id),
  constraint cloud_bridge_events_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_bridge_events is 'driftsync: bridge.bridge_event_log (log)';
create index cloud_bridge_events_source_idx on public.cloud_bridge_events (tenant_id, project_id, sync_source_id);
create index cloud_bridge_events_epoch_idx on public.cloud_bridge_events (sync_source_id, sync_epoch);
create trigger cloud_bridge_events_before_update before update on public.cloud_bridge_events for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_bridge_events enable row level security;
alter table public.cloud_bridge_events force row level security;
create policy driftsync_select on public.cloud_bridge_events for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_bridge_events for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_bridge_events for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_bridge_events from public, anon, authenticated;
grant select, insert, update on table public.cloud_bridge_events to authenticated;
grant select, insert, update, delete on table public.cloud_bridge_events to service_role;

create table public.cloud_bridge_metrics (
  tenant_id uuid not null,
  project_id uuid not null,
  id uuid not null,
  sync_source_id uuid not null,
  sync_epoch bigint not null,
  synced_at timestamptz not null default now(),
  first_synced_at timestamptz not null default now(),
  removed_at timestamptz,
  "local_id" bigint,
  "metric_name" text,
  "metric_value" double precision,
  "recorded_at" bigint,
  constraint cloud_bridge_metrics_pkey primary key (sync_source_id, id),
  constraint cloud_bridge_metrics_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_bridge_metrics is 'driftsync: bridge.bridge_metrics (log)';
create index cloud_bridge_metrics_source_idx on public.cloud_bridge_metrics (tenant_id, project_id, sync_source_id);
create index cloud_bridge_metrics_epoch_idx on public.cloud_bridge_metrics (sync_source_id, sync_epoch);
create trigger cloud_bridge_metrics_before_update before update on public.cloud_bridge_metrics for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_bridge_metrics enable row level security;
alter table public.cloud_bridge_metrics force row level security;
create policy driftsync_select on public.cloud_bridge_metrics for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_bridge_metrics for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_bridge_metrics for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_bridge_metrics from public, anon, authenticated;
grant select, insert, update on table public.cloud_bridge_metrics to authenticated;
grant select, insert, update, delete on table public.cloud_bridge_metrics to service_role;

create table public.cloud_bridge_memories (
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
  "confidence" double precision,
  "importance" text,
  "tags" text,
  "linked_patterns" text,
  "created_at" bigint,
  constraint cloud_bridge_memories_pkey primary key (sync_source_id, id),
  constraint cloud_bridge_memories_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.cloud_bridge_memories is 'driftsync: bridge.bridge_memories (state)';
create index cloud_bridge_memories_source_idx on public.cloud_bridge_memories (tenant_id, project_id, sync_source_id);
create index cloud_bridge_memories_epoch_idx on public.cloud_bridge_memories (sync_source_id, sync_epoch);
create trigger cloud_bridge_memories_before_update before update on public.cloud_bridge_memories for each row
  when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
    or old.removed_at is not null and new.removed_at is null)
  execute function app_private.before_row_update();
alter table public.cloud_bridge_memories enable row level security;
alter table public.cloud_bridge_memories force row level security;
create policy driftsync_select on public.cloud_bridge_memories for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
create policy driftsync_insert on public.cloud_bridge_memories for insert to authenticated
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
create policy driftsync_update on public.cloud_bridge_memories for update to authenticated
  using (tenant_id = (select app_private.app_tenant_id())
    and sync_source_id in (select w.id from app_private.writable_sources() w))
  with check (tenant_id = (select app_private.app_tenant_id())
    and (sync_source_id, sync_epoch) in (select w.id, w.epoch from app_private.writable_sources() w));
revoke all on table public.cloud_bridge_memories from public, anon, authenticated;
grant select, insert, update on table public.cloud_bridge_memories to authenticated;
grant select, insert, update, delete on table public.cloud_bridge_memories to service_role;

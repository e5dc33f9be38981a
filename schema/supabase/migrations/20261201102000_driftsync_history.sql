-- driftsync: the trend is what was counted, not what can be inferred. A violation that goes,
-- comes back, changes its severity or is purged changes today, and no day before.

set local statement_timeout = 0; -- where there are millions of rows

-- The open violations of a source at its last finished run of a day (UTC). Days before this
-- migration were not counted, and are not made up: they are inferences that its rows no
-- longer bear out.
create table public.sync_counts (
  sync_source_id uuid not null,
  day date not null,
  tenant_id uuid not null,
  project_id uuid not null,
  counted_at timestamptz not null default now(),
  violations jsonb not null, -- number by severity, lower case
  constraint sync_counts_pkey primary key (sync_source_id, day),
  constraint sync_counts_source_fkey foreign key (tenant_id, project_id, sync_source_id)
    references public.sync_sources (tenant_id, project_id, id) on delete cascade
);
comment on table public.sync_counts is 'driftsync: open violations by source and day, as counted when a run finished';
create index sync_counts_source_idx on public.sync_counts (tenant_id, project_id, sync_source_id);
alter table public.sync_counts enable row level security;
alter table public.sync_counts force row level security;
create policy driftsync_select on public.sync_counts for select to authenticated
  using (tenant_id = (select app_private.app_tenant_id()));
revoke all on table public.sync_counts from public, anon, authenticated;
grant select on table public.sync_counts to authenticated;
grant select, insert, update, delete on table public.sync_counts to service_role;

create or replace function app_private.open_violations(p_tenant uuid, p_source uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_object_agg(w.word, w.n), '{}')
  from (
    select lower(s.severity) as word, sum(s.n) as n
    from (
      select x.severity, count(*) as n from public.cloud_violations x
      where x.tenant_id = p_tenant and x.sync_source_id = p_source and x.removed_at is null and x.severity is not null
      group by x.severity) s
    group by 1) w
$$;

-- Counts a source that the caller may write, for today. False where the time of the statement
-- was not enough: the run is recorded all the same, and the day keeps its earlier count.
create or replace function app_private.keep_counts(p_source uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.sync_counts (sync_source_id, day, tenant_id, project_id, violations)
    select s.id, (now() at time zone 'UTC')::date, s.tenant_id, s.project_id, app_private.open_violations(s.tenant_id, s.id)
    from public.sync_sources s
    where s.id = p_source and s.id in (select w.id from app_private.writable_sources() w)
    on conflict (sync_source_id, day) do update set violations = excluded.violations, counted_at = excluded.counted_at;
  return found;
exception when query_canceled then
  return false;
end $$;

-- driftsync_finish records a run and makes it the source's last one, while its epoch
-- is still the source's: an object with status recorded, superseded or gone, or with
-- refused; counted says whether the day has its counts. A second call with the same run
-- changes nothing.
create or replace function public.driftsync_finish(p_source uuid, p_epoch bigint, p_run jsonb)
returns jsonb language plpgsql volatile security invoker set search_path = '' as $$
declare
  s public.sync_sources;
  run jsonb := app_private.json_argument(p_run);
  counted boolean;
begin
  select * into s from public.sync_sources x where x.id = p_source for update;
  if not found then
    return '{"status": "gone"}'::jsonb;
  end if;
  if s.epoch is distinct from p_epoch then
    return '{"status": "superseded"}'::jsonb;
  end if;
  if not app_private.is_run(run) then
    return '{"refused": "argument"}'::jsonb;
  end if;
  counted := app_private.keep_counts(s.id); -- before the run is there to be seen
  insert into public.sync_runs (sync_source_id, id, tenant_id, project_id, epoch, pushed_by, began_at,
      complete, full_push, client, catalogue, policy, plugins, tables, rules)
    values (s.id, (run ->> 'id')::uuid, s.tenant_id, s.project_id, s.epoch, auth.uid(), s.run_began_at,
      (run ->> 'complete')::boolean, (run ->> 'full')::boolean, run ->> 'client', run ->> 'catalogue',
      run ->> 'policy', run -> 'plugins', run -> 'tables', run -> 'rules')
    on conflict do nothing;
  update public.sync_sources x set last_run = (run ->> 'id')::uuid, last_run_at = now(),
      quarantined = array(select jsonb_array_elements_text(run -> 'quarantined'))
    where x.id = s.id;
  return jsonb_build_object('status', 'recorded', 'counted', counted);
end $$;

revoke all on function app_private.open_violations(uuid, uuid), app_private.keep_counts(uuid) from public, anon;
grant execute on function app_private.keep_counts(uuid) to authenticated;

-- The day of this migration is counted here, so that a dashboard need not wait for a push.
insert into public.sync_counts (sync_source_id, day, tenant_id, project_id, violations)
  select s.id, (now() at time zone 'UTC')::date, s.tenant_id, s.project_id, app_private.open_violations(s.tenant_id, s.id)
  from public.sync_sources s where s.last_run is not null;

-- A day without a run has the count of the last one before it.
create or replace view public.v_trend_violations with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, d.day, n.severity, n.number::bigint as violation_count
  from public.projects p
  cross join lateral (
    select (now() at time zone 'UTC')::date - i as day from generate_series(0, 29) i) d
  cross join lateral (
    select c.violations from public.sync_counts c
    where c.tenant_id = p.tenant_id and c.sync_source_id = p.primary_source_id and c.day <= d.day
    order by c.day desc limit 1) c
  cross join lateral jsonb_each_text(c.violations) as n(severity, number);
comment on view public.v_trend_violations is 'driftsync: open violations by day and severity over 30 days, as they were counted';

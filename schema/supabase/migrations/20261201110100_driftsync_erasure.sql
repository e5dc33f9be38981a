-- driftsync: what was sent can be erased for good, with counts by table, and counted before.

create or replace function app_private.erase(p_project uuid, p_tables jsonb, p_source uuid, p_author text, p_before timestamptz,
  p_from uuid, p_to uuid, p_limit integer, p_dry boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  tenant constant uuid := app_private.app_tenant_id();
  todo bigint := least(greatest(coalesce(p_limit, 20000), 1), 200000);
  dry constant boolean := coalesce(p_dry, true);
  found_rows jsonb := '{}'::jsonb;
  which text;
  n bigint;
  t record;
begin
  -- Some servers hand a JSON argument over as a string that holds it.
  if jsonb_typeof(p_tables) = 'string' then
    p_tables := (p_tables #>> '{}')::jsonb;
  end if;
  which := case
    when auth.jwt() ->> 'client_id' is not null then 'client'
    when tenant is null or app_private.app_role() is distinct from 'owner' then 'role'
    when not exists (select from public.projects p where p.tenant_id = tenant and p.id = p_project) then 'project'
    when jsonb_typeof(p_tables) is distinct from 'array' or num_nonnulls(p_source, p_author, p_before) <> 1 then 'scope'
    when p_source is not null and not exists (
      select from public.sync_sources s where s.tenant_id = tenant and s.project_id = p_project and s.id = p_source) then 'source'
    when p_author !~ '^\[P:[A-Z2-7]{16}\]$' then 'author'
    when p_before > now() - interval '1 day' then 'age'
  end;
  if which is not null then
    return jsonb_build_object('refused', which);
  end if;
  if p_source is not null and not dry and not exists (select from public.sync_sources s where s.id = p_source and s.digest like 'retired:%') then
    perform app_private.retire_source(p_source); -- a push that is under way is overtaken
  end if;
  for t in
    select c.relname, pg_catalog.obj_description(c.oid, 'pg_class') like '%(log)' as is_log, x.holds, x.emptied
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    cross join lateral (
      select string_agg(format('strpos(r.%I, $4) > 0', a.attname), ' or ') as holds,
        string_agg(format('%1$I = case when %1$I = $4 then null else replace(%1$I, $4, ''[REDACTED]'') end', a.attname), ', ') as emptied
      from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype) x
    where k.contype = 'f' and k.confrelid = 'public.sync_sources'::regclass and c.relname like 'cloud\_%'
      and p_tables ? c.relname and (p_author is null or x.holds is not null)
    order by c.relname
  loop
    exit when todo = 0;
    which := format('from public.%I r where r.tenant_id = $1 and r.project_id = $2
        and ($6 is null or r.id >= $6) and ($7 is null or r.id < $7) and ', t.relname)
      || case when p_source is not null then 'r.sync_source_id = $3' when p_author is not null then '(' || t.holds || ')'
        else '(r.removed_at < $5 or $8 and r.first_synced_at < $5)' end;
    if dry then
      execute 'select count(*) ' || which into n using tenant, p_project, p_source, p_author, p_before, p_from, p_to, t.is_log;
    else
      which := 'where x.ctid = any (array(select r.ctid ' || which || ' limit $9))';
      execute case when p_author is null then format('delete from public.%I x ', t.relname)
          else format('update public.%I x set %s ', t.relname, t.emptied) end || which
        using tenant, p_project, p_source, p_author, p_before, p_from, p_to, t.is_log, todo;
      get diagnostics n = row_count;
      todo := todo - n;
    end if;
    found_rows := found_rows || jsonb_build_object(t.relname, n);
  end loop;
  if p_tables ? 'sync_runs' and p_author is null and todo > 0 then
    if not dry then
      delete from public.sync_runs r where r.tenant_id = tenant and r.project_id = p_project and (r.sync_source_id = p_source
        or r.finished_at < p_before and not exists (select from public.sync_sources s where s.id = r.sync_source_id and s.last_run = r.id));
      get diagnostics n = row_count;
    else
      select count(*) into n from public.sync_runs r where r.tenant_id = tenant and r.project_id = p_project and (r.sync_source_id = p_source
        or r.finished_at < p_before and not exists (select from public.sync_sources s where s.id = r.sync_source_id and s.last_run = r.id));
    end if;
    found_rows := found_rows || jsonb_build_object('sync_runs', n);
  end if;
  if p_tables ? 'sync_sources' and p_source is not null and todo > 0 then
    if not dry then
      delete from public.sync_sources s where s.tenant_id = tenant and s.project_id = p_project and s.id = p_source;
    end if;
    found_rows := found_rows || '{"sync_sources": 1}'::jsonb;
  end if;
  return jsonb_build_object('tables', found_rows, 'more', todo = 0);
end $$;

-- driftsync_erase erases, in the tables of a JSON array of names and by an owner of the
-- tenant alone: a source, with all its rows; or an author, by the pseudonym, whose cells are
-- emptied while the rows stay; or tombstones, log rows and run records from before a time.
-- Ids can be bounded, from p_from and below p_to. At most p_limit rows a call: call it until
-- more is false. The answer has rows by table, or refused; p_dry only counts them.
create or replace function public.driftsync_erase(p_project uuid, p_tables jsonb, p_source uuid, p_author text, p_before timestamptz,
  p_from uuid, p_to uuid, p_limit integer, p_dry boolean) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select app_private.erase(p_project, p_tables, p_source, p_author, p_before, p_from, p_to, p_limit, p_dry)
$$;

revoke all on function app_private.erase(uuid, jsonb, uuid, text, timestamptz, uuid, uuid, integer, boolean) from public, anon;
grant execute on function app_private.erase(uuid, jsonb, uuid, text, timestamptz, uuid, uuid, integer, boolean) to authenticated;
revoke all on function public.driftsync_erase(uuid, jsonb, uuid, text, timestamptz, uuid, uuid, integer, boolean) from public, anon;
grant execute on function public.driftsync_erase(uuid, jsonb, uuid, text, timestamptz, uuid, uuid, integer, boolean) to authenticated;

-- driftsync: what is old can be deleted, by an owner of the tenant and nobody else.

create or replace function app_private.purge(p_project uuid, p_source uuid, p_older_than interval, p_limit integer) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  tenant uuid := app_private.app_tenant_id();
  todo bigint := least(greatest(coalesce(p_limit, 20000), 1), 200000);
  whole boolean := p_older_than is null;
  deleted bigint := 0;
  n bigint;
  t record;
begin
  if tenant is null or app_private.app_role() is distinct from 'owner' then
    return '{"refused": "role"}'::jsonb;
  end if;
  if not exists (select from public.projects p where p.tenant_id = tenant and p.id = p_project)
    or p_source is not null and not exists (
      select from public.sync_sources s where s.tenant_id = tenant and s.project_id = p_project and s.id = p_source)
  then
    return '{"refused": "project"}'::jsonb;
  end if;
  if whole and p_source is null or p_older_than < interval '1 day' then
    return '{"refused": "age"}'::jsonb;
  end if;
  for t in
    select c.relname, pg_catalog.obj_description(c.oid, 'pg_class') like '%(log)' as is_log
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'public.sync_sources'::regclass and c.relname like 'cloud\_%'
    order by c.relname
  loop
    exit when todo = 0;
    execute format('delete from public.%I x where x.ctid = any (array(
        select r.ctid from public.%I r
        where r.tenant_id = $1 and r.project_id = $2 and ($3 is null or r.sync_source_id = $3)
          and ($4 or r.removed_at < now() - $5 or $6 and r.first_synced_at < now() - $5)
        limit $7))', t.relname, t.relname)
      using tenant, p_project, p_source, whole, p_older_than, t.is_log, todo;
    get diagnostics n = row_count;
    deleted := deleted + n;
    todo := todo - n;
  end loop;
  if todo > 0 then
    delete from public.sync_runs r
      where not whole and r.tenant_id = tenant and r.project_id = p_project and (p_source is null or r.sync_source_id = p_source)
        and r.finished_at < now() - p_older_than
        and not exists (select from public.sync_sources s where s.id = r.sync_source_id and s.last_run = r.id);
    if whole then
      delete from public.sync_sources s where s.tenant_id = tenant and s.project_id = p_project and s.id = p_source;
    end if;
  end if;
  return jsonb_build_object('deleted', deleted, 'more', todo = 0);
end $$;

-- driftsync_purge deletes tombstones, log rows and run records that are older than the
-- interval (at least a day), or, where that is null, a whole source with all its rows.
-- At most p_limit rows a call, so that it ends within the statement time-out: call it
-- until more is false.
create or replace function public.driftsync_purge(p_project uuid, p_source uuid, p_older_than interval, p_limit integer) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select app_private.purge(p_project, p_source, p_older_than, p_limit)
$$;

revoke all on function app_private.purge(uuid, uuid, interval, integer) from public, anon;
grant execute on function app_private.purge(uuid, uuid, interval, integer) to authenticated;
revoke all on function public.driftsync_purge(uuid, uuid, interval, integer) from public, anon;
grant execute on function public.driftsync_purge(uuid, uuid, interval, integer) to authenticated;

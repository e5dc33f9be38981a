-- driftsync: what a run has sent is what the database counts of it, before anything is
-- swept and before the run is recorded.

create or replace function app_private.count_rows(p_source uuid, p_epoch bigint, p_tables jsonb, p_from uuid, p_to uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  current_epoch bigint;
  counts jsonb := '{}'::jsonb;
  n bigint;
  t record;
begin
  select w.epoch into current_epoch from app_private.writable_sources() w where w.id = p_source;
  if not found then
    return '{"status": "gone"}'::jsonb;
  end if;
  if current_epoch is distinct from p_epoch then
    return '{"status": "superseded"}'::jsonb;
  end if;
  -- Some servers hand a JSON argument over as a string that holds it.
  if jsonb_typeof(p_tables) = 'string' then
    p_tables := (p_tables #>> '{}')::jsonb;
  end if;
  for t in
    select c.relname
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'public.sync_sources'::regclass and c.relname like 'cloud\_%'
      and p_tables ? c.relname
    order by c.relname
  loop
    if p_from is null and p_to is null then -- by the index on source and epoch alone
      execute format('select count(*) from public.%I r where r.sync_source_id = $1 and r.sync_epoch = $2', t.relname)
        into n using p_source, p_epoch;
    else
      execute format('select count(*) from public.%I r where r.sync_source_id = $1 and r.sync_epoch = $2
          and ($3 is null or r.id >= $3) and ($4 is null or r.id < $4)', t.relname)
        into n using p_source, p_epoch, p_from, p_to;
    end if;
    counts := counts || jsonb_build_object(t.relname, n);
  end loop;
  return jsonb_build_object('status', 'counted', 'tables', counts);
end $$;

-- driftsync_count counts the rows that the current run of a source has written, in the
-- tables of a JSON array of names: an object with status counted and tables, or with
-- status superseded or gone. The ids can be bounded, from p_from and below p_to.
create or replace function public.driftsync_count(p_source uuid, p_epoch bigint, p_tables jsonb, p_from uuid, p_to uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select app_private.count_rows(p_source, p_epoch, p_tables, p_from, p_to)
$$;

revoke all on function app_private.count_rows(uuid, bigint, jsonb, uuid, uuid) from public, anon;
grant execute on function app_private.count_rows(uuid, bigint, jsonb, uuid, uuid) to authenticated;
revoke all on function public.driftsync_count(uuid, bigint, jsonb, uuid, uuid) from public, anon;
grant execute on function public.driftsync_count(uuid, bigint, jsonb, uuid, uuid) to authenticated;

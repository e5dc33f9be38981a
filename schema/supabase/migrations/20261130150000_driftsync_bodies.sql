-- driftsync: what is the same in every row of a request is not in its rows. Source and
-- epoch come from two headers, tenant and project from the source, and the time is now.

-- before_insert reads the headers x-drift-source and x-drift-epoch, once a statement and
-- before its first row, for the defaults of tenant_id, project_id, sync_source_id and
-- sync_epoch. They choose among the sources that the caller can see, and permit nothing:
-- the policies check each row as they do one that names all of it. Without a source that
-- is to be seen, or an epoch, the defaults are null, which the policies refuse.
create or replace function app_private.before_insert() returns trigger
language plpgsql set search_path = '' as $$
declare
  headers json := nullif(current_setting('request.headers', true), '')::json;
  source text := lower(headers ->> 'x-drift-source');
  epoch text := headers ->> 'x-drift-epoch';
  tenant_id uuid;
  project_id uuid;
begin
  if source ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and epoch ~ '^[0-9]{1,18}$' then
    select s.tenant_id, s.project_id into tenant_id, project_id
      from public.sync_sources s where s.id = source::uuid;
  end if;
  if project_id is null then
    source := null;
    epoch := null;
  end if;
  perform set_config('driftsync.tenant', coalesce(tenant_id::text, ''), true),
    set_config('driftsync.project', coalesce(project_id::text, ''), true),
    set_config('driftsync.source', coalesce(source, ''), true),
    set_config('driftsync.epoch', coalesce(epoch, ''), true);
  return null;
end $$;

-- A row that is there already takes no defaults: epoch and time of an upsert that leaves
-- them out are set here. It comes before the trigger that refuses an older epoch and
-- keeps first_synced_at, by its name.
create or replace function app_private.before_merge() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.sync_epoch := current_setting('driftsync.epoch');
  new.synced_at := now();
  return new;
end $$;

do $$
declare
  t text;
begin
  for t in
    select c.relname
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.confrelid = 'public.sync_sources'::regclass and c.relname like 'cloud\_%'
    order by c.relname
  loop
    execute format($sql$
      alter table public.%1$I
        alter column tenant_id set default nullif(current_setting('driftsync.tenant', true), '')::uuid,
        alter column project_id set default nullif(current_setting('driftsync.project', true), '')::uuid,
        alter column sync_source_id set default nullif(current_setting('driftsync.source', true), '')::uuid,
        alter column sync_epoch set default nullif(current_setting('driftsync.epoch', true), '')::bigint;
      create trigger %2$I before insert on public.%1$I for each statement
        execute function app_private.before_insert();
      create trigger %3$I before update on public.%1$I for each row
        when (current_setting('driftsync.epoch', true) <> '') execute function app_private.before_merge();
    $sql$, t, t || '_before_insert', t || '_before_merge');
  end loop;
end $$;

revoke all on function app_private.before_insert(), app_private.before_merge() from public, anon;

-- driftsync_count says beside the counts from which headers a table takes what the rows of
-- a request leave out.
create or replace function public.driftsync_count(p_source uuid, p_epoch bigint, p_tables jsonb, p_from uuid, p_to uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select app_private.count_rows(p_source, p_epoch, p_tables, p_from, p_to) || '{"headers": ["x-drift-source", "x-drift-epoch"]}'::jsonb
$$;

-- driftsync: a source remembers which key names its rows. Under another key a log would be
-- written a second time, under other ids.

-- A digest of the key, and no secret: nobody gets from it to the key. Null for a source that
-- no client has told it of yet.
alter table public.sync_sources add column if not exists key_id text check (key_id ~ '^[0-9a-f]{16}$');

create or replace function app_private.before_key_id() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'the key that names the rows of a source stays; retire the source for another one' using errcode = '42501';
end $$;

create trigger sync_sources_before_key_id before update on public.sync_sources for each row
  when (old.key_id is not null and new.key_id is distinct from old.key_id)
  execute function app_private.before_key_id();

create or replace function app_private.keep_key(p_source uuid, p_epoch bigint, p_key_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
begin
  select * into s from public.sync_sources x
    where x.id = p_source and x.tenant_id = app_private.app_tenant_id() for update;
  if s.id is null or s.owner_id is distinct from app_private.caller() or coalesce(app_private.app_role(), 'viewer') = 'viewer' then
    return '{"refused": "owner"}'::jsonb;
  end if;
  if s.epoch is distinct from p_epoch then
    return '{"refused": "superseded"}'::jsonb;
  end if;
  if p_key_id is null or p_key_id !~ '^[0-9a-f]{16}$' then
    return '{"refused": "argument"}'::jsonb;
  end if;
  update public.sync_sources x set key_id = p_key_id where x.id = s.id and x.key_id is null;
  return jsonb_build_object('key_id', coalesce(s.key_id, p_key_id));
end $$;

-- driftsync_keep_key notes, once and by the current run of the owner, which key names the
-- rows of a source. It answers the one that is noted, or refused.
create or replace function public.driftsync_keep_key(p_source uuid, p_epoch bigint, p_key_id text) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select app_private.keep_key(p_source, p_epoch, p_key_id)
$$;

-- driftsync_begin is as before, and says which key that is: key_id is null where it is not
-- known.
create or replace function public.driftsync_begin(
  p_tenant uuid, p_project uuid, p_name text, p_digest text, p_key text, p_run uuid)
returns jsonb language plpgsql volatile security invoker set search_path = '' as $$
declare
  caller uuid := auth.uid();
  found_id uuid;
  granted public.sync_sources;
  kept text;
begin
  if app_private.app_tenant_id() is distinct from p_tenant or p_tenant is null then
    return '{"refused": "tenant"}'::jsonb;
  end if;
  if app_private.app_role() = 'viewer' then
    return '{"refused": "viewer"}'::jsonb;
  end if;
  if not exists (select from public.projects p where p.tenant_id = p_tenant and p.id = p_project) then
    return '{"refused": "project"}'::jsonb;
  end if;
  if p_run is null or p_digest is null or char_length(p_digest) not between 1 and 128 or p_key !~ '^[0-9a-f]{64}$'
      or not app_private.is_name(coalesce(p_name, 'none')) or char_length(p_name) > 128 then
    return '{"refused": "argument"}'::jsonb;
  end if;
  if p_name is null then
    insert into public.sync_sources (tenant_id, project_id, owner_id, digest)
      values (p_tenant, p_project, caller, p_digest) on conflict do nothing;
    select s.id into found_id from public.sync_sources s
      where s.project_id = p_project and s.owner_id = caller and s.digest = p_digest and s.name is null;
  else
    insert into public.sync_sources (tenant_id, project_id, owner_id, name, digest)
      values (p_tenant, p_project, caller, p_name, p_digest) on conflict do nothing;
    select s.id into found_id from public.sync_sources s
      where s.project_id = p_project and s.owner_id = caller and s.name = p_name;
    if found_id is null then
      return '{"refused": "name"}'::jsonb;
    end if;
  end if;
  -- Waits for statements of an earlier run that insert rows of this source: their
  -- foreign key holds the row.
  perform from public.sync_sources s where s.id = found_id for update;
  update public.sync_sources s set epoch = s.epoch + case when s.run_id = p_run then 0 else 1 end,
      run_id = p_run, run_began_at = case when s.run_id = p_run then s.run_began_at else now() end
    where s.id = found_id returning * into strict granted;
  if p_key is not null then
    insert into public.sync_source_keys (sync_source_id, tenant_id, project_id, owner_id, key)
      values (granted.id, p_tenant, p_project, caller, p_key) on conflict do nothing;
  end if;
  select k.key into kept from public.sync_source_keys k where k.sync_source_id = granted.id;
  return jsonb_build_object('source', granted.id, 'epoch', granted.epoch, 'last_run', granted.last_run,
    'key', kept, 'key_id', granted.key_id, 'quarantined', granted.quarantined);
end $$;

revoke all on function app_private.before_key_id(), app_private.keep_key(uuid, bigint, text) from public, anon;
grant execute on function app_private.keep_key(uuid, bigint, text) to authenticated;
revoke all on function public.driftsync_keep_key(uuid, bigint, text) from public, anon;
grant execute on function public.driftsync_keep_key(uuid, bigint, text) to authenticated;

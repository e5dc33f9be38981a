-- driftsync: the two calls that frame a run. Both run with the caller's rights, so
-- that the policies decide; a refusal is an answer and not an error, because not
-- every server passes an error code of our own through.

-- driftsync_begin finds or makes the source and takes its next epoch: an object with
-- source, epoch, last_run, key and quarantined, or with refused.
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
  update public.sync_sources s set epoch = s.epoch + 1, run_id = p_run, run_began_at = now()
    where s.id = found_id returning * into strict granted;
  if p_key is not null then
    insert into public.sync_source_keys (sync_source_id, tenant_id, project_id, owner_id, key)
      values (granted.id, p_tenant, p_project, caller, p_key) on conflict do nothing;
  end if;
  select k.key into kept from public.sync_source_keys k where k.sync_source_id = granted.id;
  return jsonb_build_object('source', granted.id, 'epoch', granted.epoch, 'last_run', granted.last_run,
    'key', kept, 'quarantined', granted.quarantined);
end $$;

-- driftsync_finish records a run and makes it the source's last one, while its epoch
-- is still the source's: an object with status recorded, superseded or gone. A second
-- call with the same run changes nothing.
create or replace function public.driftsync_finish(p_source uuid, p_epoch bigint, p_run jsonb)
returns jsonb language plpgsql volatile security invoker set search_path = '' as $$
declare
  s public.sync_sources;
begin
  select * into s from public.sync_sources x where x.id = p_source for update;
  if not found then
    return '{"status": "gone"}'::jsonb;
  end if;
  if s.epoch <> p_epoch then
    return '{"status": "superseded"}'::jsonb;
  end if;
  -- Some servers hand a JSON argument over as a string that holds it.
  if jsonb_typeof(p_run) = 'string' then
    p_run := (p_run #>> '{}')::jsonb;
  end if;
  insert into public.sync_runs (sync_source_id, id, tenant_id, project_id, epoch, pushed_by, began_at,
      complete, full_push, client, catalogue, policy, plugins, tables, rules)
    values (s.id, (p_run ->> 'id')::uuid, s.tenant_id, s.project_id, s.epoch, auth.uid(), s.run_began_at,
      (p_run ->> 'complete')::boolean, (p_run ->> 'full')::boolean, p_run ->> 'client', p_run ->> 'catalogue',
      p_run ->> 'policy', p_run -> 'plugins', p_run -> 'tables', p_run -> 'rules')
    on conflict do nothing;
  update public.sync_sources x set last_run = (p_run ->> 'id')::uuid, last_run_at = now(),
      quarantined = array(select jsonb_array_elements_text(p_run -> 'quarantined'))
    where x.id = s.id;
  return '{"status": "recorded"}'::jsonb;
end $$;

revoke all on function public.driftsync_begin(uuid, uuid, text, text, text, uuid) from public, anon;
revoke all on function public.driftsync_finish(uuid, bigint, jsonb) from public, anon;
grant execute on function public.driftsync_begin(uuid, uuid, text, text, text, uuid) to authenticated, service_role;
grant execute on function public.driftsync_finish(uuid, bigint, jsonb) to authenticated, service_role;

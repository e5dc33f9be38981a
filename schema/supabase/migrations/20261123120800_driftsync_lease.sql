-- driftsync: a run that asks for its lease twice is granted the same.

-- driftsync_begin finds or makes the source and takes its next epoch: an object with
-- source, epoch, last_run, key and quarantined, or with refused. A second call with the
-- same run gives the same answer: the first one's may have been lost on its way.
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
  update public.sync_sources s set epoch = s.epoch + case when s.run_id = p_run then 0 else 1 end,
      run_id = p_run, run_began_at = case when s.run_id = p_run then s.run_began_at else now() end
    where s.id = found_id returning * into strict granted;
  if p_key is not null then
    insert into public.sync_source_keys (sync_source_id, tenant_id, project_id, owner_id, key)
      values (granted.id, p_tenant, p_project, caller, p_key) on conflict do nothing;
  end if;
  select k.key into kept from public.sync_source_keys k where k.sync_source_id = granted.id;
  return jsonb_build_object('source', granted.id, 'epoch', granted.epoch, 'last_run', granted.last_run,
    'key', kept, 'quarantined', granted.quarantined);
end $$;

-- driftsync: a source that goes on from another clone, and one that ends.

-- driftsync_adopt makes the unnamed source of the caller the one that is found by a
-- digest: a laptop was replaced, or its state was lost with its name. A source that had
-- the digest before is found by none any more, and its rows stay as they are. The answer
-- has status adopted and the digest that the source had, or refused.
create or replace function app_private.adopt_source(p_source uuid, p_digest text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
begin
  select * into s from public.sync_sources x
    where x.id = p_source and x.tenant_id = app_private.app_tenant_id() for update;
  if not found then
    return '{"refused": "source"}'::jsonb;
  end if;
  if s.owner_id is distinct from auth.uid() or app_private.app_role() is null or app_private.app_role() = 'viewer' then
    return '{"refused": "owner"}'::jsonb;
  end if;
  if s.name is not null then
    return '{"refused": "name"}'::jsonb;
  end if;
  if s.digest like 'retired:%' then
    return '{"refused": "retired"}'::jsonb;
  end if;
  if p_digest !~ '^[0-9a-f]{64}$' or p_digest is null then
    return '{"refused": "digest"}'::jsonb;
  end if;
  update public.sync_sources x set digest = 'replaced:' || x.id
    where x.tenant_id = s.tenant_id and x.project_id = s.project_id and x.owner_id = s.owner_id
      and x.digest = p_digest and x.name is null and x.id <> s.id;
  update public.sync_sources x set digest = p_digest where x.id = s.id;
  return jsonb_build_object('status', 'adopted', 'digest', s.digest);
end $$;

-- driftsync_retire ends a source, of the caller or, by an admin, of anybody: it takes the
-- next epoch, so that a run under way is overtaken, is found by no push any more, gives
-- its name free, and is no longer the one that dashboards show. The caller then marks its
-- rows as removed under that epoch; a second call takes up what was left. The answer has
-- status retired and epoch, or refused.
create or replace function app_private.retire_source(p_source uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
begin
  select * into s from public.sync_sources x
    where x.id = p_source and x.tenant_id = app_private.app_tenant_id() for update;
  if not found then
    return '{"refused": "source"}'::jsonb;
  end if;
  if app_private.app_role() is null or app_private.app_role() not in ('owner', 'admin')
    and (s.owner_id is distinct from auth.uid() or app_private.app_role() = 'viewer') then
    return '{"refused": "owner"}'::jsonb;
  end if;
  update public.sync_sources x set epoch = x.epoch + 1, run_id = null, name = null, digest = 'retired:' || x.id
    where x.id = s.id returning x.epoch into s.epoch;
  update public.projects p set primary_source_id = null
    where p.tenant_id = s.tenant_id and p.id = s.project_id and p.primary_source_id = s.id;
  delete from public.sync_source_keys k where k.sync_source_id = s.id;
  return jsonb_build_object('status', 'retired', 'epoch', s.epoch);
end $$;

create or replace function public.driftsync_adopt(p_source uuid, p_digest text) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.adopt_source(p_source, p_digest) $$;

create or replace function public.driftsync_retire(p_source uuid) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.retire_source(p_source) $$;

revoke all on function app_private.adopt_source(uuid, text), app_private.retire_source(uuid) from public, anon;
grant execute on function app_private.adopt_source(uuid, text), app_private.retire_source(uuid) to authenticated;
revoke all on function public.driftsync_adopt(uuid, text), public.driftsync_retire(uuid) from public, anon;
grant execute on function public.driftsync_adopt(uuid, text), public.driftsync_retire(uuid) to authenticated;

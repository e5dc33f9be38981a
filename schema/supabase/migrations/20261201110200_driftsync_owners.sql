-- driftsync: a source outlives its owner. It can be renamed, handed over and shown, and
-- dashboards can say when the one that they show is stale.

-- The name or digest from which a team's key makes the key of the source; null while that is
-- its own.
alter table public.sync_sources add column if not exists key_name text;

-- Why the caller may not settle a source, null where it may.
create or replace function app_private.no_settler(s public.sync_sources) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return case
    when s.id is null then 'source'
    when auth.jwt() ->> 'client_id' is not null then 'client'
    when coalesce(app_private.app_role(), 'viewer') = 'viewer'
      or app_private.app_role() = 'member' and s.owner_id <> auth.uid() then 'owner'
    when s.digest like 'retired:%' then 'retired'
  end;
end $$;

create or replace function app_private.rename_source(p_source uuid, p_name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
  refused text;
begin
  select * into s from public.sync_sources x where x.id = p_source and x.tenant_id = app_private.app_tenant_id() for update;
  refused := app_private.no_settler(s);
  if refused is null and s.name is null then
    refused := 'unnamed';
  elsif refused is null and coalesce(char_length(btrim(p_name)) not between 1 and 128, true) then
    refused := 'length';
  end if;
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  update public.sync_sources x set name = btrim(p_name), key_name = coalesce(x.key_name, x.name)
    where x.id = s.id and x.name <> btrim(p_name);
  return jsonb_build_object('status', 'renamed', 'was', s.name);
exception when unique_violation then
  return '{"refused": "taken"}'::jsonb;
end $$;

-- A run of the owner before is overtaken. Whoever gets a source without a name goes on
-- with it by driftsync_adopt.
create or replace function app_private.hand_over_source(p_source uuid, p_email text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
  refused text;
  heir uuid;
  heirs integer;
begin
  select * into s from public.sync_sources x where x.id = p_source and x.tenant_id = app_private.app_tenant_id() for update;
  refused := app_private.no_settler(s);
  if refused is null then
    select count(*), (array_agg(m.user_id))[1] into heirs, heir
      from public.user_tenant_mappings m left join auth.users u on u.id = m.user_id
      where m.tenant_id = s.tenant_id and m.active and m.deprovisioned_at is null and m.role in ('owner', 'admin', 'member')
        and app_private.standing_user(m.user_id) is not null
        and (p_email is null and m.user_id = auth.uid() or lower(u.email) = lower(btrim(p_email)) or m.user_id::text = lower(btrim(p_email)));
    refused := case when heirs <> 1 then 'heir' when heir = s.owner_id then 'same' end;
  end if;
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  update public.sync_sources x set owner_id = heir, epoch = x.epoch + 1, run_id = null,
      digest = case when x.name is null then 'handed:' || x.id else x.digest end,
      key_name = coalesce(x.key_name, x.name, x.digest)
    where x.id = s.id;
  update public.sync_source_keys k set owner_id = heir where k.sync_source_id = s.id;
  return jsonb_build_object('status', 'handed over', 'owner', heir, 'name', s.name);
end $$;

-- Adopting is as before. The digest that it answers is the one that a team's key has made
-- the key of the source from, however often the source was adopted or handed over.
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
  update public.sync_sources x set digest = 'replaced:' || x.id, key_name = coalesce(x.key_name, x.digest)
    where x.tenant_id = s.tenant_id and x.project_id = s.project_id and x.owner_id = s.owner_id
      and x.digest = p_digest and x.name is null and x.id <> s.id;
  update public.sync_sources x set digest = p_digest, key_name = coalesce(x.key_name, x.digest) where x.id = s.id;
  return jsonb_build_object('status', 'adopted', 'digest', coalesce(s.key_name, s.digest));
end $$;

create or replace function app_private.show_source(p_source uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  s public.sync_sources;
  refused text;
begin
  select * into s from public.sync_sources x where x.id = p_source and x.tenant_id = app_private.app_tenant_id();
  refused := app_private.no_settler(s);
  if refused is null and app_private.app_role() not in ('owner', 'admin') then
    refused := 'role';
  elsif refused is null and s.last_run is null then
    refused := 'empty';
  end if;
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  update public.projects p set primary_source_id = s.id where p.tenant_id = s.tenant_id and p.id = s.project_id;
  return '{"status": "shown"}'::jsonb;
end $$;

-- The users who may write in the tenant of the request.
create or replace function app_private.writers() returns setof uuid
language sql stable parallel restricted security definer set search_path = '' rows 20 as $$
  select m.user_id from public.user_tenant_mappings m
  where m.tenant_id = (select app_private.app_tenant_id()) and m.active and m.deprovisioned_at is null
    and m.role in ('owner', 'admin', 'member')
$$;

create or replace function app_private.source_owners(p_project uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('owner', o.owner_id,
      'email', case when app_private.app_role() in ('owner', 'admin') then coalesce(u.email, '') else '' end,
      'gone', o.owner_id not in (select w from app_private.writers() w) or app_private.standing_user(o.owner_id) is null)), '[]')
    from (select distinct s.owner_id from public.sync_sources s
      where s.tenant_id = app_private.app_tenant_id() and s.project_id = p_project) o
    left join auth.users u on u.id = o.owner_id);
end $$;

-- driftsync_rename gives a source that has a name another one.
create or replace function public.driftsync_rename(p_source uuid, p_name text) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.rename_source(p_source, p_name) $$;

-- driftsync_hand_over makes an active member the owner of a source: by address or id, the
-- caller where that is null.
create or replace function public.driftsync_hand_over(p_source uuid, p_email text) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.hand_over_source(p_source, p_email) $$;

-- driftsync_show makes a source the one that dashboards show.
create or replace function public.driftsync_show(p_source uuid) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.show_source(p_source) $$;

-- driftsync_owners tells which owners of a project's sources are gone, and to owners and
-- admins their addresses.
create or replace function public.driftsync_owners(p_project uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$ select app_private.source_owners(p_project) $$;

-- stale says why what dashboards show is not the present: none, no source is shown; owner,
-- its owner may no longer push; old, no push for a week; behind, another source was pushed
-- a day or more after it.
create or replace view public.v_primary_source with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, p.name as project_name, s.id as sync_source_id, s.name as source_name,
    s.last_run_at as last_push_at, n.last_run_at as newest_push_at,
    case
      when s.id is null or s.last_run_at is null then 'none'
      when (select app_private.app_tenant_id()) is not null and s.owner_id not in (select w from app_private.writers() w) then 'owner'
      when s.last_run_at < now() - interval '7 days' then 'old'
      when n.last_run_at >= s.last_run_at + interval '1 day' then 'behind'
    end as stale
  from public.projects p
  left join public.sync_sources s on s.tenant_id = p.tenant_id and s.project_id = p.id and s.id = p.primary_source_id
  left join lateral (
    select max(o.last_run_at) as last_run_at from public.sync_sources o
    where o.tenant_id = p.tenant_id and o.project_id = p.id and o.digest not like 'retired:%') n on true;
comment on view public.v_primary_source is 'driftsync: the source that dashboards show, and whether it is stale';
revoke all on table public.v_primary_source from public, anon, authenticated;
grant select on table public.v_primary_source to authenticated, service_role;

revoke all on function app_private.no_settler(public.sync_sources), app_private.rename_source(uuid, text),
  app_private.hand_over_source(uuid, text), app_private.show_source(uuid), app_private.writers(), app_private.source_owners(uuid) from public, anon;
grant execute on function app_private.rename_source(uuid, text), app_private.hand_over_source(uuid, text),
  app_private.show_source(uuid), app_private.source_owners(uuid) to authenticated;
grant execute on function app_private.writers() to authenticated, service_role;
revoke all on function public.driftsync_rename(uuid, text), public.driftsync_hand_over(uuid, text), public.driftsync_show(uuid),
  public.driftsync_owners(uuid) from public, anon;
grant execute on function public.driftsync_rename(uuid, text), public.driftsync_hand_over(uuid, text), public.driftsync_show(uuid),
  public.driftsync_owners(uuid) to authenticated;

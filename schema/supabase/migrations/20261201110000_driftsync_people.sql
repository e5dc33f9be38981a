-- driftsync: invitations bind to persons. Joining asks again whether the inviter still may,
-- and what is open can be listed and revoked. A refusal is an answer, not an error.

-- What Auth says of a user as JSON, null for one that is deleted, banned or anonymous. Not
-- every release of Auth has all of these columns, so none is named.
create or replace function app_private.standing_user(p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  u jsonb;
begin
  select to_jsonb(x) into u from auth.users x where x.id = p_user;
  if u ->> 'deleted_at' is not null or (u ->> 'banned_until')::timestamptz > now()
    or coalesce((u ->> 'is_anonymous')::boolean, false)
  then
    return null;
  end if;
  return u;
end $$;

-- The address under which the caller takes up invitations, null for none. Single sign-on
-- gives any address that its provider likes, and Auth does not keep those apart.
create or replace function app_private.invitable_email() returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  u jsonb := app_private.standing_user(auth.uid());
begin
  if u ->> 'email_confirmed_at' is null or coalesce((u ->> 'is_sso_user')::boolean, false)
    or auth.jwt() ->> 'client_id' is not null -- a program that the user lets act, not the user
  then
    return null;
  end if;
  return lower(u ->> 'email');
end $$;

-- Whether a user may invite as p_role, now.
create or replace function app_private.may_invite(p_user uuid, p_tenant uuid, p_role text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return app_private.standing_user(p_user) is not null and exists (
    select from public.user_tenant_mappings m
    where m.user_id = p_user and m.tenant_id = p_tenant and m.active and m.deprovisioned_at is null
      and (m.role = 'owner' or m.role = 'admin' and p_role <> 'admin'));
end $$;

-- Why the caller may not change members of a tenant, null where it may.
create or replace function app_private.no_keeper(p_tenant uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return case
    when p_tenant is null or app_private.app_tenant_id() is distinct from p_tenant then 'tenant'
    when auth.jwt() ->> 'client_id' is not null then 'client'
    when coalesce(app_private.app_role() in ('owner', 'admin'), false) then null
    else 'role'
  end;
end $$;

drop function if exists public.driftsync_invite(uuid, text, text);
drop function if exists app_private.invite(uuid, text, text);

create or replace function app_private.invite(p_tenant uuid, p_email text, p_role text, p_lower boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  ranks constant text[] := array['viewer', 'member', 'admin'];
  address text := lower(btrim(p_email));
  refused text := app_private.no_keeper(p_tenant);
  was app_private.invitations;
  answer jsonb := jsonb_build_object('invited', true);
  member record;
begin
  if refused is null and not (select o.invitations from app_private.onboarding o) then
    refused := 'closed';
  elsif refused is null and (coalesce(array_position(ranks, p_role), 0) = 0 or char_length(address) > 320
    or coalesce(address !~ '^[^@[:space:]]+@[^@[:space:]]+$', true))
  then
    refused := 'invitation';
  elsif refused is null and not app_private.may_invite(auth.uid(), p_tenant, p_role) then
    refused := 'role';
  end if;
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  select m.role, m.active and m.deprovisioned_at is null as active into member
    from public.user_tenant_mappings m join auth.users u on u.id = m.user_id
    where m.tenant_id = p_tenant and lower(u.email) = address
    order by 2 desc limit 1;
  if found then
    return jsonb_build_object('refused', case when member.active then 'member' else 'ended' end, 'was', member.role);
  end if;
  insert into app_private.invitations (tenant_id, email, role, invited_by) values (p_tenant, address, p_role, auth.uid())
    on conflict (tenant_id, email) do nothing;
  if found then
    return answer;
  end if;
  select * into strict was from app_private.invitations i where i.tenant_id = p_tenant and i.email = address for update;
  if was.created_at > now() - interval '14 days' and app_private.may_invite(was.invited_by, p_tenant, was.role) then
    if not app_private.may_invite(auth.uid(), p_tenant, was.role) then
      return jsonb_build_object('refused', 'role', 'was', was.role);
    end if;
    if array_position(ranks, p_role) < array_position(ranks, was.role) and not coalesce(p_lower, false) then
      return jsonb_build_object('refused', 'lower', 'was', was.role);
    end if;
    answer := answer || jsonb_build_object('was', was.role, 'by_other', was.invited_by <> auth.uid());
  end if;
  update app_private.invitations i set role = p_role, invited_by = auth.uid(), created_at = now()
    where i.tenant_id = p_tenant and i.email = address;
  return answer;
end $$;

-- An invitation lives 14 days, and does not bring back a membership that was ended.
create or replace function app_private.join_invited() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  address text := app_private.invitable_email();
  joined integer;
begin
  if address is null or not (select o.invitations from app_private.onboarding o) then
    return 0;
  end if;
  with taken as (
    delete from app_private.invitations i where i.email = address returning i.tenant_id, i.role, i.invited_by, i.created_at
  ), made as (
    insert into public.user_tenant_mappings (user_id, tenant_id, role)
      select auth.uid(), t.tenant_id, t.role from taken t
      where t.created_at > now() - interval '14 days' and app_private.may_invite(t.invited_by, t.tenant_id, t.role)
      on conflict (user_id, tenant_id) do nothing returning 1
  )
  select count(*) into joined from made;
  return joined;
end $$;

-- Who may no longer invite leaves no invitation behind, also when the right comes back.
create or replace function app_private.end_invitations() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from app_private.invitations i
  where i.tenant_id = old.tenant_id and i.invited_by = old.user_id
    and (tg_op = 'DELETE' or not app_private.may_invite(old.user_id, old.tenant_id, i.role));
  return null;
end $$;

drop trigger if exists driftsync_end_invitations on public.user_tenant_mappings;
create trigger driftsync_end_invitations after update or delete on public.user_tenant_mappings
  for each row execute function app_private.end_invitations();

create or replace function app_private.members(p_tenant uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  refused text := nullif(app_private.no_keeper(p_tenant), 'client'); -- which may read
begin
  if refused is null and coalesce(app_private.app_role() not in ('owner', 'admin'), true) then
    refused := 'role';
  end if;
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  return jsonb_build_object(
    'members', (
      select coalesce(jsonb_agg(jsonb_build_object('user', m.user_id, 'email', coalesce(u.email, ''), 'role', m.role,
          'active', m.active and m.deprovisioned_at is null, 'account', app_private.standing_user(m.user_id) is not null,
          'you', m.user_id = auth.uid()) order by u.email, m.user_id), '[]')
      from public.user_tenant_mappings m left join auth.users u on u.id = m.user_id where m.tenant_id = p_tenant),
    'invitations', (
      select coalesce(jsonb_agg(jsonb_build_object('email', i.email, 'role', i.role, 'invited_by', i.invited_by,
          'inviter', coalesce(u.email, ''), 'expires_at', i.created_at + interval '14 days',
          'open', i.created_at > now() - interval '14 days' and app_private.may_invite(i.invited_by, i.tenant_id, i.role))
        order by i.email), '[]')
      from app_private.invitations i left join auth.users u on u.id = i.invited_by where i.tenant_id = p_tenant));
end $$;

create or replace function app_private.revoke_person(p_tenant uuid, p_email text, p_member boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  address text := lower(btrim(p_email));
  refused text := app_private.no_keeper(p_tenant);
  invited text;
  ended text;
  m record;
begin
  if refused is not null then
    return jsonb_build_object('refused', refused);
  end if;
  select i.role into invited from app_private.invitations i where i.tenant_id = p_tenant and i.email = address for update;
  if invited = 'admin' and app_private.app_role() <> 'owner' then
    return '{"refused": "role"}'::jsonb;
  end if;
  for m in
    select x.user_id, x.role from public.user_tenant_mappings x left join auth.users u on u.id = x.user_id
    where coalesce(p_member, false) and x.tenant_id = p_tenant and x.active and x.deprovisioned_at is null
      and (lower(u.email) = address or x.user_id::text = address)
    for update of x
  loop
    if m.user_id = auth.uid() then
      return '{"refused": "self"}'::jsonb;
    elsif m.role in ('owner', 'admin') and app_private.app_role() <> 'owner' then
      return '{"refused": "role"}'::jsonb;
    end if;
    ended := m.role;
  end loop;
  if invited is null and ended is null then
    return '{"refused": "nobody"}'::jsonb;
  end if;
  delete from app_private.invitations i where i.tenant_id = p_tenant and i.email = address;
  if ended is not null then
    update public.user_tenant_mappings x set active = false, deprovisioned_at = now()
      where x.tenant_id = p_tenant and x.active and x.deprovisioned_at is null and (x.user_id::text = address
        or x.user_id in (select u.id from auth.users u where lower(u.email) = address));
  end if;
  return jsonb_build_object('invitation', invited, 'membership', ended);
end $$;

-- driftsync_invite invites an address for 14 days: an object with invited, and where an
-- invitation was open, was and by_other; or with refused. One that is open is lowered only
-- if p_lower says so.
create or replace function public.driftsync_invite(p_tenant uuid, p_email text, p_role text, p_lower boolean default false) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.invite(p_tenant, p_email, p_role, p_lower) $$;

-- driftsync_members lists the members of a tenant and its invitations.
create or replace function public.driftsync_members(p_tenant uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$ select app_private.members(p_tenant) $$;

-- driftsync_revoke ends the invitation of an address and, where p_member says so, the
-- membership of an address or user: an object with invitation and membership, the roles
-- that ended, or with refused.
create or replace function public.driftsync_revoke(p_tenant uuid, p_email text, p_member boolean default false) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.revoke_person(p_tenant, p_email, p_member) $$;

revoke all on function app_private.standing_user(uuid), app_private.invitable_email(), app_private.may_invite(uuid, uuid, text),
  app_private.no_keeper(uuid), app_private.end_invitations(), app_private.invite(uuid, text, text, boolean), app_private.join_invited(),
  app_private.members(uuid), app_private.revoke_person(uuid, text, boolean) from public, anon;
grant execute on function app_private.invite(uuid, text, text, boolean), app_private.join_invited(), app_private.members(uuid),
  app_private.revoke_person(uuid, text, boolean) to authenticated;
revoke all on function public.driftsync_invite(uuid, text, text, boolean), public.driftsync_members(uuid),
  public.driftsync_revoke(uuid, text, boolean) from public, anon;
grant execute on function public.driftsync_invite(uuid, text, text, boolean), public.driftsync_members(uuid),
  public.driftsync_revoke(uuid, text, boolean) to authenticated;

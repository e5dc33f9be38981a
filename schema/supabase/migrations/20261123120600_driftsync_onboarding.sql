-- driftsync: how a person gets a tenant without a dashboard. The functions of the
-- exposed schema run with the caller's rights; what needs more is in app_private, which
-- is not exposed, and checks the caller itself. A refusal is an answer, not an error.

-- What the owner of this Supabase project allows, changed with SQL only:
--   update app_private.onboarding set new_tenants = 'anyone', invitations = true;
create table app_private.onboarding (
  one boolean primary key default true check (one),
  -- first: the first user alone; anyone: every user with a confirmed e-mail; nobody
  new_tenants text not null default 'first' check (new_tenants in ('first', 'anyone', 'nobody')),
  -- Lets owners and admins invite by e-mail. The project must confirm e-mail addresses:
  -- without, anyone can sign up under any.
  invitations boolean not null default false
);
insert into app_private.onboarding default values;

create table app_private.invitations (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  email text not null check (email = lower(email) and char_length(email) between 3 and 320),
  role text not null check (role in ('admin', 'member', 'viewer')),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, email)
);
revoke all on table app_private.onboarding, app_private.invitations from public, anon, authenticated;

-- The caller's e-mail address, null unless it is confirmed. Claims are not asked:
-- a user can write some of them.
create or replace function app_private.confirmed_email() returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select lower(u.email) from auth.users u where u.id = auth.uid() and u.email_confirmed_at is not null);
end $$;

create or replace function app_private.create_tenant(p_name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := auth.uid();
  allowed text;
  made uuid;
begin
  if caller is null or coalesce((auth.jwt() ->> 'is_anonymous')::boolean, false) then
    return '{"refused": "login"}'::jsonb;
  end if;
  if p_name is null or char_length(btrim(p_name)) not between 1 and 128 then
    return '{"refused": "name"}'::jsonb;
  end if;
  -- Two first users at once: the second one waits here and is no longer the first.
  lock table public.tenants in share row exclusive mode;
  select o.new_tenants into allowed from app_private.onboarding o;
  if allowed = 'anyone' and app_private.confirmed_email() is not null
      and (select count(*) from public.tenants t where t.owner_id = caller) < 10
    or allowed = 'first' and not exists (select from public.tenants)
  then
    insert into public.tenants (name, email, owner_id)
      values (btrim(p_name), coalesce(app_private.confirmed_email(), ''), caller) returning id into made;
    insert into public.user_tenant_mappings (user_id, tenant_id, role) values (caller, made, 'owner');
    return jsonb_build_object('tenant', made);
  end if;
  return '{"refused": "closed"}'::jsonb;
end $$;

create or replace function app_private.invite(p_tenant uuid, p_email text, p_role text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  own_role text := app_private.app_role();
begin
  if app_private.app_tenant_id() is distinct from p_tenant or p_tenant is null then
    return '{"refused": "tenant"}'::jsonb;
  end if;
  if own_role not in ('owner', 'admin') or p_role = 'admin' and own_role <> 'owner' then
    return '{"refused": "role"}'::jsonb;
  end if;
  if not (select o.invitations from app_private.onboarding o) then
    return '{"refused": "closed"}'::jsonb;
  end if;
  if p_role is null or p_role not in ('admin', 'member', 'viewer') or p_email !~ '^[^@[:space:]]+@[^@[:space:]]+$' then
    return '{"refused": "invitation"}'::jsonb;
  end if;
  insert into app_private.invitations (tenant_id, email, role, invited_by) values (p_tenant, lower(p_email), p_role, auth.uid())
    on conflict (tenant_id, email) do update set role = excluded.role, invited_by = excluded.invited_by, created_at = now();
  return '{"invited": true}'::jsonb;
end $$;

-- An invitation lives 14 days, and does not bring back a membership that was ended.
create or replace function app_private.join_invited() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  address text := app_private.confirmed_email();
  joined integer;
begin
  if address is null or not (select o.invitations from app_private.onboarding o) then
    return 0;
  end if;
  with taken as (
    delete from app_private.invitations i where i.email = address returning i.tenant_id, i.role, i.created_at
  ), made as (
    insert into public.user_tenant_mappings (user_id, tenant_id, role)
      select auth.uid(), t.tenant_id, t.role from taken t where t.created_at > now() - interval '14 days'
      on conflict (user_id, tenant_id) do nothing returning 1
  )
  select count(*) into joined from made;
  return joined;
end $$;

create or replace function public.driftsync_create_tenant(p_name text) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.create_tenant(p_name) $$;

create or replace function public.driftsync_invite(p_tenant uuid, p_email text, p_role text) returns jsonb
language sql volatile security invoker set search_path = '' as $$ select app_private.invite(p_tenant, p_email, p_role) $$;

create or replace function public.driftsync_join() returns jsonb
language sql volatile security invoker set search_path = '' as $$ select jsonb_build_object('joined', app_private.join_invited()) $$;

create or replace function public.driftsync_create_project(p_tenant uuid, p_name text) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  made uuid;
begin
  if app_private.app_tenant_id() is distinct from p_tenant or p_tenant is null then
    return '{"refused": "tenant"}'::jsonb;
  end if;
  if app_private.app_role() not in ('owner', 'admin') then
    return '{"refused": "role"}'::jsonb;
  end if;
  if p_name is null or char_length(btrim(p_name)) not between 1 and 128 then
    return '{"refused": "name"}'::jsonb;
  end if;
  insert into public.projects (tenant_id, name) values (p_tenant, btrim(p_name)) returning id into made;
  return jsonb_build_object('project', made);
end $$;

revoke all on all functions in schema app_private from public, anon;
grant execute on function app_private.create_tenant(text), app_private.invite(uuid, text, text), app_private.join_invited()
  to authenticated;
revoke all on function app_private.confirmed_email() from authenticated;
revoke all on function public.driftsync_create_tenant(text), public.driftsync_invite(uuid, text, text), public.driftsync_join(),
  public.driftsync_create_project(uuid, text) from public, anon;
grant execute on function public.driftsync_create_tenant(text), public.driftsync_invite(uuid, text, text), public.driftsync_join(),
  public.driftsync_create_project(uuid, text) to authenticated;

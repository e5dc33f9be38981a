-- driftsync: what a caller may say. Times and counters are the server's, odd arguments get an
-- answer, a deleted user's token ends at once, and an application that a user has let in
-- reads and pushes and does no more.

-- The user of the request. A token outlives its user by up to an hour, so the user has to be
-- there, and neither deleted nor banned; some servers lack those two columns.
create or replace function app_private.caller() returns uuid
language plpgsql stable parallel restricted security definer set search_path = '' as $$
begin
  return (select u.id
    from auth.users u cross join lateral to_jsonb(u) as known
    where u.id = auth.uid() and nullif(known ->> 'deleted_at', '') is null
      and coalesce(nullif(known ->> 'banned_until', '')::timestamptz < now(), true));
end $$;

-- Whether the token was given to an application of somebody else's, by Auth's OAuth server.
create or replace function app_private.third_party() returns boolean
language sql stable parallel restricted set search_path = '' as $$
  select coalesce(auth.jwt() ->> 'client_id', '') <> ''
$$;

create or replace function app_private.app_tenant_id() returns uuid
language sql stable parallel restricted security definer set search_path = '' as $$
  with wanted as (
    select lower(coalesce(
      nullif(current_setting('app.tenant_id', true), ''),
      nullif(nullif(current_setting('request.headers', true), '')::json ->> 'x-drift-tenant', ''),
      nullif(auth.jwt() -> 'app_metadata' ->> 'tenant_id', ''))) as tenant
  )
  select (array_agg(m.tenant_id))[1]
  from public.user_tenant_mappings m, wanted w
  where m.user_id = (select app_private.caller()) and m.active and m.deprovisioned_at is null
    and (w.tenant is null or m.tenant_id::text = w.tenant)
  having count(*) = 1
$$;

-- An application is a member at most, whoever its user is.
create or replace function app_private.app_role() returns text
language sql stable parallel restricted security definer set search_path = '' as $$
  select case when m.role in ('owner', 'admin') and app_private.third_party() then 'member' else m.role end
  from public.user_tenant_mappings m
  where m.user_id = (select app_private.caller()) and m.tenant_id = (select app_private.app_tenant_id())
    and m.active and m.deprovisioned_at is null
$$;

create or replace function app_private.app_tenants() returns setof uuid
language sql stable parallel restricted security definer set search_path = '' rows 5 as $$
  select m.tenant_id from public.user_tenant_mappings m
  where m.user_id = (select app_private.caller()) and m.active and m.deprovisioned_at is null
$$;

alter policy driftsync_select on public.user_tenant_mappings using (user_id = (select app_private.caller()));

-- The caller's e-mail address, null unless it is confirmed, and for an application.
create or replace function app_private.confirmed_email() returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select lower(u.email) from auth.users u
    where u.id = app_private.caller() and u.email_confirmed_at is not null and not app_private.third_party());
end $$;

-- Whatever call it comes by, an application changes no membership and no invitation.
create or replace function app_private.before_member() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if app_private.third_party() then
    raise exception 'an application does not change who is in a tenant' using errcode = '42501';
  end if;
  return coalesce(new, old);
end $$;

create trigger user_tenant_mappings_before_member before insert or update or delete on public.user_tenant_mappings
  for each row execute function app_private.before_member();
create trigger invitations_before_member before insert or update or delete on app_private.invitations
  for each row execute function app_private.before_member();

-- Rows of clients: written now, first seen now or kept, removed now or before. Others may
-- restore what they have.
create or replace function app_private.before_row() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user in ('authenticated', 'anon') then
    new.first_synced_at := now();
    new.synced_at := now();
    new.removed_at := case when new.removed_at is not null then now() end;
  end if;
  return new;
end $$;

create or replace function app_private.before_row_update() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.sync_epoch < old.sync_epoch then
    raise exception 'row belongs to a newer run' using errcode = '42501';
  end if;
  if old.removed_at is not null and new.removed_at is null then
    new.first_synced_at := now();
  else
    new.first_synced_at := old.first_synced_at;
  end if;
  if current_user in ('authenticated', 'anon') then
    new.synced_at := now();
    new.removed_at := case when new.removed_at is not null then coalesce(old.removed_at, now()) end;
  end if;
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
    -- The conditions are false for all that driftsync sends, and cost less than a call.
    execute format($sql$
      create trigger %2$I before insert on public.%1$I for each row
        when (new.first_synced_at <> now() or new.synced_at <> now() or new.removed_at <> now())
        execute function app_private.before_row();
      create or replace trigger %3$I before update on public.%1$I for each row
        when (new.sync_epoch < old.sync_epoch or new.first_synced_at is distinct from old.first_synced_at
          or new.removed_at is distinct from old.removed_at or new.synced_at <> now())
        execute function app_private.before_row_update();
    $sql$, t, t || '_before_row', t || '_before_update');
  end loop;
end $$;

-- A source begins at nothing, takes the next epoch or keeps its own, and its last run is one
-- that is recorded. An application does not rename, move or end it.
create or replace function app_private.before_source() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and (new.name, new.digest, new.owner_id) is distinct from (old.name, old.digest, old.owner_id)
      and app_private.third_party() then
    raise exception 'an application does not change what a source is' using errcode = '42501';
  end if;
  if current_user not in ('authenticated', 'anon') then
    return new;
  end if;
  if tg_op = 'INSERT' then
    new.epoch := 0;
    new.run_id := null;
    new.run_began_at := null;
    new.last_run := null;
    new.last_run_at := null;
    new.created_at := now();
    return new;
  end if;
  if new.epoch not in (old.epoch, old.epoch + 1) then
    raise exception 'the epoch of a source is the next one, or stays' using errcode = '42501';
  end if;
  if new.last_run is distinct from old.last_run
      and not exists (select from public.sync_runs r where r.sync_source_id = new.id and r.id = new.last_run) then
    raise exception 'the last run of a source is one that is recorded' using errcode = '42501';
  end if;
  new.created_at := old.created_at;
  new.run_began_at := case when new.run_began_at is distinct from old.run_began_at then now() else old.run_began_at end;
  new.last_run_at := case when new.last_run_at is distinct from old.last_run_at then now() else old.last_run_at end;
  return new;
end $$;

create trigger sync_sources_before_write before insert or update on public.sync_sources for each row
  execute function app_private.before_source();

create or replace function app_private.before_run() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user in ('authenticated', 'anon') then
    new.finished_at := now();
    new.began_at := (select s.run_began_at from public.sync_sources s where s.id = new.sync_source_id);
  end if;
  return new;
end $$;

create trigger sync_runs_before_write before insert on public.sync_runs for each row
  execute function app_private.before_run();

revoke insert on table public.sync_source_keys from authenticated;
grant insert (sync_source_id, tenant_id, project_id, owner_id, key) on table public.sync_source_keys to authenticated;

-- Arguments. What PostgREST cannot turn into the type of an argument it refuses itself.

-- Some servers hand a JSON argument over as a string that holds it; null where it holds none.
create or replace function app_private.json_argument(p_value jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return case when jsonb_typeof(p_value) = 'string' then (p_value #>> '{}')::jsonb else p_value end;
exception when invalid_text_representation or untranslatable_character then
  return null;
end $$;

-- Whether an object can be the record of a run.
create or replace function app_private.is_run(p_run jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_typeof(p_run) = 'object' and octet_length(p_run::text) < 16777216
    and p_run ->> 'id' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    and jsonb_typeof(p_run -> 'complete') = 'boolean' and jsonb_typeof(p_run -> 'full') = 'boolean'
    and jsonb_typeof(p_run -> 'client') = 'string' and char_length(p_run ->> 'client') <= 1024
    and jsonb_typeof(p_run -> 'catalogue') = 'string' and char_length(p_run ->> 'catalogue') <= 1024
    and jsonb_typeof(p_run -> 'policy') = 'string' and char_length(p_run ->> 'policy') <= 1024
    and jsonb_typeof(p_run -> 'plugins') = 'array' and jsonb_typeof(p_run -> 'tables') = 'object'
    and jsonb_typeof(p_run -> 'rules') = 'object' and jsonb_typeof(p_run -> 'quarantined') = 'array'
    and not jsonb_path_exists(p_run, '$.quarantined[*] ? (@.type() != "string")'), false)
$$;

create or replace function app_private.is_name(p_name text) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(char_length(btrim(p_name)) between 1 and 128 and p_name !~ '[[:cntrl:]]', false)
$$;

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
    'key', kept, 'quarantined', granted.quarantined);
end $$;

create or replace function public.driftsync_count(p_source uuid, p_epoch bigint, p_tables jsonb, p_from uuid, p_to uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select case when jsonb_typeof(app_private.json_argument(p_tables)) = 'array'
    then app_private.count_rows(p_source, p_epoch, app_private.json_argument(p_tables), p_from, p_to)
      || '{"headers": ["x-drift-source", "x-drift-epoch"]}'::jsonb
    else '{"refused": "argument"}'::jsonb end
$$;

create or replace function app_private.create_tenant(p_name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := app_private.caller();
  allowed text;
  made uuid;
begin
  if caller is null or auth.jwt() ->> 'is_anonymous' is not null and lower(auth.jwt() ->> 'is_anonymous') <> 'false' then
    return '{"refused": "login"}'::jsonb;
  end if;
  if app_private.third_party() then
    return '{"refused": "client"}'::jsonb;
  end if;
  if not app_private.is_name(p_name) then
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
  if not app_private.is_name(p_name) then
    return '{"refused": "name"}'::jsonb;
  end if;
  insert into public.projects (tenant_id, name) values (p_tenant, btrim(p_name)) returning id into made;
  return jsonb_build_object('project', made);
end $$;

create or replace function public.driftsync_invite(p_tenant uuid, p_email text, p_role text) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select case when char_length(p_email) between 3 and 320 and p_role is not null then app_private.invite(p_tenant, p_email, p_role)
    else '{"refused": "invitation"}'::jsonb end
$$;

create or replace function public.driftsync_purge(p_project uuid, p_source uuid, p_older_than interval, p_limit integer) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select case when p_older_than > interval '100 years' then '{"refused": "age"}'::jsonb
    else app_private.purge(p_project, p_source, p_older_than, p_limit) end
$$;

revoke all on function app_private.caller(), app_private.third_party(), app_private.before_member(), app_private.before_row(),
  app_private.before_source(), app_private.before_run(), app_private.json_argument(jsonb), app_private.is_run(jsonb),
  app_private.is_name(text) from public, anon;
grant execute on function app_private.caller(), app_private.third_party(), app_private.json_argument(jsonb), app_private.is_run(jsonb),
  app_private.is_name(text) to authenticated, service_role;

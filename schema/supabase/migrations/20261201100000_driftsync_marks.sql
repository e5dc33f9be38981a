-- driftsync: what is ours bears a mark. A later release, schema diff and doctor tell by it
-- what is driftsync's from what is yours.

-- The first migration took over tables by their names alone. One that has columns or
-- policies that are neither Drift's nor ours belongs to someone else.
do $$
declare
  strange text;
begin
  with base (name, columns) as (values
    ('tenants', '{id uuid, name text, email text, plan text, owner_id uuid, created_at timestamp with time zone}'::text[]),
    ('projects', '{id uuid, tenant_id uuid, name text, created_at timestamp with time zone, primary_source_id uuid}'),
    ('user_tenant_mappings', '{user_id uuid, tenant_id uuid, role text, active boolean, scim_external_id text, deprovisioned_at timestamp with time zone,
      created_at timestamp with time zone}')
  ), strangers as (
    select b.name || ': column ' || a.attname as what
    from base b join pg_catalog.pg_attribute a on a.attrelid = to_regclass('public.' || b.name)
    where a.attnum > 0 and not a.attisdropped and a.attname || ' ' || pg_catalog.format_type(a.atttypid, null) <> all (b.columns)
    union all
    select b.name || ': policy ' || p.polname
    from base b join pg_catalog.pg_policy p on p.polrelid = to_regclass('public.' || b.name)
    where p.polpermissive and p.polname not like 'driftsync\_%'
  )
  select string_agg(s.what, ', ' order by s.what) into strange
  from strangers s
  where not exists (select from base b where s.what like b.name || ':%'
    and pg_catalog.obj_description(to_regclass('public.' || b.name), 'pg_class') like 'driftsync: %');
  if strange is not null then
    raise exception 'driftsync: not of driftsync, and not of Drift: %', strange
      using errcode = '42P07', hint = 'if the table is driftsync''s and this was added to it, drop the policy, and say so of the table: '
        'comment on table public.NAME is ''driftsync: NAME''; if it is your own, use another Supabase project for driftsync';
  end if;
end $$;

-- Projects and tenants are made without naming an id, also where Drift made the tables.
alter table public.tenants alter column id set default gen_random_uuid();
alter table public.projects alter column id set default gen_random_uuid();

comment on schema app_private is 'driftsync: what policies ask; not exposed';
comment on table public.tenants is 'driftsync: a team';
comment on table public.projects is 'driftsync: a project of a tenant, and the source that dashboards show';
comment on table public.user_tenant_mappings is 'driftsync: who is in which tenant, and as what';
comment on table app_private.onboarding is 'driftsync: what the owner of this Supabase project allows';
comment on table app_private.invitations is 'driftsync: addresses that may join a tenant';

-- What is open in our tables: row-level security that is off, and permissive policies that
-- are not ours, since policies are OR-ed. A policy is ours by its name, by its role, and by
-- asking for the caller's tenant.
create or replace function app_private.open_tables() returns table (name text, why text)
language sql stable security definer set search_path = '' as $$
  select c.relname::text, 'row-level security is off'
  from pg_catalog.pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
    and pg_catalog.obj_description(c.oid, 'pg_class') like 'driftsync: %'
  union all
  select c.relname::text, 'policy ' || p.policyname
  from pg_catalog.pg_policies p
  join pg_catalog.pg_class c on c.relname = p.tablename and c.relnamespace = 'public'::regnamespace
  where p.schemaname = 'public' and p.permissive = 'PERMISSIVE' and pg_catalog.obj_description(c.oid, 'pg_class') like 'driftsync: %'
    and not (p.policyname like 'driftsync\_%' and p.roles = '{authenticated}' and coalesce(p.qual, p.with_check) is not null
      and coalesce(p.qual ~ 'app_private\.|auth\.uid\(\)', true) and coalesce(p.with_check ~ 'app_private\.|auth\.uid\(\)', true))
  order by 1, 2
$$;

-- driftsync_open tells a member of a tenant what open_tables finds, for doctor.
create or replace function public.driftsync_open() returns jsonb
language sql stable security invoker set search_path = '' as $$
  select case when app_private.app_role() is null then '{"refused": "tenant"}'::jsonb
    else jsonb_build_object('open', coalesce((select jsonb_agg(o.name || ': ' || o.why) from app_private.open_tables() o), '[]'::jsonb)) end
$$;

revoke all on function app_private.open_tables(), public.driftsync_open() from public, anon;
grant execute on function app_private.open_tables(), public.driftsync_open() to authenticated, service_role;

-- A project that has users already makes nobody the first: that would be whoever is quickest.
do $$
declare
  used boolean := false;
begin
  if has_table_privilege(to_regclass('auth.users'), 'select') then -- who may not look cannot tell
    execute 'select exists (select from auth.users)' into used;
  end if;
  update app_private.onboarding set new_tenants = 'nobody'
    where used and new_tenants = 'first' and not exists (select from public.tenants);
end $$;

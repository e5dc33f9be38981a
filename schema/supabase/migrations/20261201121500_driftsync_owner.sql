-- driftsync: where the project has users already, the first of them to ask would own the
-- tenant, whoever it is. There nobody makes one until the project's owner says who may:
--   update app_private.onboarding set new_tenants = 'first';
do $$
begin
  if has_table_privilege(to_regclass('auth.users'), 'select') is not true then
    return; -- a hosted project's owner may look; who may not cannot tell
  end if;
  if exists (select from auth.users) and not exists (select from public.tenants) then
    update app_private.onboarding set new_tenants = 'nobody' where new_tenants = 'first';
  end if;
end $$;

-- driftsync_arrived lists the headers of driftsync's own that reached the database with the
-- request. A client whose rows are refused asks it, since something on the way may take
-- headers out.
create or replace function public.driftsync_arrived() returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(k order by k), '[]'::jsonb)
  from jsonb_object_keys(nullif(current_setting('request.headers', true), '')::jsonb) as k
  where k like 'x-drift-%'
$$;
revoke all on function public.driftsync_arrived() from public, anon;
grant execute on function public.driftsync_arrived() to authenticated;

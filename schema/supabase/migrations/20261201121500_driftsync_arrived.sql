-- driftsync: driftsync_arrived lists the headers of driftsync's own that reached the database with the
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

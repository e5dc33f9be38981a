-- driftsync: what dashboards read is found by an index, and in its order.

set local statement_timeout = 0; -- where there are millions of rows

-- A page is one tenant's, so every index begins with the tenant that the policies ask for;
-- id makes an order one of a kind. Of the rest, severity is also counted from its index.
create index cloud_violations_newest_idx on public.cloud_violations (tenant_id, first_synced_at desc, id)
  where removed_at is null;
create index cloud_violations_severity_idx on public.cloud_violations (tenant_id, severity, first_synced_at desc, id)
  include (sync_source_id, project_id) where removed_at is null;
create index cloud_violations_rule_idx on public.cloud_violations (tenant_id, rule_id, first_synced_at desc, id)
  where removed_at is null;
create index cloud_violations_file_idx on public.cloud_violations (tenant_id, file) where removed_at is null;
create index cloud_violations_removed_idx on public.cloud_violations (tenant_id, removed_at desc, id)
  where removed_at is not null;
create index cloud_functions_file_idx on public.cloud_functions (tenant_id, file) where removed_at is null;
create index cloud_gate_results_newest_idx on public.cloud_gate_results (tenant_id, passed, run_at desc, id) where removed_at is null;
create index cloud_coupling_metrics_zone_idx on public.cloud_coupling_metrics (tenant_id, zone);
create index cloud_secrets_severity_idx on public.cloud_secrets (tenant_id, severity, id) where removed_at is null;
create index sync_runs_newest_idx on public.sync_runs (tenant_id, finished_at desc, id);

-- The sources that dashboards show are looked up once and not joined row by row: a join
-- hides the order of the rows. Where a project says which source is its own, that source
-- is of this project, so nothing else need be compared.
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
    execute format($sql$
      create or replace view public.%2$I with (security_invoker = true) as
        select r.* from public.%1$I r
        where r.removed_at is null and r.sync_source_id = any (array(
          select p.primary_source_id from public.projects p where p.primary_source_id is not null));
    $sql$, t, 'current_' || substr(t, 7));
  end loop;
end $$;

create or replace view public.v_project_health with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, p.name as project_name,
    coalesce(v.total_violations, 0)::bigint as total_violations, coalesce(v.error_violations, 0)::bigint as error_violations,
    coalesce(v.warning_violations, 0)::bigint as warning_violations,
    g.total_gates, g.passed_gates,
    round(100.0 * g.passed_gates / nullif(g.total_gates, 0), 1) as gate_pass_rate_pct,
    c.avg_pattern_confidence, c.pattern_count,
    d.dna_gene_count, d.dna_avg_consistency,
    a.health_score as latest_health_score,
    m.module_count, m.modules_in_zone_of_pain,
    r.finished_at as last_push_at
  from public.projects p
  left join (
    select x.tenant_id, x.project_id, sum(x.n) as total_violations,
      sum(x.n) filter (where lower(x.severity) = 'error') as error_violations,
      sum(x.n) filter (where lower(x.severity) = 'warning') as warning_violations
    from (
      select y.tenant_id, y.project_id, y.severity, count(*) as n
      from public.current_violations y group by y.tenant_id, y.project_id, y.severity) x
    group by x.tenant_id, x.project_id) v on v.tenant_id = p.tenant_id and v.project_id = p.id
  left join lateral (
    select count(*) as total_gates, count(*) filter (where latest.passed) as passed_gates
    from (
      select distinct on (x.gate_id) x.gate_id, x.passed
      from public.current_gate_results x where x.tenant_id = p.tenant_id and x.project_id = p.id
      order by x.gate_id, x.run_at desc nulls last, x.local_id desc) latest) g on true
  left join lateral (
    select avg(x.posterior_mean) as avg_pattern_confidence, count(*) as pattern_count
    from public.current_pattern_confidence x where x.tenant_id = p.tenant_id and x.project_id = p.id) c on true
  left join lateral (
    select count(*) as dna_gene_count, avg(x.consistency) as dna_avg_consistency
    from public.current_dna_genes x where x.tenant_id = p.tenant_id and x.project_id = p.id) d on true
  left join lateral (
    select x.health_score from public.current_audit_snapshots x where x.tenant_id = p.tenant_id and x.project_id = p.id
    order by x.created_at desc nulls last limit 1) a on true
  left join lateral (
    select count(*) as module_count,
      count(*) filter (where app_private.plain_word(x.zone) = 'zoneofpain') as modules_in_zone_of_pain
    from public.current_coupling_metrics x where x.tenant_id = p.tenant_id and x.project_id = p.id) m on true
  left join lateral (
    select max(x.finished_at) as finished_at from public.sync_runs x
    where x.tenant_id = p.tenant_id and x.project_id = p.id and x.sync_source_id = p.primary_source_id) r on true;

-- Weaknesses and categories have one code each, however they are spelled: CWE-79, cwe_79,
-- "CWE-79: XSS", 79 and ["079"] are CWE-79; A03, a3, A03:2021 and A03:2021-Injection are
-- A03. CWE-0 is what Drift writes where there is none.
create or replace function app_private.cwe_codes(p_list text) returns setof text
language sql immutable parallel safe set search_path = '' as $$
  select distinct 'CWE-' || m[1]
  from (
    select regexp_matches(p_list, '(?<![[:alnum:]])cwe[^[:alnum:]]{0,3}0*([1-9][0-9]{0,4})(?![0-9])', 'gi')
    union all
    select regexp_matches(part, '^[[:space:]]*0*([1-9][0-9]{0,4})[[:space:]]*$')
    from regexp_split_to_table(p_list, '[],;/|"''[]') part) found(m)
$$;

create or replace function app_private.owasp_codes(p_list text) returns setof text
language sql immutable parallel safe set search_path = '' as $$
  select distinct 'A' || lpad(m[1], 2, '0')
  from regexp_matches(p_list, '(?<![[:alnum:]])a0?(10|[1-9])(?![[:alnum:]])', 'gi') m
$$;

revoke all on function app_private.cwe_codes(text), app_private.owasp_codes(text) from public, anon;
grant execute on function app_private.cwe_codes(text), app_private.owasp_codes(text) to authenticated, service_role;

create or replace view public.v_security_posture with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, p.name as project_name,
    o.owasp_finding_count, o.owasp_avg_severity,
    k.owasp_categories_found, k.cwes_found, k.owasp_categories, k.cwes,
    c.crypto_finding_count,
    t.taint_flow_count, t.unsanitized_taint_count,
    s.secret_count, s.critical_secrets, s.high_severity_secrets, s.secrets_by_severity
  from public.projects p
  left join lateral (
    select count(*) as owasp_finding_count, avg(x.severity) as owasp_avg_severity
    from public.current_owasp_findings x where x.tenant_id = p.tenant_id and x.project_id = p.id) o on true
  left join lateral (
    select count(*) filter (where kind = 'owasp') as owasp_categories_found,
      count(*) filter (where kind = 'cwe') as cwes_found,
      coalesce(array_agg(code order by code) filter (where kind = 'owasp'), '{}') as owasp_categories,
      coalesce(array_agg(code order by code) filter (where kind = 'cwe'), '{}') as cwes
    from (
      select 'owasp' as kind, c.code
      from (select distinct x.owasp_categories as list from public.current_owasp_findings x
        where x.tenant_id = p.tenant_id and x.project_id = p.id) l
      cross join lateral app_private.owasp_codes(l.list) as c(code)
      union
      select 'cwe', c.code
      from (select distinct x.cwes as list from public.current_owasp_findings x
        where x.tenant_id = p.tenant_id and x.project_id = p.id) l
      cross join lateral app_private.cwe_codes(l.list) as c(code)) codes) k on true
  left join lateral (
    select count(*) as crypto_finding_count
    from public.current_crypto_findings x where x.tenant_id = p.tenant_id and x.project_id = p.id) c on true
  left join lateral (
    select count(*) as taint_flow_count, count(*) filter (where x.is_sanitized is not true) as unsanitized_taint_count
    from public.current_taint_flows x where x.tenant_id = p.tenant_id and x.project_id = p.id) t on true
  left join lateral (
    select coalesce(sum(n), 0)::bigint as secret_count,
      coalesce(sum(n) filter (where word = 'critical'), 0)::bigint as critical_secrets,
      coalesce(sum(n) filter (where word in ('critical', 'high')), 0)::bigint as high_severity_secrets,
      coalesce(jsonb_object_agg(word, n) filter (where word is not null), '{}') as secrets_by_severity
    from (
      select lower(x.severity) as word, count(*) as n
      from public.current_secrets x where x.tenant_id = p.tenant_id and x.project_id = p.id group by 1) by_word) s on true;

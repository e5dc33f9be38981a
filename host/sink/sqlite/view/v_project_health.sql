-- One row a project, of its primary source. Gates count by their latest result. The rate is
-- computed in whole numbers, so that a half is rounded as Postgres rounds a numeric.
WITH
v AS (
  SELECT project_id, count(*) AS total_violations,
    sum(lower(severity) = 'error') AS error_violations, sum(lower(severity) = 'warning') AS warning_violations
  FROM current_violations GROUP BY project_id),
g AS (
  SELECT project_id, count(*) AS total_gates, coalesce(sum(passed), 0) AS passed_gates
  FROM (
    SELECT project_id, passed, row_number() OVER (
      PARTITION BY project_id, gate_id ORDER BY run_at DESC NULLS LAST, local_id DESC NULLS FIRST) AS place
    FROM current_gate_results)
  WHERE place = 1 GROUP BY project_id),
c AS (
  SELECT project_id, avg(posterior_mean) AS avg_pattern_confidence, count(*) AS pattern_count
  FROM current_pattern_confidence GROUP BY project_id),
d AS (
  SELECT project_id, count(*) AS dna_gene_count, avg(consistency) AS dna_avg_consistency
  FROM current_dna_genes GROUP BY project_id),
m AS (
  SELECT project_id, count(*) AS module_count,
    sum(lower(replace(replace(coalesce(zone, ''), '_', ''), ' ', '')) = 'zoneofpain') AS modules_in_zone_of_pain
  FROM current_coupling_metrics GROUP BY project_id)
SELECT p.tenant_id, p.id AS project_id, p.name AS project_name,
  coalesce(v.total_violations, 0) AS total_violations, coalesce(v.error_violations, 0) AS error_violations,
  coalesce(v.warning_violations, 0) AS warning_violations,
  coalesce(g.total_gates, 0) AS total_gates, coalesce(g.passed_gates, 0) AS passed_gates,
  (2000 * g.passed_gates + g.total_gates) / (2 * g.total_gates) / 10.0 AS gate_pass_rate_pct,
  c.avg_pattern_confidence, coalesce(c.pattern_count, 0) AS pattern_count,
  coalesce(d.dna_gene_count, 0) AS dna_gene_count, d.dna_avg_consistency,
  (SELECT x.health_score FROM current_audit_snapshots x WHERE x.project_id = p.id
    ORDER BY x.created_at DESC NULLS LAST LIMIT 1) AS latest_health_score,
  coalesce(m.module_count, 0) AS module_count, coalesce(m.modules_in_zone_of_pain, 0) AS modules_in_zone_of_pain,
  (SELECT max(x.finished_at) FROM sync_runs x WHERE x.project_id = p.id AND x.sync_source_id = p.primary_source_id) AS last_push_at
FROM projects p
LEFT JOIN v ON v.project_id = p.id
LEFT JOIN g ON g.project_id = p.id
LEFT JOIN c ON c.project_id = p.id
LEFT JOIN d ON d.project_id = p.id
LEFT JOIN m ON m.project_id = p.id

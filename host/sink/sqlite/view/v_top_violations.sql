-- Live violations by rule. They are counted by file first: the inner groups come in the order
-- of an index, so that files need not be kept apart in memory.
SELECT tenant_id, project_id, rule_id, pattern_id, severity,
  sum(n) AS occurrence_count, count(file) AS affected_files, sum(new) AS new_count, sum(suppressed) AS suppressed_count
FROM (
  SELECT tenant_id, project_id, rule_id, pattern_id, lower(severity) AS severity, file,
    count(*) AS n, coalesce(sum(is_new), 0) AS new, coalesce(sum(suppressed), 0) AS suppressed
  FROM current_violations
  GROUP BY tenant_id, project_id, rule_id, pattern_id, lower(severity), file)
GROUP BY tenant_id, project_id, rule_id, pattern_id, severity

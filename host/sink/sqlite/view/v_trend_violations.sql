-- Open violations by day (UTC) and severity over 30 days, as they were counted when a run
-- finished. A day without a run has the count of the last one before it.
WITH RECURSIVE days(ago) AS (SELECT 0 UNION ALL SELECT ago + 1 FROM days WHERE ago < 29)
SELECT p.tenant_id, p.id AS project_id, date('now', '-' || days.ago || ' days') AS day, n.key AS severity, n.value AS violation_count
FROM projects p
CROSS JOIN days
JOIN sync_counts c ON c.sync_source_id = p.primary_source_id AND c.day = (
  SELECT max(x.day) FROM sync_counts x
  WHERE x.sync_source_id = p.primary_source_id AND x.day <= date('now', '-' || days.ago || ' days'))
JOIN json_each(c.violations) n

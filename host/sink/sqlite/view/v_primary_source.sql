-- The source that dashboards show, and why it is not the present: none, no source is shown;
-- old, no push for a week; behind, another source was pushed a day or more after it.
SELECT p.tenant_id, p.id AS project_id, p.name AS project_name, s.id AS sync_source_id, s.name AS source_name,
  s.last_run_at AS last_push_at,
  (SELECT max(o.last_run_at) FROM sync_sources o
    WHERE o.project_id = p.id AND coalesce(o.digest, '') NOT LIKE 'retired:%') AS newest_push_at,
  CASE
    WHEN s.id IS NULL OR s.last_run_at IS NULL THEN 'none'
    WHEN julianday(s.last_run_at) < julianday('now', '-7 days') THEN 'old'
    WHEN (SELECT max(julianday(o.last_run_at)) FROM sync_sources o
      WHERE o.project_id = p.id AND coalesce(o.digest, '') NOT LIKE 'retired:%') >= julianday(s.last_run_at, '+1 day') THEN 'behind'
  END AS stale
FROM projects p
LEFT JOIN sync_sources s ON s.project_id = p.id AND s.id = p.primary_source_id

-- One row a project, of its primary source. Weaknesses and categories have one code each,
-- however they are spelled: CWE-79, cwe_79, "CWE-79: XSS", 79 and ["079"] are CWE-79; A03, a3,
-- A03:2021 and A03:2021-Injection are A03. SQLite has no regular expressions, so the texts are
-- walked from mark to mark: before is what stands before one, rest begins with its last letter.
WITH RECURSIVE
o AS (
  SELECT project_id, count(*) AS owasp_finding_count, avg(severity) AS owasp_avg_severity
  FROM current_owasp_findings GROUP BY project_id),
lists AS (SELECT DISTINCT project_id, lower(cwes) AS cwes, lower(owasp_categories) AS categories FROM current_owasp_findings),
parts(project_id, part, rest) AS (
  SELECT project_id, NULL, replace(replace(replace(replace(replace(replace(replace(cwes,
    ']', ','), ';', ','), '/', ','), '|', ','), '"', ','), '''', ','), '[', ',') || ',' FROM lists
  UNION
  SELECT project_id, trim(substr(rest, 1, instr(rest, ',') - 1), char(9, 10, 11, 12, 13, 32)), substr(rest, instr(rest, ',') + 1)
  FROM parts WHERE instr(rest, ',') > 0),
marks(project_id, before, rest) AS (
  SELECT project_id, '', ' ' || cwes FROM lists
  UNION
  SELECT project_id, substr(rest, instr(substr(rest, 2), 'cwe'), 1), substr(rest, instr(substr(rest, 2), 'cwe') + 3)
  FROM marks WHERE instr(substr(rest, 2), 'cwe') > 0),
behind(project_id, text) AS (
  SELECT project_id, substr(rest, CASE
    WHEN substr(rest, 2, 1) GLOB '[0-9a-z]' THEN 2
    WHEN substr(rest, 3, 1) GLOB '[0-9a-z]' THEN 3
    WHEN substr(rest, 4, 1) GLOB '[0-9a-z]' THEN 4
    ELSE 5 END)
  FROM marks WHERE before <> '' AND before NOT GLOB '[0-9a-z]'),
numbers(project_id, digits) AS (
  SELECT project_id, ltrim(part, '0') FROM parts WHERE part GLOB '[0-9]*' AND part NOT GLOB '*[^0-9]*'
  UNION
  SELECT project_id, ltrim(substr(text, 1, length(text) - length(ltrim(text, '0123456789'))), '0') FROM behind),
letters(project_id, before, rest) AS (
  SELECT project_id, '', ' ' || categories FROM lists
  UNION
  SELECT project_id, substr(rest, instr(substr(rest, 2), 'a'), 1), substr(rest, instr(substr(rest, 2), 'a') + 1)
  FROM letters WHERE instr(substr(rest, 2), 'a') > 0),
words(project_id, word) AS (
  SELECT project_id, substr(rest, 2, length(rest) - 1 - length(ltrim(substr(rest, 2), '0123456789abcdefghijklmnopqrstuvwxyz')))
  FROM letters WHERE before <> '' AND before NOT GLOB '[0-9a-z]'),
codes(project_id, kind, code) AS (
  SELECT DISTINCT project_id, 'cwe', 'CWE-' || digits FROM numbers WHERE length(digits) BETWEEN 1 AND 5
  UNION
  SELECT project_id, 'owasp', 'A' || substr('0' || ltrim(word, '0'), -2) FROM words
  WHERE word GLOB '[1-9]' OR word GLOB '0[1-9]' OR word IN ('10', '010')),
c AS (SELECT project_id, count(*) AS n FROM current_crypto_findings GROUP BY project_id),
t AS (
  SELECT project_id, count(*) AS n, sum(coalesce(is_sanitized, 0) = 0) AS open FROM current_taint_flows GROUP BY project_id),
s AS (SELECT project_id, lower(severity) AS word, count(*) AS n FROM current_secrets GROUP BY project_id, lower(severity))
SELECT p.tenant_id, p.id AS project_id, p.name AS project_name,
  coalesce(o.owasp_finding_count, 0) AS owasp_finding_count, o.owasp_avg_severity,
  (SELECT count(*) FROM codes WHERE project_id = p.id AND kind = 'owasp') AS owasp_categories_found,
  (SELECT count(*) FROM codes WHERE project_id = p.id AND kind = 'cwe') AS cwes_found,
  (SELECT json_group_array(code) FROM (SELECT code FROM codes WHERE project_id = p.id AND kind = 'owasp' ORDER BY code)) AS owasp_categories,
  (SELECT json_group_array(code) FROM (SELECT code FROM codes WHERE project_id = p.id AND kind = 'cwe' ORDER BY code)) AS cwes,
  coalesce(c.n, 0) AS crypto_finding_count,
  coalesce(t.n, 0) AS taint_flow_count, coalesce(t.open, 0) AS unsanitized_taint_count,
  (SELECT coalesce(sum(n), 0) FROM s WHERE project_id = p.id) AS secret_count,
  (SELECT coalesce(sum(n), 0) FROM s WHERE project_id = p.id AND word = 'critical') AS critical_secrets,
  (SELECT coalesce(sum(n), 0) FROM s WHERE project_id = p.id AND word IN ('critical', 'high')) AS high_severity_secrets,
  (SELECT json_group_object(word, n) FROM (SELECT word, n FROM s WHERE project_id = p.id AND word IS NOT NULL ORDER BY word)) AS secrets_by_severity
FROM projects p
LEFT JOIN o ON o.project_id = p.id
LEFT JOIN c ON c.project_id = p.id
LEFT JOIN t ON t.project_id = p.id

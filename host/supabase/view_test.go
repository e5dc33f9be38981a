package supabase_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// dashboards pushes a complete run, and one of a second source that dashboards must
// not count.
func dashboards(t *testing.T) *place {
	t.Helper()
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	s := p.sink(t, u)
	start := p.start("ci")
	l := begin(t, s, start)
	put := func(l sink.Lease, name string, rows ...map[string]any) {
		t.Helper()
		write(t, s, p.part(t, schema.Find("drift", name), l, len(rows), func(i int) map[string]any { return rows[i] }))
	}
	put(l, "violations",
		map[string]any{"severity": "error", "rule_id": "r1", "file": "a.go", "is_new": true, "suppressed": false},
		map[string]any{"severity": "error", "rule_id": "r1", "file": "b.go", "is_new": false, "suppressed": true},
		map[string]any{"severity": "warning", "rule_id": "r2", "file": "b.go"},
		map[string]any{"severity": "error", "rule_id": "r1", "file": nil, "removed_at": "now"},
		map[string]any{"removed_at": "now"})
	put(l, "gate_results",
		map[string]any{"gate_id": "g1", "passed": false, "run_at": 1, "local_id": 1},
		map[string]any{"gate_id": "g1", "passed": true, "run_at": 2, "local_id": 2},
		map[string]any{"gate_id": "g2", "passed": false, "run_at": 2, "local_id": 3})
	put(l, "pattern_confidence", map[string]any{"posterior_mean": 0.5}, map[string]any{"posterior_mean": 1})
	put(l, "dna_genes", map[string]any{"consistency": 0.25})
	put(l, "audit_snapshots", map[string]any{"health_score": 10, "created_at": 1}, map[string]any{"health_score": 20, "created_at": 2})
	put(l, "secrets", map[string]any{"severity": "Critical"}, map[string]any{"severity": "High"}, map[string]any{"severity": "Low"})
	put(l, "owasp_findings", map[string]any{"severity": 0.5, "owasp_categories": `["A03:2021","A07:2021"]`, "cwes": "[89, 798]"},
		map[string]any{"severity": 1, "owasp_categories": "A03", "cwes": "CWE-89"})
	put(l, "taint_flows", map[string]any{"is_sanitized": true}, map[string]any{"is_sanitized": nil})
	if err := s.Finish(t.Context(), &sink.Run{ID: start.Run, Complete: true}); err != nil {
		t.Fatal(err)
	}
	second := p.start("laptop")
	other := begin(t, s, second)
	put(other, "violations", map[string]any{"severity": "error", "rule_id": "other"})
	if err := s.Finish(t.Context(), &sink.Run{ID: second.Run, Complete: true}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestViews(t *testing.T) {
	p := dashboards(t)
	viewer := client{p: p, token: p.Member(t, p.tenant, "viewer").Token}
	for _, c := range []struct{ path, want string }{
		{"v_project_health?select=project_id,total_violations,error_violations,warning_violations,total_gates,passed_gates,gate_pass_rate_pct,avg_pattern_confidence,pattern_count,dna_gene_count,dna_avg_consistency,latest_health_score",
			`[{"project_id":"` + p.project.String() + `","total_violations":3,"error_violations":2,"warning_violations":1,"total_gates":2,"passed_gates":1,"gate_pass_rate_pct":50.0,
			"avg_pattern_confidence":0.75,"pattern_count":2,"dna_gene_count":1,"dna_avg_consistency":0.25,"latest_health_score":20}]`},
		{"v_trend_violations?select=severity,violation_count&order=severity", `[{"severity":"error","violation_count":2},{"severity":"warning","violation_count":1}]`},
		{"v_top_violations?select=rule_id,occurrence_count,affected_files,new_count,suppressed_count&order=rule_id",
			`[{"rule_id":"r1","occurrence_count":2,"affected_files":2,"new_count":1,"suppressed_count":1},{"rule_id":"r2","occurrence_count":1,"affected_files":1,"new_count":0,"suppressed_count":0}]`},
		{"v_security_posture?select=owasp_finding_count,owasp_avg_severity,owasp_categories_found,cwes_found,crypto_finding_count,taint_flow_count,unsanitized_taint_count,secret_count,high_severity_secrets",
			`[{"owasp_finding_count":2,"owasp_avg_severity":0.75,"owasp_categories_found":2,"cwes_found":2,"crypto_finding_count":0,"taint_flow_count":2,"unsanitized_taint_count":1,"secret_count":3,"high_severity_secrets":2}]`},
		{"current_violations?select=rule_id&order=rule_id", `[{"rule_id":"r1"},{"rule_id":"r1"},{"rule_id":"r2"}]`},
	} {
		status, body := viewer.do(t, http.MethodGet, c.path, "")
		if status != http.StatusOK {
			t.Errorf("%s: %d", c.path, status)
			continue
		}
		if diff := cmp.Diff(decode(t, c.want), decode(t, body)); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
	}
}

func TestViews_Isolation(t *testing.T) {
	p := dashboards(t)
	stranger := client{p: p, token: p.Member(t, p.Tenant(t), "owner").Token}
	views := []string{"v_project_health", "v_trend_violations", "v_top_violations", "v_security_posture"}
	for _, table := range schema.Synced() {
		views = append(views, migration.CurrentView(table))
	}
	for _, view := range views {
		if status, body := stranger.do(t, http.MethodGet, view, ""); status != http.StatusOK || body != "[]" {
			t.Errorf("another tenant reads %s: %d", view, status)
		}
		if status, _ := (client{p: p}).do(t, http.MethodGet, view, ""); status != http.StatusUnauthorized {
			t.Errorf("anon reads %s: %d", view, status)
		}
	}
}

// TestViews_Trend lets days pass behind the policies: what was counted stays, whatever happens
// to the rows afterwards.
func TestViews_Trend(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	day := func(rows ...map[string]any) {
		t.Helper()
		start := p.start("ci")
		l := begin(t, s, start)
		write(t, s, p.part(t, schema.Find("drift", "violations"), l, len(rows), func(i int) map[string]any { return rows[i] }))
		if err := s.Finish(t.Context(), &sink.Run{ID: start.Run, Complete: true}); err != nil {
			t.Fatal(err)
		}
	}
	later := func(days int) {
		t.Helper()
		if _, err := p.Pool().Exec(t.Context(), `update sync_counts set day = day - $1::int`, days); err != nil {
			t.Fatal(err)
		}
	}
	open, warning, gone := map[string]any{"severity": "error"}, map[string]any{"severity": "Warning"}, map[string]any{"severity": "error", "removed_at": "now"}
	day(open, open, open)
	day(open, open, warning) // counted once a day, at the last run
	later(3)
	day(gone, gone, warning)
	later(1)
	day(open, gone, gone)
	if _, err := p.Pool().Exec(t.Context(), `delete from cloud_violations where removed_at is not null`); err != nil {
		t.Fatal(err)
	}
	got := query[string](t, p, `select string_agg(concat_ws(' ', (now() at time zone 'UTC')::date - day, severity, violation_count), ', ' order by day, severity) from v_trend_violations`)
	if want := "4 error 2, 4 warning 1, 3 error 2, 3 warning 1, 2 error 2, 2 warning 1, 1 warning 1, 0 error 1"; got != want {
		t.Errorf("by days ago: %s, want %s", got, want)
	}
	later(40)
	if got := query[string](t, p, `select count(*) || ' ' || min(violation_count) || ' ' || max(violation_count) from v_trend_violations`); got != "30 1 1" {
		t.Errorf("after 40 days without a run: %s", got)
	}
}

// TestViews_Spellings has words in the spellings that Drift and its documents use.
func TestViews_Spellings(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	for name, column := range map[string]string{"violations": "severity", "secrets": "severity", "coupling_metrics": "zone"} {
		words := map[string][]string{"violations": {"error", "Error", "ERROR", "Warning"}, "secrets": {"Critical", "critical", "HIGH", "low"},
			"coupling_metrics": {"ZoneOfPain", "zone_of_pain", "zone of pain", "MainSequence"}}[name]
		write(t, s, p.part(t, schema.Find("drift", name), l, len(words), func(i int) map[string]any { return map[string]any{column: words[i], "rule_id": nil} }))
	}
	codes := []map[string]any{{"cwes": `["89","0"]`, "owasp_categories": "A03:2021"}, {"cwes": "89,0", "owasp_categories": "A03:2021-Injection"}, {"cwes": "CWE-089: SQL injection"},
		{"cwes": "cwe_79", "owasp_categories": "a3"}, {"cwes": "CWE-79: XSS, seen since 2021", "owasp_categories": `["A10:2021","A02:2025"]`}, {"cwes": "[79, 89]", "owasp_categories": "API3:2023"}, {"cwes": "none"}}
	write(t, s, p.part(t, schema.Find("drift", "owasp_findings"), l, len(codes), func(i int) map[string]any { return codes[i] }))
	if err := s.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		`select concat_ws(' ', cwes_found, cwes, owasp_categories_found, owasp_categories) from v_security_posture`:                                          "2 {CWE-79,CWE-89} 3 {A02,A03,A10}",
		`select concat_ws(' ', total_violations, error_violations, warning_violations, module_count, modules_in_zone_of_pain) from v_project_health`:         "4 3 1 4 3",
		`select concat_ws(' ', secret_count, critical_secrets, high_severity_secrets, secrets_by_severity) from v_security_posture`:                          `4 2 3 {"low": 1, "high": 1, "critical": 2}`,
		`select string_agg(severity || ' ' || violation_count, ', ' order by severity) from v_trend_violations where day = (now() at time zone 'UTC')::date`: "error 3, warning 1",
		`select string_agg(severity || ' ' || occurrence_count, ', ' order by severity) from v_top_violations`:                                               "error 3, warning 1",
	} {
		if got := query[string](t, p, sql); got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
}

// TestPrimarySource: the first complete run sets it, an admin changes it, a member
// cannot, and it can be none of another tenant's.
func TestPrimarySource(t *testing.T) {
	c := newCast(t)
	violation := func(s *supabase.Sink, l sink.Lease, rule string) {
		t.Helper()
		write(t, s, c.p.part(t, schema.Find("drift", "violations"), l, 1, func(int) map[string]any { return map[string]any{"rule_id": rule} }))
		if err := s.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
			t.Fatal(err)
		}
	}
	violation(c.begun, c.lease, "first")
	second := c.p.sink(t, c.bob)
	l := begin(t, second, c.p.start("laptop"))
	violation(second, l, "second")
	shown := func(want string) {
		t.Helper()
		if _, body := (client{p: c.p, token: c.viewer.Token}).do(t, http.MethodGet, "v_top_violations?select=rule_id", ""); body != `[{"rule_id":"`+want+`"}]` {
			t.Errorf("dashboards show %s, want %s", body, want)
		}
	}
	choose := func(u resttest.User, source uuid.UUID) int {
		status, _ := (client{p: c.p, token: u.Token}).do(t, http.MethodPatch, "projects?id=eq."+c.p.project.String(), `{"primary_source_id":"`+source.String()+`"}`)
		return status
	}
	shown("first")
	choose(c.bob, l.Source)
	choose(c.viewer, l.Source)
	choose(c.mallory, l.Source)
	shown("first")
	choose(c.admin, l.Source)
	shown("second")
	if taken, free := choose(c.admin, c.foreign.Source), choose(c.admin, uuid.New()); taken != http.StatusConflict || taken != free {
		t.Errorf("another tenant's source: %d, one that nobody has: %d", taken, free)
	}
	shown("second")
}

func decode(t *testing.T, body string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

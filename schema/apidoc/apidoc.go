// Package apidoc writes pages from the catalogue: docs/api.md, of the REST API, and
// docs/columns.md, of what leaves. The examples of the former are run by a test of the REST
// server, and the columns of its views are compared with those of the database.
package apidoc

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

//go:generate go run ./generate ../../docs

//go:embed api.md.tmpl
var page string

// Example is a request that a reader can copy.
type Example struct {
	Title string
	Path  string // below /rest/v1/
}

// Examples returns those of the page.
func Examples() []Example {
	return []Example{
		{"Recent violations", "current_violations?select=file,line,severity,rule_id,message&order=first_synced_at.desc,id&limit=20"},
		{"Errors among them", "current_violations?select=file,line,rule_id,message&severity=eq.error&order=first_synced_at.desc,id&limit=20"},
		{"Violations of a rule", "current_violations?select=file,line,severity,message&rule_id=eq.no-eval&order=first_synced_at.desc,id&limit=20"},
		{"Violations of a file", "current_violations?select=line,severity,rule_id,message&file=eq.src/main.go&order=line,id"},
		{"All of a source, page by page: LAST is the id of the page before, or zeros", "current_violations?select=id,file,line,severity,rule_id&sync_source_id=eq.SOURCE&id=gt.LAST&order=id&limit=1000"},
		{"What went away since yesterday", "cloud_violations?select=severity,line,cwe_id,suppressed,first_synced_at,removed_at&removed_at=gte.yesterday&order=removed_at.desc,id&limit=50"},
		{"Failed gates", "current_gate_results?select=gate_id,status,score,summary,run_at&passed=is.false&order=run_at.desc,id&limit=20"},
		{"Coupling in the zone of pain", "current_coupling_metrics?select=local_id,ce,ca,instability,abstractness,distance&zone=in.(ZoneOfPain,zone_of_pain)&order=distance.desc,id"},
		{"Secrets to look at first", "current_secrets?select=file,line,pattern_name,severity&severity=in.(Critical,High)&order=severity,id"},
		{"Functions of a file", "current_functions?select=name,line,language&file=eq.src/main.go&order=line,id"},
		{"Health of every project", "v_project_health?select=project_name,total_violations,error_violations,gate_pass_rate_pct,latest_health_score,modules_in_zone_of_pain"},
		{"Errors by day", "v_trend_violations?select=day,violation_count&severity=eq.error&order=day"},
		{"Rules that are broken most", "v_top_violations?select=rule_id,severity,occurrence_count,affected_files&order=occurrence_count.desc,rule_id,pattern_id,severity&limit=10"},
		{"Security posture", "v_security_posture?select=project_name,owasp_categories,cwes,unsanitized_taint_count,high_severity_secrets,secrets_by_severity"},
		{"Last pushes", "sync_runs?select=finished_at,client,complete,full_push,tables&order=finished_at.desc,id&limit=5"},
		{"Is what dashboards show stale?", "v_primary_source?select=project_name,source_name,last_push_at,stale&order=project_name,project_id"},
		{"Sources of a project", "sync_sources?select=id,name,epoch,last_run_at&order=name,id"},
	}
}

// ViewColumn is a column of a dashboard view.
type ViewColumn struct{ Name, Type, Holds string }

// View is a dashboard view.
type View struct {
	Name, About string
	Columns     []ViewColumn
}

// Views returns the dashboard views with their columns in order.
func Views() []View {
	ids := []ViewColumn{{"tenant_id", "uuid", ""}, {"project_id", "uuid", ""}}
	named := append(ids[:2:2], ViewColumn{"project_name", "text", ""})
	return []View{
		{"v_project_health", "One row a project.", append(named[:3:3],
			ViewColumn{"total_violations", "bigint", "live ones"}, ViewColumn{"error_violations", "bigint", ""}, ViewColumn{"warning_violations", "bigint", ""},
			ViewColumn{"total_gates", "bigint", "by gate, the latest result"}, ViewColumn{"passed_gates", "bigint", ""}, ViewColumn{"gate_pass_rate_pct", "numeric", "0 to 100; null without gates"},
			ViewColumn{"avg_pattern_confidence", "double precision", "0 to 1"}, ViewColumn{"pattern_count", "bigint", ""},
			ViewColumn{"dna_gene_count", "bigint", ""}, ViewColumn{"dna_avg_consistency", "double precision", "0 to 1"},
			ViewColumn{"latest_health_score", "double precision", "of the newest audit"},
			ViewColumn{"module_count", "bigint", ""}, ViewColumn{"modules_in_zone_of_pain", "bigint", "in either spelling of the zone"},
			ViewColumn{"last_push_at", "timestamp with time zone", "of the primary source"})},
		{"v_trend_violations", "Violations that were open at the end of each of the last 30 days (UTC), as they were counted when the last run of the day finished. What happens later changes no day that is over. A day without a run has the counts of the run before it. The days begin with the first run that was counted: before the migration driftsync_history nothing was, and nothing is made up.", append(ids[:2:2],
			ViewColumn{"day", "date", ""}, ViewColumn{"severity", "text", "lower case"}, ViewColumn{"violation_count", "bigint", ""})},
		{"v_top_violations", "Live violations by rule.", append(ids[:2:2],
			ViewColumn{"rule_id", "text", ""}, ViewColumn{"pattern_id", "text", ""}, ViewColumn{"severity", "text", "lower case"},
			ViewColumn{"occurrence_count", "bigint", ""}, ViewColumn{"affected_files", "bigint", ""}, ViewColumn{"new_count", "bigint", ""}, ViewColumn{"suppressed_count", "bigint", ""})},
		{"v_security_posture", "One row a project.", append(named[:3:3],
			ViewColumn{"owasp_finding_count", "bigint", ""}, ViewColumn{"owasp_avg_severity", "double precision", "0 to 1; Drift writes its confidence here"},
			ViewColumn{"owasp_categories_found", "bigint", ""}, ViewColumn{"cwes_found", "bigint", ""},
			ViewColumn{"owasp_categories", "text[]", "A01 and so on, however they are spelled, of any year"}, ViewColumn{"cwes", "text[]", "CWE-89 and so on, however they are spelled"},
			ViewColumn{"crypto_finding_count", "bigint", ""},
			ViewColumn{"taint_flow_count", "bigint", ""}, ViewColumn{"unsanitized_taint_count", "bigint", ""},
			ViewColumn{"secret_count", "bigint", ""}, ViewColumn{"critical_secrets", "bigint", ""}, ViewColumn{"high_severity_secrets", "bigint", "critical or high, in any case"},
			ViewColumn{"secrets_by_severity", "jsonb", "number by severity"})},
		{"v_primary_source", "The source that dashboards show, one row a project, and whether it is the present.", append(named[:3:3],
			ViewColumn{"sync_source_id", "uuid", ""}, ViewColumn{"source_name", "text", "null for one without a name"},
			ViewColumn{"last_push_at", "timestamp with time zone", ""}, ViewColumn{"newest_push_at", "timestamp with time zone", "of any source of the project"},
			ViewColumn{"stale", "text", "null while it is the present; none: no source is shown; owner: its owner may no longer push; old: no push for a week; behind: another was pushed a day or more after it"})},
	}
}

// arrives says of a column what a reader of its cloud table finds there.
func arrives(c schema.CloudColumn) string {
	if c.Source.Type.Fixed() {
		return c.Source.Holds
	}
	return said(holds, c.Source.Class)
}

// said returns what a page says of a class: its form, where there are no words for it.
func said(words map[abi.Class]string, class abi.Class) string {
	if text, ok := words[class]; ok {
		return text
	}
	return form.Of(class).Title
}

// holds says of a class what a reader finds in its columns.
var holds = map[abi.Class]string{
	abi.Safe: "", abi.Identifier: "name", abi.EnvName: "name of a variable, never its value", abi.Path: "path, relative to the root",
	abi.RootPath: "empty", abi.PathEmbedded: "text with relative paths", abi.PathJSON: "JSON with relative paths", abi.Code: "null: source code stays local",
	abi.Literal: "number, boolean or common word; else null", abi.Secret: "[REDACTED]", abi.EnvValue: "[REDACTED]", abi.URL: "route or URL, without credentials",
	abi.FreeText: "text, redacted", abi.JSON: "JSON, redacted", abi.PII: "pseudonym", abi.Hash: "keyed digest", abi.DerivedID: "pseudonym",
	abi.OpaqueBlob: "JSON, redacted",
}

// Pages returns what writes each page, by its name below docs.
func Pages() map[string]func() (string, error) {
	return map[string]func() (string, error){"api.md": Markdown, "columns.md": Columns}
}

// Markdown returns the page of the API.
func Markdown() (string, error) {
	return write("api.md", page, template.FuncMap{
		"current": migration.CurrentView,
		"holds":   arrives,
		"lower":   strings.ToLower,
		"carried": func(t *schema.Table) []schema.CloudColumn { return t.CloudColumns()[len(schema.Bookkeeping()):] },
	}, struct {
		Examples []Example
		Views    []View
		Tables   []*schema.Table
	}{Examples(), Views(), schema.Synced()})
}

func write(name, page string, functions template.FuncMap, data any) (string, error) {
	tmpl, err := template.New(name).Funcs(functions).Parse(page)
	if err != nil {
		return "", fmt.Errorf("parse page: %w", err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, data); err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	return b.String(), nil
}

package dashboard

import (
	"slices"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// kind is what JSON a cell becomes.
type kind uint8

const (
	plain kind = iota // number or text, as it is kept
	truth             // 0 and 1 in a file
	data              // JSON, as text in a file
)

type column struct {
	name string
	kind kind
}

// views returns what may be asked for: the live rows of every table, the dashboard views,
// and what runs say of themselves. Nothing else of a destination is shown, rows that are no
// longer live among it.
var views = sync.OnceValue(func() map[string][]column {
	all := map[string][]column{
		"v_project_health": columns("project_id project_name total_violations error_violations warning_violations total_gates passed_gates gate_pass_rate_pct " +
			"avg_pattern_confidence pattern_count dna_gene_count dna_avg_consistency latest_health_score module_count modules_in_zone_of_pain last_push_at"),
		"v_trend_violations": columns("project_id day severity violation_count"),
		"v_top_violations":   columns("project_id rule_id pattern_id severity occurrence_count affected_files new_count suppressed_count"),
		"v_security_posture": columns("project_id project_name owasp_finding_count owasp_avg_severity owasp_categories_found cwes_found owasp_categories* cwes* " +
			"crypto_finding_count taint_flow_count unsanitized_taint_count secret_count critical_secrets high_severity_secrets secrets_by_severity*"),
		"v_primary_source": columns("project_id project_name sync_source_id source_name last_push_at newest_push_at stale"),
		"sync_runs":        columns("id project_id sync_source_id began_at finished_at complete? full_push? client policy plugins* tables* rules*"),
	}
	for _, t := range schema.Synced() {
		var list []column
		for _, c := range t.CloudColumns() {
			next := column{name: c.Name}
			if c.Postgres == "BOOLEAN" {
				next.kind = truth
			}
			list = append(list, next)
		}
		all[migration.CurrentView(t)] = list
	}
	return all
})

// columns reads names: a star marks JSON, a question mark a truth value.
func columns(names string) (list []column) {
	for _, name := range strings.Fields(names) {
		c := column{name: name}
		switch name[len(name)-1] {
		case '*':
			c = column{name[:len(name)-1], data}
		case '?':
			c = column{name[:len(name)-1], truth}
		}
		list = append(list, c)
	}
	return list
}

func find(list []column, name string) *column {
	i := slices.IndexFunc(list, func(c column) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return &list[i]
}

package demo

import (
	"fmt"
	"strconv"
)

func gateSpecs() map[string]spec {
	return map[string]spec{
		"drift.scan_history":       {weight: 0.02, max: 60, row: (*generator).scanHistory},
		"drift.gate_results":       {weight: 0.3, max: 20_000, row: (*generator).gateResult},
		"drift.audit_snapshots":    {weight: 0.05, max: 2000, row: (*generator).auditSnapshot},
		"drift.health_trends":      {weight: 0.5, max: 20_000, row: (*generator).healthTrend},
		"drift.policy_results":     {weight: 0.1, max: 5000, row: (*generator).policyResult},
		"drift.degradation_alerts": {weight: 0.1, max: 5000, row: (*generator).degradationAlert},
	}
}

func (g *generator) scanHistory(i int) cells {
	status, completed, failure := "completed", any(g.unix(i*1440)+5), any(nil)
	switch {
	case i == 4:
		status, completed = "running", nil
	case i%6 == 5:
		status, failure = "failed", "permission denied: "+g.abs(g.moduleAt(i))
	}
	root := g.Root
	if i%3 == 2 {
		root = g.moduleAt(i) // as it was typed
	}
	n := len(g.files)
	return cells{
		"started_at": g.unix(i * 1440), "completed_at": completed, "root_path": root, "total_files": n, "added_files": n / 2,
		"modified_files": n / 3, "removed_files": 0, "unchanged_files": n - n/2 - n/3, "duration_ms": 5 + g.rng.IntN(900),
		"status": status, "error": failure,
	}
}

var gates = []string{"pattern-compliance", "constraint-verification", "security-boundaries", "test-coverage", "error-handling", "regression"}

// gateResult is one of six an analyze. A gate without its data is skipped, with a word.
func (g *generator) gateResult(i int) cells {
	status, passed, score, summary := "skipped", true, 0.0, of(i,
		"Pattern compliance: 100.0%", "No architectural constraints defined", "No security analysis data available",
		"No test coverage data available", "No error handling data available", "No previous health score available (first run)")
	var details, failure any
	switch {
	case i%len(gates) == 0:
		status, score = "passed", 100
	case i%8 == 5:
		status, passed, score = "failed", false, float64(g.rng.IntN(700))/10
		summary = strconv.Itoa(1+g.rng.IntN(40)) + " violations in " + strconv.Itoa(len(g.files)) + " files"
		details = doc(object{"checked": g.rng.IntN(900), "files": list{g.abs(g.moduleAt(i)), g.moduleAt(i + 1)}, "note": "threshold 0.8"})
	case i%13 == 7:
		failure = "gate timed out while reading " + g.abs(g.moduleAt(i))
	}
	violations := 0
	if !passed {
		violations = 1 + g.rng.IntN(40)
	}
	return cells{
		"gate_id": of(i, gates...), "status": status, "passed": passed, "score": score, "summary": summary,
		"violation_count": violations, "warning_count": g.rng.IntN(5), "execution_time_ms": g.rng.IntN(500), "details": details,
		"error": failure, "run_at": g.ranAt,
	}
}

func (g *generator) auditSnapshot(i int) cells {
	scores := object{"structural": g.ratio(), "errors": g.ratio(), "security": g.ratio()}
	return cells{
		"health_score": 100 * g.ratio(), "avg_confidence": g.ratio(), "approval_ratio": g.ratio(), "compliance_rate": g.ratio(),
		"cross_validation_rate": g.ratio(), "duplicate_free_rate": g.ratio(), "pattern_count": 40 + i%20,
		"category_scores": g.sometimes(5, doc(scores)), "created_at": g.unix(i * 60),
	}
}

func (g *generator) healthTrend(i int) cells {
	return cells{
		"metric_name":  of(i, "health_score", "avg_confidence", "approval_ratio", "compliance_rate"),
		"metric_value": 100 * g.ratio(), "recorded_at": g.unix(i * 60),
	}
}

func (g *generator) policyResult(i int) cells {
	details := object{"gates": gates, "reason": "the gate " + of(i, gates...) + " decides"}
	return cells{
		"policy_name":      of(i, "strict", "standard", "lenient"),
		"aggregation_mode": of(i, "all-must-pass", "weighted", "threshold", "any-must-pass"), "overall_passed": i%3 != 0,
		"overall_score": 100 * g.ratio(), "gate_count": 6, "gates_passed": 4, "gates_failed": 2,
		"details": g.sometimes(4, doc(details)), "run_at": g.unix(i * 60),
	}
}

func (g *generator) degradationAlert(i int) cells {
	before := 3 + i%9
	after := 1 + i%3
	return cells{
		"alert_type": "framework_detection_drop", "severity": of(i, "medium", "medium", "high"),
		"message":       fmt.Sprintf("Framework pack '%s' detection count dropped from %d to %d (%d%% decrease)", pattern(i%60), before, after, 100*(before-after)/before),
		"current_value": float64(after), "previous_value": float64(before), "delta": float64(after - before),
		"created_at": g.ranAt,
	}
}

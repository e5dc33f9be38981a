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

func (g *generator) scanHistory(i int) []any {
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
	return []any{nil, g.unix(i * 1440), completed, root, n, n / 2, n / 3, 0, n - n/2 - n/3, 5 + g.rng.IntN(900), status, failure}
}

var gates = []string{"pattern-compliance", "constraint-verification", "security-boundaries", "test-coverage", "error-handling", "regression"}

// gateResult is one of six an analyze. A gate without its data is skipped, with a word.
func (g *generator) gateResult(i int) []any {
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
	return []any{nil, of(i, gates...), status, passed, score, summary, violations, g.rng.IntN(5), g.rng.IntN(500), details, failure, g.ranAt}
}

func (g *generator) auditSnapshot(i int) []any {
	scores := object{"structural": g.ratio(), "errors": g.ratio(), "security": g.ratio()}
	return []any{
		nil, 100 * g.ratio(), g.ratio(), g.ratio(), g.ratio(), g.ratio(), g.ratio(), 40 + i%20, g.sometimes(5, doc(scores)), g.unix(i * 60),
	}
}

func (g *generator) healthTrend(i int) []any {
	return []any{nil, of(i, "health_score", "avg_confidence", "approval_ratio", "compliance_rate"), 100 * g.ratio(), g.unix(i * 60)}
}

func (g *generator) policyResult(i int) []any {
	details := object{"gates": gates, "reason": "the gate " + of(i, gates...) + " decides"}
	return []any{
		nil, of(i, "strict", "standard", "lenient"), of(i, "all-must-pass", "weighted", "threshold", "any-must-pass"), i%3 != 0, 100 * g.ratio(), 6, 4, 2,
		g.sometimes(4, doc(details)), g.unix(i * 60),
	}
}

func (g *generator) degradationAlert(i int) []any {
	before := 3 + i%9
	after := 1 + i%3
	return []any{
		nil, "framework_detection_drop", of(i, "medium", "medium", "high"),
		fmt.Sprintf("Framework pack '%s' detection count dropped from %d to %d (%d%% decrease)", pattern(i%60), before, after, 100*(before-after)/before),
		float64(after), float64(before), float64(after - before), g.ranAt,
	}
}

package demo

import "strconv"

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

func (g *generator) gateResult(i int) []any {
	passed := i%3 != 0
	var failure any
	if i%13 == 6 {
		failure = "gate timed out while reading " + g.abs(g.moduleAt(i))
	}
	details := object{"checked": g.rng.IntN(900), "files": list{g.abs(g.moduleAt(i)), g.moduleAt(i + 1)}, "note": "threshold 0.8"}
	return []any{
		nil, of(i, gates...), of(i, "failed", "passed", "warned"), passed, float64(g.rng.IntN(1000)) / 10,
		strconv.Itoa(g.rng.IntN(40)) + " violations in " + strconv.Itoa(len(g.files)) + " files", g.rng.IntN(40), g.rng.IntN(20), g.rng.IntN(500),
		g.sometimes(4, doc(details)), failure, g.unix(i / len(gates) * 60),
	}
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
	return []any{
		nil, of(i, "health_drop", "confidence_drop", "false_positive_rise"), of(i, "warning", "critical"),
		"Health score fell from 82.5 to 71.0 after changes in " + g.moduleAt(i), 71.0, 82.5, -11.5, g.unix(i * 60),
	}
}

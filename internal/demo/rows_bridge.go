package demo

import (
	"fmt"
	"strconv"
)

func bridgeSpecs() map[string]spec {
	return map[string]spec{
		"bridge.bridge_grounding_results":   {weight: 1.5, row: (*generator).groundingResult},
		"bridge.bridge_grounding_snapshots": {weight: 0.05, max: 2000, row: (*generator).groundingSnapshot},
		"bridge.bridge_event_log":           {weight: 1, row: (*generator).bridgeEvent},
		"bridge.bridge_metrics":             {weight: 0.3, max: 10_000, row: (*generator).bridgeMetric},
		"bridge.bridge_memories":            {weight: 1, max: 20_000, row: (*generator).bridgeMemory},
		"bridge.bridge_schema_version": {min: 1, max: 1, row: func(*generator, int) cells {
			return cells{"version": madeAt["bridge"]}
		}},
	}
}

func (g *generator) bridgeID(i int) string {
	return g.uuid("bridge", i%g.counts["bridge.bridge_memories"])
}

func (g *generator) groundingResult(i int) cells {
	score := g.ratio()
	evidence := list{
		object{"evidence_type": "PatternConfidence", "description": fmt.Sprintf("Pattern confidence: %.2f", score), "drift_value": score,
			"memory_claim": 0.5, "support_score": score, "weight": 0.18},
		object{"evidence_type": "PatternOccurrence", "description": "Pattern occurrence rate: 3.6%", "drift_value": 0.03571428571428571,
			"memory_claim": nil, "support_score": 0.03571428571428571, "weight": 0.13},
		object{"evidence_type": "CallGraphCoverage", "description": "Call graph resolution quality: 92.8%", "drift_value": 0.9282587389741914,
			"memory_claim": nil, "support_score": 0.9282587389741914, "weight": 0.05},
	}
	return cells{
		"memory_id": g.bridgeID(i), "grounding_score": score,
		"classification": of(i, "Validated", "Partial", "Weak", "Invalidated"), "evidence": doc(evidence),
		"created_at": g.unix(i),
	}
}

func (g *generator) groundingSnapshot(i int) cells {
	return cells{
		"total_memories": 121, "grounded_count": 72, "validated_count": i % 9, "partial_count": 17, "weak_count": 19,
		"invalidated_count": 36, "avg_score": g.ratio(), "error_count": 0,
		"trigger_type": g.sometimes(4, of(i, "OnDemand", "PostScanFull", "Scheduled")), "created_at": g.unix(i * 60),
	}
}

func (g *generator) bridgeEvent(i int) cells {
	if i == 0 {
		return cells{
			"event_type": "schema_migration", "memory_type": "v0_to_v1", "memory_id": nil, "confidence": nil,
			"created_at": g.unix(i),
		}
	}
	return cells{
		"event_type":  of(i, "on_pattern_discovered", "on_violation_fixed", "on_gate_evaluated", "on_scan_complete"),
		"memory_type": g.sometimes(5, of(i, "Insight", "Feedback", "Tribal")), "memory_id": g.sometimes(5, g.bridgeID(i)),
		"confidence": g.sometimes(5, g.ratio()), "created_at": g.unix(i),
	}
}

func (g *generator) bridgeMetric(i int) cells {
	return cells{
		"metric_name":  of(i, "attribution_accuracy:pattern", "grounding_latency_ms", "memories_created"),
		"metric_value": 100 * g.ratio(), "recorded_at": g.unix(i),
	}
}

// bridgeMemory quotes ids of violations, and so absolute paths.
func (g *generator) bridgeMemory(i int) cells {
	id, violation, p := g.uuid("bridge", i), g.violationID(i), pattern(i%60)
	var kind, content, summary string
	switch i % 4 {
	case 0:
		kind, summary = "Insight", "Pattern discovered: "+p+" (Errors)"
		content = doc(object{"type": "insight", "data": object{
			"observation": "New pattern '" + p + "' discovered in category 'Errors' with 75% confidence", "evidence": list{"Drift confidence: 0.75"}}})
	case 1:
		kind, summary = "Feedback", "Violation fixed: "+violation
		content = doc(object{"type": "feedback", "data": object{
			"feedback": "Violation " + violation + " was fixed in " + g.nameAt(i), "category": "violation_fixed", "source": "drift_bridge"}})
	case 2:
		other := g.bridgeID(i + 1)
		kind, summary = "Feedback", "Grounding contradiction: "+other+" (score: 0.16)"
		content = doc(object{"type": "feedback", "data": object{
			"feedback": "Grounding contradiction for memory '" + other + "': verdict=Invalidated, score=0.162, delta=None. Evidence: [PatternConfidence: 0.02 (support: 0.02)]",
			"category": "grounding_contradiction", "source": "drift_bridge"}})
	default:
		kind, summary = "Tribal", "Violation dismissed: "+violation+" (the guard is in "+g.nameAt(i+1)+")"
		content = doc(object{"type": "tribal", "data": object{
			"knowledge": "Dismissed by user-" + strconv.Itoa(i%9) + ": the guard is in " + g.nameAt(i+1), "severity": "low", "warnings": list{}, "consequences": list{violation}}})
	}
	return cells{
		"id": id, "memory_type": kind, "content": content, "summary": summary, "confidence": g.ratio(),
		"importance": of(i, "Normal", "High", "Low", "Critical"),
		"tags":       doc(list{"drift_bridge", "drift_bridge", "pattern_discovered", "pattern:" + p}), "linked_patterns": doc(list{}),
		"created_at": g.unix(i),
	}
}

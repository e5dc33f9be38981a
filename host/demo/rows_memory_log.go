package demo

func memoryLogSpecs() map[string]spec {
	return map[string]spec{
		"cortex.memory_audit_log":          {weight: 0.6, row: (*generator).auditEntry},
		"cortex.consolidation_metrics":     {weight: 0.1, max: 5000, row: (*generator).consolidation},
		"cortex.degradation_log":           {weight: 0.1, max: 5000, row: (*generator).degradation},
		"cortex.memory_validation_history": {weight: 0.3, row: (*generator).validation},
		"cortex.memory_contradictions":     {weight: 0.1, max: 5000, row: (*generator).contradiction},
		"cortex.memory_versions":           {weight: 0.5, max: 20_000, row: (*generator).memoryVersion},
		"cortex.reclassification_history":  {weight: 0.1, max: 5000, row: (*generator).reclassification},
		"cortex.reclassification_signals":  {weight: 0.1, max: 5000, row: (*generator).reclassificationSignal},
		"cortex.memory_events":             {weight: 0.8, max: 20_000, row: (*generator).memoryEvent},
		"cortex.memory_snapshots":          {weight: 0.2, max: 5000, row: (*generator).memorySnapshot},
		"cortex.drift_snapshots":           {weight: 0.05, max: 2000, row: (*generator).driftSnapshot},
	}
}

func (g *generator) auditEntry(i int) []any {
	details := object{"field": "content", "reason": "update from " + g.nameAt(i)}
	return []any{nil, g.memory(i), of(i, "create", "update", "archive", "restore"), doc(details), of(i, "system", "user", "agent-001"), g.iso(i)}
}

func (g *generator) consolidation(i int) []any {
	return []any{nil, g.uuid("run", i), g.sometimes(5, g.ratio()), g.sometimes(5, g.ratio()), g.ratio(), g.ratio(), g.rng.IntN(9), g.rng.IntN(9), g.iso(i)}
}

func (g *generator) degradation(i int) []any {
	return []any{
		nil, of(i, "embedding", "retrieval", "storage"), "model file " + g.abs("models/minilm.onnx") + " could not be read",
		of(i, "tfidf", "keyword search", "memory only"), doc(object{"attempt": 1 + i%3, "cause": "disk is full"}), g.iso(i),
	}
}

func (g *generator) validation(i int) []any {
	return []any{
		nil, g.memory(i), of(i, "citation", "temporal", "contradiction", "pattern_alignment"), g.ratio(),
		g.sometimes(3, "updated the citation of "+g.files[i%len(g.files)].path), g.iso(i),
	}
}

func (g *generator) contradiction(i int) []any {
	a, b := g.pair(i)
	var at any
	if i%3 == 0 {
		at = g.iso(i + 30)
	}
	return []any{nil, a, b, of(i, "direct", "partial", "temporal"), -g.ratio(), i%3 == 0, g.iso(i), at}
}

func (g *generator) memoryVersion(i int) []any {
	kind, data := g.content(i)
	return []any{
		nil, g.memory(i), 1 + i/g.counts["cortex.memories"], doc(typed(kind, data)), "About " + g.nameAt(i), g.ratio(), of(i, "system", "user"),
		of(i, "content update", "corrected "+g.nameAt(i)), g.iso(i),
	}
}

func (g *generator) reclassification(i int) []any {
	return []any{nil, g.memory(i), of(i, "tribal", "insight"), of(i, "procedural", "decision"), "names steps of " + g.nameAt(i), g.ratio(), g.iso(i)}
}

func (g *generator) reclassificationSignal(i int) []any {
	signal := object{"accesses": g.rng.IntN(40), "term": g.nameAt(i)}
	return []any{nil, g.memory(i), of(i, "access_pattern", "content_shift"), doc(signal), g.ratio(), g.iso(i)}
}

func (g *generator) memoryEvent(i int) []any {
	kind := of(i, "created", "content_updated", "confidence_changed")
	var delta object
	switch kind {
	case "created":
		delta = g.whole(i)
	case "content_updated":
		t, data := g.content(i)
		delta = object{"new_content": typed(t, data), "new_summary": "About " + g.nameAt(i)}
	default:
		delta = object{"old": g.ratio(), "new": g.ratio()}
	}
	return []any{nil, g.memory(i), g.iso(i), kind, doc(delta), of(i, "system", "user", "agent"), of(i, "system", "user-1", "agent-001"), nil, 1}
}

func (g *generator) memorySnapshot(i int) []any {
	events := g.counts["cortex.memory_events"]
	return []any{nil, g.memory(i), g.iso(i), packed(doc(g.whole(i))), 1 + i%events, of(i, "event_threshold", "periodic", "on demand for "+g.nameAt(i))}
}

func (g *generator) driftSnapshot(i int) []any {
	metrics := object{"ksi": g.ratio(), "per_module": object{g.moduleAt(i): g.ratio()}, "note": "stable", "evidence_freshness": g.ratio()}
	return []any{nil, g.iso(i * 60), 3600, doc(metrics)}
}

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

func (g *generator) auditEntry(i int) cells {
	details := object{"field": "content", "reason": "update from " + g.nameAt(i)}
	return cells{
		"memory_id": g.memory(i), "operation": of(i, "create", "update", "archive", "restore"), "details": doc(details),
		"actor": of(i, "system", "user", "agent-001"), "timestamp": g.iso(i),
	}
}

func (g *generator) consolidation(i int) cells {
	return cells{
		"run_id": g.uuid("run", i), "precision_score": g.sometimes(5, g.ratio()),
		"compression_ratio": g.sometimes(5, g.ratio()), "lift": g.ratio(), "stability": g.ratio(),
		"memories_created": g.rng.IntN(9), "memories_archived": g.rng.IntN(9), "timestamp": g.iso(i),
	}
}

func (g *generator) degradation(i int) cells {
	return cells{
		"component": of(i, "embedding", "retrieval", "storage"),
		"failure":   "model file " + g.abs("models/minilm.onnx") + " could not be read",
		"fallback":  of(i, "tfidf", "keyword search", "memory only"),
		"details":   doc(object{"attempt": 1 + i%3, "cause": "disk is full"}), "timestamp": g.iso(i),
	}
}

func (g *generator) validation(i int) cells {
	return cells{
		"memory_id": g.memory(i), "dimension": of(i, "citation", "temporal", "contradiction", "pattern_alignment"),
		"score": g.ratio(), "healing_action": g.sometimes(3, "updated the citation of "+g.files[i%len(g.files)].path),
		"validated_at": g.iso(i),
	}
}

func (g *generator) contradiction(i int) cells {
	a, b := g.pair(i)
	var at any
	if i%3 == 0 {
		at = g.iso(i + 30)
	}
	return cells{
		"memory_id_a": a, "memory_id_b": b, "contradiction_type": of(i, "direct", "partial", "temporal"),
		"confidence_delta": -g.ratio(), "resolved": i%3 == 0, "detected_at": g.iso(i), "resolved_at": at,
	}
}

func (g *generator) memoryVersion(i int) cells {
	kind, data := g.content(i)
	return cells{
		"memory_id": g.memory(i), "version": 1 + i/g.counts["cortex.memories"], "content": doc(typed(kind, data)),
		"summary": "About " + g.nameAt(i), "confidence": g.ratio(), "changed_by": of(i, "system", "user"),
		"reason": of(i, "content update", "corrected "+g.nameAt(i)), "created_at": g.iso(i),
	}
}

func (g *generator) reclassification(i int) cells {
	return cells{
		"memory_id": g.memory(i), "old_type": of(i, "tribal", "insight"), "new_type": of(i, "procedural", "decision"),
		"reason": "names steps of " + g.nameAt(i), "confidence": g.ratio(), "reclassified_at": g.iso(i),
	}
}

func (g *generator) reclassificationSignal(i int) cells {
	signal := object{"accesses": g.rng.IntN(40), "term": g.nameAt(i)}
	return cells{
		"memory_id": g.memory(i), "signal_type": of(i, "access_pattern", "content_shift"), "signal_data": doc(signal),
		"strength": g.ratio(), "created_at": g.iso(i),
	}
}

func (g *generator) memoryEvent(i int) cells {
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
	return cells{
		"memory_id": g.memory(i), "recorded_at": g.iso(i), "event_type": kind, "delta": doc(delta),
		"actor_type": of(i, "system", "user", "agent"), "actor_id": of(i, "system", "user-1", "agent-001"), "caused_by": nil,
		"schema_version": 1,
	}
}

func (g *generator) memorySnapshot(i int) cells {
	events := g.counts["cortex.memory_events"]
	return cells{
		"memory_id": g.memory(i), "snapshot_at": g.iso(i), "state": packed(doc(g.whole(i))), "event_id": 1 + i%events,
		"reason": of(i, "event_threshold", "periodic", "on demand for "+g.nameAt(i)),
	}
}

func (g *generator) driftSnapshot(i int) cells {
	metrics := object{"ksi": g.ratio(), "per_module": object{g.moduleAt(i): g.ratio()}, "note": "stable", "evidence_freshness": g.ratio()}
	return cells{"timestamp": g.iso(i * 60), "window_seconds": 3600, "metrics": doc(metrics)}
}

package demo

import "strconv"

func memorySpecs() map[string]spec {
	return map[string]spec{
		"cortex.memories":             {weight: 1, min: 46, max: 20_000, row: (*generator).memoryRow},
		index:                         {weight: 1, max: 20_000},
		"cortex.memory_relationships": {weight: 0.5, max: 20_000, row: (*generator).relationship},
		"cortex.memory_patterns":      {weight: 0.5, max: 20_000, row: (*generator).memoryPattern},
		"cortex.memory_constraints":   {weight: 0.3, max: 20_000, row: (*generator).memoryConstraint},
		"cortex.memory_files":         {weight: 1, max: 40_000, row: (*generator).memoryFile},
		"cortex.memory_functions":     {weight: 1, max: 40_000, row: (*generator).memoryFunction},
		"cortex.causal_edges":         {weight: 0.4, max: 20_000, row: (*generator).causalEdge},
		"cortex.causal_evidence":      {weight: 0.4, max: 20_000, row: (*generator).causalEvidence},
		"cortex.embedding_model_info": {min: 3, max: 6, row: (*generator).embeddingModel},
	}
}

// content returns the i-th memory's kind and content: each of the variants in turn.
func (g *generator) content(i int) (kind string, data object) {
	rel, f := g.functionAt(i)
	at := g.abs(rel) + ":" + strconv.Itoa(f.line)
	variants := []struct {
		kind string
		data object
	}{
		{"core", object{"project_name": "shop", "description": "A made-up shop", "metadata": object{"root": g.moduleAt(i)}}},
		{"tribal", object{"knowledge": f.name + " must run before the ledger closes, see " + at, "severity": "high", "warnings": list{"not on Sundays"}, "consequences": list{}}},
		{"procedural", object{"title": "Release", "steps": list{object{"order": 1, "instruction": "run " + f.name, "completed": false}}, "prerequisites": list{}}},
		{"semantic", object{"knowledge": "Prices are kept in cents", "source_episodes": list{}, "consolidation_confidence": g.ratio()}},
		{"episodic", object{"interaction": "Asked why " + f.name + " is slow", "context": "review of " + rel, "outcome": "an index was added"}},
		{"decision", object{"decision": "Keep the ledger in one service", "rationale": "fewer moving parts", "alternatives": list{object{"description": "events", "reason_rejected": "too early"}}}},
		{"insight", object{"observation": f.name + " is called from everywhere", "evidence": list{at}}},
		{"reference", object{"title": "Tax rates", "url": "https://docs.shop.example/tax?part=" + strconv.Itoa(i), "citation": "section 4"}},
		{"preference", object{"preference": "indent", "scope": "editor", "value": object{"size": 2, "tabs": false}}},
		{"pattern_rationale", object{"pattern_name": pattern(i % 60), "rationale": "errors reach the caller", "business_context": "support reads them", "examples": list{f.signature}}},
		{"constraint_override", object{"constraint_name": constraintID(i % 9), "override_reason": "generated file", "approved_by": "lead", "scope": g.abs(g.moduleAt(i))}},
		{"decision_context", object{"decision": "Drop the old basket", "context": "nobody uses it", "adr_link": "docs/adr/7.md"}},
		{"code_smell", object{"smell_name": "long function", "description": "does three things", "bad_example": f.signature, "good_example": g.source(i + 1), "severity": "medium"}},
		{"agent_spawn", object{"agent_name": "reviewer", "configuration": object{"depth": 2}, "purpose": "reviews " + rel}},
		{"entity", object{"name": "Order", "entity_type": "table", "attributes": object{"column": "cents"}}},
		{"goal", object{"title": "Faster checkout", "description": "under 200 ms", "progress": g.ratio(), "milestones": list{"measure " + f.name}}},
		{"feedback", object{"feedback": "the hint on " + at + " was right", "category": "hint", "source": "user"}},
		{"workflow", object{"name": "Nightly import", "steps": list{object{"name": "read", "action": f.name}}}},
		{"conversation", object{"participants": list{"Marlowe", "Tamsin"}, "summary": "talked about " + f.name, "key_points": list{"keep it small"}}},
		{"incident", object{"title": "Mails were late", "root_cause": "queue full", "resolution": "more workers", "affected_files": list{g.abs(rel)}}},
		{"meeting", object{"title": "Planning", "attendees": list{"Marlowe Finch", "İlkay Ünsal"}, "notes": "ledger first", "action_items": list{"write " + f.name}}},
		{"skill", object{"name": "SQL", "proficiency": "good", "evidence": list{"wrote " + f.name}}},
		{"environment", object{"name": "staging", "config": object{"SHOP_REGION": "eu-central", "DATA_DIR": g.abs("data")}, "platform": "linux"}},
	}
	v := variants[i%len(variants)]
	return v.kind, v.data
}

func typed(kind string, data object) object { return object{"type": kind, "data": data} }

func (g *generator) memoryRow(i int) cells {
	kind, data := g.content(i)
	content := doc(typed(kind, data))
	at := g.iso(i)
	return cells{
		"id": g.memory(i), "memory_type": kind, "content": content,
		"summary": "About " + g.nameAt(i) + " in " + g.files[i%len(g.files)].path, "transaction_time": at, "valid_time": at,
		"valid_until": g.sometimes(3, g.iso(i+100_000)), "confidence": g.ratio(),
		"importance": of(i, "normal", "high", "low", "critical"), "last_accessed": g.iso(i + 60),
		"access_count": g.rng.IntN(50), "tags": doc(list{"shop", of(i, "ledger", "web", "mail", "größe")}),
		"archived": i%17 == 16, "superseded_by": g.sometimes(8, g.memory(i+1)), "supersedes": nil,
		"content_hash": hash64("memory", content), "created_at": at, "updated_at": g.iso(i + 60),
		"namespace_id": "agent://default/", "source_agent": "default",
	}
}

// whole returns a memory as it stands in events and snapshots.
func (g *generator) whole(i int) object {
	kind, data := g.content(i)
	rel, f := g.functionAt(i)
	return object{
		"id": g.memory(i), "memory_type": kind, "content": typed(kind, data), "summary": "About " + f.name, "confidence": g.ratio(),
		"importance": "normal", "tags": list{"shop"}, "archived": false, "content_hash": hash64("memory", f.name), "transaction_time": g.iso(i),
		"linked_files":     list{object{"file_path": g.abs(rel), "line_start": f.line, "line_end": f.end, "content_hash": hash64("file", rel)}},
		"linked_functions": list{object{"function_name": f.name, "file_path": g.abs(rel), "signature": f.signature}},
		"linked_patterns":  list{object{"pattern_id": pattern(i % 60), "pattern_name": "errors reach the caller"}},
	}
}

// pair returns two different memories; different i give different pairs.
func (g *generator) pair(i int) (string, string) {
	n := g.counts["cortex.memories"]
	a := i % n
	return g.memory(a), g.memory(a + 1 + i/n%(n-1))
}

func (g *generator) relationship(i int) cells {
	a, b := g.pair(i)
	return cells{
		"source_id": a, "target_id": b, "relationship_type": of(i, "supersedes", "supports", "contradicts", "related"),
		"strength": g.ratio(), "evidence": doc(list{"both name " + g.nameAt(i)}), "created_at": g.iso(i),
	}
}

func (g *generator) memoryPattern(i int) cells {
	return cells{
		"memory_id": g.memory(i), "pattern_id": pattern(i / g.counts["cortex.memories"]),
		"pattern_name": "errors reach the caller", "created_at": g.iso(i),
	}
}

func (g *generator) memoryConstraint(i int) cells {
	return cells{
		"memory_id": g.memory(i), "constraint_id": constraintID(i / g.counts["cortex.memories"]),
		"constraint_name": "handlers stay small", "created_at": g.iso(i),
	}
}

func (g *generator) memoryFile(i int) cells {
	rel, f := g.fileAt(i)
	return cells{
		"memory_id": g.memory(i), "file_path": g.abs(rel), "line_start": g.sometimes(4, 1+i%30),
		"line_end": g.sometimes(4, 31+i%30), "content_hash": hash64("cited", rel, strconv.FormatUint(f.hash, 16)),
		"created_at": g.iso(i),
	}
}

func (g *generator) memoryFunction(i int) cells {
	rel, f := g.functionAt(i)
	return cells{
		"memory_id": g.memory(i), "function_name": f.qualified, "file_path": g.abs(rel),
		"signature": g.sometimes(6, f.signature), "created_at": g.iso(i),
	}
}

func (g *generator) causalEdge(i int) cells {
	a, b := g.pair(i)
	return cells{
		"source_id": a, "target_id": b, "relation": of(i, "caused", "enabled", "prevented", "triggered_by"),
		"strength": g.ratio(), "created_at": g.iso(i), "updated_at": g.iso(i + 5),
	}
}

func (g *generator) causalEvidence(i int) cells {
	a, b := g.pair(i % g.counts["cortex.causal_edges"])
	return cells{
		"source_id": a, "target_id": b, "description": "The incident began after " + g.nameAt(i) + " changed",
		"source": of(i, "system", "user review", "commit message"), "timestamp": g.iso(i),
	}
}

func (g *generator) embeddingModel(i int) cells {
	return cells{
		"model_name": "all-minilm-l" + strconv.Itoa(6+i), "dimensions": 384, "status": of(i, "active", "deprecated"),
		"created_at": g.iso(i), "updated_at": g.iso(i),
	}
}

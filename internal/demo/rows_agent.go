package demo

import "fmt"

func agentSpecs() map[string]spec {
	return map[string]spec{
		"cortex.agent_registry":        {weight: 0.02, max: 200, row: (*generator).agentRow},
		"cortex.memory_namespaces":     {weight: 0.02, max: 200, row: (*generator).namespaceRow},
		"cortex.namespace_permissions": {min: 8, max: 60, row: (*generator).permission},
		"cortex.memory_projections":    {weight: 0.02, max: 200, row: (*generator).projection},
		"cortex.provenance_log":        {weight: 0.3, max: 20_000, row: (*generator).provenance},
		"cortex.agent_trust":           {min: 8, max: 50, row: (*generator).trust},
	}
}

func (g *generator) agentRow(i int) cells {
	var parent any
	if i > 0 && i%3 == 0 {
		parent = g.agent(i - 1)
	}
	return cells{
		"agent_id": g.agent(i), "name": of(i, "Reviewer", "Planner", "Tester"),
		"namespace_id": fmt.Sprintf("agent://agent-%03d/", i),
		"capabilities": g.sometimes(4, doc(list{"review", "read " + g.moduleAt(i)})), "parent_agent": parent,
		"registered_at": g.iso(i), "last_active": g.iso(i + 60), "status": of(i, "active", "idle", "deregistered"),
	}
}

func (g *generator) namespaceRow(i int) cells {
	return cells{
		"namespace_id": g.namespace(i), "scope": of(i, "agent", "team", "project"), "owner_agent": g.sometimes(3, g.agent(i)),
		"created_at": g.iso(i),
		"metadata":   g.sometimes(3, doc(object{"purpose": "shared notes on " + g.nameAt(i), "home": g.abs(g.moduleAt(i))})),
	}
}

func (g *generator) permission(i int) cells {
	spaces := g.counts["cortex.memory_namespaces"]
	return cells{
		"namespace_id": g.namespace(i), "agent_id": g.agent(i%spaces + i/spaces),
		"permissions": doc(list{"read", of(i, "write", "share", "admin")}), "granted_at": g.iso(i), "granted_by": g.agent(0),
	}
}

func (g *generator) projection(i int) cells {
	rel, _ := g.fileAt(i)
	filter := object{"memory_types": list{"tribal"}, "linked_files": list{g.abs(rel), rel}, "min_confidence": 0.5}
	return cells{
		"projection_id": g.uuid("projection", i), "source_namespace": g.namespace(i), "target_namespace": g.namespace(i + 1),
		"filter_json": doc(filter), "compression_level": i % 4, "live": i%2 == 0, "created_at": g.iso(i),
		"created_by": g.agent(i),
	}
}

func (g *generator) provenance(i int) cells {
	return cells{
		"memory_id": g.memory(i), "hop_index": i % 5, "agent_id": g.agent(i),
		"action": of(i, "created", "shared_to", "projected_to", "corrected_by"), "timestamp": g.iso(i),
		"confidence_delta": g.sometimes(4, g.ratio()/10),
		"details":          g.sometimes(3, "copied while reading "+g.files[i%len(g.files)].path),
	}
}

func (g *generator) trust(i int) cells {
	agents := g.counts["cortex.agent_registry"]
	evidence := object{"validated_count": g.rng.IntN(30), "contradicted_count": g.rng.IntN(4), "note": "since " + g.iso(i)}
	return cells{
		"agent_id": g.agent(i), "target_agent": g.agent(i%agents + 1 + i/agents), "overall_trust": g.ratio(),
		"domain_trust": g.sometimes(4, doc(object{"reviews": g.ratio()})), "evidence": doc(evidence), "last_updated": g.iso(i),
	}
}

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

func (g *generator) agentRow(i int) []any {
	var parent any
	if i > 0 && i%3 == 0 {
		parent = g.agent(i - 1)
	}
	return []any{
		g.agent(i), of(i, "Reviewer", "Planner", "Tester"), fmt.Sprintf("agent://agent-%03d/", i), g.sometimes(4, doc(list{"review", "read " + g.moduleAt(i)})), parent,
		g.iso(i), g.iso(i + 60), of(i, "active", "idle", "deregistered"),
	}
}

func (g *generator) namespaceRow(i int) []any {
	return []any{
		g.namespace(i), of(i, "agent", "team", "project"), g.sometimes(3, g.agent(i)), g.iso(i),
		g.sometimes(3, doc(object{"purpose": "shared notes on " + g.nameAt(i), "home": g.abs(g.moduleAt(i))})),
	}
}

func (g *generator) permission(i int) []any {
	spaces := g.counts["cortex.memory_namespaces"]
	return []any{g.namespace(i), g.agent(i%spaces + i/spaces), doc(list{"read", of(i, "write", "share", "admin")}), g.iso(i), g.agent(0)}
}

func (g *generator) projection(i int) []any {
	rel, _ := g.fileAt(i)
	filter := object{"memory_types": list{"tribal"}, "linked_files": list{g.abs(rel), rel}, "min_confidence": 0.5}
	return []any{g.uuid("projection", i), g.namespace(i), g.namespace(i + 1), doc(filter), i % 4, i%2 == 0, g.iso(i), g.agent(i)}
}

func (g *generator) provenance(i int) []any {
	return []any{
		nil, g.memory(i), i % 5, g.agent(i), of(i, "created", "shared_to", "projected_to", "corrected_by"), g.iso(i), g.sometimes(4, g.ratio()/10),
		g.sometimes(3, "copied while reading "+g.files[i%len(g.files)].path),
	}
}

func (g *generator) trust(i int) []any {
	agents := g.counts["cortex.agent_registry"]
	evidence := object{"validated_count": g.rng.IntN(30), "contradicted_count": g.rng.IntN(4), "note": "since " + g.iso(i)}
	return []any{
		g.agent(i), g.agent(i%agents + 1 + i/agents), g.ratio(), g.sometimes(4, doc(object{"reviews": g.ratio()})), doc(evidence), g.iso(i),
	}
}

package demo

import (
	"fmt"
	"strconv"
)

func historySpecs() map[string]spec {
	return map[string]spec{
		"drift.decomposition_decisions": {weight: 0.1, max: 5000, row: (*generator).decomposition},
		"drift.simulations":             {weight: 0.1, max: 5000, row: (*generator).simulation},
		"drift.decisions":               {weight: 0.4, max: 20_000, row: (*generator).decision},
		"drift.migration_projects":      {weight: 0.01, max: 50, row: (*generator).migrationProject},
		"drift.migration_modules":       {weight: 0.05, max: 500, row: (*generator).migrationModule},
		"drift.migration_corrections":   {weight: 0.1, max: 2000, row: (*generator).migrationCorrection},
	}
}

func (g *generator) decomposition(i int) cells {
	a, b := g.moduleAt(i), g.moduleAt(i+1)
	adjustment := object{"type": of(i, "split", "merge", "move_file"), "module": a, "into": list{a + "core", b}, "from": g.abs(a)}
	return cells{
		"dna_profile_hash": g.abs(a), "adjustment": doc(adjustment), "confidence": g.ratio(), "dna_similarity": g.ratio(),
		"narrative":       "Splitting " + a + " from " + b + " follows the decision of a similar project",
		"source_dna_hash": fmt.Sprintf("%016x", digest("dna", a)), "applied_weight": g.ratio(), "created_at": g.unix(i),
	}
}

func (g *generator) simulation(i int) cells {
	return cells{
		"task_category":    of(i, "add_feature", "fix_bug", "refactor", "migrate"),
		"task_description": "Move " + g.nameAt(i) + " behind the ledger service", "approach_count": 3 + i%3,
		"recommended_approach": g.sometimes(4, "Extract an interface in "+g.moduleAt(i)), "p10_effort": 1 + 4*g.ratio(),
		"p50_effort": 5 + 5*g.ratio(), "p90_effort": 12 + 20*g.ratio(), "created_at": g.unix(i),
	}
}

func (g *generator) decision(i int) cells {
	a, _ := g.fileAt(i)
	b, _ := g.fileAt(i + 1)
	author := of(i, "Marlowe Finch", "tamsin.okafor@shop.example", "Łukasz Żak <lukasz@shop.example>")
	return cells{
		"category":    of(i, "adopt_pattern", "refactor", "dependency", "revert"),
		"description": "Move " + g.nameAt(i) + " out of " + a,
		"commit_sha":  g.sometimes(4, hash64("commit", strconv.Itoa(i))[:40]), "confidence": g.ratio(),
		"related_patterns": g.sometimes(3, doc(list{pattern(i % 60), pattern((i + 7) % 60)})), "author": g.sometimes(5, author),
		"files_changed": g.sometimes(5, doc(list{a, b})), "created_at": g.unix(i * 30),
	}
}

func (g *generator) migrationProject(i int) cells {
	return cells{
		"name":            of(i, "Shop to Go", "Ledger to Rust", "Mail to TypeScript") + " " + strconv.Itoa(i),
		"source_language": of(i, "PHP", "Java", "Python"), "target_language": of(i, "Go", "Rust", "TypeScript"),
		"source_framework": g.sometimes(3, "laravel"), "target_framework": g.sometimes(3, "gin"),
		"status": of(i, "active", "completed", "paused"), "created_at": g.unix(i),
	}
}

func (g *generator) migrationModule(i int) cells {
	spec := "# " + g.nameAt(i) + "\n\n```\n" + g.source(i) + "\n```\n\nKeeps its answers."
	return cells{
		"project_id": 1 + i%g.counts["drift.migration_projects"], "module_name": of(i, g.moduleAt(i), g.abs(g.moduleAt(i))),
		"status": of(i, "pending", "spec_generated", "approved", "rebuilt"), "spec_content": g.sometimes(4, spec),
		"created_at": g.unix(i), "updated_at": g.unix(i + 9),
	}
}

func (g *generator) migrationCorrection(i int) cells {
	return cells{
		"module_id": 1 + i%g.counts["drift.migration_modules"], "section": of(i, "overview", "data_model", "error_handling"),
		"original_text": g.source(i), "corrected_text": g.source(i + 1),
		"reason": g.sometimes(3, g.nameAt(i)+" returns cents, not euros"), "created_at": g.unix(i),
	}
}

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

func (g *generator) decomposition(i int) []any {
	a, b := g.moduleAt(i), g.moduleAt(i+1)
	adjustment := object{"type": of(i, "split", "merge", "move_file"), "module": a, "into": list{a + "core", b}, "from": g.abs(a)}
	return []any{
		nil, g.abs(a), doc(adjustment), g.ratio(), g.ratio(), "Splitting " + a + " from " + b + " follows the decision of a similar project",
		fmt.Sprintf("%016x", digest("dna", a)), g.ratio(), g.unix(i),
	}
}

func (g *generator) simulation(i int) []any {
	return []any{
		nil, of(i, "add_feature", "fix_bug", "refactor", "migrate"), "Move " + g.nameAt(i) + " behind the ledger service", 3 + i%3,
		g.sometimes(4, "Extract an interface in "+g.moduleAt(i)), 1 + 4*g.ratio(), 5 + 5*g.ratio(), 12 + 20*g.ratio(), g.unix(i),
	}
}

func (g *generator) decision(i int) []any {
	a, _ := g.fileAt(i)
	b, _ := g.fileAt(i + 1)
	author := of(i, "Marlowe Finch", "tamsin.okafor@shop.example", "Łukasz Żak <lukasz@shop.example>")
	return []any{
		nil, of(i, "adopt_pattern", "refactor", "dependency", "revert"), "Move " + g.nameAt(i) + " out of " + a, g.sometimes(4, hash64("commit", strconv.Itoa(i))[:40]),
		g.ratio(), g.sometimes(3, doc(list{pattern(i % 60), pattern((i + 7) % 60)})), g.sometimes(5, author),
		g.sometimes(5, doc(list{a, b})), g.unix(i * 30),
	}
}

func (g *generator) migrationProject(i int) []any {
	return []any{
		nil, of(i, "Shop to Go", "Ledger to Rust", "Mail to TypeScript") + " " + strconv.Itoa(i), of(i, "PHP", "Java", "Python"), of(i, "Go", "Rust", "TypeScript"),
		g.sometimes(3, "laravel"), g.sometimes(3, "gin"), of(i, "active", "completed", "paused"), g.unix(i),
	}
}

func (g *generator) migrationModule(i int) []any {
	spec := "# " + g.nameAt(i) + "\n\n```\n" + g.source(i) + "\n```\n\nKeeps its answers."
	return []any{
		nil, 1 + i%g.counts["drift.migration_projects"], of(i, g.moduleAt(i), g.abs(g.moduleAt(i))), of(i, "pending", "spec_generated", "approved", "rebuilt"),
		g.sometimes(4, spec), g.unix(i), g.unix(i + 9),
	}
}

func (g *generator) migrationCorrection(i int) []any {
	return []any{
		nil, 1 + i%g.counts["drift.migration_modules"], of(i, "overview", "data_model", "error_handling"), g.source(i), g.source(i + 1),
		g.sometimes(3, g.nameAt(i)+" returns cents, not euros"), g.unix(i),
	}
}

package demo

import (
	"fmt"
	"strconv"
)

func qualitySpecs() map[string]spec {
	return map[string]spec{
		"drift.constraints":              {weight: 0.1, max: 500, row: (*generator).constraint},
		"drift.constraint_verifications": {weight: 0.3, row: (*generator).verification},
		"drift.dna_genes":                {weight: 0.05, max: 40, row: (*generator).gene},
		"drift.dna_mutations":            {weight: 2, row: (*generator).mutation},
		"drift.violations":               {weight: 4, min: 30, row: (*generator).violation},
		"drift.feedback":                 {weight: 0.4, row: (*generator).feedback},
	}
}

func constraintID(i int) string { return fmt.Sprintf("constraint-%04d", i) }

func (g *generator) constraint(i int) []any {
	rel, _ := g.fileAt(i)
	return []any{
		constraintID(i), "handlers in " + rel + " must go through " + g.nameAt(i), of(i, "must_colocate", "must_not_import", "max_lines", "must_separate"),
		of(i, g.abs(rel), g.moduleAt(i)+"**/*", g.nameAt(i)), g.sometimes(3, of(i, g.abs(g.moduleAt(i)), g.moduleAt(i))),
		of(i, "manual", "learned", "frozen"), i%6 != 5, began - 86400, began,
	}
}

func (g *generator) verification(i int) []any {
	rel, f := g.functionAt(i)
	violations := list{}
	if i%2 == 1 {
		violations = append(violations, object{
			"file": g.abs(rel), "line": f.line, "message": f.name + " imports across the boundary",
			"expected": "no import of ledger", "actual": f.signature,
		})
	}
	return []any{nil, constraintID(i % g.counts["drift.constraints"]), i%2 == 0, doc(violations), g.unix(i)}
}

var genes = []string{"error-handling", "api-response", "logging-format", "config-pattern", "test-structure", "variant-handling"}

func geneID(i int) string {
	if i < len(genes) {
		return genes[i]
	}
	return of(i, genes...) + "-" + strconv.Itoa(i)
}

func (g *generator) gene(i int) []any {
	var examples, exemplars list
	for k := range 3 {
		rel, f := g.functionAt(i*3 + k)
		examples = append(examples, object{
			"file": g.abs(rel), "line": f.line, "code": f.signature, "context": f.signature + "\n  // " + rel,
		})
		exemplars = append(exemplars, g.abs(rel))
	}
	alleles := list{
		object{"id": "try-catch", "name": "Try and catch", "frequency": g.ratio(), "file_count": 3 + i, "is_dominant": true,
			"pattern": `try\s*\{[^}]*\}\s*catch`, "examples": examples},
		object{"id": "result-type", "name": "Result type", "frequency": g.ratio(), "file_count": 1, "is_dominant": false,
			"pattern": `Result<\w+,\s*\w+>`, "examples": list{}},
	}
	return []any{
		geneID(i), "Gene " + geneID(i), "How the project handles " + of(i, "errors", "answers", "logs", "settings", "tests", "variants"),
		g.sometimes(5, "try-catch"), doc(alleles), g.ratio(), g.ratio(), doc(exemplars), began,
	}
}

func (g *generator) mutation(i int) []any {
	file, line := g.place(i)
	gene := geneID(i % g.counts["drift.dna_genes"])
	var resolvedAt any
	if i%5 == 0 {
		resolvedAt = g.unix(i)
	}
	return []any{
		fmt.Sprintf("%016x", digest(file, gene, strconv.Itoa(i))), file, line, gene, "Try and catch", of(i, "Result type", "Callback"),
		of(i, "high", "medium", "low"), g.source(i), "Use `Try and catch` as in the rest of the project", began, i%5 == 0, resolvedAt,
	}
}

// violationID embeds an absolute path, as all of Drift's gates do.
func (g *generator) violationID(i int) string {
	rel, f := g.functionAt(i)
	switch i % 10 {
	case 8:
		return fmt.Sprintf("security-boundaries-%s-%d", g.abs(rel), f.line)
	case 9:
		return "constraint-" + constraintID(i) + "-" + g.abs(rel)
	}
	return fmt.Sprintf("pattern-compliance-%s-%d", g.abs(rel), f.line)
}

func (g *generator) violation(i int) []any {
	rel, f := g.functionAt(i)
	message := of(i,
		f.name+" deviates from the pattern of its module",
		"hard-coded value in "+g.abs(rel)+":"+strconv.Itoa(f.line),
		"error of "+g.nameAt(i+1)+" is swallowed in "+f.name,
		"route GET /api/v1/orders/:id has no guard")
	return []any{
		g.violationID(i), g.spelled(i, rel), f.line, g.sometimes(4, g.rng.IntN(40)), g.sometimes(4, f.end), g.sometimes(4, g.rng.IntN(80)),
		of(i, "error", "warning", "info"), pattern(i % 60), of(i, "pattern-compliance", "security-boundaries", "error-handling") + "/" + pattern(i%60),
		message, g.sometimes(2, of(i, "extract_function", "add_try_catch", "rename")), g.sometimes(2, "wrap the call to "+g.nameAt(i+1)),
		g.sometimes(3, 755), g.sometimes(3, "A04:2021"), i%8 == 7, i%4 == 0, began,
	}
}

func (g *generator) feedback(i int) []any {
	author := of(i, "Marlowe Finch <marlowe.finch@shop.example>", "tamsin.okafor@shop.example", "İlkay Ünsal")
	return []any{
		nil, g.violationID(i), pattern(i % 60), of(i, "structural", "errors", "security"), of(i, "fix", "dismiss", "suppress", "escalate"),
		g.sometimes(2, of(i, "false_positive", "wont_fix", "intentional")), g.sometimes(3, "the guard is in "+g.nameAt(i)), g.sometimes(4, author),
		g.unix(i),
	}
}

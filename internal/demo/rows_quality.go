package demo

import (
	"fmt"
	"strconv"
	"strings"
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

func (g *generator) constraint(i int) cells {
	rel, _ := g.fileAt(i)
	return cells{
		"id": constraintID(i), "description": "handlers in " + rel + " must go through " + g.nameAt(i),
		"invariant_type": of(i, "must_colocate", "must_not_import", "max_lines", "must_separate"),
		"target":         of(i, g.abs(rel), g.moduleAt(i)+"**/*", g.nameAt(i)),
		"scope":          g.sometimes(3, of(i, g.abs(g.moduleAt(i)), g.moduleAt(i))), "source": of(i, "manual", "learned", "frozen"),
		"enabled": i%6 != 5, "created_at": began - 86400, "updated_at": began,
	}
}

func (g *generator) verification(i int) cells {
	rel, f := g.functionAt(i)
	violations := list{}
	if i%2 == 1 {
		violations = append(violations, object{
			"file": g.abs(rel), "line": f.line, "message": f.name + " imports across the boundary",
			"expected": "no import of ledger", "actual": f.signature,
		})
	}
	return cells{
		"constraint_id": constraintID(i % g.counts["drift.constraints"]), "passed": i%2 == 0, "violations": doc(violations),
		"verified_at": g.unix(i),
	}
}

// genes are what Drift's DNA analysis looks for, with the two ways of each.
var genes = []struct{ id, name, description, usual, other, pattern string }{
	{"ApiResponseFormat", "API Response Format", "How API responses are structured", "Direct Return", "Pagination Pattern", `res\.json\(\w+\)|return\s+\w+`},
	{"LoggingFormat", "Logging Format", "How logging is structured", "Console Logging", "Structured Logging", `console\.(?:log|error)\s*\(`},
	{"ErrorHandling", "Error Handling", "How errors are handled", "Try Catch", "Result Type", `try\s*\{[^}]*\}\s*catch`},
	{"ConfigPattern", "Config Pattern", "How settings are read", "Environment", "Config File", `process\.env\.\w+`},
	{"TestStructure", "Test Structure", "How tests are structured", "Describe Blocks", "Test Functions", `describe\s*\(`},
	{"VariantHandling", "Variant Handling", "How variants are told apart", "Switch", "Polymorphism", `switch\s*\(`},
}

func geneID(i int) string {
	id := genes[i%len(genes)].id
	if i < len(genes) {
		return id
	}
	return id + "-" + strconv.Itoa(i)
}

// gene quotes source as Drift's writer does: five pieces of it, and the same once more
// where a file name belongs.
func (g *generator) gene(i int) cells {
	gene := genes[i%len(genes)]
	var exemplars list
	examples := [2]list{{}, {}}
	for k := range 10 {
		_, f := g.functionAt(i*10 + k)
		examples[k/5] = append(examples[k/5], object{"file": f.snippet, "line": f.line + 1, "code": f.code, "context": f.snippet})
		if k < 5 {
			exemplars = append(exemplars, f.snippet)
		}
	}
	usual := g.ratio()
	alleles := list{
		object{"id": kebab(gene.usual), "name": gene.usual, "description": "The usual way", "frequency": usual, "file_count": 3 + i,
			"pattern": gene.pattern, "examples": examples[0], "is_dominant": true},
		object{"id": kebab(gene.other), "name": gene.other, "description": "The other way", "frequency": 1 - usual, "file_count": 1,
			"pattern": `Result<\w+,\s*\w+>`, "examples": examples[1], "is_dominant": false},
	}
	return cells{
		"gene_id": geneID(i), "name": gene.name, "description": gene.description, "dominant_allele": gene.usual,
		"alleles": doc(alleles), "confidence": usual, "consistency": g.ratio(), "exemplars": doc(exemplars),
		"updated_at": began,
	}
}

func kebab(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

// mutation has source where the schema has a file: Drift's writer stores the context there.
func (g *generator) mutation(i int) cells {
	file, line := g.place(i)
	code, around := g.code(i)
	at := i % g.counts["drift.dna_genes"]
	gene := genes[at%len(genes)]
	var resolvedAt any
	if i%9 == 8 {
		resolvedAt = g.unix(i)
	}
	return cells{
		"id": fmt.Sprintf("%016x", digest(file, gene.id, strconv.Itoa(i))), "file": around, "line": line + 1,
		"gene_id": geneID(at), "expected": gene.usual, "actual": gene.other, "impact": of(i, "High", "Medium", "Low"),
		"code": code, "suggestion": "Refactor to use " + gene.usual + " instead of " + gene.other, "detected_at": began,
		"resolved": i%9 == 8, "resolved_at": resolvedAt,
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

func (g *generator) violation(i int) cells {
	rel, f := g.functionAt(i)
	message := of(i,
		f.name+" deviates from the pattern of its module",
		"hard-coded value in "+g.abs(rel)+":"+strconv.Itoa(f.line),
		"error of "+g.nameAt(i+1)+" is swallowed in "+f.name,
		"route GET /api/v1/orders/:id has no guard")
	return cells{
		"id": g.violationID(i), "file": g.abs(rel), "line": f.line, "column_num": g.sometimes(4, g.rng.IntN(40)),
		"end_line": g.sometimes(4, f.end), "end_column": g.sometimes(4, g.rng.IntN(80)),
		"severity": of(i, "error", "warning", "info"), "pattern_id": pattern(i % 60),
		"rule_id": of(i, "pattern-compliance", "security-boundaries", "error-handling") + "/" + pattern(i%60),
		"message": message, "quick_fix_strategy": g.sometimes(2, of(i, "extract_function", "add_try_catch", "rename")),
		"quick_fix_description": g.sometimes(2, "wrap the call to "+g.nameAt(i+1)), "cwe_id": g.sometimes(3, 755),
		"owasp_category": g.sometimes(3, "A04:2021"), "suppressed": i%8 == 7, "is_new": i%4 == 0, "created_at": began,
	}
}

func (g *generator) feedback(i int) cells {
	author := of(i, "Marlowe Finch <marlowe.finch@shop.example>", "tamsin.okafor@shop.example", "İlkay Ünsal")
	return cells{
		"violation_id": g.violationID(i), "pattern_id": pattern(i % 60),
		"detector_id": of(i, "structural", "errors", "security"), "action": of(i, "fix", "dismiss", "suppress", "escalate"),
		"dismissal_reason": g.sometimes(2, of(i, "false_positive", "wont_fix", "intentional")),
		"reason":           g.sometimes(3, "the guard is in "+g.nameAt(i)), "author": g.sometimes(4, author), "created_at": g.unix(i),
	}
}

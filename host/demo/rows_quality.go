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
func (g *generator) gene(i int) []any {
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
	return []any{
		geneID(i), gene.name, gene.description, gene.usual, doc(alleles), usual, g.ratio(), doc(exemplars), began,
	}
}

func kebab(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

// mutation has source where the schema has a file: Drift's writer stores the context there.
func (g *generator) mutation(i int) []any {
	file, line := g.place(i)
	code, around := g.code(i)
	at := i % g.counts["drift.dna_genes"]
	gene := genes[at%len(genes)]
	var resolvedAt any
	if i%9 == 8 {
		resolvedAt = g.unix(i)
	}
	return []any{
		fmt.Sprintf("%016x", digest(file, gene.id, strconv.Itoa(i))), around, line + 1, geneID(at), gene.usual, gene.other,
		of(i, "High", "Medium", "Low"), code, "Refactor to use " + gene.usual + " instead of " + gene.other, began, i%9 == 8, resolvedAt,
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
		g.violationID(i), g.abs(rel), f.line, g.sometimes(4, g.rng.IntN(40)), g.sometimes(4, f.end), g.sometimes(4, g.rng.IntN(80)),
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

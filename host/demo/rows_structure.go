package demo

import (
	"path"
	"strconv"
	"strings"
)

func structureSpecs() map[string]spec {
	return map[string]spec{
		"drift.file_metadata":      {weight: 3, min: 30, row: (*generator).fileMetadata},
		"drift.functions":          {weight: 17, min: 60, row: (*generator).function},
		"drift.call_edges":         {weight: 26, min: 80, row: (*generator).callEdge},
		"drift.data_access":        {weight: 2, row: (*generator).dataAccess},
		"drift.boundaries":         {weight: 1.5, row: (*generator).boundary},
		"drift.pattern_confidence": {weight: 0.5, max: 3000, row: (*generator).patternConfidence},
		"drift.conventions":        {weight: 0.5, max: 5000, row: (*generator).convention},
		"drift.coupling_metrics":   {weight: 0.5, max: 20_000, row: (*generator).couplingMetric},
		"drift.coupling_cycles":    {weight: 0.1, max: 2000, row: (*generator).couplingCycle},
		"drift.contracts":          {weight: 0.4, max: 20_000, row: (*generator).contract},
		"drift.impact_scores":      {weight: 6, row: (*generator).impactScore},
		"drift.test_coverage":      {weight: 2, row: (*generator).testCoverage},
		"drift.test_quality":       {weight: 2, row: (*generator).testQuality},
	}
}

func (g *generator) fileMetadata(i int) []any {
	rel, f := g.fileAt(i)
	if i%3 == 0 {
		rel = g.abs(rel) // a scan without an argument stores what it was started in
	}
	var failure any
	errors := 0
	if i%29 == 7 {
		failure, errors = "parse error at line "+strconv.Itoa(3+i%40)+" of "+rel+": unexpected token", 1
	}
	var language any = f.language
	if i%6 == 5 {
		language = nil
	}
	return []any{
		rel, language, f.size, hash8(rel, strconv.FormatUint(f.hash, 16)), g.unix(i) - 86400, g.rng.IntN(1_000_000_000), began,
		90 + g.rng.IntN(400), g.rng.IntN(6), g.rng.IntN(12), errors, failure,
	}
}

// functionBase is the id before the first function: the first analyze took those up
// to it, and the second renewed them all. Node numbers are below.
func (g *generator) functionBase() int { return g.counts["drift.functions"] }

func (g *generator) function(i int) []any {
	rel, f := g.functionAt(i)
	var returns any
	if f.returns != "" {
		returns = f.returns
		if g.files[f.file].language == "TypeScript" {
			returns = ": " + f.returns // the text between the parameters and the body
		}
	}
	var qualified any // left empty by most of Drift's parsers
	if i%5 == 4 {
		qualified = strings.TrimSuffix(path.Base(rel), path.Ext(rel)) + "." + f.qualified
	}
	var body any = hash8("body", rel, f.name, strconv.Itoa(f.line))
	if i%41 == 40 {
		body = nil
	}
	return []any{
		g.functionBase() + 1 + i, g.abs(rel), f.name, qualified,
		g.files[f.file].language, f.line, f.end, f.parameters, returns, f.exported, f.async, body, hash8(f.signature),
	}
}

// firstEdges returns the calls among the functions that are there, or a chain where
// the tree has none.
func (g *generator) firstEdges() []call {
	n := min(g.counts["drift.functions"], len(g.functions))
	var edges []call
	for _, c := range g.calls {
		if c.caller < n && c.callee < n {
			edges = append(edges, c)
		}
	}
	for i := 0; len(edges) == 0 && i < n; i++ {
		edges = append(edges, call{caller: i, callee: (i + 1) % n, line: g.functions[i].line})
	}
	return edges
}

// callEdge goes round the calls of the tree: once for each round of functions, then
// again with other lines. Its ends are node numbers of the graph of this run, whatever
// the schema says: no function has one of them as its id.
func (g *generator) callEdge(i int) []any {
	const lap = 100_000 // lines; more than a file has
	c := g.edges[i%len(g.edges)]
	round := i / len(g.edges)
	rounds := max(1, g.counts["drift.functions"]/len(g.functions))
	first := round % rounds * len(g.functions)
	resolution, sure := "same_file", 0.95
	if i%20 == 7 {
		resolution, sure = "export_based", 0.6
	}
	return []any{first + c.caller, first + c.callee, resolution, single(sure), c.line + round/rounds*lap}
}

// dataAccess has a line where the schema has a function, and matched text where it has a
// table.
func (g *generator) dataAccess(i int) []any {
	texts := []string{
		"content: password", "content: .objects.create(", "session.commit", "SELECT count FROM stock WHERE sku = ?",
		"INSERT INTO orders (id, cents) VALUES ($1, $2)", "import: @shop/client", "Customer extends < ApplicationRecord",
	}
	line := 1 + i/len(texts)
	return []any{line, texts[i%len(texts)], of(i, "orm", "orm", "orm", "read", "write"), nil, line, single(0.75 + float64(i%4)/20)}
}

func (g *generator) boundary(i int) []any {
	file, _ := g.place(i)
	return []any{
		nil, file, of(i, "prisma", "typeorm", "django", "sqlalchemy", "gorm"), of(i, "Order", "Customer", "Invoice", "Größe") + strconv.Itoa(i%50),
		g.sometimes(5, of(i, "orders", "customers", "invoices")), g.sometimes(4, of(i, "email", "iban", "phone", "total")),
		g.sometimes(6, of(i, "pii", "financial", "auth", "general")), g.ratio(), began,
	}
}

func (g *generator) patternConfidence(i int) []any {
	mean := g.ratio()
	return []any{
		pattern(i), 1 + float64(g.rng.IntN(90)), 1 + float64(g.rng.IntN(20)), mean, max(0, mean-0.1), min(1, mean+0.1),
		of(i, "Established", "Emerging", "Tentative", "Uncertain"), of(i, "Stable", "Rising", "Falling"), began,
	}
}

func (g *generator) convention(i int) []any {
	scope := of(i, "project", "directory:"+g.abs(g.moduleAt(i)), "package:shop-"+strconv.Itoa(i%9))
	return []any{
		nil, pattern(i), of(i, "ProjectSpecific", "Universal", "Emerging"), scope, g.ratio(), of(i, "Discovered", "Approved", "Rejected", "Expired"),
		g.ranAt, g.ranAt, nil,
	}
}

func (g *generator) couplingMetric(i int) []any {
	module := strings.TrimSuffix(g.moduleAt(i), "/")
	if f := g.files[i%len(g.files)]; i%5 == 4 && len(f.imports) > 0 {
		module = f.imports[i%len(f.imports)] + "/v" + strconv.Itoa(i)
	}
	return []any{
		module, g.rng.IntN(30), g.rng.IntN(30), g.ratio(), g.ratio(), g.ratio(), of(i, "MainSequence", "ZoneOfPain", "ZoneOfUselessness"), began,
	}
}

func (g *generator) couplingCycle(i int) []any {
	a, b := g.moduleAt(i), g.moduleAt(i+1)
	return []any{
		nil, doc(list{a, b, g.abs(g.moduleAt(i + 2))}),
		doc(list{object{"from": a, "to": b, "impact_score": g.ratio()}}), began,
	}
}

func (g *generator) contract(i int) []any {
	rel, _ := g.fileAt(i)
	framework := of(i, "express", "fastapi", "gin", "actix", "spring")
	endpoints := list{
		object{"method": "GET", "path": "/api/v1/orders", "line": 12 + i%50, "request_fields": list{}, "response_fields": list{"id", "total"}},
		object{"method": "POST", "path": "/api/v1/orders/:id", "line": 30 + i%50, "request_fields": list{"sku", "count"}, "response_fields": list{"id"}},
	}
	return []any{
		g.abs(rel) + ":" + framework, of(i, "rest", "graphql", "grpc", "websocket"), g.abs(rel), framework, g.ratio(), doc(endpoints), began, began,
	}
}

func (g *generator) impactScore(i int) []any {
	var reason, exclusion any
	dead := i%9 == 0
	if dead {
		reason = "NoCallers"
		exclusion = g.sometimes(3, of(i, "EntryPoint", "TestUtility", "FrameworkHook"))
	}
	return []any{g.functionKey(i), g.rng.IntN(200), g.ratio(), dead, reason, exclusion, began}
}

func (g *generator) testCoverage(i int) []any {
	rel, f := g.functionAt(i)
	return []any{g.abs("tests/"+rel) + "::test_" + f.qualified, g.functionKey(i + 1), of(i, "direct", "transitive", "mocked")}
}

func (g *generator) testQuality(i int) []any {
	key := g.functionKey(i)
	if i == 5 {
		key = "__aggregate__"
	}
	return []any{
		key, g.covered(i), g.covered(i), nil, nil, nil, nil, nil, single(g.ratio()),
		g.sometimes(4, doc(list{"AssertionFree", of(i, "EmptyTest", "LazyTest", "UnclearNaming", "MysteryGuest")})), began,
	}
}

// covered is a measure that needs a coverage file: most projects hand Drift none.
func (g *generator) covered(i int) any {
	if i%6 != 0 {
		return nil
	}
	return g.ratio()
}

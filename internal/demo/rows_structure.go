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

func (g *generator) fileMetadata(i int) cells {
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
	return cells{
		"path": rel, "language": language, "file_size": f.size, "content_hash": hash8(rel, strconv.FormatUint(f.hash, 16)),
		"mtime_secs": g.unix(i) - 86400, "mtime_nanos": g.rng.IntN(1_000_000_000), "last_scanned_at": began,
		"scan_duration_us": 90 + g.rng.IntN(400), "pattern_count": g.rng.IntN(6), "function_count": g.rng.IntN(12),
		"error_count": errors, "error": failure,
	}
}

// functionBase is the id before the first function: the first analyze took those up
// to it, and the second renewed them all. Node numbers are below.
func (g *generator) functionBase() int { return g.counts["drift.functions"] }

func (g *generator) function(i int) cells {
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
	return cells{
		"id": g.functionBase() + 1 + i, "file": g.abs(rel), "name": f.name, "qualified_name": qualified,
		"language": g.files[f.file].language, "line": f.line, "end_line": f.end, "parameter_count": f.parameters,
		"return_type": returns, "is_exported": f.exported, "is_async": f.async, "body_hash": body,
		"signature_hash": hash8(f.signature),
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
func (g *generator) callEdge(i int) cells {
	const lap = 100_000 // lines; more than a file has
	c := g.edges[i%len(g.edges)]
	round := i / len(g.edges)
	rounds := max(1, g.counts["drift.functions"]/len(g.functions))
	first := round % rounds * len(g.functions)
	resolution, sure := "same_file", 0.95
	if i%20 == 7 {
		resolution, sure = "export_based", 0.6
	}
	return cells{
		"caller_id": first + c.caller, "callee_id": first + c.callee, "resolution": resolution, "confidence": single(sure),
		"call_site_line": c.line + round/rounds*lap,
	}
}

// dataAccess has a line where the schema has a function, and matched text where it has a
// table.
func (g *generator) dataAccess(i int) cells {
	texts := []string{
		"content: password", "content: .objects.create(", "session.commit", "SELECT count FROM stock WHERE sku = ?",
		"INSERT INTO orders (id, cents) VALUES ($1, $2)", "import: @shop/client", "Customer extends < ApplicationRecord",
	}
	line := 1 + i/len(texts)
	return cells{
		"function_id": line, "table_name": texts[i%len(texts)], "operation": of(i, "orm", "orm", "orm", "read", "write"),
		"framework": nil, "line": line, "confidence": single(0.75 + float64(i%4)/20),
	}
}

func (g *generator) boundary(i int) cells {
	file, _ := g.place(i)
	return cells{
		"file": file, "framework": of(i, "prisma", "typeorm", "django", "sqlalchemy", "gorm"),
		"model_name":  of(i, "Order", "Customer", "Invoice", "Größe") + strconv.Itoa(i%50),
		"table_name":  g.sometimes(5, of(i, "orders", "customers", "invoices")),
		"field_name":  g.sometimes(4, of(i, "email", "iban", "phone", "total")),
		"sensitivity": g.sometimes(6, of(i, "pii", "financial", "auth", "general")), "confidence": g.ratio(),
		"created_at": began,
	}
}

func (g *generator) patternConfidence(i int) cells {
	mean := g.ratio()
	return cells{
		"pattern_id": pattern(i), "alpha": 1 + float64(g.rng.IntN(90)), "beta": 1 + float64(g.rng.IntN(20)),
		"posterior_mean": mean, "credible_interval_low": max(0, mean-0.1), "credible_interval_high": min(1, mean+0.1),
		"tier": of(i, "Established", "Emerging", "Tentative", "Uncertain"), "momentum": of(i, "Stable", "Rising", "Falling"),
		"last_updated": began,
	}
}

func (g *generator) convention(i int) cells {
	scope := of(i, "project", "directory:"+g.abs(g.moduleAt(i)), "package:shop-"+strconv.Itoa(i%9))
	return cells{
		"pattern_id": pattern(i), "category": of(i, "ProjectSpecific", "Universal", "Emerging"), "scope": scope,
		"dominance_ratio": g.ratio(), "promotion_status": of(i, "Discovered", "Approved", "Rejected", "Expired"),
		"discovered_at": g.ranAt, "last_seen": g.ranAt, "expires_at": nil,
	}
}

func (g *generator) couplingMetric(i int) cells {
	module := strings.TrimSuffix(g.moduleAt(i), "/")
	if f := g.files[i%len(g.files)]; i%5 == 4 && len(f.imports) > 0 {
		module = f.imports[i%len(f.imports)] + "/v" + strconv.Itoa(i)
	}
	return cells{
		"module": module, "ce": g.rng.IntN(30), "ca": g.rng.IntN(30), "instability": g.ratio(), "abstractness": g.ratio(),
		"distance": g.ratio(), "zone": of(i, "MainSequence", "ZoneOfPain", "ZoneOfUselessness"), "updated_at": began,
	}
}

func (g *generator) couplingCycle(i int) cells {
	a, b := g.moduleAt(i), g.moduleAt(i+1)
	return cells{
		"members":           doc(list{a, b, g.abs(g.moduleAt(i + 2))}),
		"break_suggestions": doc(list{object{"from": a, "to": b, "impact_score": g.ratio()}}), "created_at": began,
	}
}

func (g *generator) contract(i int) cells {
	rel, _ := g.fileAt(i)
	framework := of(i, "express", "fastapi", "gin", "actix", "spring")
	endpoints := list{
		object{"method": "GET", "path": "/api/v1/orders", "line": 12 + i%50, "request_fields": list{}, "response_fields": list{"id", "total"}},
		object{"method": "POST", "path": "/api/v1/orders/:id", "line": 30 + i%50, "request_fields": list{"sku", "count"}, "response_fields": list{"id"}},
	}
	return cells{
		"id": g.abs(rel) + ":" + framework, "paradigm": of(i, "rest", "graphql", "grpc", "websocket"),
		"source_file": g.abs(rel), "framework": framework, "confidence": g.ratio(), "endpoints": doc(endpoints),
		"created_at": began, "updated_at": began,
	}
}

func (g *generator) impactScore(i int) cells {
	var reason, exclusion any
	dead := i%9 == 0
	if dead {
		reason = "NoCallers"
		exclusion = g.sometimes(3, of(i, "EntryPoint", "TestUtility", "FrameworkHook"))
	}
	return cells{
		"function_id": g.functionKey(i), "blast_radius": g.rng.IntN(200), "risk_score": g.ratio(), "is_dead_code": dead,
		"dead_code_reason": reason, "exclusion_category": exclusion, "updated_at": began,
	}
}

func (g *generator) testCoverage(i int) cells {
	rel, f := g.functionAt(i)
	return cells{
		"test_function_id": g.abs("tests/"+rel) + "::test_" + f.qualified, "source_function_id": g.functionKey(i + 1),
		"coverage_type": of(i, "direct", "transitive", "mocked"),
	}
}

func (g *generator) testQuality(i int) cells {
	key := g.functionKey(i)
	if i == 5 {
		key = "__aggregate__"
	}
	return cells{
		"function_id": key, "coverage_breadth": g.covered(i), "coverage_depth": g.covered(i), "assertion_density": nil,
		"mock_ratio": nil, "isolation": nil, "freshness": nil, "stability": nil, "overall_score": single(g.ratio()),
		"smells":     g.sometimes(4, doc(list{"AssertionFree", of(i, "EmptyTest", "LazyTest", "UnclearNaming", "MysteryGuest")})),
		"updated_at": began,
	}
}

// covered is a measure that needs a coverage file: most projects hand Drift none.
func (g *generator) covered(i int) any {
	if i%6 != 0 {
		return nil
	}
	return g.ratio()
}

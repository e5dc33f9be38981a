package demo

import (
	"fmt"
	"strconv"
)

func findingSpecs() map[string]spec {
	return map[string]spec{
		"drift.detections":          {weight: 12, min: 40, row: (*generator).detection},
		"drift.outliers":            {weight: 1, row: (*generator).outlier},
		"drift.taint_flows":         {weight: 0.5, row: (*generator).taintFlow},
		"drift.error_gaps":          {weight: 0.7, row: (*generator).errorGap},
		"drift.contract_mismatches": {weight: 0.2, max: 5000, row: (*generator).contractMismatch},
		"drift.constants":           {weight: 8, min: 30, row: (*generator).constant},
		"drift.secrets":             {weight: 0.3, max: 5000, row: (*generator).secretRow},
		"drift.env_variables":       {weight: 1, min: 12, row: (*generator).envVariable},
		"drift.wrappers":            {weight: 0.8, row: (*generator).wrapper},
		"drift.crypto_findings":     {weight: 0.3, row: (*generator).cryptoFinding},
		"drift.owasp_findings":      {weight: 0.7, row: (*generator).owaspFinding},
	}
}

// source returns the source line at which the i-th function begins.
func (g *generator) source(i int) string {
	_, f := g.functionAt(i)
	return f.signature
}

func (g *generator) detection(i int) []any {
	file, line := g.place(i)
	var matched any = g.source(i)
	if i%3 == 1 {
		matched = g.constantAt(i).value
	}
	return []any{
		nil, file, line, g.rng.IntN(40), pattern(i % 60), of(i, "structural", "errors", "security", "api", "logging"), g.ratio(),
		of(i, "AstVisitor", "Regex", "Semantic"), g.sometimes(3, doc(list{89, 200})), g.sometimes(3, "A03:2021"), g.sometimes(9, matched), began,
	}
}

func (g *generator) outlier(i int) []any {
	file, line := g.place(i)
	return []any{
		nil, pattern(i % 60), file, line, float64(g.rng.IntN(600)) / 100, of(i, "Critical", "High", "Moderate", "Low"),
		of(i, "ZScore", "Grubbs", "IQR", "GeneralizedESD"), began,
	}
}

func (g *generator) taintFlow(i int) []any {
	source, sourceLine := g.place(i)
	sink, sinkLine := g.place(i + 3)
	chain := list{g.nameAt(i), g.nameAt(i + 1), g.nameAt(i + 3)}
	return []any{
		nil, source, sourceLine, of(i, "http_request", "env_var", "user_input", "file_read"), sink, sinkLine,
		of(i, "sql_query", "command_exec", "html_output", "file_write"), g.sometimes(4, 89), i%4 == 1, doc(chain), g.ratio(), began,
	}
}

func (g *generator) errorGap(i int) []any {
	file, _ := g.place(i)
	chain := any(nil)
	if i%11 == 2 {
		chain = g.nameAt(i) + " -> " + g.nameAt(i+1) + " -> unhandled in " + file
	}
	return []any{
		nil, file, g.nameAt(i), of(i, "empty_catch", "swallowed_error", "generic_catch", "unhandled_async"),
		g.sometimes(3, of(i, "Error", "IOException", "ValueError", "Box<dyn Error>")), chain, g.sometimes(2, of(i, "express", "gin", "actix")),
		g.sometimes(3, 390), of(i, "high", "medium", "low", "critical"), began,
	}
}

func (g *generator) contractMismatch(i int) []any {
	route := fmt.Sprintf("/api/v1/orders/:id/part%d", i)
	return []any{
		nil, "GET " + route, of(i, "GET /api/v1/order/"+strconv.Itoa(i), "POST "+route, "GET https://api.shop.example"+route),
		of(i, "missing_field", "type_mismatch", "path_mismatch", "method_mismatch"), of(i, "error", "warning", "info"),
		"field `total` of " + route + " is missing in the answer that " + g.nameAt(i) + " expects", began,
	}
}

func (g *generator) constant(i int) []any {
	c := g.constantAt(i)
	path := part(g.files[c.file].path, i/max(1, len(g.constants)))
	return []any{
		nil, c.name, c.value, g.spelled(i, path), c.line, i%5 != 0, g.files[c.file].language, c.named, began,
	}
}

func (g *generator) secretRow(i int) []any {
	file, line := g.place(i)
	value := "********" // what Drift keeps of a short secret
	if i%2 == 0 {
		value = random(g.rng, 4, alphanum) + "********" + random(g.rng, 4, alphanum)
	}
	return []any{
		nil, of(i, "aws-access-key", "github-token", "generic-password", "private-key", "jwt"), value, file, line,
		of(i, "Critical", "High", "Medium", "Low"), 2 + float64(g.rng.IntN(300))/100, g.ratio(), doc(list{798}), began,
	}
}

func (g *generator) envVariable(i int) []any {
	e := g.envAt(i)
	path := part(g.files[e.file].path, i/max(1, len(g.envs)))
	return []any{
		nil, e.name, g.spelled(i, path), e.line, e.method, e.fallback, i%3 == 0, g.sometimes(2, of(i, "NEXT_PUBLIC_", "VITE_", "REACT_APP_")), began,
	}
}

func (g *generator) wrapper(i int) []any {
	file, line := g.place(i)
	return []any{
		nil, g.nameAt(i), file, line, of(i, "state_management", "data_fetching", "logging", "validation"),
		doc(list{g.nameAt(i + 1), of(i, "fetch", "useState", "console.log")}), of(i, "react", "express", "none"), g.ratio(), i%3 == 0,
		i%2 == 0, g.rng.IntN(40), began,
	}
}

func (g *generator) cryptoFinding(i int) []any {
	file, line := g.place(i)
	return []any{
		nil, file, line, of(i, "weak_hash", "hardcoded_key", "ecb_mode", "insecure_random"),
		of(i, "MD5 is broken for this use", "A key stands in the source", "ECB shows patterns", "The random numbers can be guessed"),
		g.source(i), g.ratio(), of2(i, 328, 321, 327, 338), "A02:2021", of(i, "Use SHA-256", "Use a key store", "Use GCM", "Use the system's generator"),
		g.languageAt(i), began,
	}
}

func of2(i int, choices ...int) int { return choices[i%len(choices)] }

func (g *generator) owaspFinding(i int) []any {
	rel, f := g.functionAt(i)
	file, described := g.abs(rel), g.source(i)
	if i%3 == 2 {
		described = g.constantAt(i).value
	}
	return []any{
		fmt.Sprintf("owasp-%s-%d-%d", dashed(file), f.line, i), of(i, "security", "auth", "injection"), g.spelled(i, rel), f.line, described, g.ratio(),
		doc(list{79, 89}), doc(list{"A03:2021", "A01:2021"}), g.ratio(), nil, began,
	}
}

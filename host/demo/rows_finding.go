package demo

import (
	"fmt"
	"strconv"
	"strings"
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

// code returns a line of the i-th function, and the source around it.
func (g *generator) code(i int) (line, around string) {
	_, f := g.functionAt(i)
	return f.code, f.snippet
}

// matched returns what the i-th detection matched: a keyword, a line of source, a literal
// or a query, with what was looked at before it.
func (g *generator) matched(i int) string {
	switch i % 4 {
	case 0:
		return "content: " + g.source(i)
	case 1:
		return g.constantAt(i).value
	case 2:
		return "content: " + of(i/4, "password", "ssn", "import ", "module.exports", ": any", "validates :", ".objects.create(")
	}
	return "SELECT * FROM " + of(i/4, "orders", "customers", "stock") + " WHERE id = '${" + g.nameAt(i) + "}'"
}

func (g *generator) detection(i int) []any {
	file, line := g.place(i)
	var cwes, owasp any
	switch i % 9 {
	case 4:
		cwes = "312"
	case 7:
		cwes, owasp = "89,0", "A03:2021"
	}
	return []any{
		nil, file, line, g.rng.IntN(40), pattern(i % 60), of(i, "Structural", "Errors", "Security", "Components", "DataAccess", "Auth"),
		single(0.65 + float64(g.rng.IntN(6))/20), of(i, "TomlPattern", "TomlPattern", "StringRegex", "AstVisitor"), cwes, owasp,
		g.sometimes(9, g.matched(i)), g.ranAt,
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
	chain := list{g.nameAt(i), g.nameAt(i + 3)}
	if i%3 == 0 {
		sink, sinkLine, chain = source, sourceLine+1, list{g.nameAt(i)}
	}
	return []any{
		nil, source, sourceLine, of(i, "user_input", "user_input", "env_var", "file_read"), sink, sinkLine,
		of(i, "sql_query", "os_command", "html_output", "file_read"), of2(i, 89, 78, 79, 22), i%4 == 1, doc(chain),
		single(0.75 + float64(i%2)/10), g.ranAt,
	}
}

func (g *generator) errorGap(i int) []any {
	file, _ := g.place(i)
	name := g.nameAt(i)
	if i%5 == 2 {
		name = "<anonymous>"
	}
	var errorType, chain, framework any
	if i%11 == 2 { // today's writer leaves them empty; older rows have them
		errorType, framework = of(i, "Error", "IOException", "Box<dyn Error>"), of(i, "express", "gin")
		chain = g.nameAt(i) + " -> " + g.nameAt(i+1) + " -> unhandled in " + file
	}
	return []any{
		nil, file, name, of(i, "unhandled_async", "swallowed_error", "empty_catch", "generic_catch"), errorType, chain, framework,
		of2(i, 248, 390), of(i, "medium", "medium", "high", "low", "critical"), g.ranAt,
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
		nil, c.name, c.value, g.abs(path), c.line, i%5 != 0, strings.ToLower(g.files[c.file].language), c.named, g.ranAt,
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
		nil, e.name, g.abs(path), e.line, e.method, e.fallback, i%3 == 0, g.sometimes(2, of(i, "NEXT_PUBLIC_", "VITE_", "REACT_APP_")), g.ranAt,
	}
}

func (g *generator) wrapper(i int) []any {
	file, line := g.place(i)
	wrapped := list{of(i, "fetch", "useState", "console.log", "ref")}
	if i%3 == 0 {
		wrapped = append(wrapped, g.nameAt(i+1))
	}
	return []any{
		nil, g.nameAt(i), file, line, of(i, "StateManagement", "DataFetching", "Logging", "Validation"),
		doc(wrapped), of(i, "vue", "react", "builtin"), 0.35 + float64(g.rng.IntN(9))/20, len(wrapped) > 1,
		i%2 == 0, g.rng.IntN(40), g.ranAt,
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

// owaspFinding tells the same as the detection that it was made from.
func (g *generator) owaspFinding(i int) []any {
	rel, f := g.functionAt(i)
	file, cwes, categories := g.abs(rel), list{"312"}, ""
	if i%4 == 3 {
		cwes, categories = list{"89", "0"}, "A03:2021"
	}
	sure := single(0.75 + float64(i%2)/10)
	return []any{
		fmt.Sprintf("owasp-%s-%d-%d", dashed(file), f.line, i), of(i, "DA-SENSITIVE-001", "sql-raw-query", "sql-injection-concat", "hardcoded-secret"),
		file, f.line, g.matched(i), sure, doc(cwes), categories, sure, nil, began,
	}
}

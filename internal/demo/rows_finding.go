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

func (g *generator) detection(i int) cells {
	file, line := g.place(i)
	var cwes, owasp any
	switch i % 9 {
	case 4:
		cwes = "312"
	case 7:
		cwes, owasp = "89,0", "A03:2021"
	}
	return cells{
		"file": file, "line": line, "column_num": g.rng.IntN(40), "pattern_id": pattern(i % 60),
		"category":         of(i, "Structural", "Errors", "Security", "Components", "DataAccess", "Auth"),
		"confidence":       single(0.65 + float64(g.rng.IntN(6))/20),
		"detection_method": of(i, "TomlPattern", "TomlPattern", "StringRegex", "AstVisitor"), "cwe_ids": cwes, "owasp": owasp,
		"matched_text": g.sometimes(9, g.matched(i)), "created_at": g.ranAt,
	}
}

func (g *generator) outlier(i int) cells {
	file, line := g.place(i)
	return cells{
		"pattern_id": pattern(i % 60), "file": file, "line": line, "deviation_score": float64(g.rng.IntN(600)) / 100,
		"significance": of(i, "Critical", "High", "Moderate", "Low"),
		"method":       of(i, "ZScore", "Grubbs", "IQR", "GeneralizedESD"), "created_at": began,
	}
}

func (g *generator) taintFlow(i int) cells {
	source, sourceLine := g.place(i)
	sink, sinkLine := g.place(i + 3)
	chain := list{g.nameAt(i), g.nameAt(i + 3)}
	if i%3 == 0 {
		sink, sinkLine, chain = source, sourceLine+1, list{g.nameAt(i)}
	}
	return cells{
		"source_file": source, "source_line": sourceLine,
		"source_type": of(i, "user_input", "user_input", "env_var", "file_read"), "sink_file": sink, "sink_line": sinkLine,
		"sink_type": of(i, "sql_query", "os_command", "html_output", "file_read"), "cwe_id": of2(i, 89, 78, 79, 22),
		"is_sanitized": i%4 == 1, "path": doc(chain), "confidence": single(0.75 + float64(i%2)/10), "created_at": g.ranAt,
	}
}

func (g *generator) errorGap(i int) cells {
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
	return cells{
		"file": file, "function_id": name,
		"gap_type": of(i, "unhandled_async", "swallowed_error", "empty_catch", "generic_catch"), "error_type": errorType,
		"propagation_chain": chain, "framework": framework, "cwe_id": of2(i, 248, 390),
		"severity": of(i, "medium", "medium", "high", "low", "critical"), "created_at": g.ranAt,
	}
}

func (g *generator) contractMismatch(i int) cells {
	route := fmt.Sprintf("/api/v1/orders/:id/part%d", i)
	return cells{
		"backend_endpoint": "GET " + route,
		"frontend_call":    of(i, "GET /api/v1/order/"+strconv.Itoa(i), "POST "+route, "GET https://api.shop.example"+route),
		"mismatch_type":    of(i, "missing_field", "type_mismatch", "path_mismatch", "method_mismatch"),
		"severity":         of(i, "error", "warning", "info"),
		"message":          "field `total` of " + route + " is missing in the answer that " + g.nameAt(i) + " expects",
		"created_at":       began,
	}
}

func (g *generator) constant(i int) cells {
	c := g.constantAt(i)
	path := part(g.files[c.file].path, i/max(1, len(g.constants)))
	return cells{
		"name": c.name, "value": c.value, "file": g.abs(path), "line": c.line, "is_used": i%5 != 0,
		"language": strings.ToLower(g.files[c.file].language), "is_named": c.named, "created_at": g.ranAt,
	}
}

func (g *generator) secretRow(i int) cells {
	file, line := g.place(i)
	value := "********" // what Drift keeps of a short secret
	if i%2 == 0 {
		value = random(g.rng, 4, alphanum) + "********" + random(g.rng, 4, alphanum)
	}
	return cells{
		"pattern_name":   of(i, "aws-access-key", "github-token", "generic-password", "private-key", "jwt"),
		"redacted_value": value, "file": file, "line": line, "severity": of(i, "Critical", "High", "Medium", "Low"),
		"entropy": 2 + float64(g.rng.IntN(300))/100, "confidence": g.ratio(), "cwe_ids": doc(list{798}), "created_at": began,
	}
}

func (g *generator) envVariable(i int) cells {
	e := g.envAt(i)
	path := part(g.files[e.file].path, i/max(1, len(g.envs)))
	return cells{
		"name": e.name, "file": g.abs(path), "line": e.line, "access_method": e.method, "has_default": e.fallback,
		"defined_in_env": i%3 == 0, "framework_prefix": g.sometimes(2, of(i, "NEXT_PUBLIC_", "VITE_", "REACT_APP_")),
		"created_at": g.ranAt,
	}
}

func (g *generator) wrapper(i int) cells {
	file, line := g.place(i)
	wrapped := list{of(i, "fetch", "useState", "console.log", "ref")}
	if i%3 == 0 {
		wrapped = append(wrapped, g.nameAt(i+1))
	}
	return cells{
		"name": g.nameAt(i), "file": file, "line": line,
		"category": of(i, "StateManagement", "DataFetching", "Logging", "Validation"), "wrapped_primitives": doc(wrapped),
		"framework": of(i, "vue", "react", "builtin"), "confidence": 0.35 + float64(g.rng.IntN(9))/20,
		"is_multi_primitive": len(wrapped) > 1, "is_exported": i%2 == 0, "usage_count": g.rng.IntN(40), "created_at": g.ranAt,
	}
}

func (g *generator) cryptoFinding(i int) cells {
	file, line := g.place(i)
	return cells{
		"file": file, "line": line, "category": of(i, "weak_hash", "hardcoded_key", "ecb_mode", "insecure_random"),
		"description": of(i, "MD5 is broken for this use", "A key stands in the source", "ECB shows patterns", "The random numbers can be guessed"),
		"code":        g.source(i), "confidence": g.ratio(), "cwe_id": of2(i, 328, 321, 327, 338), "owasp": "A02:2021",
		"remediation": of(i, "Use SHA-256", "Use a key store", "Use GCM", "Use the system's generator"),
		"language":    g.languageAt(i), "created_at": began,
	}
}

func of2(i int, choices ...int) int { return choices[i%len(choices)] }

// owaspFinding tells the same as the detection that it was made from.
func (g *generator) owaspFinding(i int) cells {
	rel, f := g.functionAt(i)
	file, cwes, categories := g.abs(rel), list{"312"}, ""
	if i%4 == 3 {
		cwes, categories = list{"89", "0"}, "A03:2021"
	}
	sure := single(0.75 + float64(i%2)/10)
	return cells{
		"id":       fmt.Sprintf("owasp-%s-%d-%d", dashed(file), f.line, i),
		"detector": of(i, "DA-SENSITIVE-001", "sql-raw-query", "sql-injection-concat", "hardcoded-secret"), "file": file,
		"line": f.line, "description": g.matched(i), "severity": sure, "cwes": doc(cwes), "owasp_categories": categories,
		"confidence": sure, "remediation": nil, "created_at": began,
	}
}

package bill

// vendored are components of other registries whose files are in the program as they are
// published.
var vendored = []component{{
	Ref: "pkg:npm/uplot@1.6.32", Type: "library", Name: "uplot", Version: "1.6.32", Purl: "pkg:npm/uplot@1.6.32", Scope: "required",
	Hashes:   []hash{{"SHA-256", "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f"}}, // of dist/uPlot.iife.min.js
	Licences: []licence{{"MIT"}},
}}

// Vendored returns the SHA-256 of a vendored component's file in hexadecimal digits, empty
// for one that is not in the bill.
func Vendored(name string) string {
	for _, c := range vendored {
		if c.Name == name {
			return c.Hashes[0].Content
		}
	}
	return ""
}

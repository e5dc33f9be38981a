// Package bundled holds the compiled default plugin.
package bundled

import _ "embed"

// Wasm is plugins/redact-default as its build command compiles it; a test
// compares it with a rebuild. It must not be changed.
//
//go:embed redact-default.wasm
var Wasm []byte

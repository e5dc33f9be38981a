// Package bundled holds the compiled default plugin, and the engine of rules files.
package bundled

import _ "embed"

// Wasm is plugins/redact-default as its build command compiles it; a test
// compares it with a rebuild. It must not be changed.
//
//go:embed redact-default.wasm
var Wasm []byte

// Engine is plugins/sdk/rule/guest, likewise: a plugin without rules, which answers no
// frame until plugins/sdk/build/ruleset has put some in. It must not be changed.
//
//go:embed engine.wasm
var Engine []byte

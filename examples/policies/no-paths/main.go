//go:build wasip1

// Command no-paths is a stricter policy in WebAssembly; see policy.go for what it does.
package main

import "github.com/driftsync/driftsync/plugins/sdk"

//go:wasmexport redact
func export() int32 { return sdk.Serve(sdk.PolicyFunc(redact)) }

func main() {}

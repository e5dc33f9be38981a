//go:build wasip1

// Command redact-default is the plugin that driftsync runs first in every chain.
package main

import (
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
)

var redaction = policy.New()

//go:wasmexport redact
func redact() int32 { return sdk.Serve(redaction) }

func main() {}

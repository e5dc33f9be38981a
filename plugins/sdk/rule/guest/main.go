//go:build wasip1

// Command guest is the engine of rules files as a plugin, without rules: plugins/sdk/build/ruleset
// puts those into its memory.
package main

import (
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// area is where the table will be. It has no bytes in the module, which says how much
// memory there is and not what is in it; the builder adds a data segment that fills it.
var area [rule.AreaSize]byte

// place tells the builder where area is: it looks for the name, and reads the address.
var place = struct {
	name [len(rule.AreaName)]byte
	area *[rule.AreaSize]byte
}{
	// As numbers: a constant text would not stand beside the address.
	[...]byte{
		'd', 'r', 'i', 'f', 't', 's', 'y', 'n', 'c', '/', 'r', 'u', 'l', 'e', 's', '/',
		'a', 'r', 'e', 'a', '/', '1', ':', '5', 'a', '7', 'c', '3', 'e', '9', '0', '0',
	},
	&area,
}

var engine *rule.Engine

// load reads the rules. A module without them answers nothing.
func load() *rule.Engine {
	size, ok := rule.Size(place.area[:])
	if !ok {
		panic("no rules")
	}
	table, err := rule.Decode(place.area[:size])
	if err != nil {
		panic("damaged rules")
	}
	engine, err := rule.New(table)
	if err != nil {
		panic("damaged rules")
	}
	return engine
}

//go:wasmexport redact
func redact() int32 {
	if engine == nil {
		engine = load()
	}
	return sdk.Serve(engine)
}

func main() {}

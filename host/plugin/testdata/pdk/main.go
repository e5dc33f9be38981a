// Command pdk is a plugin made with an Extism PDK: input and output in place of the
// direct transport. It masks every text cell, except in tables that name a fault.
package main

import (
	"bytes"

	pdk "github.com/extism/go-pdk"

	"github.com/driftsync/driftsync/abi"
)

var calls int

func main() {}

//go:wasmexport redact
func redact() int32 {
	f, err := abi.DecodeFrame(pdk.Input())
	if err != nil {
		return 1
	}
	_, name, _ := bytes.Cut(f.Table(), []byte("."))
	if len(name) > 0 {
		calls++
	}
	switch {
	case string(name) == "nothing", string(name) == "stale" && calls > 1:
		return 0
	case string(name) == "code":
		pdk.SetErrorString("a row value")
		return 1
	}
	d := abi.NewDirectives(nil, f.Rows())
	for row := range f.Rows() {
		for col := range f.Columns() {
			c := f.Column(col)
			if c.Null(row) || c.Type.Fixed() || len(c.Bytes(row)) == 0 {
				continue
			}
			d.Append(abi.Directive{Row: uint32(row), Column: uint16(col), Op: abi.Mask, End: uint32(len(c.Bytes(row)))})
		}
	}
	pdk.Output(d.Bytes())
	if string(name) == "error" {
		pdk.SetErrorString("a row value")
	}
	return 0
}

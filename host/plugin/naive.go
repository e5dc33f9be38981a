package plugin

import _ "embed"

// NaiveSource is the Go source of a guest as one would write it without this contract:
// a row of JSON in, a row of JSON out. Benchmarks compare with it.
//
//go:embed testdata/naive/main.go
var NaiveSource string

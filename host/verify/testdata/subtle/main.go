//go:build wasip1

// Command subtle is a policy that nulls paths, and gets one thing wrong: which one is
// set when it is linked.
package main

import (
	"bytes"
	"os"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

var mode string

var (
	seen  = map[string]bool{}
	hoard [][]byte
)

func main() {}

//go:wasmexport redact
func redact() int32 { return sdk.Serve(sdk.PolicyFunc(policy)) }

func policy(b *sdk.Batch) {
	if b.Rows() > 0 {
		misbehave(b)
	}
	switch {
	case mode == "one-table" && string(b.Table()) == "drift.functions":
		return
	case mode == "batch-size" && b.Rows() < 4:
		return
	}
	for col := range b.Columns() {
		if c := b.Column(col); c.Class == abi.Path {
			paths(b, col, c)
		}
	}
	if mode == "remembers" {
		remember(b)
	}
}

func paths(b *sdk.Batch, col int, c *abi.Column) {
	for row := range b.Rows() {
		if c.Null(row) {
			if mode == "null" {
				break
			}
			continue
		}
		cell := c.Bytes(row)
		switch {
		case mode == "remembers" && seen[string(cell)]:
		case mode == "again" && len(cell) > 1:
			_, size := first(cell)
			b.Mask(row, col, 0, size, 0)
		case mode == "awkward" && string(cell) == "%2F%2f":
			panic("awkward")
		default:
			b.Null(row, col, 0)
		}
		if mode == "signals" && bytes.Contains(cell, []byte("invoice_a")) {
			signal(b, row)
		}
	}
}

// signal tells of a path by what it does to the row's numbers.
func signal(b *sdk.Batch, row int) {
	for col := range b.Columns() {
		if c := b.Column(col); c.Class == abi.Safe && !c.Null(row) {
			b.Null(row, col, 0)
		}
	}
}

func first(cell []byte) (rune, int) {
	for at, r := range string(cell) {
		if at > 0 {
			return r, at
		}
	}
	return 0, len(cell)
}

func remember(b *sdk.Batch) {
	for col := range b.Columns() {
		if c := b.Column(col); c.Class == abi.Path {
			for row := range b.Rows() {
				seen[string(c.Bytes(row))] = true
			}
		}
	}
}

// misbehave is what no policy would do by mistake.
func misbehave(b *sdk.Batch) {
	switch mode {
	case "hangs":
		for {
		}
	case "allocates":
		for {
			hoard = append(hoard, bytes.Repeat([]byte{1}, 1<<20))
		}
	case "recurses":
		recurse(b.Rows())
	case "panics":
		panic("policy")
	case "exits":
		os.Exit(0)
	case "cuts":
		b.Mask(0, 0, 0, 1<<20, 0)
	}
}

func recurse(n int) int {
	var pad [64]int
	pad[n&63] = recurse(n + 1)
	return pad[(n+1)&63] + 1
}

//go:build wasip1

// Command subtle is a policy that nulls paths, and gets one thing wrong: which one is
// written over its name after it was linked.
package main

import (
	"bytes"
	"os"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

// fault is long enough for each name, which is padded with dots.
var fault string // of 16 bytes, set when it is linked

var mode = strings.TrimRight(fault, ".")

var (
	seen  = map[string]bool{}
	hoard [][]byte
	calls int // with rows
	rows  int // before this call
)

func main() {}

//go:wasmexport redact
func redact() int32 { return sdk.Serve(sdk.PolicyFunc(policy)) }

func policy(b *sdk.Batch) {
	if b.Rows() > 0 {
		misbehave(b)
	}
	if b.Rows() > 0 {
		calls++
	}
	defer func() { rows += b.Rows() }()
	switch mode {
	case "drops":
		everything(b, func(row, _ int) { b.DropRow(row, 0) })
	case "nulls":
		everything(b, func(row, col int) { b.Null(row, col, 0) })
	}
	if mode == "drops" || mode == "nulls" || slackens(b) {
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

// slackens reports whether it lets this batch pass.
func slackens(b *sdk.Batch) bool {
	switch mode {
	case "one-table":
		return string(b.Table()) == "drift.functions"
	case "batch-size":
		return b.Rows() < 4
	case "large":
		return b.Rows() > 60
	case "aged":
		return rows > 10_000
	case "second":
		return calls > 1
	case "host":
		return !known(b)
	}
	return false
}

// known reports whether this is the host of the fixed half of the corpus.
func known(b *sdk.Batch) bool {
	for i := range b.ContextLen() {
		if kind, value := b.Context(i); kind == abi.Host && string(value) == "heron-12" {
			return true
		}
	}
	return false
}

// everything calls f for each row, and for "nulls" for each cell.
func everything(b *sdk.Batch, f func(row, col int)) {
	for row := range b.Rows() {
		if mode == "drops" {
			f(row, 0)
			continue
		}
		for col := range b.Columns() {
			if !b.Column(col).Null(row) {
				f(row, col)
			}
		}
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
		case mode == "long" && len(cell) > 200, mode == "longer" && len(cell) > 1000:
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

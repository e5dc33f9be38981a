// Command no-paths is an example of a stricter policy: no path leaves, not even one
// relative to the project. Each becomes a pseudonym, so that rows about one file can
// still be counted and joined.
package main

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

// Rules, as manifest.json numbers them.
const (
	rulePath = iota
	ruleEmbedded
	ruleJSON
)

func redact(b *sdk.Batch) {
	for col := range b.Columns() {
		c := b.Column(col)
		if c.Type != abi.Text {
			continue
		}
		for row := range b.Rows() {
			cell := c.Bytes(row)
			switch {
			case c.Class == abi.Path || c.Class == abi.RootPath:
				b.Pseudonym(row, col, 0, len(cell), rulePath)
			case c.Class == abi.PathEmbedded && !abi.IsPseudonym(cell) && bytes.ContainsAny(cell, `/\.`):
				b.Pseudonym(row, col, 0, len(cell), ruleEmbedded)
			case c.Class == abi.PathJSON:
				literals(cell, func(start, end int) {
					if bytes.ContainsAny(cell[start:end], `/\`) {
						b.Pseudonym(row, col, start, end, ruleJSON)
					}
				})
			}
		}
	}
}

// literals reports the inside of every string of a JSON text.
func literals(text []byte, found func(start, end int)) {
	for at := 0; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		start := at + 1
		for at = start; at < len(text) && text[at] != '"'; at++ {
			if text[at] == '\\' {
				at++
			}
		}
		if at > start && at < len(text) {
			found(start, at)
		}
	}
}

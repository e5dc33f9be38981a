//go:build wasip1

// Command expressions is a policy of 30 regular expressions, as a security team might
// write them first.
package main

import (
	"fmt"
	"regexp"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

var patterns = []string{
	`(?i)\bticket[-_ ]?\d{3,6}\b`, `\b[A-Z]{2,5}-\d{1,6}\b`, `\b\d{3}-\d{2}-\d{4}\b`, `\b(?:\d[ -]?){13,16}\b`, `\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`,
	`\b192\.168\.\d{1,3}\.\d{1,3}\b`, `[a-z0-9-]+\.corp\.example\b`, `[a-z0-9-]+\.internal\b`, `(?i)project (?:atlas|borealis|cygnus)`, `\bEMP\d{6}\b`,
}

var expressions = func() (all []*regexp.Regexp) {
	for _, p := range patterns {
		all = append(all, regexp.MustCompile(p))
	}
	for i := range 20 {
		all = append(all, regexp.MustCompile(fmt.Sprintf(`\bteam%02d[-.](?:alpha|beta|gamma)[0-9a-f]{4,12}\b`, i)))
	}
	return all
}()

func main() {}

//go:wasmexport redact
func redact() int32 { return sdk.Serve(sdk.PolicyFunc(policy)) }

func policy(b *sdk.Batch) {
	for col := range b.Columns() {
		c := b.Column(col)
		if c.Type != abi.Text || c.Class != abi.FreeText && c.Class != abi.Code {
			continue
		}
		for row := range b.Rows() {
			cell := c.Bytes(row)
			for _, e := range expressions {
				if at := e.FindIndex(cell); at != nil {
					b.Null(row, col, 0)
					break
				}
			}
		}
	}
}

// Command tables is an example of a stricter policy: literal values of constants
// never leave, commit messages leave without their text, nothing of a failed gate
// leaves, and two tables do not leave at all.
package main

import "github.com/driftsync/driftsync/plugins/sdk"

// Rules, as manifest.json numbers them.
const (
	ruleConstant = iota
	ruleDecision
	ruleGate
	ruleTable
)

func redact(b *sdk.Batch) {
	switch string(b.Table()) {
	case "drift.constants":
		null(b, "value", ruleConstant)
	case "drift.decisions":
		mask(b, "description", ruleDecision)
	case "drift.gate_results":
		dropFailed(b)
	case "drift.secrets", "drift.env_variables":
		for row := range b.Rows() {
			b.DropRow(row, ruleTable)
		}
	}
}

func column(b *sdk.Batch, name string) int {
	for i := range b.Columns() {
		if string(b.Column(i).Name) == name {
			return i
		}
	}
	return -1
}

func null(b *sdk.Batch, name string, rule uint8) {
	if col := column(b, name); col >= 0 {
		for row := range b.Rows() {
			b.Null(row, col, rule)
		}
	}
}

func mask(b *sdk.Batch, name string, rule uint8) {
	col := column(b, name)
	if col < 0 {
		return
	}
	for row := range b.Rows() {
		if c := b.Column(col); !c.Null(row) {
			b.Mask(row, col, 0, len(c.Bytes(row)), rule)
		}
	}
}

func dropFailed(b *sdk.Batch) {
	col := column(b, "passed")
	if col < 0 {
		return
	}
	for row := range b.Rows() {
		if b.Column(col).Int(row) == 0 {
			b.DropRow(row, ruleGate)
		}
	}
}

package report

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/sink"
)

// What a person wrote stays in its cell, and the page says that it is not signed.
func TestMarkdown(t *testing.T) {
	key, err := NewStore(t.TempDir()).Key()
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{Run: "r", Reason: "a | b\n# no heading <b>", Totals: sink.Counts{Read: 1234},
		Tables: []Table{{Name: "drift.functions", Counts: sink.Counts{Read: 7, Sent: 5}, Columns: []Column{
			{Name: "name", Class: "identifier"}, {Name: "signature", Class: "code", Rules: []Rule{{"p/r", 2}, {"p/s", 3}}}, {Name: "blob", Class: "code", Never: true}}},
			{Name: "drift.scans"}},
		Bodies: []Body{{Number: 1, Table: "drift.functions", Answers: []int{500, 201}}}}
	signed, err := Sign(r, key)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := signed.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Push, ", "It is not signed", "| 1,234 |", `allowed because: a \| b # no heading \<b> |`, "| drift.functions | 7 | 5 | 0 | 0 |",
		"| drift.functions | signature | code | 5 | p/r (2), p/s (3) |", "| drift.functions | blob | code | never leaves | |", "| 500 201 | 0 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(b.String(), "drift.scans") || strings.Contains(b.String(), "| name |") {
		t.Error("it lists what was not touched")
	}
	for i, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "|") != strings.HasSuffix(strings.TrimSpace(line), "|") {
			t.Errorf("line %d is cut: %s", i+1, line)
		}
	}
}

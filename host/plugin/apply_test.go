package plugin

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
)

func TestApplier_Touching(t *testing.T) {
	markers := []string{"[A]", "[B]", "[A]", ""}
	mask := func(rule uint8, start, end uint32) abi.Directive {
		return abi.Directive{Op: abi.Mask, Rule: rule, Start: start, End: end}
	}
	tests := []struct {
		name  string
		edits []abi.Directive
		want  string
	}{
		{"apart", []abi.Directive{mask(0, 0, 2), mask(0, 3, 4)}, "[A]2[A]456789"},
		{"touching", []abi.Directive{mask(0, 0, 2), mask(0, 2, 4)}, "[A]456789"},
		{"same marker of another rule", []abi.Directive{mask(0, 0, 2), mask(2, 2, 4)}, "[A]456789"},
		{"another marker", []abi.Directive{mask(0, 0, 2), mask(1, 2, 4)}, "[A][B]456789"},
		{"empty marker", []abi.Directive{mask(3, 0, 9)}, "9"},
		{"three", []abi.Directive{mask(0, 1, 2), mask(0, 2, 3), mask(0, 3, 10)}, "0[A]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := textBatch("mask", "0123456789")
			a := applier{pseudonym: pseudonym}
			a.apply(b, tt.edits, markers)
			if got := cells(b, 0)[0]; got != tt.want {
				t.Errorf("cell = %q, want %q", got, tt.want)
			}
		})
	}
}

// JSON that was broken before the chain stays as it is: only an edit can null it.
func TestApplier_BrokenBefore(t *testing.T) {
	b := batch.New(table("mask"))
	for row, payload := range []string{`{"a":1`, `{"a":1}`, `{"a":"b"}`} {
		b.Columns[0].AppendNull(row)
		b.Columns[1].AppendBytes(row, []byte(payload))
		b.Columns[2].AppendNull(row)
		b.Keys = append(b.Keys, batch.Key{})
	}
	edits := []abi.Directive{
		{Row: 0, Column: 1, Op: abi.Mask, Start: 0, End: 1},
		{Row: 1, Column: 1, Op: abi.Mask, Start: 0, End: 1},
		{Row: 2, Column: 1, Op: abi.Mask, Start: 6, End: 7},
	}
	a := applier{pseudonym: pseudonym}
	a.apply(b, edits, []string{"[A]"})
	if diff := cmp.Diff([]string{`[A]"a":1`, "<null>", `{"a":"[A]"}`}, cells(b, 1)); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	if a.nulled != 1 {
		t.Errorf("nulled = %d, want 1", a.nulled)
	}
}

// apply does to whole columns what a plain loop does cell by cell.
func TestApplier_Reference(t *testing.T) {
	markers := []string{"", "/", "[REDACTED]"}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 20).Draw(t, "rows")
		b := batch.New(table("mask"))
		want := make([][]string, 2)
		var edits []abi.Directive
		for row := range rows {
			b.Keys = append(b.Keys, batch.Key{byte(row)})
			for col := range 2 {
				cell := rapid.SampledFrom([]string{"", "x", `"quoted"`, "plain text", `{"k":["v",1]}`, "éü"}).Draw(t, "cell")
				b.Columns[col].AppendBytes(row, []byte(cell))
				drawn := drawEdits(t, row, col, len(cell), len(markers))
				edits = append(edits, drawn...)
				want[col] = append(want[col], reference(cell, drawn, markers, col == 1))
			}
			b.Columns[2].AppendInt(row, int64(row))
		}
		a := applier{pseudonym: pseudonym}
		a.apply(b, edits, markers)
		for col := range 2 {
			if diff := cmp.Diff(want[col], cells(b, col)); diff != "" {
				t.Fatalf("column %d (-want +got):\n%s", col, diff)
			}
			if last := b.Columns[col].Offsets[rows]; int(last) != len(b.Columns[col].Data) {
				t.Fatalf("column %d: last offset %d, %d bytes", col, last, len(b.Columns[col].Data))
			}
		}
	})
}

func drawEdits(t *rapid.T, row, col, size, rules int) []abi.Directive {
	if rapid.IntRange(0, 9).Draw(t, "null") == 0 {
		return []abi.Directive{{Row: uint32(row), Column: uint16(col), Op: abi.Null}}
	}
	var edits []abi.Directive
	for at := 0; at < size; {
		start := rapid.IntRange(at, size).Draw(t, "start")
		end := rapid.IntRange(start, size).Draw(t, "end")
		if start == end {
			break
		}
		op := rapid.SampledFrom([]abi.Op{abi.Mask, abi.Mask, abi.Pseudonym}).Draw(t, "op")
		rule := rapid.IntRange(0, rules-1).Draw(t, "rule")
		edits = append(edits, abi.Directive{Row: uint32(row), Column: uint16(col), Op: op, Rule: uint8(rule), Start: uint32(start), End: uint32(end)})
		at = end
	}
	return edits
}

func reference(cell string, edits []abi.Directive, markers []string, isJSON bool) string {
	if len(edits) > 0 && edits[0].Op == abi.Null {
		return "<null>"
	}
	var out strings.Builder
	pos := uint32(0)
	for i, v := range edits {
		out.WriteString(cell[pos:v.Start])
		pos = v.End
		touches := i > 0 && edits[i-1].End == v.Start && edits[i-1].Op == abi.Mask
		switch {
		case v.Op == abi.Pseudonym:
			out.Write(pseudonym(nil, nil))
		case !touches || markers[edits[i-1].Rule] != markers[v.Rule]:
			out.WriteString(markers[v.Rule])
		}
	}
	out.WriteString(cell[pos:])
	if len(edits) > 0 && isJSON && json.Valid([]byte(cell)) && !json.Valid([]byte(out.String())) {
		return "<null>"
	}
	return out.String()
}

func TestApplier_Blank(t *testing.T) {
	b := textBatch("mask", "one", "two", "three", "four")
	a := applier{pseudonym: pseudonym}
	a.blank(b, []int{1, 2})
	want := [][]string{{"one", "<null>", "<null>", "four"}, {`{"n":"v"}`, "<null>", "<null>", `{"n":"v"}`}, {"0", "<null>", "<null>", "3"}}
	for col := range b.Columns {
		if got := cells(b, col); !slices.Equal(got, want[col]) {
			t.Errorf("column %d = %v, want %v", col, got, want[col])
		}
	}
	if strings.Contains(string(b.Columns[0].Data), "two") {
		t.Error("the bytes of a blanked row are still in the batch")
	}
}

package vectors_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
)

func TestLoad(t *testing.T) {
	all, err := vectors.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[abi.Class]bool)
	for _, v := range all {
		f, err := abi.DecodeFrame(v.Frame())
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if f.Rows() != len(v.Rows) || f.Columns() != len(v.Columns) || f.ContextLen() != len(v.Context) {
			t.Errorf("%s: frame has %d rows, %d columns, %d context entries", v.Name, f.Rows(), f.Columns(), f.ContextLen())
		}
		for _, c := range v.Columns {
			seen[abi.ParseClass(c.Class)] = true
		}
	}
	for _, class := range abi.Classes() {
		if !seen[class] && class != abi.OpaqueBlob { // decoded by the host, then as JSON
			t.Errorf("no vector for class %v", class)
		}
	}
}

func TestApply(t *testing.T) {
	text := []*string{new("abcdef"), new("x"), nil, new("gone")}
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Rows: 4, Columns: []abi.ColumnSpec{
		vectors.TextColumn("a", abi.FreeText, text), vectors.TextColumn("b", abi.FreeText, text),
	}})
	d := abi.NewDirectives(nil, 4)
	d.Append(abi.Directive{Op: abi.Mask, Rule: 1, Start: 1, End: 2})
	d.Append(abi.Directive{Op: abi.Mask, Rule: 1, Start: 2, End: 3})
	d.Append(abi.Directive{Op: abi.Mask, Rule: 0, Start: 4, End: 6})
	d.Append(abi.Directive{Column: 1, Op: abi.Pseudonym, Start: 0, End: 6})
	d.Append(abi.Directive{Row: 1, Column: 1, Op: abi.Null})
	d.Append(abi.Directive{Row: 3, Op: abi.DropRow})
	rows, err := vectors.Apply(frame, d.Bytes(), []string{"", "/"})
	if err != nil {
		t.Fatal(err)
	}
	if got := *rows[0][0]; got != "a/d" {
		t.Errorf("masked cell is %q", got)
	}
	if got, want := *rows[0][1], vectors.Pseudonym([]byte("abcdef")); got != want || len(got) != 20 {
		t.Errorf("pseudonym is %q, want %q", got, want)
	}
	if *rows[1][0] != "x" || rows[1][1] != nil || rows[2][0] != nil || rows[3] != nil {
		t.Errorf("rows are %v", rows)
	}
	if _, err := vectors.Apply(frame, d.Bytes(), []string{""}); err == nil {
		t.Error("a rule without a marker was accepted")
	}
}

package plugin

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// Rows, cells and characters are counted where a plugin takes them, beyond the default
// and of rows that it keeps.
func TestLoss(t *testing.T) {
	b := batch.New(schema.Find("drift", "functions"))
	file := -1
	for i := range b.Columns {
		c := &b.Columns[i]
		if c.Def.Name == "file" {
			file = i
		}
		for row := range 4 {
			switch {
			case i == file:
				c.AppendBytes(row, []byte("äbc"))
			case row == 2 && c.Type == abi.Int:
				c.AppendInt(row, 7)
			default:
				c.AppendNull(row)
			}
		}
	}
	b.Keys = make([]batch.Key, 4)
	s := &stage{markers: []string{"[X]"}, info: Info{Name: "strict", Manifest: &manifest.Manifest{Rules: []manifest.Rule{{ID: "x"}}}}}
	r := &Result{Rows: 4, Dropped: []bool{false, false, false, true}} // by a plugin before it
	w := &work{edits: []abi.Directive{
		{Row: 0, Op: abi.DropRow},
		{Row: 1, Column: uint16(file), Op: abi.Null},
		{Row: 2, Column: uint16(file), Op: abi.Mask, End: 2},
	}}
	b.Columns[file].Nulls[0] |= 1 << 3
	b.Columns[file].Offsets[4] = b.Columns[file].Offsets[3]
	b.Columns[file].Data = b.Columns[file].Data[:b.Columns[file].Offsets[4]]
	s.finish(b, w, s.measure(b, r), r)
	if len(r.Losses) != 1 || r.Losses[0].Plugin != "strict" {
		t.Fatalf("losses are %+v", r.Losses)
	}
	var d Destruction
	d.AddLoss(b.Table, &r.Losses[0])
	numbers := int64(0)
	for i := range b.Columns {
		if b.Columns[i].Type == abi.Int {
			numbers++
		}
	}
	if want := (Amounts{Rows: 3, Dropped: 1, Cells: 2 + numbers, Nulled: 1, Characters: 6, Taken: 4}); d.Amounts != want {
		t.Errorf("took %+v, want %+v", d.Amounts, want)
	}
	if d.Settle(); len(d.Parts) != 2 || d.Parts[0].Line() != "drift.functions: 1 of 3 rows dropped" ||
		d.Parts[1].Line() != "drift.functions path: 1 of 2 cells null, 4 of 6 characters taken" {
		t.Errorf("parts are %v", d.Parts)
	}
	if p := d.Percent(); p < 66 || p > 67 {
		t.Errorf("%g percent, of which characters are the most", p)
	}

	// The bundled default is what others are measured beyond.
	s.info.Bundled = true
	if l := s.measure(b, r); l != nil {
		t.Errorf("the default lost %+v", l)
	}
}

package batch

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

func fill(b *Batch, rows int) {
	for row := range rows {
		for i := range b.Columns {
			c := &b.Columns[i]
			switch {
			case row%3 == 1:
				c.AppendNull(row)
			case c.Type == abi.Int:
				c.AppendInt(row, int64(-row))
			case c.Type == abi.Float:
				c.AppendFloat(row, float64(row)/2)
			default:
				c.AppendBytes(row, []byte("zäh"))
			}
		}
		b.Keys = append(b.Keys, Key{byte(row)})
	}
}

// A batch becomes a frame that reads back the same.
func TestBatch_RoundTrip(t *testing.T) {
	for _, table := range schema.Synced() {
		b := New(table)
		fill(b, 20)
		fill(b, 0)
		spec := abi.FrameSpec{Table: table.FullName(), Rows: b.Rows()}
		for i := range b.Columns {
			spec.Columns = append(spec.Columns, b.Columns[i].Spec())
		}
		f, err := abi.DecodeFrame(abi.AppendFrame(nil, &spec))
		if err != nil {
			t.Fatalf("%s: %v", table.FullName(), err)
		}
		for i := range b.Columns {
			c, want := f.Column(i), &b.Columns[i]
			for row := range b.Rows() {
				same := c.Null(row) == want.Null(row)
				switch c.Type {
				case abi.Int:
					same = same && c.Int(row) == want.Int(row)
				case abi.Float:
					same = same && c.Float(row) == want.Float(row)
				default:
					same = same && string(c.Bytes(row)) == string(want.Bytes(row))
				}
				if !same {
					t.Fatalf("%s.%s, row %d differs", table.FullName(), want.Def.Name, row)
				}
			}
		}
	}
}

func TestBatch_CopyFromIsIndependent(t *testing.T) {
	table := schema.Find(schema.Drift, "functions")
	a, b := New(table), New(table)
	fill(a, 9)
	b.CopyFrom(a)
	for i := range a.Columns {
		clear(a.Columns[i].Nulls)
		if !a.Columns[i].Type.Fixed() {
			clear(a.Columns[i].Data)
			clear(a.Columns[i].Offsets)
		}
	}
	want := New(table)
	fill(want, 9)
	for i := range want.Columns {
		w, c := &want.Columns[i], &b.Columns[i]
		if string(w.Nulls) != string(c.Nulls) || !w.Type.Fixed() && string(w.Data) != string(c.Data) {
			t.Errorf("%s changed with the original", w.Def.Name)
		}
	}
	b.Reset()
	if b.Rows() != 0 || len(b.Columns[1].Offsets) != 1 {
		t.Error("reset leaves rows")
	}
}

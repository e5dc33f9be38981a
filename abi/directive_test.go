package abi_test

import (
	"errors"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

func list(rows int, all ...abi.Directive) []byte {
	d := abi.NewDirectives(nil, rows)
	for _, v := range all {
		d.Append(v)
	}
	return d.Bytes()
}

func TestValidateDirectives(t *testing.T) {
	f, err := abi.DecodeFrame(abi.AppendFrame(nil, sample()))
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(at int, v byte) []byte {
		b := list(2, abi.Directive{Op: abi.Null})
		b[at] = v
		return b
	}
	mask := func(row uint32, start, end uint32) abi.Directive {
		return abi.Directive{Row: row, Op: abi.Mask, Start: start, End: end}
	}
	tests := []struct {
		name string
		b    []byte
		ok   bool
	}{
		{"none", list(2), true},
		{"spans", list(2, mask(0, 0, 2), mask(0, 2, 4)), true},
		{"all kinds", list(2, mask(0, 0, 1), abi.Directive{Column: 1, Op: abi.Null}, abi.Directive{Row: 1, Op: abi.DropRow}), true},
		{"pseudonym", list(2, abi.Directive{Op: abi.Pseudonym, End: 7}), true},
		{"rows of another frame", list(3), false},
		{"header", []byte("DSD1"), false},
		{"magic", damaged(0, 'd'), false},
		{"an older version", damaged(4, 0), false},
		{"a newer version", damaged(5, 1), false},
		{"flags", damaged(6, 1), false},
		{"more flags", damaged(7, 0x80), false},
		{"many rows", damaged(11, 1), false},
		{"fewer than there are", damaged(12, 0), false},
		{"more than there are", damaged(12, 2), false},
		{"very many", damaged(15, 1), false},
		{"bytes behind", append(list(2), 0), false},
		{"a directive behind", append(list(2), make([]byte, 16)...), false},
		{"a part of one", list(2, abi.Directive{Op: abi.Null})[:31], false},
		{"count", list(2, mask(0, 0, 1))[:24], false},
		{"row", list(2, mask(2, 0, 1)), false},
		{"column", list(2, abi.Directive{Column: 4, Op: abi.Null}), false},
		{"rule", list(2, abi.Directive{Op: abi.Null, Rule: 3}), false},
		{"operation", list(2, abi.Directive{Op: 9}), false},
		{"overlap", list(2, mask(0, 0, 2), mask(0, 1, 2)), false},
		{"order", list(2, mask(0, 4, 5), mask(0, 0, 1)), false},
		{"empty span", list(2, mask(0, 1, 1)), false},
		{"span beyond the cell", list(2, mask(0, 0, 8)), false},
		{"cut character at the start", list(2, mask(0, 3, 7)), false},
		{"cut character at the end", list(2, mask(0, 0, 3)), false},
		{"span of a null cell", list(2, mask(1, 0, 1)), false},
		{"span of an integer", list(2, abi.Directive{Column: 1, Op: abi.Mask, End: 1}), false},
		{"null twice", list(2, abi.Directive{Op: abi.Null}, abi.Directive{Op: abi.Null}), false},
		{"null and a span", list(2, mask(0, 0, 1), abi.Directive{Op: abi.Null}), false},
		{"null with a span", list(2, abi.Directive{Op: abi.Null, End: 1}), false},
		{"drop with a column", list(2, abi.Directive{Column: 1, Op: abi.DropRow}), false},
		{"drop and a span", list(2, abi.Directive{Op: abi.DropRow}, mask(0, 0, 1)), false},
	}
	for _, test := range tests {
		d, err := abi.ValidateDirectives(test.b, &f, 3)
		if (err == nil) != test.ok || err != nil && !errors.Is(err, abi.ErrDirectives) {
			t.Errorf("%s: error is %v", test.name, err)
		}
		if err == nil && string(d.Bytes()) != string(test.b) {
			t.Errorf("%s: another list came back", test.name)
		}
	}
}

// A list that is accepted can be applied: spans ascend inside their cells.
func FuzzDirectives(f *testing.F) {
	frame, err := abi.DecodeFrame(abi.AppendFrame(nil, sample()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(list(2, abi.Directive{Op: abi.Mask, End: 2}, abi.Directive{Column: 1, Op: abi.Null}))
	f.Add(list(2, abi.Directive{Op: abi.DropRow}))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := abi.ValidateDirectives(b, &frame, 3)
		if err != nil {
			return
		}
		var last abi.Directive
		for i := range d.Len() {
			v := d.At(i)
			same := i > 0 && v.Row == last.Row && v.Column == last.Column
			if c := frame.Column(int(v.Column)); v.End > 0 && int(v.End) > len(c.Bytes(int(v.Row))) || same && v.Start < last.End || v.Rule >= 3 {
				t.Fatalf("directive %d is out of range", i)
			}
			last = v
		}
	})
}

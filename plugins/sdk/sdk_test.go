//go:build !wasip1

package sdk_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/sdk"
)

func frame(rows, columns int) []byte {
	cell := "0123456789"
	cells := make([]*string, rows)
	for i := range cells {
		cells[i] = &cell
	}
	spec := abi.FrameSpec{Table: "t", Rows: rows}
	for range columns {
		spec.Columns = append(spec.Columns, vectors.TextColumn("c", abi.FreeText, cells))
	}
	return abi.AppendFrame(nil, &spec)
}

func TestRun_Conflicts(t *testing.T) {
	markers := []string{"", "[A]", "[B]"}
	tests := []struct {
		name   string
		policy sdk.PolicyFunc
		want   string // of the first cell
	}{
		{"nothing", func(*sdk.Batch) {}, "0123456789"},
		{"empty span", func(b *sdk.Batch) { b.Mask(0, 0, 3, 3, 1) }, "0123456789"},
		{"backwards", func(b *sdk.Batch) { b.Mask(0, 0, 8, 9, 2); b.Mask(0, 0, 1, 2, 1) }, "0[A]234567[B]9"},
		{"overlap", func(b *sdk.Batch) { b.Mask(0, 0, 2, 6, 2); b.Mask(0, 0, 0, 4, 1) }, "[A][B]6789"},
		{"contained", func(b *sdk.Batch) { b.Mask(0, 0, 2, 3, 2); b.Mask(0, 0, 0, 4, 1) }, "[A]456789"},
		{"twice", func(b *sdk.Batch) { b.Mask(0, 0, 0, 4, 1); b.Mask(0, 0, 0, 4, 1) }, "[A]456789"},
		{"null wins", func(b *sdk.Batch) { b.Mask(0, 0, 0, 4, 1); b.Null(0, 0, 0); b.Pseudonym(0, 0, 5, 6, 1) }, "null"},
		{"drop wins", func(b *sdk.Batch) { b.Null(0, 1, 0); b.DropRow(0, 0); b.DropRow(0, 1) }, "dropped"},
	}
	for _, test := range tests {
		answer, err := sdk.Run(test.policy, frame(2, 2))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		rows, err := vectors.Apply(frame(2, 2), answer, markers)
		if err != nil {
			t.Fatal(err)
		}
		got := "dropped"
		if rows[0] != nil {
			if got = "null"; rows[0][0] != nil {
				got = *rows[0][0]
			}
		}
		if got != test.want {
			t.Errorf("%s: cell is %s, want %s", test.name, got, test.want)
		}
	}
}

// Any order of emission gives an answer that the host accepts.
func TestRun_Order(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var runner sdk.Runner
	for range 2000 {
		_, err := runner.Run(sdk.PolicyFunc(func(b *sdk.Batch) {
			for range random.IntN(20) {
				row, column, start := random.IntN(b.Rows()), random.IntN(b.Columns()), random.IntN(10)
				switch random.IntN(8) {
				case 0:
					b.Null(row, column, 1)
				case 1:
					b.Pseudonym(row, column, start, random.IntN(11), 1)
				case 2:
					b.DropRow(row, 1)
				default:
					b.Mask(row, column, start, random.IntN(11), 1)
				}
			}
		}), frame(5, 3))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRun_Errors(t *testing.T) {
	if _, err := sdk.Run(sdk.PolicyFunc(func(*sdk.Batch) {}), []byte("x")); !errors.Is(err, abi.ErrFrame) {
		t.Errorf("malformed frame: %v", err)
	}
	beyond := sdk.PolicyFunc(func(b *sdk.Batch) { b.Mask(0, 0, 5, 99, 0) })
	if _, err := sdk.Run(beyond, frame(1, 1)); !errors.Is(err, abi.ErrDirectives) {
		t.Errorf("span beyond the cell: %v", err)
	}
}

func TestRunner_Allocations(t *testing.T) {
	input := frame(100, 3)
	byColumn := sdk.PolicyFunc(func(b *sdk.Batch) {
		for column := range b.Columns() {
			for row := range b.Rows() {
				b.Mask(row, column, 1, 3, 0)
			}
		}
	})
	var runner sdk.Runner
	run := func() {
		if _, err := runner.Run(byColumn, input); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(20, run); n != 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

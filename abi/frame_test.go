package abi_test

import (
	"encoding/hex"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

func sample() *abi.FrameSpec {
	num := make([]byte, 16)
	num[0], num[7] = 42, 0x80 // 42 and a sign
	return &abi.FrameSpec{
		Table: "drift.functions", Rows: 2,
		Context: []abi.ContextSpec{{Kind: abi.Root, Value: "/src"}, {Kind: abi.User, Value: "ada"}},
		Columns: []abi.ColumnSpec{
			{Name: "file", Class: abi.Path, Type: abi.Text, Nulls: []byte{0b10}, Data: []byte("a/é.ts"), Offsets: []uint32{0, 7, 7}},
			{Name: "line", Class: abi.Safe, Type: abi.Int, Nulls: []byte{0}, Data: num},
			{Name: "hash", Class: abi.Hash, Type: abi.Blob, Nulls: []byte{0}, Data: []byte{0xff, 0, 0x80}, Offsets: []uint32{0, 1, 3}},
			{Name: "score", Class: abi.Safe, Type: abi.Float, Nulls: []byte{0}, Data: append([]byte{0, 0, 0, 0, 0, 0, 0xf8, 0x3f}, make([]byte, 8)...)},
		},
	}
}

func TestFrame_RoundTrip(t *testing.T) {
	f, err := abi.DecodeFrame(abi.AppendFrame(nil, sample()))
	if err != nil {
		t.Fatal(err)
	}
	if string(f.Table()) != "drift.functions" || f.Rows() != 2 || f.Columns() != 4 || f.ContextLen() != 2 {
		t.Fatalf("table %q, %d rows, %d columns, %d context entries", f.Table(), f.Rows(), f.Columns(), f.ContextLen())
	}
	if kind, value := f.Context(1); kind != abi.User || string(value) != "ada" {
		t.Errorf("context 1 is %d %q", kind, value)
	}
	file, line, hash, score := f.Column(0), f.Column(1), f.Column(2), f.Column(3)
	if string(file.Bytes(0)) != "a/é.ts" || file.Null(0) || !file.Null(1) || len(file.Bytes(1)) != 0 || file.Class != abi.Path || string(file.Name) != "file" {
		t.Error("text column differs")
	}
	if line.Int(0) != math.MinInt64+42 || line.Int(1) != 0 {
		t.Errorf("integers are %d and %d", line.Int(0), line.Int(1))
	}
	if string(hash.Bytes(1)) != "\x00\x80" {
		t.Errorf("blob is %x", hash.Bytes(1))
	}
	if score.Float(0) != 1.5 {
		t.Errorf("float is %v", score.Float(0))
	}
}

// The bytes of version 1 never change.
func TestFrame_Golden(t *testing.T) {
	want, err := os.ReadFile("testdata/frame.hex")
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(abi.AppendFrame(nil, sample())); got != strings.TrimSpace(string(want)) {
		t.Errorf("frame is\n%s", got)
	}
}

func TestDecodeFrame_Malformed(t *testing.T) {
	good := abi.AppendFrame(nil, sample())
	tests := map[string]func([]byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"short":        func(b []byte) []byte { return b[:40] },
		"truncated":    func(b []byte) []byte { return b[:len(b)-1] },
		"magic":        func(b []byte) []byte { b[0] = 'X'; return b },
		"version":      func(b []byte) []byte { b[4] = 2; return b },
		"rows":         func(b []byte) []byte { b[12] = 200; return b },
		"columns":      func(b []byte) []byte { b[17] = 200; return b },
		"column table": func(b []byte) []byte { b[27] = 0xff; return b },
		"context":      func(b []byte) []byte { b[31] = 0x7f; return b },
		"name":         func(b []byte) []byte { b[37] = 0xff; return b },
		"type":         func(b []byte) []byte { b[48+9] = 9; return b },
		"utf-8":        func(b []byte) []byte { b[strings.Index(string(b), "é")] = 0xff; return b },
	}
	for name, damage := range tests {
		if _, err := abi.DecodeFrame(damage(append([]byte(nil), good...))); !errors.Is(err, abi.ErrFrame) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestDecodeFrame_Offsets(t *testing.T) {
	for name, offsets := range map[string][]uint32{
		"descending": {0, 7, 3}, "not from 0": {1, 7, 7}, "beyond": {0, 8, 8}, "not to the end": {0, 3, 6}, "cut character": {0, 3, 7},
	} {
		spec := sample()
		spec.Columns[0].Offsets = offsets
		if _, err := abi.DecodeFrame(abi.AppendFrame(nil, spec)); !errors.Is(err, abi.ErrFrame) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestDecodeFrame_Allocations(t *testing.T) {
	b := abi.AppendFrame(nil, sample())
	if n := testing.AllocsPerRun(100, func() {
		if _, err := abi.DecodeFrame(b); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A frame that is accepted can be read everywhere.
func FuzzDecodeFrame(f *testing.F) {
	f.Add(abi.AppendFrame(nil, sample()))
	f.Add(abi.AppendFrame(nil, &abi.FrameSpec{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := abi.DecodeFrame(b)
		if err != nil {
			if !errors.Is(err, abi.ErrFrame) {
				t.Fatal(err)
			}
			return
		}
		for i := range frame.ContextLen() {
			frame.Context(i)
		}
		for i := range frame.Columns() {
			c := frame.Column(i)
			for row := range min(frame.Rows(), 1000) {
				c.Null(row)
				switch c.Type {
				case abi.Int:
					c.Int(row)
				case abi.Float:
					c.Float(row)
				default:
					c.Bytes(row)
				}
			}
		}
	})
}

func TestColumn_Data(t *testing.T) {
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Rows: 3, Columns: []abi.ColumnSpec{
		{Name: "c", Class: abi.Hash, Type: abi.Text, Nulls: []byte{2}, Data: []byte("00ffé"), Offsets: []uint32{0, 4, 4, 6}},
	}})
	f, err := abi.DecodeFrame(frame)
	if err != nil {
		t.Fatal(err)
	}
	c := f.Column(0)
	if got := string(c.Data()); got != string(c.Bytes(0))+string(c.Bytes(2)) {
		t.Errorf("data is %q", got)
	}
}

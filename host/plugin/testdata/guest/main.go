// Command guest is a plugin that behaves, well or badly, as the name of the table
// tells it to. It speaks the direct transport by hand, since the SDK would not let
// it break the rules.
package main

import (
	"bytes"
	"os"
	"time"
	"unsafe"

	"github.com/driftsync/driftsync/abi"
)

//go:wasmimport extism:host/user batch_len
func batchLen() uint64

//go:wasmimport extism:host/user batch_read
func batchRead(ptr, n uint64) uint64

//go:wasmimport extism:host/user directives_write
func directivesWrite(ptr, n uint64) uint64

var (
	buffer []byte
	calls  int
	hoard  [][]byte
)

func main() {}

//go:wasmexport redact
func redact() int32 {
	n := batchLen()
	if uint64(cap(buffer)) < n {
		buffer = make([]byte, n)
	}
	frame := buffer[:n]
	if batchRead(address(frame), n) != n {
		panic("short frame")
	}
	f, err := abi.DecodeFrame(frame)
	if err != nil {
		panic("malformed frame")
	}
	_, name, _ := bytes.Cut(f.Table(), []byte("."))
	if len(name) > 0 {
		calls++
	}
	return behave(string(name), &f)
}

func behave(name string, f *abi.Frame) int32 {
	switch name {
	case "hang":
		for {
		}
	case "alloc":
		for {
			hoard = append(hoard, bytes.Repeat([]byte{1}, 1<<20))
		}
	case "recursion":
		return int32(recurse(f.Rows()))
	case "panic":
		c := f.Column(0)
		panic(string(c.Bytes(0)))
	case "exit":
		os.Exit(0)
	case "exit_late":
		write(whole(f, abi.Mask))
		os.Exit(0)
	case "code":
		write(whole(f, abi.Mask))
		return 1
	case "nothing":
		return 0
	case "stale":
		if calls == 1 {
			write(whole(f, abi.Mask))
		}
		return 0
	case "environment":
		probe()
	}
	return answer(name, f)
}

// answer covers what goes wrong in the answer itself, and the well-behaved.
func answer(name string, f *abi.Frame) int32 {
	op := abi.Mask
	switch name {
	case "huge":
		write(make([]byte, 8<<20))
		return 0
	case "pointer":
		directivesWrite(1<<31, 64)
		return 0
	case "length":
		directivesWrite(0, 1<<40)
		return 0
	case "wrap":
		directivesWrite(1<<64-8, 16)
		return 0
	case "read_pointer":
		batchRead(1<<31, 64)
		write(whole(f, op))
		return 0
	case "twice":
		write(whole(f, op))
		write(whole(f, op))
		return 0
	case "rows":
		d := abi.NewDirectives(nil, f.Rows()+1)
		write(d.Bytes())
		return 0
	case "rule":
		d := abi.NewDirectives(nil, f.Rows())
		d.Append(abi.Directive{Op: abi.Null, Rule: 200})
		write(d.Bytes())
		return 0
	case "order":
		d := abi.NewDirectives(nil, f.Rows())
		d.Append(abi.Directive{Op: abi.Null})
		d.Append(abi.Directive{Op: abi.Null})
		write(d.Bytes())
		return 0
	case "pass":
		d := abi.NewDirectives(nil, f.Rows())
		write(d.Bytes())
		return 0
	case "pseudonym":
		op = abi.Pseudonym
	}
	write(selected(name, f, op))
	return 0
}

// whole answers with one edit of every text cell.
func whole(f *abi.Frame, op abi.Op) []byte { return selected("", f, op) }

// selected answers cell by cell; the marks in a cell say what is to be done.
func selected(name string, f *abi.Frame, op abi.Op) []byte {
	d := abi.NewDirectives(nil, f.Rows())
	for row := range f.Rows() {
		if dropped(name, f, row) {
			d.Append(abi.Directive{Row: uint32(row), Op: abi.DropRow, Rule: 2})
			continue
		}
		for col := range f.Columns() {
			c := f.Column(col)
			if c.Null(row) || c.Type.Fixed() {
				continue
			}
			cell := c.Bytes(row)
			at := abi.Directive{Row: uint32(row), Column: uint16(col), Op: op, End: uint32(len(cell))}
			switch {
			case bytes.Contains(cell, []byte("poison")):
				panic("poison")
			case bytes.Contains(cell, []byte("endless")):
				for {
				}
			case name == "keep" || len(cell) == 0:
				continue
			case name == "quote":
				start := bytes.IndexByte(cell, '"')
				if start < 0 {
					continue
				}
				at.Start, at.End = uint32(start), uint32(start+1)
			case name == "null":
				at.Op, at.Rule, at.End = abi.Null, 1, 0
			}
			d.Append(at)
		}
	}
	return d.Bytes()
}

func dropped(name string, f *abi.Frame, row int) bool {
	c := f.Column(0)
	return name == "drop" && bytes.Contains(c.Bytes(row), []byte("drop"))
}

// probe panics where the guest can reach what it must not.
func probe() {
	if len(os.Environ()) > 0 || len(os.Args) > 1 {
		panic("environment")
	}
	if time.Now().Year() > 2022 {
		panic("clock")
	}
	os.Stdout.WriteString("said on standard output")
	os.Stderr.WriteString("said on standard error")
}

func recurse(n int) int {
	var pad [64]int
	pad[n&63] = recurse(n + 1)
	return pad[(n+1)&63] + 1
}

func write(b []byte) { directivesWrite(address(b), uint64(len(b))) }

func address(b []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }

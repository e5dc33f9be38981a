// Command naive is what a redaction plugin looks like without a contract of its own:
// one row of JSON in, one row of JSON out.
package main

import (
	"encoding/json"
	"strings"
	"unsafe"
)

//go:wasmimport extism:host/env input_length
func inputLength() uint64

//go:wasmimport extism:host/env input_load_u8
func inputLoad(offset uint64) uint32

//go:wasmimport extism:host/env input_load_u64
func inputLoad64(offset uint64) uint64

//go:wasmimport extism:host/env alloc
func alloc(n uint64) uint64

//go:wasmimport extism:host/env store_u8
func store(offset uint64, b uint32)

//go:wasmimport extism:host/env store_u64
func store64(offset, v uint64)

//go:wasmimport extism:host/env output_set
func outputSet(offset, n uint64)

func main() {}

//go:wasmexport redact
func redact() int32 {
	var row map[string]any
	if json.Unmarshal(input(), &row) != nil {
		return 1
	}
	for name, value := range row {
		if text, ok := value.(string); ok {
			row[name] = strings.ReplaceAll(text, "/home/ada/work/shop", "")
		}
	}
	out, err := json.Marshal(row)
	if err != nil {
		return 1
	}
	output(out)
	return 0
}

func input() []byte {
	n := inputLength()
	b := make([]byte, n)
	i := uint64(0)
	for ; i+8 <= n; i += 8 {
		*(*uint64)(unsafe.Pointer(&b[i])) = inputLoad64(i)
	}
	for ; i < n; i++ {
		b[i] = byte(inputLoad(i))
	}
	return b
}

func output(b []byte) {
	at, n := alloc(uint64(len(b))), uint64(len(b))
	i := uint64(0)
	for ; i+8 <= n; i += 8 {
		store64(at+i, *(*uint64)(unsafe.Pointer(&b[i])))
	}
	for ; i < n; i++ {
		store(at+i, uint32(b[i]))
	}
	outputSet(at, n)
}

package sdk

import "unsafe"

//go:wasmimport extism:host/user batch_len
func batchLen() uint64

//go:wasmimport extism:host/user batch_read
func batchRead(ptr, n uint64) uint64

//go:wasmimport extism:host/user directives_write
func directivesWrite(ptr, n uint64) uint64

// instance is what one instance of a plugin keeps between calls: buffers only,
// never anything learned from a row (invariant 8).
var instance struct {
	batch Batch
	frame []byte
}

// Serve reads one frame from the host, gives it to the policy and hands the
// answer back. It returns 0 when the host took it; anything that goes wrong
// panics, which ends the instance: the host then sends nothing (invariant 6).
func Serve(p Policy) int32 {
	n := batchLen()
	if uint64(cap(instance.frame)) < n {
		instance.frame = make([]byte, n+n/4)
	}
	frame := instance.frame[:n]
	if n > 0 && batchRead(address(frame), n) != n {
		panic("short frame")
	}
	answer, err := instance.batch.run(p, frame)
	if err != nil {
		panic("malformed frame")
	}
	if directivesWrite(address(answer), uint64(len(answer))) != 0 {
		panic("answer refused")
	}
	return 0
}

func address(b []byte) uint64 { return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }

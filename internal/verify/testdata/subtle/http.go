//go:build wasip1 && http

package main

//go:wasmimport extism:host/env http_request
func request(request, body uint64) uint64

//go:wasmexport ask
func ask() int32 { return int32(request(0, 0)) }

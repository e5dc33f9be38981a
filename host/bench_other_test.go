//go:build !unix

package host_test

// resident is not known here.
func resident() float64 { return 0 }

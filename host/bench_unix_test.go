//go:build unix

package host_test

import (
	"runtime"
	"syscall"
)

// resident returns the peak of this process so far, in bytes.
func resident() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return float64(usage.Maxrss)
	}
	return float64(usage.Maxrss) * 1024
}

//go:build !race && unix

package plugin

import (
	"syscall"
	"time"
)

// ended returns the processor time of all workers that have ended.
func ended() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

//go:build !linux

package policy_test

import (
	"testing"
	"time"
)

// took returns how long f took by the clock: a thread's processor time is not known here.
func took(_ *testing.T, f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

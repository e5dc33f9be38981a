//go:build !linux && !windows

package plugin

import "time"

// processorTime is not known here; limits are by the clock.
func processorTime(int) (time.Duration, bool) { return 0, false }

func systemTime(int) time.Duration { return 0 }

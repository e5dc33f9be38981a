//go:build !linux

package plugin

import (
	"os"
	"syscall"
	"time"
)

// isolate has nothing to add: a worker ends when its input does.
func isolate() *syscall.SysProcAttr { return nil }

func enlarge(*os.File) {}

// residentMemory is not known here; the cap on the guest's own memory holds all the same.
func residentMemory(int) (now, peak int64) { return 0, 0 }

// waitingTime is not known here.
func waitingTime(int) time.Duration { return 0 }

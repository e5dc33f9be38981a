//go:build unix

package main

import (
	"os"
	"syscall"
)

// showSignals ask for a line of progress now.
func showSignals() []os.Signal { return []os.Signal{syscall.SIGUSR1} }

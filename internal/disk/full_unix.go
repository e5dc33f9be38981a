//go:build !windows

package disk

import "syscall"

// errFull is how the system says that a disk is full.
var errFull error = syscall.ENOSPC

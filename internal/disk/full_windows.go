package disk

import "golang.org/x/sys/windows"

// errFull is how the system says that a disk is full.
var errFull error = windows.ERROR_DISK_FULL

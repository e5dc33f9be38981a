package plugin

import (
	"time"

	"golang.org/x/sys/windows"
)

// processorTime returns how long the threads of a process have run, together.
func processorTime(pid int) (time.Duration, bool) {
	kernel, user, ok := times(pid)
	return kernel + user, ok
}

// systemTime returns how long the kernel has worked for a process, as far as it can be
// determined.
func systemTime(pid int) time.Duration {
	kernel, _, _ := times(pid)
	return kernel
}

func times(pid int) (kernel, user time.Duration, ok bool) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return 0, 0, false
	}
	defer func() { _ = windows.CloseHandle(process) }() // it was only read
	var began, ended, inKernel, inUser windows.Filetime
	if windows.GetProcessTimes(process, &began, &ended, &inKernel, &inUser) != nil {
		return 0, 0, false
	}
	return lasted(inKernel), lasted(inUser), true
}

// lasted is a number of 100 nanoseconds, which GetProcessTimes does not count from 1601.
func lasted(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}

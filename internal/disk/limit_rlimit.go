//go:build linux || darwin

package disk

import "syscall"

// limited reports whether this process may make no file longer than some length.
func limited() bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit) == nil && limit.Cur < 1<<62
}

// fewest is the number of open files with which every command does.
const fewest = 64

// fewFiles reports whether this process may have less than that open.
func fewFiles() bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil && limit.Cur < fewest
}

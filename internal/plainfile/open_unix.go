//go:build unix

package plainfile

import "syscall"

// atOnce opens a pipe without a writer, instead of waiting for one.
const atOnce = syscall.O_NONBLOCK | syscall.O_NOCTTY

package spool

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// boot names the time since the machine was started, "" where that is not known.
var boot = func() string {
	at, err := unix.SysctlTimeval("kern.boottime")
	if err != nil {
		return ""
	}
	return fmt.Sprint(at.Sec)
}

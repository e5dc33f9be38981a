package spool

import (
	"os"
	"strings"
)

// boot names the time since the machine was started, "" where that is not known.
var boot = func() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}

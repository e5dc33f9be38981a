//go:build !linux

package pgtest

import (
	"os"
	"os/exec"
)

// apply does nothing: the account is that of the test.
func (i *identity) apply(*exec.Cmd) {}

// interrupt asks for Postgres's fast shutdown.
func interrupt(cmd *exec.Cmd) error { return cmd.Process.Signal(os.Interrupt) }

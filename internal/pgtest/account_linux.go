package pgtest

import (
	"os/exec"
	"syscall"
)

// apply makes the command run as the account, and lets it end when the test binary
// dies without having stopped it.
func (i *identity) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if i != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: i.uid, Gid: i.gid}
	}
}

// interrupt asks for Postgres's fast shutdown.
func interrupt(cmd *exec.Cmd) error { return cmd.Process.Signal(syscall.SIGINT) }

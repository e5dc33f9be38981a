package pgtest

import (
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// process is a child that ends with us.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the child has ended
	err  error         // why, readable once done is closed
}

// startProcess starts the child from a thread that lives as long as the child does,
// since the signal of a parent's death is that of the thread's.
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// stop asks for a fast shutdown, and kills the child after the limit.
func (p *process) stop(limit time.Duration) error {
	if err := interrupt(p.cmd); err != nil {
		select {
		case <-p.done:
			return p.err
		default:
			return err
		}
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.done:
		return p.err
	case <-timer.C:
		if err := p.cmd.Process.Kill(); err != nil {
			return err
		}
		<-p.done
		return fmt.Errorf("postgres did not stop within %s", limit)
	}
}

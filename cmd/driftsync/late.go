package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/disk"
)

// drains reports whether a command ends by itself when its time is up: it lets arrive what
// is on its way, and remembers it; or it has an end of its own for that, as a login has.
func drains(command string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(command, "cloud "), " ")
	switch name {
	case "push", "watch", "demo", "mcp", "cortex", "login":
		return true
	}
	return false
}

// outOfTime is the fault of --timeout.
func outOfTime(limit time.Duration, pushes bool) error {
	if !pushes {
		return fault.New(fault.Timeout, fmt.Sprintf("ended after --timeout %s", limit), "run it again with more time", nil)
	}
	return fault.New(fault.Timeout, fmt.Sprintf("ended after --timeout %s; what was confirmed is recorded", limit), "run it again with more time; a push sends only what is missing", nil)
}

// because says of an interruption whether it was one, or the end of --timeout, and of a lack
// of files what helps.
func (c *cli) because(err error) error {
	err = disk.Scarce(err)
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != fault.Interrupted {
		return err
	}
	if late := c.late(); late != nil {
		return afterLast(late, err)
	}
	return err
}

// afterLast adds to a fault of --timeout what the last request met, where err knows it.
func afterLast(late, err error) error {
	last, ok := errors.AsType[sink.Tried](err)
	if f, is := errors.AsType[*fault.Error](late); ok && is {
		return fault.New(f.Code, f.Message+"; at the end: "+last.Error(), f.Hint, nil)
	}
	return late
}

// late returns the fault of --timeout once that has ended the command.
func (c *cli) late() error {
	if c.ctx == nil || c.ctx.Err() == nil {
		return nil
	}
	if late, ok := errors.AsType[*fault.Error](context.Cause(c.ctx)); ok {
		return late
	}
	return nil
}

// graceful is how long a command whose time is up may take to say so itself.
const graceful = 2 * time.Second

// inTime makes a command end when its time is up, whether it looks at ctx or not. One that
// took longer is out of time, whatever it says itself.
func inTime(ctx context.Context, c *cli, s streams, work func() error) func() error {
	if c.Timeout <= 0 {
		return work
	}
	return func() error {
		ended := make(chan error, 1)
		go func() { ended <- work() }()
		select {
		case err := <-ended:
			return cmp.Or(afterLast(c.late(), err), err)
		case <-ctx.Done():
		}
		late := c.late()
		if late == nil { // an interrupt, which the command has seen
			return <-ended
		}
		select {
		case err := <-ended:
			return afterLast(late, err)
		case <-time.After(graceful):
			if c.JSON {
				return errors.Join(late, printJSON(s.out, envelope{Schema: "driftsync.usage/1", Error: newFault(late)}))
			}
		}
		return late
	}
}

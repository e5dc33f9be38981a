package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
)

// gently makes the first interrupt end a push after what is under way, and the second
// one at once. Ctx is that of the command, which the first interrupt would end: the
// push gets one of its own. Calm ends the arrangement.
func gently(ctx context.Context, s streams, o *host.Options) (pushing context.Context, calm func()) {
	pushing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop, over := make(chan struct{}), make(chan struct{})
	o.Stop = stop
	again := make(chan os.Signal, 2)
	go func() {
		select {
		case <-over:
			return
		case <-ctx.Done(): // the first one, or the end of an embedding command
		}
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		fmt.Fprintln(s.err, "driftsync: "+endingWhy(ctx))
		close(stop)
		select {
		case <-over:
		case <-again:
			cancel()
		}
	}()
	return pushing, func() {
		close(over)
		signal.Stop(again)
		cancel()
	}
}

// endingWhy says why a push is about to end, and what a person can do.
func endingWhy(ctx context.Context) string {
	if _, late := errors.AsType[*fault.Error](context.Cause(ctx)); late {
		return "out of time (--timeout); finishing what is on its way; interrupt to stop at once"
	}
	return "finishing what is on its way; interrupt again to stop at once"
}

// onDemand prints a line of progress whenever a signal asks for it, until over is
// called.
func onDemand(bar *progress) (over func()) {
	wanted, done := make(chan os.Signal, 1), make(chan struct{})
	if signals := showSignals(); len(signals) > 0 {
		signal.Notify(wanted, signals...)
	}
	go func() {
		for {
			select {
			case <-wanted:
				bar.demanded()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(wanted)
		close(done)
	}
}

// interruptedBy returns the status of a command that a signal ended: interrupt and
// terminate differ.
func interruptedBy(ctx context.Context, status int) int {
	cause := context.Cause(ctx)
	if status == fault.ExitInterrupt && cause != nil && strings.Contains(cause.Error(), syscall.SIGTERM.String()) {
		return fault.ExitTerminated
	}
	return status
}

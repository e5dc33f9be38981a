package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/driftsync/driftsync/host"
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
		fmt.Fprintln(s.err, "driftsync: finishing what is on its way; interrupt again to stop at once")
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

package supabase

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/sink"
)

// untilStop returns a context that ends with ctx, or when nothing is waited for any more.
func (s *Sink) untilStop(ctx context.Context) (context.Context, func()) {
	waiting, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(s.ending, cancel)
	return waiting, func() {
		forget()
		cancel()
	}
}

// untilConnected returns a context for one try, which ends with ctx, or when nothing is
// waited for any more and the try has no connection. One with a connection goes on if it
// carries something, and so does one that begins after the stop: it ends what came before
// it. Reached says whether there was a connection.
func (s *Sink) untilConnected(ctx context.Context, carries bool) (trying context.Context, reached *atomic.Bool, done func()) {
	trying, cancel := context.WithCancel(ctx)
	forget := func() bool { return true }
	if s.ending.Err() == nil || !carries {
		forget = context.AfterFunc(s.ending, cancel)
	}
	reached = new(atomic.Bool)
	trying = httptrace.WithClientTrace(trying, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		reached.Store(true)
		if carries {
			forget()
		}
	}})
	return trying, reached, func() {
		forget()
		cancel()
	}
}

// tried says what a try met.
func (s *Sink) tried(l *later) sink.Tried {
	host := s.base.Host
	switch {
	case l.status != 0:
		return sink.Tried(host + " answered " + l.reply.String())
	case network.AtProxy(l.err):
		return "could not reach the proxy"
	case l.reached:
		return sink.Tried(host + " had not answered")
	}
	return sink.Tried("could not reach " + host)
}

// passing reports whether a fault of a login says nothing that lasts.
func passing(f *fault.Error) bool {
	return f.Code == fault.SinkUnreachable || f.Code == fault.Interrupted || f.Code == fault.Timeout
}

// canceled adds what the last try met, if there was one, to why a context was canceled.
func canceled(cause error, last sink.Tried) error {
	if last == "" {
		return cause
	}
	return fmt.Errorf("%w (%w)", cause, last)
}

// interrupted is the fault of a request that is not tried again, since the run is to end.
func interrupted(last sink.Tried) error {
	return fault.New(fault.Interrupted, "interrupted", "push again: only what is missing is sent", last)
}

package host

import (
	"context"
	"errors"

	"github.com/driftsync/driftsync/host/fault"
)

// stopping reports whether the caller wants the run to end soon.
func (o *Options) stopping() bool {
	select {
	case <-o.Stop:
		return true
	default:
		return false
	}
}

// stoppable returns a context that ends with ctx or when the caller wants the run to
// end: for stages that lose nothing by it, since they have sent nothing.
func (o *Options) stoppable(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if o.Stop == nil {
		return ctx, cancel
	}
	go func() {
		select {
		case <-o.Stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// asInterrupt makes the fault of an interruption of an error that is none: what a
// stage says when its context ends under it.
func asInterrupt(ctx context.Context, err error) error {
	if _, known := errors.AsType[*fault.Error](err); err == nil || known || ctx.Err() == nil {
		return err
	}
	return interrupted(ctx)
}

package host

import (
	"context"
	"errors"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// askedFor bounds the question of a push that has nothing to send.
const askedFor = 15 * time.Second

// kept asks the destination whether it has the last run that state knows of. Where it
// cannot be asked, the result says why, and state is believed.
func (p *push) kept(ctx context.Context) (bool, error) {
	if p.DryRun || p.Destination.Kept == nil {
		return true, nil
	}
	asking, cancel := context.WithTimeout(ctx, askedFor)
	defer cancel()
	kept, err := p.Destination.Kept(asking, p.store.Meta.Source, p.store.Meta.LastRun)
	if err == nil || ctx.Err() != nil {
		return kept, err
	}
	f, ok := errors.AsType[*fault.Error](err)
	switch {
	case ok && f.Code.Status() == fault.ExitUnreachable:
		p.result.Unasked = f.Message
	case asking.Err() != nil:
		p.result.Unasked = "the destination did not answer in time"
	default:
		return false, err
	}
	return true, nil
}

package host

import (
	"context"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// checkOnly names the destination of a check, which is nowhere.
const checkOnly = "check"

// Check judges everything that a push would send: the plugins, the locks and the
// policies of this machine, and every row, through the same chain and the same guard.
// It opens no socket and leaves the state of every destination as it is; its own,
// below StateDir/check, remembers which rows passed, so that an unchanged project
// takes some milliseconds. Of the options, Destination is not looked at.
//
// The result lists every row that must stay here, known ones too, and its Status is
// that of a push that meets them for the first time.
func Check(ctx context.Context, o Options) (*Result, error) {
	o.StateDir = filepath.Join(o.StateDir, "check")
	o.DryRun, o.Destination = false, Destination{Name: checkOnly}
	o.Shadows = nil // they change nothing here
	if err := o.check(); err != nil {
		return nil, err
	}
	began := o.Now()
	p := &push{Options: o, result: &Result{Destination: checkOnly, Full: o.Full,
		Rules: map[string]int64{}, Unknown: map[string]source.Unknown{}, Stays: map[string][]string{}, Dangling: []source.Dangling{}, Shadows: []shadow.Result{}, Reason: o.AllowWeaker}}
	p.Destination.Open = func() (sink.Sink, error) { return &nowhere{&p.store.Meta}, nil }
	err := p.run(ctx)
	p.result.Timing.Total = o.Now().Sub(began)
	if closeErr := p.close(); err == nil {
		err = closeErr
	}
	for _, q := range p.result.Quarantined {
		p.result.find(findingOf(q))
	}
	return p.result, err
}

// findingOf returns the fault that a quarantined row stands for.
func findingOf(q state.Quarantined) fault.Code {
	switch q.Stage {
	case "guard":
		return fault.GuardHit
	case "plugin":
		return fault.Code(q.Reason)
	}
	return fault.RowsQuarantined
}

// nowhere takes everything and keeps nothing.
type nowhere struct{ meta *state.Meta }

var _ sink.Sink = (*nowhere)(nil)

func (n *nowhere) Destination() string { return checkOnly }

func (n *nowhere) Begin(context.Context, sink.Start) (sink.Lease, error) {
	l := sink.Lease{Source: n.meta.Source, Epoch: n.meta.Epoch + 1, LastRun: n.meta.LastRun}
	if l.Source == uuid.Nil {
		l.Source = uuid.New()
	}
	return l, nil
}

func (n *nowhere) Write(context.Context, *sink.Part) ([]sink.Refusal, error) { return nil, nil }
func (n *nowhere) Sweep(context.Context, *schema.Table) (int64, error)       { return 0, nil }
func (n *nowhere) Finish(context.Context, *sink.Run) error                   { return nil }
func (n *nowhere) Close() error                                              { return nil }

// Package watch pushes when a run of Drift has finished: when the databases have
// changed and then been left alone for a moment.
//
// It looks at the files' stamps instead of asking the system for events: three files
// are three cheap looks, and a network share, a container's mount or a database that
// is replaced as a whole has no events to give.
package watch

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/schema"
)

// Verdict says what becomes of a watch after a push that failed.
type Verdict int

// Wait waits for the next change, Retry pushes again after a while that grows with
// every failure, and Stop ends the watch.
const (
	Wait Verdict = iota
	Retry
	Stop
)

// Options of a watch. Look, Push and Judge are needed.
type Options struct {
	// Look returns what the databases look like from outside; see [Databases]. Equal
	// answers mean that nothing was written.
	Look func() string
	// Push pushes once. It is never called while it runs.
	Push func(context.Context) error
	// Judge is asked about every error of Push that is not the end of the context.
	Judge func(error) Verdict

	Every    time.Duration // between looks; default 500 ms
	Quiet    time.Duration // without a write, before a push; default 3 s
	Patience time.Duration // longest wait for quiet; default 5 min
	MaxRetry time.Duration // longest wait between failing pushes; default 5 min
}

func (o *Options) defaults() {
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&o.Every, 500 * time.Millisecond}, {&o.Quiet, 3 * time.Second},
		{&o.Patience, 5 * time.Minute}, {&o.MaxRetry, 5 * time.Minute},
	} {
		if *d.value <= 0 {
			*d.value = d.fallback
		}
	}
}

// Run pushes now, and then after every change, until ctx ends, which is not an error, or
// Judge says Stop, which returns that error.
func Run(ctx context.Context, o Options) error {
	o.defaults()
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = max(o.Quiet, time.Second), o.MaxRetry
	w := watch{Options: o, waits: waits, seen: o.Look(), pending: true, changed: time.Now(), since: time.Now()}
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	for {
		if err := w.step(ctx); err != nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

type watch struct {
	Options
	waits   *backoff.ExponentialBackOff
	seen    string    // what the databases looked like
	pending bool      // something has to be pushed
	changed time.Time // last change
	since   time.Time // first change that is pending
	next    time.Time // no push before
}

func (w *watch) step(ctx context.Context) error {
	now := time.Now()
	w.look(now)
	quiet := now.Sub(w.changed) >= w.Quiet || now.Sub(w.since) >= w.Patience
	if !w.pending || !quiet || now.Before(w.next) {
		return nil
	}
	err := w.Push(ctx)
	if ctx.Err() != nil {
		return nil
	}
	w.pending = false
	if err != nil {
		switch w.Judge(err) {
		case Stop:
			return err
		case Retry:
			w.pending, w.since = true, time.Now()
			w.next = w.since.Add(w.waits.NextBackOff())
			return nil
		}
	}
	w.waits.Reset()
	// What was written while the push ran may have come too late for it.
	w.look(time.Now())
	return nil
}

func (w *watch) look(now time.Time) {
	seen := w.Look()
	if seen == w.seen {
		return
	}
	w.seen, w.changed = seen, now
	if !w.pending {
		w.pending, w.since = true, now
	}
}

// Databases returns a function that looks at the databases of a project. A database
// that is not there looks like nothing.
func Databases(root string) func() string {
	return func() string {
		stamps := make(map[string]source.Stamp)
		for _, db := range schema.Databases() {
			stamp, err := source.TakeStamp(filepath.Join(root, filepath.FromSlash(db.File)))
			if err != nil {
				continue
			}
			stamp.At = time.Time{}
			stamps[db.Name] = stamp
		}
		return fmt.Sprint(stamps) // maps are printed in the order of their keys
	}
}

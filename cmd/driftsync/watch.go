package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/internal/watch"
)

type watchCommand struct {
	Root     string        `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	To       string        `placeholder:"SINK" help:"Destination: file:PATH, ndjson:DIR, or cloud (the configured Supabase project; the default)."`
	Source   string        `placeholder:"NAME" help:"Name of this set of databases."`
	Settle   time.Duration `default:"3s" help:"How long the databases must be left alone before a push."`
	Every    time.Duration `default:"500ms" help:"How often to look at them."`
	Patience time.Duration `default:"5m" help:"Push after this time, even if something keeps writing."`
}

// Run pushes after every run of Drift, until it is interrupted.
func (w *watchCommand) Run(c *cli, s streams, ctx *context.Context) error {
	root, err := project.Root(w.Root, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
	if err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	if err := w.aimed(c, root); err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	if !c.Quiet && !c.JSON {
		fmt.Fprintln(s.err, "driftsync: watching; end with Ctrl-C")
	}
	return watch.Run(*ctx, watch.Options{
		Look: watch.Databases(root), Every: w.Every, Quiet: w.Settle, Patience: w.Patience,
		Push:  func(ctx context.Context) error { return w.push(ctx, c, s, root) },
		Judge: func(err error) watch.Verdict { return w.judge(c, s, err) },
	})
}

// aimed reports what keeps every push from beginning, before anything is watched.
func (w *watchCommand) aimed(c *cli, root string) error {
	o, err := w.options(c, root)
	if err == nil && o.Destination.Name == "" {
		err = noDestination(root)
	}
	return err
}

func (w *watchCommand) options(c *cli, root string) (*host.Options, error) {
	return (&pushCommand{To: w.To, Source: w.Source}).options(c, root)
}

// push reads the configuration again, since it may change while the watch goes on.
func (w *watchCommand) push(ctx context.Context, c *cli, s streams, root string) error {
	o, err := w.options(c, root)
	if err != nil {
		return err
	}
	r, err := host.Push(ctx, *o)
	switch {
	case ctx.Err() != nil:
	case c.JSON:
		err = errors.Join(err, pushLine(s, r, err))
	case err == nil && !r.Unchanged && (!c.Quiet || r.New > 0 || len(r.Stopped) > 0):
		printWatched(s, r)
	}
	return err
}

// pushLine prints the envelope of a push on a line of its own.
func pushLine(s streams, r *host.Result, err error) error {
	e := envelope{Schema: "driftsync.push/1", OK: err == nil, Error: newFault(err)}
	if r != nil {
		e.OK = e.OK && r.Status() == fault.ExitOK
		e.Summary, e.Result = r.Summary(), r
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(e)
}

func printWatched(s streams, r *host.Result) {
	sum := r.Summary()
	parts := []string{fmt.Sprintf("%s sent", humanize.Comma(sum.Sent))}
	for _, more := range []struct {
		n    int64
		what string
	}{{sum.Removed, "removed"}, {sum.Dropped, "dropped"}, {int64(r.New), "newly quarantined"}, {sum.Pending, "pending"}} {
		if more.n > 0 {
			parts = append(parts, humanize.Comma(more.n)+" "+more.what)
		}
	}
	fmt.Fprintf(s.out, "%s  %s\n", time.Now().Format(time.DateTime), strings.Join(parts, ", "))
	for _, t := range r.Stopped {
		printFault(s.err, t.Table+" stays here: "+t.Text, t.Code, t.Hint)
	}
}

// judge says what a failed push means: whatever time may fix is tried again, what a
// person has to fix ends the watch, and the rest may be different after a change.
func (w *watchCommand) judge(c *cli, s streams, err error) watch.Verdict {
	code := fault.Internal
	if f, ok := errors.AsType[*fault.Error](err); ok {
		code = f.Code
	}
	verdict := watch.Wait
	switch code {
	case fault.SinkUnreachable, fault.SinkThrottled, fault.SinkSuperseded, fault.DiskFull, fault.StateBusy, fault.SourceLocked:
		verdict = watch.Retry
	case fault.ConfigInvalid, fault.ConfigDestination, fault.ConfigState, fault.PluginRefused, fault.PluginABI, fault.PluginWeaker, fault.PluginDestroys,
		fault.PolicyDestination, fault.SinkLogin, fault.SinkKey, fault.SinkGone:
		return watch.Stop
	}
	if !c.JSON && code != fault.SourceMissing {
		then := map[watch.Verdict]string{watch.Retry: "will try again", watch.Wait: "will push after the next change"}[verdict]
		fmt.Fprintf(s.err, "driftsync: %s\n  code:  %s; %s\n", err.Error(), code, then)
	}
	return verdict
}

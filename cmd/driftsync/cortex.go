package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/cortex"
)

// cortexCommand takes the arguments of Drift's own `cloud` commands and prints the
// results that its interfaces promise.
type cortexCommand struct {
	Sync    cortexSync    `cmd:"" help:"Push, and write into cortex.db what arrived."`
	Status  cortexStatus  `cmd:"" help:"Is the cloud there, and what waits for it?"`
	Resolve cortexResolve `cmd:"" help:"Resolve the conflicts of one memory."`
}

// truth is a flag that may be followed by true or false, as Drift spells its flags.
type truth bool

// Decode takes the next word only where it is a truth value.
func (t *truth) Decode(ctx *kong.DecodeContext) error {
	*t = true
	next := ctx.Scan.Peek()
	if word, ok := next.Value.(string); ok && (word == "true" || word == "false") && next.IsValue() {
		ctx.Scan.Pop()
		*t = word == "true"
	}
	return nil
}

type cortexTarget struct {
	Root   string `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	DB     string `name:"db" placeholder:"FILE" help:"Path of cortex.db, instead of --root."`
	Cloud  truth  `help:"Taken as Drift takes it; --cloud false ends the command." default:"true"`
	To     string `placeholder:"SINK" help:"Destination: file:PATH, ndjson:DIR, or cloud (the configured Supabase project; the default)."`
	Source string `placeholder:"NAME" help:"Name of this set of databases."`
}

func (t *cortexTarget) open(c *cli) (*cloud, error) {
	if !t.Cloud {
		return nil, fault.New(fault.ConfigInvalid, "cloud sync is not enabled", "leave --cloud away", nil)
	}
	if t.DB != "" {
		abs, err := filepath.Abs(t.DB)
		if err != nil || !strings.HasSuffix(filepath.ToSlash(abs), "/"+cortex.File) {
			return nil, fault.New(fault.ConfigInvalid, "--db is not the "+cortex.File+" of a project", "name the project with --root", err)
		}
		t.Root = filepath.Dir(filepath.Dir(abs))
	}
	c.ConfigFile = "" // here it is Drift's own configuration, which is taken and not read
	return openCloudProject(c, t.Root, t.To, t.Source)
}

type cortexSync struct {
	cortexTarget
	Full truth `help:"Send every row, and mark what is no longer there."`
}

const (
	cortexSyncSchema    = "driftsync.cortex.sync/1"
	cortexStatusSchema  = "driftsync.cortex.status/1"
	cortexResolveSchema = "driftsync.cortex.resolve/1"
)

// Run pushes and tells cortex.db.
func (k *cortexSync) Run(c *cli, s streams, ctx *context.Context) error {
	p, err := k.open(c)
	if err != nil {
		return fail(c, s, cortexSyncSchema, err)
	}
	bar := newBar(c, s)
	p.options.Progress = bar.step
	done, err := p.sync(*ctx, bool(k.Full))
	bar.end()
	switch {
	case c.JSON:
		e := envelope{Schema: cortexSyncSchema, OK: err == nil && done.status == fault.ExitOK, Error: newFault(err)}
		if done != nil {
			e.Summary, e.Result = done.Cortex, done.SyncOutcome
		}
		if printErr := printJSON(s.out, e); printErr != nil {
			return printErr
		}
	case done != nil && !c.Quiet:
		r := done.Cortex
		fmt.Fprintf(s.out, "%s: %d memories pushed, %d conflicts wait for a decision; %d rows in all\n",
			r.Status, r.Pushed, r.ManualConflicts, done.DataPipeline.TotalRows)
	}
	if err == nil && done.status != fault.ExitOK {
		return statusError(done.status)
	}
	return err
}

type cortexStatus struct{ cortexTarget }

// Run asks the destination whether it is there, and counts what waits.
func (k *cortexStatus) Run(c *cli, s streams, ctx *context.Context) error {
	p, err := k.open(c)
	if err != nil {
		return fail(c, s, cortexStatusSchema, err)
	}
	st, err := p.status(*ctx)
	if err != nil {
		return fail(c, s, cortexStatusSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: cortexStatusSchema, OK: true, Summary: st.Cortex, Result: st})
	}
	if c.Quiet {
		return nil
	}
	_, err = fmt.Fprintf(s.out, "%s: %d memories wait to be pushed, %d conflicts wait for a decision\n",
		st.Cortex.Status, st.Cortex.Queue, st.Cortex.Conflicts)
	return err
}

type cortexResolve struct {
	cortexTarget
	Memory     string `required:"" placeholder:"ID" help:"The memory."`
	Resolution string `required:"" placeholder:"STRATEGY" help:"local_wins, last_write_wins or manual; remote_wins and crdt_merge are refused."`
}

// Run resolves, or says why not.
func (k *cortexResolve) Run(c *cli, s streams, ctx *context.Context) error {
	p, err := k.open(c)
	if err == nil {
		err = p.needCortex()
	}
	if err != nil {
		return fail(c, s, cortexResolveSchema, err)
	}
	r, err := p.resolve(*ctx, k.Memory, k.Resolution)
	if err == nil && !r.Applied {
		err = fault.New(fault.CortexRefused, r.Reason, "local_wins keeps the memory that is here; manual leaves it to a person", nil)
	}
	switch {
	case c.JSON:
		e := envelope{Schema: cortexResolveSchema, OK: err == nil, Error: newFault(err)}
		if r != nil {
			e.Summary, e.Result = r, r
		}
		if printErr := printJSON(s.out, e); printErr != nil {
			return printErr
		}
	case err == nil && !c.Quiet:
		fmt.Fprintf(s.out, "%s applied to %d conflicts of the memory\n", r.Strategy, r.Conflicts)
	}
	return err
}

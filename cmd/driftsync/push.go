package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/schema"
)

type pushCommand struct {
	Root        string   `placeholder:"DIR" help:"Project root; default as Drift finds it: $DRIFT_PROJECT_ROOT, else the nearest folder upward with .drift."`
	To          string   `placeholder:"SINK" help:"Destination: file:PATH, ndjson:DIR, or cloud (the configured Supabase project; the default)."`
	Full        bool     `help:"Send every row, and mark what is no longer there."`
	DryRun      bool     `help:"Make the exact request bodies and send nothing. Opens no socket."`
	Out         string   `placeholder:"DIR" help:"Where a dry run leaves the plan: plan.json, which names every request, and the bodies. Must be empty; - prints every row as a line of JSON."`
	Plan        string   `placeholder:"DIR" help:"Send the very bytes of a plan that a dry run left with --out. Refused if a file was modified or another push happened since."`
	DB          []string `name:"db" predictor:"database" placeholder:"NAME" help:"Only this database: drift, bridge or cortex. A limited push removes nothing. May be repeated."`
	Table       []string `predictor:"table" placeholder:"GLOB" help:"Only these tables: functions, memory_*, bridge.*. A limited push removes nothing, not even with --full. May be repeated."`
	Source      string   `placeholder:"NAME" help:"Name of this set of databases, unique in the project; default this clone, or ci where $CI is set."`
	AllowWeaker bool     `help:"Push although a plugin of the last push is missing. Needs --reason."`
	Unpinned    bool     `help:"Run plugins that driftsync.lock does not pin. Needs --reason."`
	Reason      string   `placeholder:"TEXT" help:"Why; kept in the run record."`
	Destroyed   *float64 `name:"max-destroyed" placeholder:"PERCENT" help:"Refuse to send when a plugin takes more than this beyond the bundled default, of rows, cells or characters. A policy can ask for less."`
	FailFast    bool     `help:"End at the first row that newly stays here, with nothing sent where it is found on this machine, and at the first table or row that the destination refuses."`
	Report      string   `placeholder:"FILE" help:"Write the auditor's report there: a page, its twin where the name ends in .json, or Markdown where it ends in .md."`
	ExitCode    bool     `help:"With --dry-run: end with 5 when there is something to send."`
}

// Run pushes.
func (p *pushCommand) Run(c *cli, s streams, ctx *context.Context) error {
	root, err := project.Root(p.Root, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
	if err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	return push(*ctx, c, s, root, p)
}

// restart is how long a destination may be away before a push gives up: about as long as
// a database or a gateway takes to start anew.
const restart = time.Minute

func push(ctx context.Context, c *cli, s streams, root string, p *pushCommand) error {
	o, err := p.options(c, root)
	if err != nil {
		return fail(c, s, "driftsync.push/1", err)
	}
	if o.Destination.Name == "" {
		return fail(c, s, "driftsync.push/1", noDestination(root))
	}
	if p.streams() {
		temp, err := os.MkdirTemp("", "driftsync-plan-")
		if err != nil {
			return fail(c, s, "driftsync.push/1", noRoom(err))
		}
		defer os.RemoveAll(temp)
		o.DryRunDir = filepath.Join(temp, "plan")
	}
	bar := newBar(c, s)
	bar.leaves = true
	o.Progress, o.Totals, o.Warn = bar.step, bar.watched(), bar.warn
	o.Patience = restart
	began := time.Now()
	ctx, calm := gently(ctx, s, o)
	over := onDemand(bar)
	result, err := host.Push(ctx, *o)
	over()
	calm()
	bar.end()
	err = c.because(err)
	if result != nil && err == nil {
		err = errors.Join(p.account(c, o, root, began, result), remember(o))
	}
	report := s.out
	if p.streams() && err == nil {
		report = s.err // the rows are the result
		err = printRows(s.out, o.DryRunDir)
	}
	if c.JSON {
		err = printPush(s, result, err)
		return p.pending(result, err)
	}
	if err != nil {
		return err
	}
	if !c.Quiet {
		if err := (&pushReport{result, p.Plan, c.Verbose, widthOf(report)}).print(report); err != nil {
			return err
		}
	}
	return p.pending(result, p.found(s, result, c.Quiet))
}

// noDestination says what there is to push, and where it could go.
func noDestination(root string) error {
	var found []string
	for _, db := range schema.Databases() {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(db.File))); err == nil {
			found = append(found, db.File)
		}
	}
	if len(found) == 0 {
		return fault.New(fault.ConfigDestination, "no destination is configured, and no Drift database was found here",
			"run Drift here first, name the project with --root, or look at a sample with driftsync demo", nil)
	}
	return fault.New(fault.ConfigDestination, "no destination is configured (found "+strings.Join(found, ", ")+")",
		"push with --to file:out.db to look at what would leave, or run driftsync login and driftsync link", nil)
}

// account keeps the report of a run.
func (p *pushCommand) account(c *cli, o *host.Options, root string, began time.Time, r *host.Result) error {
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return err
	}
	return keepReport(o, cfg, began, r, p.Report)
}

// pending turns a good end into the status of changes that wait, where that was asked
// for.
func (p *pushCommand) pending(r *host.Result, err error) error {
	if err == nil && p.ExitCode && p.DryRun {
		if sum := r.Summary(); sum.Sent+sum.Removed > 0 {
			return statusError(fault.ExitPending)
		}
	}
	return err
}

// found says what a push found that is not an error, and ends with its status.
func (p *pushCommand) found(s streams, r *host.Result, quiet bool) error {
	status := r.Status()
	if status == fault.ExitOK {
		return nil
	}
	for _, t := range r.Stopped {
		printFault(s.err, t.Table+" stays here: "+t.Text, t.Code, t.Hint)
	}
	if r.New > 0 && !quiet {
		what, look := "newly kept here; the rest was sent", "driftsync quarantine list"
		if p.To != "" {
			look += " --to " + p.To
		}
		if r.DryRun {
			what, look = "would newly stay here; the rest would be sent", "driftsync preview"
		}
		fmt.Fprintf(s.err, "driftsync: %s %s. See %s\n", rows(int64(r.New)), what, look)
	}
	return statusError(status)
}

// fail reports an error that came before there was a result.
func fail(c *cli, s streams, schema string, err error) error {
	err = c.because(err)
	if c.JSON {
		if printErr := printJSON(s.out, envelope{Schema: schema, Error: newFault(err)}); printErr != nil {
			return printErr
		}
	}
	return err
}

func printPush(s streams, r *host.Result, err error) error {
	e := envelope{Schema: "driftsync.push/1", OK: err == nil, Error: newFault(err)}
	if r != nil {
		e.OK = e.OK && r.Status() == fault.ExitOK
		e.Summary, e.Result = r.Summary(), r
	}
	if printErr := printJSON(s.out, e); printErr != nil {
		return printErr
	}
	if err == nil && r.Status() != fault.ExitOK {
		return statusError(r.Status())
	}
	return err
}

func (p *pushCommand) options(c *cli, root string) (*host.Options, error) {
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return nil, err
	}
	if p.Plan != "" || p.DryRun {
		if err := p.aimAloud(c, root, cfg.Cloud.URL); err != nil {
			return nil, err
		}
	}
	if p.Source != "" {
		cfg.Source.Name = p.Source
	}
	logger, err := c.logger(os.Stderr)
	if err != nil {
		return nil, err
	}
	if p.Report != "" && !isFolder(filepath.Dir(p.Report)) {
		return nil, fault.New(fault.ConfigInvalid, "the report "+p.Report+" cannot be written: its folder does not exist", "name another file with --report", nil)
	}
	o := &host.Options{Logger: logger, Root: root, SourceName: cfg.Source.Name, Full: p.Full, FailFast: p.FailFast, DryRun: p.DryRun, Databases: p.DB,
		Tables: p.Table, StateDir: c.State, CacheDir: c.Cache, Client: "driftsync " + version()}
	if err := p.places(c, o); err != nil {
		return nil, err
	}
	if err := p.reasons(o); err != nil {
		return nil, err
	}
	if err := folders(o); err != nil {
		return nil, err
	}
	if o.Plugins, o.Shadows, err = plugins(cfg.Plugins); err != nil {
		return nil, err
	}
	if o.Locks, err = locks(root); err != nil {
		return nil, err
	}
	o.PolicyFile, o.Limits, o.ShadowLimit = policyFile(), limits(cfg), seconds(cfg.Limits.ShadowSeconds)
	o.MaxDestroyed = p.Destroyed
	if err := checkPercent(p.Destroyed); err != nil {
		return nil, err
	}
	if key := os.Getenv("DRIFTSYNC_PSEUDONYM_KEY"); key != "" {
		if o.TeamKey, err = teamKey(key); err != nil {
			return nil, err
		}
	}
	o.Destination, err = p.destination(cfg)
	return o, err
}

// places says where a dry run and a plan are kept.
func (p *pushCommand) places(c *cli, o *host.Options) (err error) {
	if p.Out != "" && !p.DryRun || p.streams() && c.JSON {
		return fault.New(fault.ConfigInvalid, "--out is for a dry run, and --out - prints no other result", "add --dry-run, or leave --json away", nil)
	}
	if p.streams() {
		return nil
	}
	if p.Out != "" {
		if o.DryRunDir, err = filepath.Abs(p.Out); err != nil {
			return err
		}
	}
	if p.Plan != "" {
		o.PlanDir, err = filepath.Abs(p.Plan)
	}
	return err
}

// reasons says why less is asked of the plugins than usual.
func (p *pushCommand) reasons(o *host.Options) error {
	for _, waived := range []struct {
		flag string
		set  bool
		into *string
	}{{"--allow-weaker", p.AllowWeaker, &o.AllowWeaker}, {"--unpinned", p.Unpinned, &o.Unpinned}} {
		if !waived.set {
			continue
		}
		if *waived.into = p.Reason; p.Reason == "" {
			return fault.New(fault.ConfigInvalid, waived.flag+" needs --reason", "say why in --reason TEXT", nil)
		}
	}
	return nil
}

// checkPercent refuses a limit of --max-destroyed that is none.
func checkPercent(limit *float64) error {
	if limit != nil && !(*limit >= 0 && *limit <= 100) {
		return fault.New(fault.ConfigInvalid, "--max-destroyed is not a percentage", "name a number from 0 to 100", nil)
	}
	return nil
}

func folders(o *host.Options) error {
	var err error
	if o.StateDir == "" {
		if o.StateDir, err = project.StateDir(); err != nil {
			return err
		}
	}
	if o.CacheDir == "" {
		o.CacheDir, err = project.CacheDir()
	}
	return err
}

// minTeamKey is the length of a team key in characters: it stands for all
// pseudonyms, and a short one could be guessed.
const minTeamKey = 24

func teamKey(text string) ([]byte, error) {
	if len(text) < minTeamKey {
		return nil, fault.New(fault.ConfigInvalid, "DRIFTSYNC_PSEUDONYM_KEY is too short",
			fmt.Sprintf("use at least %d random characters", minTeamKey), nil)
	}
	return identity.Derive([]byte(text), "team"), nil
}

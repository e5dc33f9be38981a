// Package host is driftsync as a library: [Push] carries the metadata of a project
// to a destination.
//
// The stages of a run are packages of their own, in the order of the data flow:
// source reads, extract keys and drops what is unchanged, plugin redacts, guard
// checks, spool keeps the exact bytes, a sink takes them, and state remembers. This
// package wires them.
package host

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/internal/spelling"
	"github.com/driftsync/driftsync/schema"
)

// Options configure one push. Root and Destination are needed.
type Options struct {
	Root        string // absolute project root
	Destination Destination
	SourceName  string   // unique in the project; empty for this clone on this machine
	Full        bool     // send every row, and mark what is no longer there
	FailFast    bool     // end at the first row that newly stays here, before anything is sent where it is found here, and at the first refusal
	DryRun      bool     // stop before the destination: the spool is kept, no socket is opened
	DryRunDir   string   // where a dry run leaves its plan; default below the state folder
	PlanDir     string   // a plan to send instead of what is there now; no database is read
	Databases   []string // names; empty for all
	Tables      []string // globs over "table" and "database.table"; empty for all

	Plugins     []plugin.Module // stricter policies, in order, after the bundled default
	Limits      plugin.Limits
	Shadows     []plugin.Module // policies that run beside and change nothing; what they would take is in the result
	ShadowLimit time.Duration   // time that each of them may take of the run; default a minute
	AllowWeaker string          // a written reason for a chain that lacks a plugin of the last run
	Locks       []*lock.File    // what pins Plugins; nil where the calling program vouches for their bytes
	Unpinned    string          // a written reason for plugins that no lock pins
	PolicyFile  string          // adds to the policy of this machine, which holds in any case
	// MaxDestroyed is how much a plugin of Plugins may take beyond the default, in percent
	// of rows, cells or characters; nil for what the policies say. See [fault.PluginDestroys].
	MaxDestroyed *float64
	TeamKey      []byte   // stands in for local keys, so that authors are the same everywhere
	Worker       []string // command line of a plugin worker; default this program

	StateDir string
	CacheDir string
	Client   string // "driftsync 1.2.3", for the run record
	Logger   *slog.Logger
	Warn     func(string) // called before the first row leaves with what a person should know first
	// Patience is how long a request is tried at least that a destination does not answer,
	// such as while it restarts. 0 for a few tries.
	Patience time.Duration
	Progress func(Progress) // called from several goroutines, some times a second at most
	Totals   bool           // count the rows first, so that Progress has the total of reading

	// Stop, once closed, ends the run gently: what is on its way is finished and saved,
	// nothing new begins, and Push returns [fault.Interrupted]. Nil never does.
	Stop <-chan struct{}

	// Surroundings are the roots and names that must not leave; nil takes those of this
	// machine. Roots that the databases name are added.
	Surroundings *Surroundings

	// Now is the clock of run records; nil for the real one.
	Now func() time.Time

	inspect inspector // of a preview or a proof
	dataDir string    // folder that holds the databases instead of Root: a private copy

	spares *plugin.Spares // of workers; nil starts and ends them with each run

	free func(dir string) (bytes uint64, known bool) // room on a disk; nil asks the system
}

// inspector sees every batch before and after, from several goroutines.
type inspector func(ctx context.Context, chain *plugin.Chain, before, after *batch.Batch, result *plugin.Result, hits []guard.Hit) error

// Destination is where a push goes. [destination.Parse] makes one of a file or a folder.
type Destination = destination.Destination

// Surroundings are the roots, homes and names of a machine that must not leave.
type Surroundings = project.Surroundings

// Progress is one step of a run.
type Progress struct {
	Stage string     // "read", "send" or "wait"
	Table string     // "database.table"; empty in a wait
	Rows  int64      // of this step
	Total int64      // of the stage, 0 where that is not known
	Wait  *sink.Wait // of a wait, else nil
}

func (o *Options) check() error {
	switch {
	case !filepath.IsAbs(o.Root):
		return fault.New(fault.ConfigInvalid, "the project root is not an absolute path", "name one with --root", nil)
	case o.Destination.Name == "":
		return fault.New(fault.ConfigDestination, "no destination is configured",
			"name one with --to file:out.db, or run driftsync login and driftsync link for the cloud", nil)
	case o.StateDir == "" || o.CacheDir == "":
		return fault.New(fault.ConfigInvalid, "no folder for state or cache is named", "name them with --state and --cache", nil)
	}
	if err := checkSourceName(o.SourceName); err != nil {
		return err
	}
	if o.PlanDir != "" && (o.DryRun || o.Full || o.limited()) {
		return fault.New(fault.ConfigInvalid, "a plan says by itself what is sent", "name no other choice of rows beside --plan", nil)
	}
	for _, name := range o.Databases {
		if !slices.Contains(databaseNames(), name) {
			return fault.New(fault.ConfigInvalid, fmt.Sprintf("there is no database %q", name)+spelling.Meant(name, databaseNames()), "choose drift, bridge or cortex with --db", nil)
		}
	}
	for _, glob := range o.Tables {
		if !anyTable(glob) {
			return fault.New(fault.ConfigInvalid, fmt.Sprintf("--table %q matches no table", glob)+spelling.Meant(glob, tableNames()), "patterns are over names such as functions or bridge.*", nil)
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Destination.Parallel = max(1, o.Destination.Parallel)
	return nil
}

func databaseNames() []string {
	var names []string
	for _, db := range schema.Databases() {
		names = append(names, db.Name)
	}
	return names
}

func tableNames() []string {
	var names []string
	for _, t := range schema.Synced() {
		names = append(names, t.Name, t.FullName())
	}
	return names
}

func anyTable(glob string) bool {
	for _, t := range schema.Synced() {
		if matchTable(glob, t) {
			return true
		}
	}
	return false
}

func matchTable(glob string, t *schema.Table) bool {
	name := t.Name
	if strings.Contains(glob, ".") {
		name = t.FullName()
	}
	ok, err := filepath.Match(glob, name)
	return err == nil && ok
}

// limited reports whether the push leaves out databases or tables on purpose. What
// it does not look at, it does not judge: nothing is removed.
func (o *Options) limited() bool { return len(o.Tables) > 0 || len(o.Databases) > 0 }

func (o *Options) wantsDatabase(name string) bool {
	if len(o.Databases) == 0 {
		return true
	}
	for _, n := range o.Databases {
		if n == name {
			return true
		}
	}
	return false
}

func (o *Options) wantsTable(t *schema.Table) bool {
	if !o.wantsDatabase(t.Database) {
		return false
	}
	if len(o.Tables) == 0 {
		return true
	}
	for _, glob := range o.Tables {
		if matchTable(glob, t) {
			return true
		}
	}
	return false
}

func (o *Options) progress(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

// redactors is the number of batches that are redacted at the same time.
func redactors() int { return min(4, max(2, runtime.NumCPU())) }

// WorkerMain serves as a plugin worker and ends the process, if that is what this
// process was started for. A program that embeds this package calls it first in
// main, before it reads flags or opens files.
func WorkerMain() { plugin.WorkerMain() }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// checkSourceName refuses a name that says something of this machine.
func checkSourceName(name string) error {
	if filepath.IsAbs(name) || strings.HasPrefix(name, "~") || strings.ContainsFunc(name, unicode.IsControl) {
		return fault.New(fault.ConfigInvalid, "the name of the source is a path of this machine or has more than one line, and it leaves as it is",
			"choose a short name, such as laptop or ci", nil)
	}
	return nil
}

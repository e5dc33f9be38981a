// Package doctor finds out why a push would not work, without writing anything that
// matters and, unless asked, without a connection.
//
// Each check has a name, a deadline of its own, and an outcome that says what to do
// next. A check that panics fails; the others go on.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/spelling"
)

// Status is the outcome of a check.
type Status string

// The outcomes. Skip is a check that does not apply here, and says why.
const (
	Pass Status = "pass"
	Warn Status = "warn"
	Fail Status = "fail"
	Skip Status = "skip"
)

// Finding is what a check found. It holds no secret and no row value.
type Finding struct {
	Check  string     `json:"check"`
	Status Status     `json:"status"`
	Text   string     `json:"text"`
	Hint   string     `json:"hint,omitempty"`
	Code   fault.Code `json:"code,omitempty"`
}

// Options say what is looked at.
type Options struct {
	Root, Home string
	UserFile   string // instead of the user's driftsync.toml; empty for that
	StateDir   string
	CacheDir   string
	Config     *config.Config
	ConfigErr  error // of reading the configuration, which is then nil
	Plugins    []plugin.Module
	PluginsErr error
	Gate       lock.Gate   // what stands before the plugins of a push
	Store      *auth.Store // nil where a variable stands in for a login
	Tokens     *auth.Source
	TokensErr  error
	Online     bool
	Only       []string // names of checks; empty for all
}

// deadline bounds one check.
const deadline = 20 * time.Second

type check struct {
	name   string
	online bool
	run    func(context.Context, *Options) []Finding
}

func checks() []check {
	return []check{
		{"config", false, checkConfig},
		{"databases", false, checkDatabases},
		{"state", false, checkState},
		{"plugins", false, checkPlugins},
		{"credentials", false, checkCredentials},
		{"server", true, checkServer},
		{"schema", true, checkSchema},
		{"policies", true, checkPolicies},
	}
}

// Names returns the names of all checks, in order.
func Names() []string {
	var names []string
	for _, c := range checks() {
		names = append(names, c.name)
	}
	return names
}

// Run makes the checks and returns what they found, in order. A name in Only that is
// no check's is a fault.
func Run(ctx context.Context, o Options) ([]Finding, error) {
	for _, name := range o.Only {
		if !slices.Contains(Names(), name) {
			return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("there is no check %q", name)+spelling.Meant(name, Names()), fmt.Sprintf("choose among %v", Names()), nil)
		}
	}
	var all []Finding
	for _, c := range checks() {
		wanted := slices.Contains(o.Only, c.name)
		if len(o.Only) > 0 && !wanted || c.online && !o.Online && !wanted {
			continue
		}
		for _, f := range guarded(ctx, c, &o) {
			f.Check = c.name
			all = append(all, f)
		}
	}
	return all, nil
}

// guarded runs one check to its end, its deadline or its panic. What a panic says is
// left out: it may quote anything.
func guarded(ctx context.Context, c check, o *Options) []Finding {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	done := make(chan []Finding, 1)
	go func() {
		defer func() {
			if recover() != nil {
				done <- one(Fail, "the check itself failed", "please report this")
			}
		}()
		done <- c.run(ctx, o)
	}()
	select {
	case found := <-done:
		return found
	case <-ctx.Done():
		return one(Fail, "the check did not end in time", "run it alone: driftsync doctor --check "+c.name)
	}
}

func one(s Status, text, hint string) []Finding {
	return []Finding{{Status: s, Text: text, Hint: hint}}
}

// failed turns an error into a finding.
func failed(s Status, what string, err error) Finding {
	f := Finding{Status: s, Text: what}
	if known, ok := errors.AsType[*fault.Error](err); ok {
		f.Hint, f.Code = known.Hint, known.Code
		f.Text = known.Message
		if what != "" {
			f.Text = what + ": " + known.Message
		}
	}
	return f
}

// Worst returns the exit status of what was found: that of the worst failure, 0 where
// none failed.
func Worst(all []Finding) int {
	var statuses []int
	for _, f := range all {
		switch {
		case f.Status != Fail:
		case f.Code != "":
			statuses = append(statuses, f.Code.Status())
		default:
			statuses = append(statuses, fault.ExitFailure)
		}
	}
	return fault.Worst(statuses...)
}

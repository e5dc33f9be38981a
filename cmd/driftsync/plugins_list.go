package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
)

type pluginsList struct {
	Root string `placeholder:"DIR" help:"Project root; default as for push."`
}

type listedPlugin struct {
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	SHA256   string   `json:"sha256"`
	Source   string   `json:"source"`
	State    string   `json:"state"` // "bundled", "pinned" or why it does not run
	Mode     string   `json:"mode"`  // "enforce", or "shadow": it changes nothing
	Signers  []string `json:"signers,omitempty"`
	Attested []string `json:"attested_by,omitempty"` // "NAME DATE"
	Reason   string   `json:"reason,omitempty"`
	Failed   []string `json:"failed,omitempty"`
	OK       bool     `json:"ok"`
}

const listSchema = "driftsync.plugins.list/1"

// Run lists what push would run, and says of each whether it may.
func (p *pluginsList) Run(c *cli, s streams) error {
	all, err := p.list(c)
	if err != nil {
		return fail(c, s, listSchema, err)
	}
	refused := 0
	for _, l := range all {
		if !l.OK {
			refused++
		}
	}
	summary := map[string]int{"plugins": len(all), "refused": refused}
	if c.JSON {
		err = printJSON(s.out, envelope{Schema: listSchema, OK: refused == 0, Summary: summary, Result: all})
	} else if !c.Quiet {
		err = printList(s, all)
	}
	if err == nil && refused > 0 {
		return statusError(fault.ExitPluginRefuse)
	}
	return err
}

func (p *pluginsList) list(c *cli) ([]listedPlugin, error) {
	root, err := projectRoot(p.Root)
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return nil, err
	}
	gate, err := pluginGate(root)
	if err != nil {
		return nil, err
	}
	own, err := plugin.Inspect(bundled.Wasm)
	if err != nil {
		return nil, err
	}
	all := []listedPlugin{{Name: own.Manifest.Name, Version: own.Manifest.Version, SHA256: lock.Digest(bundled.Wasm), Source: "bundled", State: "bundled", Mode: config.Enforce, OK: true}}
	for _, n := range cfg.Plugins {
		all = append(all, describe(&gate, n))
	}
	return all, nil
}

// pluginGate is what stands before the plugins of a project.
func pluginGate(root string) (gate lock.Gate, err error) {
	if gate.Locks, err = locks(root); err != nil {
		return gate, err
	}
	gate.Policies, err = lock.LoadPolicies(policyFile())
	return gate, err
}

// describe judges one plugin by itself.
func describe(gate *lock.Gate, n config.Plugin) listedPlugin {
	l := listedPlugin{Name: n.Name, Source: n.Path, Mode: cmp.Or(n.Mode, config.Enforce)}
	wasm, err := plainfile.Read(n.Path, plainfile.Module)
	if err != nil {
		l.State = "the file cannot be read"
		return l
	}
	l.SHA256 = lock.Digest(wasm)
	if err := gate.AdmitBytes(n.Name, l.SHA256); err != nil {
		l.State = strings.TrimPrefix(err.Error(), fmt.Sprintf("plugin %q is refused: ", n.Name))
		return l
	}
	found, err := plugin.Inspect(wasm)
	if err != nil {
		l.State = err.Error()
		return l
	}
	l.Version = found.Manifest.Version
	single := lock.Gate{Locks: gate.Locks}
	for _, p := range gate.Policies {
		signers := *p
		signers.Require = nil // of the chain, not of one plugin
		single.Policies = append(single.Policies, &signers)
	}
	grants, err := single.Admit([]lock.Candidate{{Name: found.Manifest.Name, Version: l.Version, SHA256: l.SHA256, Reads: found.Manifest.Reads}})
	if err != nil {
		l.State = reasonOf(err)
		return l
	}
	for _, f := range gate.Locks {
		if e := f.Find(l.Name); e != nil {
			l.Failed = e.Failed
		}
	}
	l.State, l.OK, l.Signers, l.Attested, l.Reason = "pinned", true, grants[0].Signers, grants[0].Attested, grants[0].Reason
	return l
}

func reasonOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Error()
	}
	return err.Error()
}

func printList(s streams, all []listedPlugin) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "plugin\tversion\tsha256\tstate\tsource")
	for _, l := range all {
		state := l.State
		if l.Mode == config.Shadow {
			state += ", in shadow mode"
		}
		switch {
		case len(l.Signers) > 0:
			state += ", signed by " + strings.Join(l.Signers, ", ")
		case l.Reason != "":
			state += fmt.Sprintf(", unsigned: %q", l.Reason)
		}
		if len(l.Attested) > 0 {
			state += ", attested by " + strings.Join(l.Attested, ", ")
		}
		if len(l.Failed) > 0 {
			state += ", failed " + strings.Join(l.Failed, ", ")
		}
		fmt.Fprintf(w, "%s\t%s\t%.12s\t%s\t%s\n", glyph.Visible(l.Name), l.Version, l.SHA256, glyph.Visible(state), glyph.Visible(l.Source))
	}
	return w.Flush()
}

package host

import (
	"errors"
	"fmt"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

// chain returns the modules of a run in order: the bundled default is always first.
func (o *Options) chain() []plugin.Module {
	return append([]plugin.Module{{Name: "redact-default", Wasm: bundled.Wasm, Bundled: true}}, o.Plugins...)
}

// admit asks the locks and the policies before anything is opened. A policy of the
// machine holds whatever the options say.
func (p *push) admit() error {
	policies, err := lock.LoadPolicies(p.PolicyFile)
	if err != nil {
		return err
	}
	if !p.DryRun && p.Destination.Name != checkOnly {
		if err := policies.CheckDestination(p.Destination.Name); err != nil {
			return err
		}
	}
	gate := lock.Gate{Locks: p.Locks, Policies: policies, Unpinned: p.Unpinned}
	var candidates []lock.Candidate
	for _, m := range p.chain() {
		c, err := candidate(&m)
		if err != nil {
			return err
		}
		candidates = append(candidates, c)
	}
	p.grants, err = gate.Admit(candidates)
	return err
}

func candidate(m *plugin.Module) (lock.Candidate, error) {
	found, err := manifest.Read(m.Wasm)
	if err != nil {
		code := fault.PluginRefused
		if _, ok := errors.AsType[*manifest.VersionError](err); ok {
			code = fault.PluginABI
		}
		return lock.Candidate{}, fault.New(code, fmt.Sprintf("plugin %q is refused", m.Name), "see driftsync plugins inspect", err)
	}
	return lock.Candidate{Name: found.Name, Version: found.Version, SHA256: lock.Digest(m.Wasm), Reads: found.Reads, Bundled: m.Bundled}, nil
}

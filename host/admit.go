package host

import (
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
	p.policies = policies
	if leaves := p.Destination.Name != checkOnly && p.Destination.Name != proveOnly; leaves && !p.DryRun {
		if err := policies.CheckDestination(p.Destination.Name); err != nil {
			return err
		}
	}
	gate := lock.Gate{Locks: p.Locks, Policies: policies, Unpinned: p.Unpinned}
	var candidates []lock.Candidate
	for _, m := range p.chain() {
		c, err := lock.NewCandidate(m.Name, m.Wasm, m.Bundled)
		if err != nil {
			return err
		}
		candidates = append(candidates, c)
	}
	p.grants, err = gate.Admit(candidates)
	return err
}

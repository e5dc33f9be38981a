package host

import (
	"cmp"
	"context"

	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/shadow"
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
	gate := lock.Gate{Locks: p.Locks, Policies: policies, Unpinned: p.Unpinned, Now: p.Now()}
	var candidates []lock.Candidate
	chain := p.chain()
	for i, m := range append(chain, p.Shadows...) {
		c, err := gate.Candidate(m.Name, m.Wasm, m.Bundled)
		if err != nil {
			return err
		}
		if c.Shadow = i >= len(chain); c.Shadow {
			p.result.Shadows = append(p.result.Shadows, shadow.Result{Plugin: c.Name, Version: c.Version, SHA256: c.SHA256,
				Effects: []shadow.Effect{}, Limit: cmp.Or(p.ShadowLimit, shadow.DefaultLimit)})
		}
		candidates = append(candidates, c)
	}
	grants, err := gate.Admit(candidates)
	if err == nil {
		p.grants = grants[:len(chain)]
	}
	return err
}

// openShadows opens the policies that run beside the chain, with what the chain knows.
// They are in no digest of the policy: with one more, no row is sent again.
func (p *push) openShadows(ctx context.Context) error {
	for _, m := range p.Shadows {
		s, err := shadow.Open(ctx, m, p.policy.options, p.ShadowLimit)
		if err != nil {
			return err
		}
		p.shadows = append(p.shadows, s)
	}
	return nil
}

package host

import (
	"cmp"

	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/shadow"
)

// chain returns the modules of a run in order: the bundled default is always first.
func (o *Options) chain() []plugin.Module {
	return append([]plugin.Module{{Name: "redact-default", Wasm: bundled.Wasm, Bundled: true}}, o.Plugins...)
}

// admission is who may run, and under which policies.
type admission struct {
	policies lock.Policies
	grants   []lock.Grant // by plugin of the chain
}

// admit asks the locks and the policies before anything is opened. A policy of the
// machine holds whatever the options say.
func (o *Options) admit(r *Result) (admission, error) {
	policies, err := lock.LoadPolicies(o.PolicyFile)
	if err != nil {
		return admission{}, err
	}
	if leaves := o.Destination.Name != checkOnly && o.Destination.Name != proveOnly; leaves && !o.DryRun {
		if err := policies.CheckDestination(o.Destination.Name); err != nil {
			return admission{}, err
		}
	}
	gate := lock.Gate{Locks: o.Locks, Policies: policies, Unpinned: o.Unpinned, Now: o.Now()}
	var candidates []lock.Candidate
	chain := o.chain()
	for i, m := range append(chain, o.Shadows...) {
		c, err := gate.Candidate(m.Name, m.Wasm, m.Bundled)
		if err != nil {
			return admission{}, err
		}
		if c.Shadow = i >= len(chain); c.Shadow {
			r.Shadows = append(r.Shadows, shadow.Result{Plugin: c.Name, Version: c.Version, SHA256: c.SHA256,
				Effects: []shadow.Effect{}, Limit: cmp.Or(o.ShadowLimit, shadow.DefaultLimit)})
		}
		candidates = append(candidates, c)
	}
	grants, err := gate.Admit(candidates)
	if err != nil {
		return admission{}, err
	}
	return admission{policies: policies, grants: grants[:len(chain)]}, nil
}

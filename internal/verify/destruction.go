package verify

import (
	"context"
	"fmt"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

const destructionName = "DESTRUCTION"

// Destroys reports whether the plugin was measured and takes more than it may.
func (r *Report) Destroys() bool {
	return r.Destroyed != nil && r.Destroyed.Percent() > r.MaxDestroyed
}

// checkDestruction judges what the plugin takes beyond the default: one that drops every
// row lets no secret pass, and no data either.
func (v *verification) checkDestruction(ctx context.Context) outcome {
	limit, whose := v.maxDestroyed()
	v.report.MaxDestroyed = limit
	if v.digest == v.report.Bundled {
		return pass("it is the bundled default, beyond which others are measured")
	}
	b, err := v.behind(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	v.report.Destroyed = &b.destroyed
	detail := fmt.Sprintf("beyond the default it takes %s; %s is %g percent", b.destroyed.Amounts, whose, limit)
	if b.destroyed.Percent() <= limit {
		return pass("%s", detail)
	}
	o := fail("%.0f percent is taken: %s", b.destroyed.Percent(), detail)
	for _, p := range b.destroyed.Parts[:min(len(b.destroyed.Parts), maxFindings)] {
		o.findings = append(o.findings, p.Line())
	}
	return o
}

// maxDestroyed returns the limit in percent, and whose it is. A policy can only be
// tightened.
func (o *Options) maxDestroyed() (limit float64, whose string) {
	limit, named := o.Policies.MaxDestroyed()
	switch {
	case o.MaxDestroyed != nil && (!named || *o.MaxDestroyed < limit):
		return *o.MaxDestroyed, "the limit asked for"
	case named:
		return limit, "the limit of the policy"
	}
	return MaxDestroyed, "the limit"
}

// destroys measures what a plugin takes beyond the default, which itself takes nothing
// beyond it.
func (v *verification) destroys(ctx context.Context) (plugin.Destruction, error) {
	found, err := plugin.Inspect(v.subject.Wasm)
	if err != nil {
		return plugin.Destruction{}, fault.New(fault.PluginRefused, "the plugin is refused", "see driftsync plugins inspect", err)
	}
	v.inspection = found
	if v.digest == lock.Digest(bundled.Wasm) {
		return plugin.Destruction{Plugin: found.Manifest.Name}, nil
	}
	b, err := v.stand(ctx)
	if err != nil {
		return plugin.Destruction{}, err
	}
	return b.destroyed, nil
}

package host

import (
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/schema"
)

// destroyedRows is the number of rows from which on a plugin is judged: of a few changed
// rows a rule may well drop most.
const destroyedRows = 100

// lose adds what plugins took from one batch.
func (c *collector) lose(t *schema.Table, losses []plugin.Loss) {
	for i := range losses {
		name := losses[i].Plugin
		at := slices.IndexFunc(c.result.Destroyed, func(d plugin.Destruction) bool { return d.Plugin == name })
		if at < 0 {
			at = len(c.result.Destroyed)
			c.result.Destroyed = append(c.result.Destroyed, plugin.Destruction{Plugin: name})
		}
		c.result.Destroyed[at].AddLoss(t, &losses[i])
	}
}

// judgeDestruction sorts what was taken, and refuses a plugin that took more than it may.
// A dry run goes on, to show what that is; its plan cannot be sent.
func (p *push) judgeDestruction(h *spool.Header) error {
	limit, limited := p.maxDestroyed(p.MaxDestroyed)
	var refused *plugin.Destruction
	for i := range p.result.Destroyed {
		d := &p.result.Destroyed[i]
		d.Settle()
		if limited && d.Rows >= destroyedRows && d.Percent() > limit {
			refused = d
		}
	}
	if refused == nil || p.Destination.Name == proveOnly {
		return nil
	}
	f := fault.New(fault.PluginDestroys, fmt.Sprintf("plugin %s takes %s beyond the default: more than %g percent", refused.Plugin, refused.Amounts, limit),
		"see driftsync plugins explain --plugin "+refused.Plugin+", and have its author fix it", nil)
	if !p.DryRun {
		return f
	}
	h.Sendable, p.result.Unsendable = false, f.Error()
	p.result.find(fault.PluginDestroys)
	return nil
}

// maxDestroyed returns the limit in percent: the smallest of the run's own and those of
// the policies.
func (a *admission) maxDestroyed(own *float64) (limit float64, limited bool) {
	limit, limited = a.policies.MaxDestroyed()
	if own != nil && (!limited || *own < limit) {
		return *own, true
	}
	return limit, limited
}

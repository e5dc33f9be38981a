package host

import (
	"context"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin"
)

// LetPass gives the rows of a run their cells back after the plugins: a chain that lets
// everything pass.
func (o *Options) LetPass() {
	o.inspect = func(_ context.Context, _ *plugin.Chain, before, after *batch.Batch, _ *plugin.Result, _ []guard.Hit) error {
		after.CopyFrom(before)
		return nil
	}
}

var kept plugin.Spares

// KeepWorkers has a run take the workers of an earlier one, as it finds them: idle.
func (o *Options) KeepWorkers() { o.spares = &kept }

// HaveRoom makes every disk have that many bytes left.
func (o *Options) HaveRoom(bytes uint64) {
	o.free = func(string) (uint64, bool) { return bytes, true }
}

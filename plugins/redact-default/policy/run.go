package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// lanes classifies bytes.
type lanes = ascii.Lanes

func laneBit(in bool, lane uint) uint64 {
	if in {
		return 1 << lane
	}
	return 0
}

package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// lanes classifies bytes.
type lanes = ascii.Lanes

// Lanes of [kinds].
const (
	bareRun   = 8 * iota // bytes of a value without quotes
	quotedRun            // bytes of a value in quotes
)

var kinds = makeKinds()

func makeKinds() (t lanes) {
	for c := range t {
		t[c] = laneBit(around[c]&endsBare == 0, bareRun) | laneBit(around[c]&endsQuoted == 0, quotedRun)
	}
	return t
}

func laneBit(in bool, lane uint) uint64 {
	if in {
		return 1 << lane
	}
	return 0
}

package policy_test

import (
	"slices"
	"testing"

	"github.com/driftsync/driftsync/plugins/redact-default/policy"
)

func TestMarkers(t *testing.T) {
	if !slices.Equal(policy.Markers(), markers) {
		t.Errorf("rules have the markers %q, manifest.json has %q", policy.Markers(), markers)
	}
}

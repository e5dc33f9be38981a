package shannon_test

import (
	"math"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/shannon"
)

func TestBits(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "aaaa": 0, "abab": 1, "abcdefgh": 3, "aabb": 1, "0123456789abcdef": 4, "éé": 0.5, "aé": 1.0 / 3 * math.Log2(3) * 2} {
		if got := shannon.Bits([]byte(text)); math.Abs(got-want) > 1e-12 {
			t.Errorf("%q has %v bits, want %v", text, got, want)
		}
	}
}

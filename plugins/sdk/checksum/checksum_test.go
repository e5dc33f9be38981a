package checksum_test

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/checksum"
)

func TestChecksum(t *testing.T) {
	for _, c := range []struct {
		text        string
		luhn, mod97 bool
	}{
		{"4111 1111 1111 1111", true, false}, {"4111-1111-1111-1112", false, false}, {"1", false, false}, {"0", false, false}, {"", false, false},
		{"GB82 WEST 1234 5698 7654 32", false, true}, {"GB82 WEST 1234 5698 7654 33", false, false}, {"4111x", false, false},
	} {
		if luhn, mod97 := checksum.Luhn([]byte(c.text)), checksum.Mod97([]byte(c.text)); luhn != c.luhn || mod97 != c.mod97 {
			t.Errorf("%q: %v and %v", c.text, luhn, mod97)
		}
	}
}

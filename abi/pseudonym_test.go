package abi_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
)

func TestIsPseudonym(t *testing.T) {
	for text, want := range map[string]bool{
		"[P:ABCDEFGHIJKLMN23]": true, "[P:ABCDEFGHIJKLMN2]": false, "[P:ABCDEFGHIJKLMN18]": false,
		"[P:abcdefghijklmn23]": false, "[Q:ABCDEFGHIJKLMN23]": false, "[P:ABCDEFGHIJKLMN23] ": false,
		"[P:ABCDEFGHIJKLMN234": false, "": false,
	} {
		if got := abi.IsPseudonym([]byte(text)); got != want {
			t.Errorf("IsPseudonym(%q) = %t", text, got)
		}
	}
}

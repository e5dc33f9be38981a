package verify

import "testing"

func TestConfined(t *testing.T) {
	for sealed, want := range map[bool]Status{true: Passed, false: NotAsked} {
		v := &verification{base: &recording{sealed: sealed}}
		if got := v.checkConfined(t.Context()).status; got != want {
			t.Errorf("a worker that is confined, %t: %s, want %s", sealed, got, want)
		}
	}
}

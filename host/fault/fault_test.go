package fault

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestWorst(t *testing.T) {
	for _, c := range []struct {
		statuses []int
		want     int
	}{
		{nil, ExitOK},
		{[]int{ExitOK, ExitOK}, ExitOK},
		{[]int{ExitPartial, ExitGuard}, ExitGuard},
		{[]int{ExitGuard, ExitRefused, ExitPartial}, ExitRefused},
		{[]int{ExitPluginFail, ExitInterrupt}, ExitInterrupt},
		{[]int{42, ExitGuard}, ExitFailure},
	} {
		if got := Worst(c.statuses...); got != c.want {
			t.Errorf("Worst(%v) = %d, want %d", c.statuses, got, c.want)
		}
	}
}

func TestNew_TheFirstFaultStays(t *testing.T) {
	inner := New(SinkLogin, "not logged in", "log in", nil)
	outer := New(SinkUnreachable, "the destination does not answer", "try later", fmt.Errorf("request: %w", inner))
	if Status(outer) != ExitLogin || outer.Error() != "not logged in" {
		t.Errorf("%v has status %d", outer, Status(outer))
	}
	if Status(errors.Join(errors.New("close"), inner)) != ExitLogin {
		t.Error("a joined fault lost its status")
	}
	if Status(errors.New("x")) != ExitFailure || Status(nil) != ExitOK {
		t.Error("an error that is no fault has another status")
	}
}

// Every code has a status, and docs/push.md lists every status that a code can have.
func TestStatusesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/push.md")
	if err != nil {
		t.Fatal(err)
	}
	for code, s := range status {
		if rank(s) == rank(ExitFailure) && s != ExitFailure {
			t.Errorf("%s has a status that is not in the contract: %d", code, s)
		}
		if s != ExitFailure && !strings.Contains(string(page), fmt.Sprintf("\n| %d | ", s)) {
			t.Errorf("docs/push.md does not list status %d of %s", s, code)
		}
		if stage, _, ok := strings.Cut(string(code), "."); !ok && code != Interrupted && code != Timeout && code != Internal || stage == "" {
			t.Errorf("%s does not name its stage", code)
		}
	}
}

// Whoever adds a code says what it means and what to do.
func TestExplain(t *testing.T) {
	for _, code := range Codes() {
		if e := Explain(code); e.What == "" || e.Next == "" {
			t.Errorf("%s is not explained", code)
		}
	}
	if len(explanations) != len(status) {
		t.Error("a code is explained that does not exist")
	}
}

package doctor

import (
	"context"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

func TestGuarded(t *testing.T) {
	found := guarded(t.Context(), check{name: "x", run: func(context.Context, *Options) []Finding { panic("a row's value") }}, &Options{})
	if len(found) != 1 || found[0].Status != Fail || found[0].Text != "the check itself failed" {
		t.Errorf("a panic gave %+v", found)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	hang := make(chan struct{})
	defer close(hang)
	found = guarded(ctx, check{name: "x", run: func(context.Context, *Options) []Finding { <-hang; return nil }}, &Options{})
	if len(found) != 1 || found[0].Status != Fail {
		t.Errorf("a check that hangs gave %+v", found)
	}
}

func TestWorst(t *testing.T) {
	for _, c := range []struct {
		found []Finding
		want  int
	}{
		{nil, fault.ExitOK},
		{[]Finding{{Status: Warn, Code: fault.SourceCorrupt}}, fault.ExitOK},
		{[]Finding{{Status: Fail}}, fault.ExitFailure},
		{[]Finding{{Status: Fail, Code: fault.SourceCorrupt}, {Status: Fail, Code: fault.ConfigInvalid}}, fault.ExitConfig},
	} {
		if got := Worst(c.found); got != c.want {
			t.Errorf("%+v: status %d, want %d", c.found, got, c.want)
		}
	}
}

func TestRun_UnknownCheck(t *testing.T) {
	if _, err := Run(t.Context(), Options{Only: []string{"nothing"}}); fault.Status(err) != fault.ExitConfig {
		t.Errorf("%v", err)
	}
}

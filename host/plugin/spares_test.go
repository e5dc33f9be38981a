package plugin

import (
	"context"
	"testing"
)

// only returns the worker of a chain that has one.
func only(t *testing.T, c *Chain) *process {
	t.Helper()
	if idle := c.stages[0].pool.idle; len(idle) == 1 {
		return idle[0]
	}
	t.Fatalf("%d idle workers, want 1", len(c.stages[0].pool.idle))
	return nil
}

// A worker goes from chain to chain, each time with a new instance: the guest answers
// the table "stale" rightly if it is the first that it ever sees.
func TestSpares(t *testing.T) {
	var spares Spares
	defer spares.Close()
	o := options(module(t, "guest"))
	o.Spares = &spares
	answered := func(c *Chain) bool {
		t.Helper()
		b := textBatch("stale", "one")
		return redact(t, c, b).Failed == nil && cells(b, 0)[0] == "[MASKED]"
	}
	first := open(t, o)
	if !answered(first) {
		t.Fatal("no answer to the first table")
	}
	proc := only(t, first)
	for range 2 {
		_ = first.Close()
		first = open(t, o)
		if !answered(first) {
			t.Error("the worker that was kept has the old instance")
		}
		if only(t, first) != proc {
			t.Error("the worker was not kept")
		}
	}

	// Another limit on memory is for another worker, and so is the first while it is in use.
	other := o
	other.Limits.MemoryPages = 600
	for _, o := range []Options{o, other} {
		c := open(t, o)
		if warm(t, c); only(t, c) == proc {
			t.Error("the worker was taken from where it belongs")
		}
	}

	// One that died meanwhile is replaced, and one whose call failed is not kept.
	_ = first.Close()
	_ = proc.cmd.Process.Kill()
	c := open(t, o)
	if !answered(c) || only(t, c) == proc {
		t.Error("a dead worker was taken over")
	}
	if answered(c) {
		t.Error("the same instance answered twice")
	}
	_ = c.Close()
	if n := len(spares.idle[c.stages[0].pool.kind]); n != 0 {
		t.Errorf("%d workers kept, want none", n)
	}
}

func TestSpares_Closed(t *testing.T) {
	var spares Spares
	o := options(module(t, "guest"))
	o.Spares = &spares
	c := open(t, o)
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	proc := only(t, c)
	spares.Close()
	_ = c.Close()
	if proc.killed.Load() == nil || spares.pop(c.stages[0].pool.kind) != nil {
		t.Error("a worker outlives those that keep it")
	}
}

package plugin

import (
	"context"
	"testing"
	"time"
)

// A second process is started when waiting for the first has taken as long as a start,
// and not before.
func TestPool_Patience(t *testing.T) {
	o := options(module(t, "guest"))
	o.Lanes = 2
	p := open(t, o).stages[0].pool
	acquire := func(ctx context.Context) *process {
		t.Helper()
		proc, err := p.acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return proc
	}
	first := acquire(t.Context())
	if p.patience <= 0 || p.patience > maxPatience {
		t.Fatalf("patience is %s", p.patience)
	}

	p.patience = time.Hour
	got := make(chan *process)
	go func() { got <- acquire(t.Context()) }()
	for waiting := false; !waiting; {
		p.mu.Lock()
		waiting = p.waiting
		p.mu.Unlock()
	}
	p.release(first, true)
	if second := <-got; second != first || len(p.alive) != 1 {
		t.Fatalf("another process was started, %d live", len(p.alive))
	}

	p.patience = 0
	second := acquire(t.Context())
	if second == first || len(p.alive) != 2 {
		t.Fatalf("no other process was started, %d live", len(p.alive))
	}
	p.release(first, true)
	p.release(second, true)
}

package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// project is a project whose databases and destination a test moves.
type project struct {
	mu      sync.Mutex
	began   time.Time
	writes  int
	takes   time.Duration // a push
	fails   error
	pushes  []time.Duration // since the beginning
	running int
	t       *testing.T
}

func (p *project) options() Options {
	return Options{
		Look: func() string {
			p.mu.Lock()
			defer p.mu.Unlock()
			return strconv.Itoa(p.writes)
		},
		Push: func(ctx context.Context) error {
			p.mu.Lock()
			if p.running++; p.running > 1 {
				p.t.Error("two pushes at once")
			}
			p.pushes = append(p.pushes, time.Since(p.began))
			takes, fails := p.takes, p.fails
			p.mu.Unlock()
			defer p.set(func() { p.running-- })
			select {
			case <-time.After(takes):
			case <-ctx.Done():
				return ctx.Err()
			}
			return fails
		},
		Judge: func(err error) Verdict {
			switch {
			case errors.Is(err, errOffline):
				return Retry
			case errors.Is(err, errLogin):
				return Stop
			}
			return Wait
		},
		Every: 100 * time.Millisecond, Quiet: 2 * time.Second, Patience: time.Minute, MaxRetry: 40 * time.Second,
	}
}

func (p *project) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *project) write() { p.set(func() { p.writes++ }) }

func (p *project) count() (n int) {
	p.set(func() { n = len(p.pushes) })
	return n
}

var (
	errOffline = errors.New("offline")
	errLogin   = errors.New("not logged in")
	errOther   = errors.New("a table was refused")
)

// run lets the watch live beside script, which sleeps in virtual time, and ends it.
func run(t *testing.T, script func(p *project)) *project {
	p := &project{t: t, takes: 50 * time.Millisecond}
	synctest.Test(t, func(t *testing.T) {
		p.began = time.Now()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- Run(ctx, p.options()) }()
		script(p)
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the watch ended with %v", err)
		}
	})
	return p
}

func TestRun_PushesWhenQuiet(t *testing.T) {
	p := run(t, func(p *project) {
		time.Sleep(10 * time.Second)
		for range 30 { // a run of Drift that writes for 15 seconds
			p.write()
			time.Sleep(500 * time.Millisecond)
		}
		time.Sleep(10 * time.Second)
	})
	if len(p.pushes) != 2 || p.pushes[0] < 2*time.Second || p.pushes[1] < 26*time.Second || p.pushes[1] > 28*time.Second {
		t.Errorf("pushes at %v", p.pushes)
	}
}

func TestRun_PatienceEnds(t *testing.T) {
	p := run(t, func(p *project) {
		for range 1000 { // a server that never rests
			p.write()
			time.Sleep(200 * time.Millisecond)
		}
	})
	if len(p.pushes) != 3 {
		t.Errorf("pushes at %v", p.pushes)
	}
}

func TestRun_WriteDuringAPush(t *testing.T) {
	p := run(t, func(p *project) {
		p.set(func() { p.takes = 5 * time.Second })
		time.Sleep(4 * time.Second)
		p.write()
		time.Sleep(20 * time.Second)
	})
	if len(p.pushes) != 2 {
		t.Errorf("pushes at %v", p.pushes)
	}
}

func TestRun_BacksOffOffline(t *testing.T) {
	p := run(t, func(p *project) {
		p.set(func() { p.fails = errOffline })
		time.Sleep(4 * time.Minute)
		if n := p.count(); n < 5 || n > 20 {
			t.Errorf("%d pushes in four minutes offline", n)
		}
		p.set(func() { p.fails = nil })
		time.Sleep(time.Minute) // longer than the longest wait with its jitter
		n := p.count()
		time.Sleep(10 * time.Minute)
		if p.count() != n {
			t.Error("pushed again after it was online, without a change")
		}
	})
	var waits []time.Duration
	for i := 1; i < len(p.pushes); i++ {
		waits = append(waits, p.pushes[i]-p.pushes[i-1])
	}
	if slices.Max(waits) > 61*time.Second || slices.Max(waits) < 10*time.Second {
		t.Errorf("waits are %v", waits)
	}
}

func TestRun_OtherErrorsWaitForAChange(t *testing.T) {
	p := run(t, func(p *project) {
		p.set(func() { p.fails = errOther })
		time.Sleep(time.Hour)
		p.write()
		time.Sleep(time.Minute)
	})
	if len(p.pushes) != 2 {
		t.Errorf("pushes at %v", p.pushes)
	}
}

func TestRun_Stop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &project{t: t, fails: errLogin, began: time.Now()}
		if err := Run(t.Context(), p.options()); !errors.Is(err, errLogin) || len(p.pushes) != 1 {
			t.Errorf("ended with %v after %d pushes", err, len(p.pushes))
		}
	})
}

func TestRun_EndsInAPush(t *testing.T) {
	p := run(t, func(p *project) {
		p.set(func() { p.takes = time.Hour })
		time.Sleep(time.Minute)
	})
	if len(p.pushes) != 1 {
		t.Errorf("pushes at %v", p.pushes)
	}
}

func TestDatabases(t *testing.T) {
	root := t.TempDir()
	look := Databases(root)
	file := filepath.Join(root, ".drift", "drift.db")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	seen := []string{look()}
	for _, change := range []func() error{
		func() error { return os.WriteFile(file, []byte("database"), 0o644) },
		func() error { return os.WriteFile(file+"-wal", []byte("log"), 0o644) },
		func() error { return os.WriteFile(file+"-wal", []byte("longer log"), 0o644) },
		func() error { return os.Remove(file + "-wal") },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		now := look()
		if now != look() {
			t.Error("two looks at the same files differ")
		}
		seen = append(seen, now)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] == seen[i-1] {
			t.Errorf("change %d was not seen", i)
		}
	}
}

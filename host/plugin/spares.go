package plugin

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"
)

// maxSpares is how many idle workers of one module are kept, as many as a chain may use.
const maxSpares = maxLanes

// Spares keeps idle workers of chains that were closed, for chains that are opened later
// with the same module, memory and cache: most of what a worker costs is loading its
// module. One that is taken over first starts a new instance, so the guest has seen nothing.
// A worker whose call failed is never kept. It is safe for concurrent use; a nil Spares
// keeps none.
type Spares struct {
	mu     sync.Mutex
	idle   map[spareKind][]*process
	closed bool
}

// spareKind is what workers have to have in common.
type spareKind struct {
	command, cacheDir string
	module            [sha256.Size]byte
	pages             uint32
	interpret         bool
}

// give keeps a worker, or reports that it does not.
func (s *Spares) give(kind spareKind, proc *process) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.idle[kind]) >= maxSpares {
		return false
	}
	if s.idle == nil {
		s.idle = make(map[spareKind][]*process)
	}
	s.idle[kind] = append(s.idle[kind], proc)
	return true
}

// take returns a worker with a new instance, or nil where there is none.
func (s *Spares) take(ctx context.Context, kind spareKind, renew uint32, limit time.Duration) *process {
	for {
		proc := s.pop(kind)
		if proc == nil {
			return nil
		}
		if proc.begin(ctx, renew, limit) == "" {
			return proc
		}
		proc.discard() // it may have died since; a new one is as good
	}
}

func (s *Spares) pop(kind spareKind) *process {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.idle[kind]
	if len(all) == 0 {
		return nil
	}
	s.idle[kind] = all[:len(all)-1]
	return all[len(all)-1]
}

// Close ends all workers that are kept. Chains that are open go on, and keep none.
func (s *Spares) Close() {
	s.mu.Lock()
	idle := s.idle
	s.idle, s.closed = nil, true
	s.mu.Unlock()
	for _, all := range idle {
		for _, proc := range all {
			proc.discard()
		}
	}
}

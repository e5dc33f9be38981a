package sqlite

import (
	"path/filepath"
	"sync"
	"testing"
)

// Several pushes may make the same file.
func TestOpen_AtOnce(t *testing.T) {
	for range 4 {
		path := filepath.Join(t.TempDir(), "out.db")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(t.Context(), path, Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

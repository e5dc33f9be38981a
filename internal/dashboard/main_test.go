package dashboard

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
)

// TestMain keeps compiled code: each query opens the file.
func TestMain(m *testing.M) {
	if err := compiled.Use(filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()), "sqlite")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// Package localsupabase starts the local stack of this folder, by its own script, for
// tests.
package localsupabase

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/pgtest"
)

// packages returns this folder, with its packages installed.
func packages(t *testing.T) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	folder := filepath.Dir(file)
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("packages are not installed: make stack, or set DRIFTSYNC_REQUIRE_STACK")
	}
	return folder
}

// Start runs the script on free ports and returns the environment that it prints, with
// DATABASE, the address of its Postgres, and LOG, the file that mails end in. The stack
// ends with the test, which is skipped where the packages are not installed.
func Start(t *testing.T) map[string]string {
	t.Helper()
	folder := packages(t)
	dir, err := os.MkdirTemp("", "stack") // t.TempDir's parent is not open to the account of Postgres
	if err != nil {
		t.Fatal(err)
	}
	postgres := freePort(t)
	env := append(os.Environ(), "STACK_DIR="+dir, "PORT="+freePort(t), "PGPORT="+postgres)
	script := func(ctx context.Context, verb string) (string, error) {
		c := exec.CommandContext(ctx, filepath.Join(folder, "up.sh"), verb)
		c.Env = env
		var out, problems strings.Builder
		c.Stdout, c.Stderr = &out, &problems
		if err := c.Run(); err != nil {
			return "", fmt.Errorf("up.sh %s: %w: %s", verb, err, problems.String())
		}
		return out.String(), nil
	}
	t.Cleanup(func() {
		if _, err := script(context.Background(), "down"); err != nil {
			t.Error(err)
		}
		os.RemoveAll(dir)
	})
	if _, err := script(t.Context(), "up"); err != nil {
		t.Fatal(err)
	}
	printed, err := script(t.Context(), "env")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{
		"DATABASE": "postgres://postgres@127.0.0.1:" + postgres + "/postgres",
		"LOG":      filepath.Join(dir, "server.log"),
	}
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		values[name] = value
	}
	return values
}

func freePort(t *testing.T) string {
	t.Helper()
	port, err := pgtest.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(port)
}

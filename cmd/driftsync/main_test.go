package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/driftsync/driftsync/host"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	testscript.Main(m, map[string]func(){
		"driftsync": func() { os.Exit(run(os.Args[1:], streams{os.Stdout, os.Stderr})) },
	})
}

// TestScripts runs every script below testdata/script: the command line as a user
// meets it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			// One compile cache for all tests: compiling a guest takes a second.
			e.Setenv("DRIFTSYNC_CACHE", filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())))
			return os.MkdirAll(e.WorkDir+"/home", 0o755)
		},
	})
}

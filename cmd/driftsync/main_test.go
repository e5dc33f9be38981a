package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/driftsync/driftsync/host"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	if os.Getenv(serveEnvironment) != "" {
		os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
	}
	testscript.Main(withPostgres{m}, map[string]func(){
		"driftsync": func() { os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})) },
		"sqlite":    sqliteMain,
	})
}

// goVariables let a home without anything build plugins from what is here: with the
// caches of this user, and no module proxy.
func goVariables(t *testing.T) []string {
	t.Helper()
	all, err := goVariablesOnce()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{"GOPROXY=off"}, all...)
}

var goVariablesOnce = sync.OnceValues(func() (all []string, err error) {
	names := []string{"GOCACHE", "GOMODCACHE", "GOPATH"}
	values, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	for i, value := range strings.Split(strings.TrimSpace(string(values)), "\n") {
		all = append(all, names[i]+"="+value)
	}
	return all, err
})

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
			repository, err := filepath.Abs(filepath.Join("..", ".."))
			if err != nil {
				return err
			}
			e.Setenv("REPOSITORY", repository)
			e.Setenv("NOW", time.Now().UTC().Format(time.RFC3339))
			e.Vars = append(e.Vars, goVariables(t)...)
			return os.MkdirAll(e.WorkDir+"/home", 0o755)
		},
	})
}

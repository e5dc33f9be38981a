package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// withPostgres ends the Postgres of the tests after them.
type withPostgres struct{ *testing.M }

func (m withPostgres) Run() int { return pgtest.Main(m.M) }

// TestCloudScripts runs the scripts that need a Supabase project, each with one of its
// own. The variables OWNER and STRANGER hold tokens of two users without a tenant, and
// the command sql runs a statement behind the policies.
func TestCloudScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "cloud", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txtar"), func(t *testing.T) { cloudScript(t, script) })
	}
}

func cloudScript(t *testing.T, script string) {
	stack := resttest.NewStack(t, resttest.Options{})
	tokens := map[string]string{}
	for _, name := range []string{"owner", "stranger"} {
		u := resttest.User{ID: uuid.New()}
		tokens[name] = stack.Token(t, u.ID, nil)
		stack.Register(t, u, name+"@example.org")
	}
	testscript.Run(t, testscript.Params{
		Files: []string{script},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sql": func(ts *testscript.TestScript, _ bool, args []string) {
				if _, err := stack.Pool().Exec(t.Context(), strings.Join(args, " ")); err != nil {
					ts.Fatalf("%v", err)
				}
			},
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("DRIFTSYNC_CACHE", filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())))
			e.Setenv("CLOUD", stack.URL)
			e.Setenv("DRIFTSYNC_KEY", stack.Key)
			e.Setenv("DATABASE", stack.Pool().Config().ConnString())
			e.Setenv("OWNER", tokens["owner"])
			e.Setenv("STRANGER", tokens["stranger"])
			return os.MkdirAll(e.WorkDir+"/home", 0o755)
		},
	})
}

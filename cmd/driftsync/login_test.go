package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// TestLoginScripts runs the scripts that need an Auth server, each with one of its own.
// The command server changes it: deny, lost, end (of the next renewals), live N.
func TestLoginScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "login", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(name, func(t *testing.T) { loginScript(t, script, authtest.New(t)) })
	}
}

func loginScript(t *testing.T, script string, s *authtest.Server) {
	if strings.Contains(script, "journey") {
		behind(t, s)
	}
	testscript.Run(t, testscript.Params{
		Files: []string{script},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": func(ts *testscript.TestScript, _ bool, args []string) { changeServer(ts, s, args) },
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("DRIFTSYNC_CACHE", filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())))
			e.Setenv("CLOUD", s.URL)
			e.Setenv("KEY", authtest.Key)
			e.Setenv("SECRET", "sb_"+"secret_x")
			e.Setenv("PASSWORD", s.Users[0].Password)
			e.Setenv("TOKEN", s.Sign(map[string]any{"iss": s.URL + "/auth/v1", "role": "authenticated", "email": "bot@example.org", "exp": 4102444800}))
			e.Setenv("FOREIGN", s.Sign(map[string]any{"iss": "https://other.example.org/auth/v1", "role": "authenticated"}))
			return os.MkdirAll(e.WorkDir+"/home", 0o755)
		},
	})
}

func changeServer(ts *testscript.TestScript, s *authtest.Server, args []string) {
	switch args[0] {
	case "deny":
		s.Deny = true
	case "limit":
		s.Fail("token", 429, "over_request_rate_limit")
	case "fail":
		s.Fail(args[1], 503, "")
	case "live":
		if got := fmt.Sprint(s.Live()); got != args[1] {
			ts.Fatalf("%s sessions are alive at the server, want %s", got, args[1])
		}
	default:
		ts.Fatalf("unknown: %s", args[0])
	}
}

// behind puts a real REST API behind the Auth server, where its user is known.
func behind(t *testing.T, s *authtest.Server) *resttest.Stack {
	stack := resttest.NewStack(t, resttest.Options{Secret: s.Secret})
	stack.Register(t, resttest.User{ID: uuid.MustParse(s.Users[0].ID)}, s.Users[0].Email)
	s.Front(t, stack.URL, stack.Key)
	return stack
}

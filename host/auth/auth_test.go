package auth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/pgtest"
)

func TestMain(m *testing.M) {
	if os.Getenv("AUTH_TEST_CHILD") != "" {
		child()
		return
	}
	os.Exit(pgtest.Main(m))
}

// child is another process that wants a token from the same store.
func child() {
	c, err := auth.NewClient(os.Getenv("CHILD_URL"), authtest.Key, nil)
	if err == nil {
		store, _ := auth.NewStore(auth.File, os.Getenv("CHILD_DIR"), nil)
		var token string
		token, err = auth.NewSource(c, auth.SourceOptions{Store: store}).Refresh(context.Background(), os.Getenv("CHILD_REFUSED"))
		_, _ = io.WriteString(os.Stdout, token)
	}
	if err != nil {
		_, _ = io.WriteString(os.Stderr, err.Error())
		os.Exit(1)
	}
}

func noEnvironment(string) string { return "" }

func client(t *testing.T, s *authtest.Server) *auth.Client {
	t.Helper()
	return newClient(t, s.URL)
}

func newClient(t *testing.T, url string) *auth.Client {
	t.Helper()
	c, err := auth.NewClient(url, authtest.Key, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != code {
		t.Fatalf("got %v, want fault %s", err, code)
	}
	if f.Hint == "" {
		t.Errorf("fault %s does not say what next", code)
	}
	if strings.Contains(err.Error(), "ada@") {
		t.Errorf("the error quotes the server's message: %v", err)
	}
}

func loggedIn(t *testing.T, s *authtest.Server) (*auth.Client, *auth.Store, *auth.Session) {
	t.Helper()
	c := client(t, s)
	session, err := c.Password(t.Context(), "ada@example.org", "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	store, err := auth.NewStore(auth.File, filepath.Join(t.TempDir(), ".drift"), noEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Save(session); err != nil {
		t.Fatal(err)
	}
	return c, store, session
}

func TestPassword(t *testing.T) {
	s := authtest.New(t)
	_, _, session := loggedIn(t, s)
	if session.Email != "ada@example.org" || session.URL != s.URL || time.Until(session.ExpiresAt) < 59*time.Minute {
		t.Errorf("session for %s at %s until %v", session.Email, session.URL, session.ExpiresAt)
	}
	_, err := client(t, s).Password(t.Context(), "ada@example.org", "wrong")
	wantFault(t, err, fault.LoginRefused)
}

func TestRefusals(t *testing.T) {
	s := authtest.New(t)
	c := client(t, s)
	for _, test := range []struct {
		status int
		code   string
		want   fault.Code
	}{
		{429, "over_request_rate_limit", fault.LoginLimited},
		{429, "", fault.LoginLimited},
		{400, "user_banned", fault.LoginRefused},
		{400, "something_new", fault.LoginRefused},
		{401, "", fault.SinkLogin},
		{500, "unexpected_failure", fault.SinkUnreachable},
	} {
		s.Fail("token", test.status, test.code)
		_, err := c.Password(t.Context(), "ada@example.org", "correct horse")
		wantFault(t, err, test.want)
	}
}

func TestOtherServersTokenIsRefused(t *testing.T) {
	s, other := authtest.New(t), authtest.New(t)
	// A session of one URL is never given out for another.
	_, store, _ := loggedIn(t, other)
	_, err := auth.NewSource(client(t, s), auth.SourceOptions{Store: store}).Token(t.Context())
	wantFault(t, err, fault.SinkLogin)
}

// visit does what a browser does, and returns where it ended and what it saw.
func visit(t *testing.T, address string) (int, string, *url.URL) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Request.URL
}

func begin(t *testing.T, c *auth.Client) *auth.Flow {
	t.Helper()
	f, err := c.Begin("github")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func unheard(t *testing.T) func(string) {
	return func(text string) { t.Errorf("complained: %s", text) }
}

func TestBrowser(t *testing.T) {
	s := authtest.New(t)
	f := begin(t, client(t, s))
	status, body, at := visit(t, f.URL())
	if status != 200 || !strings.Contains(body, "close this page") || at.Hostname() != "127.0.0.1" {
		t.Errorf("the browser ended at %s with %d: %s", at, status, body)
	}
	session, err := f.Wait(t.Context(), nil, unheard(t))
	if err != nil || session.Email != "ada@example.org" || s.Grants("pkce") != 1 {
		t.Fatalf("%v, %d grants", err, s.Grants("pkce"))
	}
}

func TestBrowser_AnswersOnlyItsOwnCallbackOnce(t *testing.T) {
	s := authtest.New(t)
	f := begin(t, client(t, s))
	u, err := url.Parse(f.URL())
	if err != nil {
		t.Fatal(err)
	}
	callback := u.Query().Get("redirect_to")
	for _, c := range []struct {
		address string
		want    int
	}{
		{strings.Replace(callback, "/cb/", "/cb/0", 1) + "?code=x", 404},
		{callback, 400},
		{callback + "?code=x", 200},
		{callback + "?code=y", 410},
	} {
		if got, _, _ := visit(t, c.address); got != c.want {
			t.Errorf("%s: status %d, want %d", c.address, got, c.want)
		}
	}
	request, err := http.NewRequest(http.MethodGet, callback+"?code=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "attacker.example:80" // a name that was bound to this address
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 404 || res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("status %d under another name", res.StatusCode)
	}
}

func TestBrowser_Paste(t *testing.T) {
	s := authtest.New(t)
	s.Users = append(s.Users, authtest.User{ID: "2", Email: "b@example.org"})
	for _, whole := range []bool{false, true} {
		f := begin(t, client(t, s))
		// The browser is on another machine: it shows an address that it cannot open.
		browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := browser.Get(f.URL())
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		line := res.Header.Get("Location")
		if !whole {
			to, err := url.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			line = to.Query().Get("code")
		}
		paste := make(chan string, 2)
		paste <- "what do I do here?"
		paste <- " " + line + " "
		complaints := 0
		session, err := f.Wait(t.Context(), paste, func(string) { complaints++ })
		if err != nil || session.AccessToken == "" || complaints != 1 {
			t.Errorf("whole %v: %v, %d complaints", whole, err, complaints)
		}
	}
}

func TestBrowser_Failures(t *testing.T) {
	t.Run("denied", func(t *testing.T) {
		s := authtest.New(t)
		s.Deny = true
		f := begin(t, client(t, s))
		if _, body, _ := visit(t, f.URL()); !strings.Contains(body, "not granted") {
			t.Errorf("the page says %s", body)
		}
		_, err := f.Wait(t.Context(), nil, unheard(t))
		wantFault(t, err, fault.LoginDenied)
	})
	t.Run("expired", func(t *testing.T) {
		s := authtest.New(t)
		f := begin(t, client(t, s))
		visit(t, f.URL())
		s.Advance(301 * time.Second)
		_, err := f.Wait(t.Context(), nil, unheard(t))
		wantFault(t, err, fault.LoginExpired)
	})
	t.Run("of another login", func(t *testing.T) {
		s := authtest.New(t)
		one, two := begin(t, client(t, s)), begin(t, client(t, s))
		_, _, at := visit(t, one.URL())
		paste := make(chan string, 1)
		paste <- at.Query().Get("code")
		_, err := two.Wait(t.Context(), paste, unheard(t))
		wantFault(t, err, fault.LoginRefused)
		// A wrong verifier does not burn the code.
		if _, err := one.Wait(t.Context(), nil, unheard(t)); err != nil {
			t.Error(err)
		}
	})
	t.Run("lost", func(t *testing.T) {
		s := authtest.New(t)
		s.Lost = true
		f := begin(t, client(t, s))
		visit(t, f.URL())
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := f.Wait(ctx, nil, unheard(t))
		wantFault(t, err, fault.LoginTimeout)
	})
	t.Run("interrupted", func(t *testing.T) {
		f := begin(t, client(t, authtest.New(t)))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := f.Wait(ctx, nil, unheard(t))
		wantFault(t, err, fault.Interrupted)
	})
}

func TestLogout(t *testing.T) {
	s := authtest.New(t)
	c, store, session := loggedIn(t, s)
	for range 2 { // one that is ended already is as good
		if err := c.Logout(t.Context(), session.AccessToken); err != nil {
			t.Fatal(err)
		}
	}
	if s.Live() != 0 {
		t.Error("the session is alive at the server")
	}
	if removed, err := store.Remove(session.URL); err != nil || !removed {
		t.Errorf("removed %v, %v", removed, err)
	}
	if _, err := os.Stat(store.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file is still there")
	}
	_, err := c.Refresh(t.Context(), session.RefreshToken)
	wantFault(t, err, fault.SinkLogin)
}

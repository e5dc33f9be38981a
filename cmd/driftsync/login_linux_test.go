package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/authtest"
)

// onTerminal runs driftsync login on a terminal, in a home of its own.
func onTerminal(t *testing.T, s *authtest.Server, answer func(shown string) string, args ...string) (string, error) {
	t.Helper()
	home := t.TempDir()
	c := exec.Command("driftsync", append([]string{"login", "--url", s.URL, "--key", authtest.Key}, args...)...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "SSH_CONNECTION=1"}
	c.Dir = home
	shown, err := authtest.Converse(t, c, answer)
	if info, statErr := os.Stat(filepath.Join(home, ".drift", "cloud-credentials.json")); err == nil && (statErr != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("credentials: %v", statErr)
	}
	return shown, err
}

var authorize = regexp.MustCompile(`http\S+/authorize\?\S+`)

// The browser is on another machine, and its address is pasted.
func TestLogin_Paste(t *testing.T) {
	s := authtest.New(t)
	pasted := false
	shown, err := onTerminal(t, s, func(shown string) string {
		address := authorize.FindString(shown)
		if pasted || address == "" || !strings.HasSuffix(shown, "here: ") {
			return ""
		}
		pasted = true
		browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := browser.Get(address)
		if err != nil {
			t.Error(err)
			return "nothing"
		}
		res.Body.Close()
		return res.Header.Get("Location")
	})
	if err != nil || !strings.Contains(shown, "Logged in to "+s.URL+" as ada@example.org") {
		t.Fatalf("%v:\n%s", err, shown)
	}
	if !strings.Contains(shown, "Set DRIFTSYNC_TOKEN to avoid this") {
		t.Error("the way without a prompt is not named")
	}
}

// The browser comes back by itself.
func TestLogin_Browser(t *testing.T) {
	s := authtest.New(t)
	visited := false
	shown, err := onTerminal(t, s, func(shown string) string {
		if address := authorize.FindString(shown); address != "" && strings.HasSuffix(shown, "here: ") && !visited {
			visited = true
			res, err := http.Get(address)
			if err != nil {
				t.Error(err)
				return ""
			}
			res.Body.Close()
		}
		return ""
	})
	if err != nil || !strings.Contains(shown, "Logged in") {
		t.Fatalf("%v:\n%s", err, shown)
	}
}

func TestLogin_Denied(t *testing.T) {
	s := authtest.New(t)
	s.Deny = true
	shown, err := onTerminal(t, s, func(shown string) string {
		if address := authorize.FindString(shown); address != "" && strings.HasSuffix(shown, "here: ") {
			if res, err := http.Get(address); err == nil {
				res.Body.Close()
			}
		}
		return ""
	})
	wantStatus(t, err, 4, shown, "login.denied")
}

// TestLogin_Mail pastes what a mail leads to. Nothing that is pasted is shown, however long.
func TestLogin_Mail(t *testing.T) {
	for name, c := range map[string]struct {
		implicit bool
		line     func(s *authtest.Server) string
	}{
		"code":           {false, func(*authtest.Server) string { return authtest.Code }},
		"link":           {false, func(s *authtest.Server) string { return s.Link() }},
		"browser's end":  {false, func(s *authtest.Server) string { return location(t, s.Link()) }},
		"session in it":  {true, func(s *authtest.Server) string { return location(t, s.Link()) }},
		"typed mistake":  {false, func(*authtest.Server) string { return "99\x7f\x7f" + authtest.Code }},
		"erased mistake": {false, func(*authtest.Server) string { return "999999\x15" + authtest.Code }},
	} {
		t.Run(name, func(t *testing.T) {
			s := authtest.New(t)
			s.Implicit = c.implicit
			s.Users[0].Claims = map[string]any{"app_metadata": strings.Repeat("x", 6000)} // longer than the line of a terminal
			lines := []string{"000000", ""}
			shown, err := onTerminal(t, s, func(shown string) string {
				if !strings.HasSuffix(shown, "here: ") && !strings.HasSuffix(shown, "in the mail: ") {
					return ""
				}
				if lines[1] == "" {
					lines[1] = c.line(s)
				}
				line := lines[0]
				lines[0] = lines[1]
				return line
			}, "--email", "ada@example.org")
			if err != nil || !strings.Contains(shown, "Logged in to "+s.URL+" as ada@example.org") {
				t.Fatalf("%v:\n%s", err, shown)
			}
			for _, secret := range []string{"000000", authtest.Code, "token=", "code=", "eyJ"} {
				if strings.Contains(shown, secret) {
					t.Errorf("it shows %s:\n%s", secret, shown)
				}
			}
		})
	}
}

// location is where a browser on another machine ends.
func location(t *testing.T, link string) string {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.Get(link)
	if err != nil {
		t.Error(err)
		return "nothing"
	}
	res.Body.Close()
	return res.Header.Get("Location")
}

func TestLogin_WrongCodes(t *testing.T) {
	asked := 0
	shown, err := onTerminal(t, authtest.New(t), func(shown string) string {
		if !strings.HasSuffix(shown, "here: ") && !strings.HasSuffix(shown, "in the mail: ") {
			return ""
		}
		asked++
		return "000000"
	}, "--email", "ada@example.org")
	wantStatus(t, err, 4, shown, "login.expired")
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

// A password is asked for, taken as it is, and not shown.
func TestLogin_AskPassword(t *testing.T) {
	const password = " correct horse "
	s := authtest.New(t)
	s.Users[0].Password = password
	for typed, ok := range map[string]bool{password: true, "wrong horse": false} {
		shown, err := onTerminal(t, s, func(shown string) string {
			if strings.HasSuffix(shown, s.URL+": ") {
				return typed
			}
			return ""
		}, "--email", "ada@example.org", "--ask-password")
		if ok && (err != nil || s.Grants("password") != 1) || !ok && !strings.Contains(shown, "login.refused") || strings.Contains(shown, "horse") {
			t.Errorf("%v:\n%s", err, shown)
		}
	}
}

// A user of an address that nobody knows is made only if that is said, and allowed.
func TestLogin_SignUp(t *testing.T) {
	s := authtest.New(t)
	s.Open = true
	shown, err := onTerminal(t, s, func(string) string { return "" }, "--email", "new@example.org")
	wantStatus(t, err, 4, shown, "--sign-up")
	shown, err = onTerminal(t, s, func(shown string) string {
		if strings.HasSuffix(shown, "here: ") {
			return s.Link()
		}
		return ""
	}, "--email", "new@example.org", "--sign-up")
	if err != nil || !strings.Contains(shown, "as new@example.org") {
		t.Errorf("%v:\n%s", err, shown)
	}
}

// An interrupt ends a prompt.
func TestLogin_Interrupted(t *testing.T) {
	for name, args := range map[string][]string{"mail": {"--email", "ada@example.org"}, "mail, by the keyboard": {"--email", "ada@example.org"},
		"password": {"--email", "ada@example.org", "--ask-password"}, "browser": nil} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			c := exec.Command("driftsync", append([]string{"login", "--url", authtest.New(t).URL, "--key", authtest.Key}, args...)...)
			c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "SSH_CONNECTION=1"}
			c.Dir = home
			interrupted := false // a second interrupt ends the program at once, without a status
			shown, err := authtest.Converse(t, c, func(shown string) string {
				if interrupted {
					return ""
				}
				if name == "mail, by the keyboard" && strings.HasSuffix(shown, "here: ") {
					return "\x03"
				}
				if strings.HasSuffix(shown, "here: ") || strings.Contains(shown, "Password of") && strings.HasSuffix(shown, ": ") {
					interrupted = true
					if err := c.Process.Signal(os.Interrupt); err != nil {
						t.Error(err)
					}
				}
				return ""
			})
			wantStatus(t, err, 130, shown, "interrupted")
		})
	}
}

func wantStatus(t *testing.T, err error, status int, shown, code string) {
	t.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != status || !strings.Contains(shown, code) {
		t.Fatalf("%v, want status %d and %s:\n%s", err, status, code, shown)
	}
}

package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/driftsync/driftsync/host/auth/authtest"
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

// A mistyped code does not cost another mail.
func TestLogin_Code(t *testing.T) {
	s := authtest.New(t)
	shown, err := onTerminal(t, s, func(shown string) string {
		switch {
		case strings.HasSuffix(shown, "Code in it: "):
			return "000000"
		case strings.HasSuffix(shown, "Code in the mail: "):
			return authtest.Code
		}
		return ""
	}, "--email", "ada@example.org")
	if err != nil || s.Grants("otp") != 1 {
		t.Fatalf("%v:\n%s", err, shown)
	}
}

func TestLogin_WrongCodes(t *testing.T) {
	asked := 0
	shown, err := onTerminal(t, authtest.New(t), func(shown string) string {
		if !strings.HasSuffix(shown, ": ") || !strings.Contains(shown[strings.LastIndex(shown, "\n")+1:], "Code in") {
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

// An interrupt ends a prompt.
func TestLogin_Interrupted(t *testing.T) {
	for name, args := range map[string][]string{"code": {"--email", "ada@example.org"}, "browser": nil} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			c := exec.Command("driftsync", append([]string{"login", "--url", authtest.New(t).URL, "--key", authtest.Key}, args...)...)
			c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "SSH_CONNECTION=1"}
			c.Dir = home
			shown, err := authtest.Converse(t, c, func(shown string) string {
				if strings.HasSuffix(shown, "in it: ") || strings.HasSuffix(shown, "here: ") {
					signalled(t, c, syscall.SIGINT)
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

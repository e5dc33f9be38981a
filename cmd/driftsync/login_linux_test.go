package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/driftsync/driftsync/host/auth/authtest"
)

// terminal returns both ends of a pseudo-terminal.
func terminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { person.Close(); program.Close() })
	return person, program
}

// session runs driftsync login on a terminal. Answer is told of every line and prompt
// and returns what the person types, if anything.
func onTerminal(t *testing.T, s *authtest.Server, answer func(shown string) string, args ...string) (string, error) {
	t.Helper()
	person, program := terminal(t)
	home := t.TempDir()
	c := exec.Command("driftsync", append([]string{"login", "--url", s.URL, "--key", authtest.Key}, args...)...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "SSH_CONNECTION=1"}
	c.Dir = home
	c.Stdin, c.Stdout, c.Stderr = program, program, program
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	var shown strings.Builder
	in := bufio.NewReader(person)
	for {
		b, err := in.ReadByte()
		if err != nil {
			break // the program has ended
		}
		shown.WriteByte(b)
		if b != '\n' && b != ' ' {
			continue
		}
		if text := answer(shown.String()); text != "" {
			if _, err := person.WriteString(text + "\n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	err := c.Wait()
	if info, statErr := os.Stat(filepath.Join(home, ".drift", "cloud-credentials.json")); err == nil && (statErr != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("credentials: %v", statErr)
	}
	return shown.String(), err
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
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 4 || !strings.Contains(shown, "login.denied") {
		t.Fatalf("%v:\n%s", err, shown)
	}
}

func TestLogin_Code(t *testing.T) {
	s := authtest.New(t)
	shown, err := onTerminal(t, s, func(shown string) string {
		if strings.HasSuffix(shown, "Code in it: ") {
			return authtest.Code
		}
		return ""
	}, "--email", "ada@example.org")
	if err != nil || s.Grants("otp") != 1 {
		t.Fatalf("%v:\n%s", err, shown)
	}
}

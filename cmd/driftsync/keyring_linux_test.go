package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/driftsync/driftsync/internal/authtest"
)

// busConfig is a session bus that starts no service: what answers is what the test
// has put there.
const busConfig = `<busconfig><type>session</type><listen>unix:dir=%s</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

// newBus starts a session bus that ends with the test, and returns its address.
func newBus(t *testing.T) string {
	t.Helper()
	daemon := keyringProgram(t, "dbus-daemon")
	dir := t.TempDir()
	file := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, busConfig, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(daemon, "--config-file="+file, "--nofork", "--nopidfile", "--print-address=1")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, c)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// keyringProgram finds a program of the system. Without it the test is skipped, and
// failed where DRIFTSYNC_REQUIRE_KEYRING is set.
func keyringProgram(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("DRIFTSYNC_REQUIRE_KEYRING") == "" {
		t.Skipf("%s is not installed", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func connect(t *testing.T, bus string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// gnomeKeyring is Debian's Secret Service with an empty, open keyring of its own. It
// answers when it has its name on the bus.
func gnomeKeyring(t *testing.T, bus string) {
	program, home := uncapable(t, keyringProgram(t, "gnome-keyring-daemon")), t.TempDir()
	conn := connect(t, bus)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretName)); err != nil {
		t.Fatal(err)
	}
	owned := make(chan *dbus.Signal, 1)
	conn.Signal(owned)
	c := exec.Command(program, "--foreground", "--unlock", "--components=secrets", "--control-directory="+home)
	c.Env = []string{"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "DBUS_SESSION_BUS_ADDRESS=" + bus}
	c.Stdin = strings.NewReader("of the keyring\n")
	p := start(t, c)
	select {
	case <-owned:
	case <-p.ended:
		t.Fatalf("gnome-keyring-daemon has ended: %s", p.said)
	}
}

// uncapable returns a copy of a program without the capabilities that its file has: where
// a container withholds them, the file itself cannot be run.
func uncapable(t *testing.T, program string) string {
	t.Helper()
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(program))
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// person is a user with a session bus, or without one.
type person struct {
	home string
	env  []string
}

func (p *person) run(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	program, err := exec.LookPath("driftsync")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program, args...)
	c.Env = append([]string{"HOME=" + p.home, "XDG_STATE_HOME=" + filepath.Join(p.home, "state")}, p.env...)
	c.Dir, c.Stdin = p.home, strings.NewReader(in)
	out, err := c.CombinedOutput()
	return string(out), err
}

func (p *person) login(t *testing.T, s *authtest.Server, store string) (string, error) {
	t.Helper()
	return p.run(t, s.Users[0].Password, "login", "--url", s.URL, "--key", authtest.Key, "--email", s.Users[0].Email, "--password-stdin", "--store", store)
}

func (p *person) file() string { return filepath.Join(p.home, ".drift", "cloud-credentials.json") }

// wantFile compares whether the session is in the file, for its owner alone.
func (p *person) wantFile(t *testing.T, want bool) {
	t.Helper()
	info, err := os.Stat(p.file())
	if want && (err != nil || info.Mode().Perm() != 0o600) || !want && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file should be there: %v, but %v", want, err)
	}
}

// The session goes through a Secret Service, is renewed there, and is gone after
// logout.
func TestKeyring(t *testing.T) {
	for name, provide := range map[string]func(*testing.T, string){
		"gnome-keyring": gnomeKeyring,
		"in process":    func(t *testing.T, bus string) { serveSecrets(t, bus) },
	} {
		t.Run(name, func(t *testing.T) {
			bus, s := newBus(t), authtest.New(t)
			provide(t, bus)
			s.Lifetime = 1 // a nanosecond: every use renews the session
			p := &person{home: t.TempDir(), env: []string{"DBUS_SESSION_BUS_ADDRESS=" + bus}}
			for _, store := range []string{"keyring", "auto"} {
				if out, err := p.login(t, s, store); err != nil || !strings.Contains(out, "the session is in the keyring") {
					t.Fatalf("%v:\n%s", err, out)
				}
				p.wantFile(t, false)
				out, err := p.run(t, "", "cloud", "status")
				if err != nil || !strings.Contains(out, "Authenticated  yes") {
					t.Errorf("%v:\n%s", err, out)
				}
				before := s.Grants("refresh_token")
				if out, err := p.run(t, "", "logout"); err != nil || !strings.Contains(out, "Logged out") {
					t.Errorf("%v:\n%s", err, out)
				}
				if s.Grants("refresh_token") != before+1 || s.Live() != 0 {
					t.Errorf("%d renewals, %d sessions live on", s.Grants("refresh_token")-before, s.Live())
				}
				// Drift's status ends with 1 where nothing is configured.
				if out, err := p.run(t, "", "cloud", "status"); err == nil || !strings.Contains(out, "Authenticated  no") {
					t.Errorf("it is still there: %v\n%s", err, out)
				}
			}
		})
	}
}

// A keyring does not list what it holds, and logout --all finds it nevertheless.
func TestKeyring_LogoutOfAll(t *testing.T) {
	bus := newBus(t)
	ring := serveSecrets(t, bus)
	p := &person{home: t.TempDir(), env: []string{"DBUS_SESSION_BUS_ADDRESS=" + bus}}
	one, two := authtest.New(t), authtest.New(t)
	for _, s := range []*authtest.Server{one, two} {
		if out, err := p.login(t, s, "keyring"); err != nil {
			t.Fatalf("%v:\n%s", err, out)
		}
	}
	out, err := p.run(t, "", "logout", "--all")
	// The publishable key of the first one is not known any more, so that server is not
	// asked, and the command says so.
	wantStatus(t, err, 16, out, "could not be ended at the server")
	for _, s := range []*authtest.Server{one, two} {
		if !strings.Contains(out, "Logged out of "+s.URL) {
			t.Errorf("%s is not named:\n%s", s.URL, out)
		}
	}
	if ring.count() != 0 || one.Live() != 1 || two.Live() != 0 {
		t.Errorf("%d entries, %d and %d sessions are left", ring.count(), one.Live(), two.Live())
	}
}

// What cannot keep a session is not waited for: the file takes it, and nothing is asked.
func TestKeyring_Unusable(t *testing.T) {
	dead := "unix:path=" + filepath.Join(t.TempDir(), "nobody")
	for _, test := range []struct {
		name string
		bus  func(t *testing.T) string
	}{
		{"no bus", func(*testing.T) string { return "" }},
		{"no bus, only how to launch one", func(*testing.T) string { return "autolaunch:" }},
		{"bus that ended", func(*testing.T) string { return dead }},
		{"no service", newBus},
		{"prompt that nobody answers", func(t *testing.T) string {
			bus := newBus(t)
			serveSecrets(t, bus).lock()
			return bus
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, bin := authtest.New(t), t.TempDir()
			wire := filepath.Join(bin, "wire")
			for _, name := range []string{"dbus-launch", "dbus-daemon", "dbus-run-session", "gnome-keyring-daemon", "kwalletd5", "pinentry", "xdg-open", "sh"} {
				script := "#!/bin/sh\necho " + name + " >> " + wire + "\n"
				if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			p := &person{home: t.TempDir(), env: []string{"PATH=" + bin}}
			if bus := test.bus(t); bus != "" {
				p.env = append(p.env, "DBUS_SESSION_BUS_ADDRESS="+bus)
			}
			if out, err := p.login(t, s, "keyring"); err == nil || !strings.Contains(out, "login.store") {
				t.Errorf("%v:\n%s", err, out)
			}
			p.wantFile(t, false)
			if out, err := p.login(t, s, "auto"); err != nil || !strings.Contains(out, "the session is in the file") {
				t.Errorf("%v:\n%s", err, out)
			}
			p.wantFile(t, true)
			if started, err := os.ReadFile(wire); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%v: it has started %s", err, started)
			}
		})
	}
}

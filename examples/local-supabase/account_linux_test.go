package localsupabase

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

// linked asks the server for something as the user, without a project.
func (d *desk) linked(t *testing.T, want int) string {
	t.Helper()
	return d.run(t, want, "", "link", "--tenant", "Local", "--project", filepath.Base(d.home))
}

func testMachineUser(t *testing.T, d *desk) {
	if out := d.run(t, fault.ExitLogin, "not the one", "login", "--email", email, "--password-stdin"); !strings.Contains(out, "login.refused") {
		t.Errorf("it says\n%s", out)
	}
	d.run(t, 0, password+"\n", "login", "--email", email, "--password-stdin")
	d.linked(t, 0)
	d.run(t, 0, "", "logout")

	// By the environment nothing is kept.
	file := filepath.Join(d.home, "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	d.env = []string{"DRIFTSYNC_EMAIL=" + email, "DRIFTSYNC_PASSWORD_FILE=" + file}
	d.linked(t, 0)
	d.env[1] = "DRIFTSYNC_PASSWORD_FILE=-"
	d.run(t, 0, password, "link", "--tenant", "Local", "--project", filepath.Base(d.home))
	if _, err := os.Stat(d.credentials()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is kept: %v", err)
	}
	if err := os.WriteFile(file, []byte("not the one"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.env[1] = "DRIFTSYNC_PASSWORD_FILE=" + file
	d.linked(t, fault.ExitLogin)
}

// A token comes by environment, by standard input, or by a file that is standard input.
func testToken(t *testing.T, d *desk) {
	token := d.stack["DRIFTSYNC_TOKEN"]
	d.env = []string{"DRIFTSYNC_TOKEN=" + token}
	d.linked(t, 0)
	if out := d.run(t, 0, "", "login"); !strings.Contains(out, "DRIFTSYNC_TOKEN is set") {
		t.Errorf("it says\n%s", out)
	}
	d.env = nil
	d.linked(t, fault.ExitLogin)

	d.run(t, 0, token, "login", "--with-token")
	d.linked(t, 0)
	d.run(t, 0, "", "logout")
	d.linked(t, fault.ExitLogin)

	file := filepath.Join(d.home, "token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	c := d.command(t, "login", "--with-token")
	c.Stdin = in
	out, err := c.CombinedOutput()
	check(t, string(out), err, 0)
	d.linked(t, 0)
}

func testRenewal(t *testing.T, d *desk) {
	d.run(t, 0, password, "login", "--email", email, "--password-stdin")
	before := d.session(t)
	d.overdue(t)
	d.linked(t, 0)
	if after := d.session(t); after.RefreshToken == before.RefreshToken || !after.ExpiresAt.After(before.ExpiresAt.Add(-1)) {
		t.Error("the renewed session is not kept")
	}

	// Two at once burn one refresh token between them: the server forgives no second use.
	d.overdue(t)
	one, two := d.command(t, "link", "--tenant", "Local", "--project", "one"), d.command(t, "link", "--tenant", "Local", "--project", "two")
	two.Dir = t.TempDir()
	for _, c := range []*exec.Cmd{one, two} {
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(one.Wait(), two.Wait()); err != nil {
		t.Errorf("two commands at once: %v", err)
	}
}

// A refresh token that was used elsewhere, twice, ends the session.
func testReusedToken(t *testing.T, d *desk) {
	d.run(t, 0, password, "login", "--email", email, "--password-stdin")
	d.overdue(t)
	next, client := d.session(t).RefreshToken, newClient(t, d.stack)
	for range 2 {
		session, err := client.Refresh(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		next = session.RefreshToken
	}
	out := d.linked(t, fault.ExitLogin)
	if !strings.Contains(out, "continued elsewhere") || !strings.Contains(out, "run driftsync login") {
		t.Errorf("it says\n%s", out)
	}
}

// testJourney goes the whole way: browser, link, push, status, logout.
func testJourney(t *testing.T, d *desk) {
	d.run(t, 0, "", "demo", "--only-generate", ".", "--rows", "1700")
	d.login(t, 0, func(address string) string { browser{}.open(t, address); return "" })
	d.linked(t, 0)
	if out := d.run(t, 0, "", "push"); !strings.Contains(out, "Pushed to "+d.stack["DRIFTSYNC_URL"]) {
		t.Errorf("push says\n%s", out)
	}
	if out := d.run(t, 0, "", "push"); !strings.Contains(out, "Nothing") {
		t.Errorf("the second push says\n%s", out)
	}
	if out := d.run(t, 0, "", "status"); !strings.Contains(out, email+" (file)") || !strings.Contains(out, "drift.db, ") {
		t.Errorf("status says\n%s", out)
	}
	kept := d.session(t)
	if out := d.run(t, 0, "", "logout"); !strings.Contains(out, "Logged out of "+d.stack["DRIFTSYNC_URL"]) {
		t.Errorf("logout says\n%s", out)
	}
	_, err := newClient(t, d.stack).Refresh(t.Context(), kept.RefreshToken)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SinkLogin {
		t.Errorf("the session lives on at the server: %v", err)
	}
	d.run(t, fault.ExitLogin, "", "push", "--full")
	if out := d.run(t, 0, "", "status"); !strings.Contains(out, "not logged in") {
		t.Errorf("status says\n%s", out)
	}
}

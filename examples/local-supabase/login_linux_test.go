package localsupabase

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
)

const (
	email    = "ada@example.org"
	password = "local-only-password"
)

// desk is a person's machine: the program, and a home of its own.
type desk struct {
	program, home string
	stack         map[string]string
	env           []string // beside what every command gets
}

func (d *desk) command(t *testing.T, args ...string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), d.program, args...)
	c.Dir = d.home
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.home, "XDG_STATE_HOME=" + filepath.Join(d.home, "state"),
		"DRIFTSYNC_CACHE=" + filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		"DRIFTSYNC_URL=" + d.stack["DRIFTSYNC_URL"], "DRIFTSYNC_KEY=" + d.stack["DRIFTSYNC_KEY"],
		"SSH_CONNECTION=1"}, d.env...) // no page opens
	return c
}

// run runs a command without a terminal.
func (d *desk) run(t *testing.T, want int, in string, args ...string) string {
	t.Helper()
	c := d.command(t, args...)
	c.Stdin = strings.NewReader(in)
	out, err := c.CombinedOutput()
	check(t, string(out), err, want)
	return string(out)
}

// login logs in on a terminal. Answer returns what the person types where the program
// waits, and is asked once.
func (d *desk) login(t *testing.T, want int, answer func(address string) string, args ...string) string {
	t.Helper()
	prompts := 0
	out, err := authtest.Converse(t, d.command(t, append([]string{"login"}, args...)...), func(shown string) string {
		if !strings.HasSuffix(shown, "here: ") && !strings.HasSuffix(shown, "in the mail: ") {
			return ""
		}
		prompts++
		return answer(regexp.MustCompile(`http\S+/authorize\?\S+`).FindString(shown))
	})
	check(t, out, err, want)
	if prompts == 0 {
		t.Errorf("nothing was asked:\n%s", out)
	}
	return out
}

// check compares a status. No command ever prints a password or a token.
func check(t *testing.T, out string, err error, want int) {
	t.Helper()
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("status %d, want %d:\n%s", got, want, out)
	}
	if strings.Contains(out, password) || strings.Contains(out, "eyJ") {
		t.Error("a secret is printed")
	}
}

func (d *desk) credentials() string { return filepath.Join(d.home, ".drift", "cloud-credentials.json") }

// session returns what is kept.
func (d *desk) session(t *testing.T) *auth.Session {
	t.Helper()
	store, err := auth.NewStore(auth.File, filepath.Dir(d.credentials()), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := store.Load(d.stack["DRIFTSYNC_URL"])
	if err != nil || kept == nil {
		t.Fatalf("no session is kept: %v", err)
	}
	return kept
}

// overdue makes the kept session one that must be renewed.
func (d *desk) overdue(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(d.credentials())
	if err != nil {
		t.Fatal(err)
	}
	data = regexp.MustCompile(`("expiresAt": )"[^"]*"`).ReplaceAll(data, []byte(`$1"2026-01-01T00:00:00Z"`))
	if err := os.WriteFile(d.credentials(), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// browser is an HTTP client with cookies that follows every redirect: to the provider,
// back to the server, to the listener of the program.
type browser struct {
	denies bool // the person does not agree
	away   bool // it is on another machine, and cannot open the last page
}

// open returns where it ends.
func (b browser) open(t *testing.T, address string) *url.URL {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		if b.denies && next.URL.Path == "/login/oauth/authorize" {
			next.URL.RawQuery += "&deny=1"
		}
		if b.away && strings.HasPrefix(next.URL.Path, "/cb/") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if !b.away {
		if res.StatusCode != http.StatusOK {
			t.Errorf("the way through the provider ends with %d", res.StatusCode)
		}
		return res.Request.URL
	}
	end, err := res.Location()
	if err != nil {
		t.Fatal(err)
	}
	return end
}

func newClient(t *testing.T, stack map[string]string) *auth.Client {
	t.Helper()
	c, err := auth.NewClient(stack["DRIFTSYNC_URL"], stack["DRIFTSYNC_KEY"], nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// age makes what the server keeps of logins an hour older.
func age(t *testing.T, stack map[string]string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), stack["DATABASE"])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(t.Context()))
	if _, err := db.Exec(t.Context(), "update auth.flow_state set created_at = created_at - interval '1 hour'"); err != nil {
		t.Fatal(err)
	}
}

// mailed returns the code of the last mail.
func mailed(t *testing.T, stack map[string]string) string {
	t.Helper()
	log, err := os.ReadFile(stack["LOG"])
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`login code is: (\d+)`).FindAllStringSubmatch(string(log), -1)
	if len(codes) == 0 {
		t.Fatal("no mail with a code")
	}
	return codes[len(codes)-1][1]
}

// TestLogin logs in at the local stack, with the program, in every way. What the
// stack's server does not do is tested with authtest: the limits of logins and mails
// (TestLoginScripts of cmd/driftsync, TestCode and TestRefusals of host/auth).
func TestLogin(t *testing.T) {
	stack, built := Start(t), program(t)
	for name, test := range map[string]func(*testing.T, *desk){
		"browser": func(t *testing.T, d *desk) {
			out := d.login(t, 0, func(address string) string { browser{}.open(t, address); return "" })
			if !strings.Contains(out, "Logged in to "+stack["DRIFTSYNC_URL"]+" as "+email) {
				t.Errorf("it says\n%s", out)
			}
		},
		"paste of the code": func(t *testing.T, d *desk) {
			d.login(t, 0, func(address string) string { return browser{away: true}.open(t, address).Query().Get("code") })
		},
		"paste of the address": func(t *testing.T, d *desk) {
			d.login(t, 0, func(address string) string { return browser{away: true}.open(t, address).String() })
		},
		"denied": func(t *testing.T, d *desk) {
			d.fails(t, "login.denied", func(address string) string { browser{denies: true}.open(t, address); return "" })
		},
		"denied, pasted": func(t *testing.T, d *desk) {
			d.fails(t, "login.denied", func(address string) string { return browser{denies: true, away: true}.open(t, address).String() })
		},
		"expired code": func(t *testing.T, d *desk) {
			d.fails(t, "login.expired", func(address string) string {
				code := browser{away: true}.open(t, address).Query().Get("code")
				age(t, stack)
				return code
			})
		},
		"wrong verifier and used code": testForeignCode,
		"nobody comes, and nobody can": testNobodyComes,
		"code by mail":                 testMail,
		"machine user":                 testMachineUser,
		"token":                        testToken,
		"renewal":                      testRenewal,
		"reused token":                 testReusedToken,
		"login to logout":              testJourney,
	} {
		t.Run(name, func(t *testing.T) { test(t, &desk{program: built, home: t.TempDir(), stack: stack}) })
	}
}

// fails is a login on a terminal that is refused, and leaves nothing.
func (d *desk) fails(t *testing.T, code string, answer func(address string) string, args ...string) {
	t.Helper()
	out := d.login(t, fault.ExitLogin, answer, args...)
	if !strings.Contains(out, "code:  "+code) || !strings.Contains(out, "hint:  ") {
		t.Errorf("want %s, it says\n%s", code, out)
	}
	if _, err := os.Stat(d.credentials()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is kept: %v", err)
	}
}

func testForeignCode(t *testing.T, d *desk) {
	other, err := newClient(t, d.stack).Begin("github")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	code := browser{away: true}.open(t, other.URL()).Query().Get("code")
	d.fails(t, "login.refused", func(string) string { return code })

	// The code is as good as before to the login that it belongs to, once.
	typed := make(chan string, 1)
	typed <- code
	if _, err := other.Wait(t.Context(), typed, func(text string) { t.Error(text) }); err != nil {
		t.Fatal(err)
	}
	d.fails(t, "login.expired", func(string) string { return code })
}

func testNobodyComes(t *testing.T, d *desk) {
	d.fails(t, "login.timeout", func(string) string { return "" }, "--timeout", "300ms")
	out, err := authtest.Converse(t, d.command(t, "login", "--provider", "azure"), func(string) string { return "" })
	check(t, out, err, fault.ExitLogin)
	if !strings.Contains(out, "github") {
		t.Errorf("what is offered is not named:\n%s", out)
	}
}

func testMail(t *testing.T, d *desk) {
	tries := 0
	d.login(t, 0, func(string) string {
		if tries++; tries == 1 {
			return "000000"
		}
		return mailed(t, d.stack)
	}, "--email", email)
	if tries != 2 || d.session(t).Email != email {
		t.Errorf("%d tries", tries)
	}
	if out := d.run(t, 80, "", "login", "--email", email); !strings.Contains(out, "needs a terminal") {
		t.Errorf("it says\n%s", out)
	}
	out, err := authtest.Converse(t, d.command(t, "login", "--email", "eve@example.org"), func(string) string { return "" })
	check(t, out, err, fault.ExitLogin)
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/cli/browser"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
)

type loginCommand struct {
	URL           string `placeholder:"URL" help:"Supabase project, https://PROJECT.supabase.co; default the configured one."`
	Key           string `placeholder:"KEY" help:"Its publishable key."`
	Provider      string `placeholder:"NAME" default:"github" help:"Sign-in provider for the browser: github, google, azure, ..."`
	Email         string `placeholder:"ADDRESS" help:"Log in by a mail that is sent there: its code or its link is pasted here, and no browser is needed."`
	SignUp        bool   `help:"With --email: make a user of an address that the project does not know, where it allows that."`
	AskPassword   bool   `help:"With --email: ask for the password on the terminal, and send no mail."`
	PasswordStdin bool   `help:"With --email: read the password from standard input."`
	WithToken     bool   `help:"Read an access token from standard input."`
	NoBrowser     bool   `help:"Print the address, and open nothing."`
	Store         string `placeholder:"auto|keyring|file" enum:",auto,keyring,file" default:"" help:"Where to keep the session: auto (the default), keyring or file."`
}

// loginResult holds no secret.
type loginResult struct {
	URL       string    `json:"url"`
	Email     string    `json:"email"`
	Store     string    `json:"store"` // keyring, file, or the variable that stands in for a login
	ExpiresAt time.Time `json:"expires_at"`
}

const loginSchema = "driftsync.login/1"

// Run logs in.
func (l *loginCommand) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := l.login(*ctx, c, s)
	if err != nil {
		return fail(c, s, loginSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: loginSchema, OK: true, Summary: done})
	}
	if c.Quiet {
		return nil
	}
	if done.URL == "" {
		_, err = fmt.Fprintf(s.out, "%s is set and stands in for a login. Unset it to log in here.\n", done.Store)
		return err
	}
	_, err = fmt.Fprintf(s.out, "Logged in to %s as %s; the session is in the %s.\nNext: driftsync link\n", done.URL, orUnknown(done.Email), place(done.Store))
	return err
}

func orUnknown(email string) string {
	if email == "" {
		return "(unknown)"
	}
	return email
}

func place(store string) string {
	if store == string(auth.File) {
		return "file ~/.drift/cloud-credentials.json"
	}
	return store
}

func (l *loginCommand) login(ctx context.Context, c *cli, s streams) (*loginResult, error) {
	if name := ambient(); name != "" {
		return &loginResult{Store: name}, nil
	}
	_, cfg, err := c.settings("")
	if err != nil {
		return nil, err
	}
	l.override(cfg)
	if err := wantCloud(cfg); err != nil {
		return nil, err
	}
	client, err := auth.NewClient(cfg.Cloud.URL, cfg.Cloud.Key, nil)
	if err != nil {
		return nil, err
	}
	store, err := credentialStore(l.Store)
	if err != nil {
		return nil, err
	}
	if kept, _, err := store.Load(client.URL()); err == nil {
		client.Know(kept)
	}
	session, err := l.session(ctx, c, s, client)
	if err != nil {
		return nil, err
	}
	return keepSession(ctx, store, session, cfg, l.URL != "")
}

func (l *loginCommand) override(cfg *config.Config) {
	if l.URL != "" {
		cfg.Cloud.URL, cfg.URLTrusted = strings.TrimRight(l.URL, "/"), true
	}
	if l.Key != "" {
		cfg.Cloud.Key = l.Key
	}
}

// keepSession stores a session, and the project where it was named by hand, so that
// the next command finds it.
func keepSession(ctx context.Context, store *auth.Store, session *auth.Session, cfg *config.Config, remember bool) (*loginResult, error) {
	unlock, err := store.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	at, err := store.Save(session)
	if err != nil {
		return nil, err
	}
	if remember {
		if err := config.Remember(homeDir(), cfg.Cloud); err != nil {
			return nil, err
		}
	}
	return &loginResult{URL: session.URL, Email: session.Email, Store: string(at), ExpiresAt: session.ExpiresAt}, nil
}

// session gets one in the way that was asked for.
func (l *loginCommand) session(ctx context.Context, c *cli, s streams, client *auth.Client) (*auth.Session, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	switch {
	case l.WithToken:
		token, err := auth.ReadSecret(s.in)
		if err != nil {
			return nil, err
		}
		return client.Describe(strings.TrimSpace(token)) // such a session ends with the token
	case l.PasswordStdin:
		password, err := auth.ReadSecret(s.in)
		if err != nil {
			return nil, err
		}
		return client.Password(ctx, l.Email, password)
	case !canAsk(c, s):
		return nil, fault.New(fault.UsageInvalid, "login needs a terminal",
			"set DRIFTSYNC_TOKEN, or DRIFTSYNC_EMAIL and DRIFTSYNC_PASSWORD_FILE; or give --with-token < FILE, or --email ADDRESS --password-stdin < FILE", nil)
	case l.AskPassword:
		return l.password(ctx, s, client)
	case l.Email != "":
		return l.mail(ctx, s, client)
	}
	return l.browse(ctx, s, client)
}

// check refuses flags that say nothing without --email.
func (l *loginCommand) check() error {
	for name, given := range map[string]bool{"--password-stdin": l.PasswordStdin, "--ask-password": l.AskPassword, "--sign-up": l.SignUp} {
		if given && l.Email == "" {
			return fault.New(fault.UsageInvalid, name+" needs --email", "name the address with --email", nil)
		}
	}
	return nil
}

func (l *loginCommand) password(ctx context.Context, s streams, client *auth.Client) (*auth.Session, error) {
	ctx, typed, restore, err := hide(ctx, s)
	if err != nil {
		return nil, err
	}
	defer restore()
	password, err := ask(ctx, s, typed, "Password of "+l.Email+" at "+client.URL()+": ")
	if err != nil {
		return nil, err
	}
	return client.Password(ctx, l.Email, password)
}

// mail logs in by what a mail holds. What is pasted is not shown: it may be a session.
func (l *loginCommand) mail(ctx context.Context, s streams, client *auth.Client) (*auth.Session, error) {
	flow, err := client.BeginMail(ctx, l.Email, l.SignUp)
	if err != nil {
		return nil, err
	}
	defer flow.Close()
	ctx, typed, restore, err := hide(ctx, s)
	if err != nil {
		return nil, err
	}
	defer restore()
	fmt.Fprintf(s.err, "A mail of %s is on its way to %s. Type the code in it, or paste its link,\r\n"+
		"or open the link and paste the address where the browser ends. Nothing of that is shown here: ", client.URL(), l.Email)
	return flow.Wait(ctx, typed, func(text string) { fmt.Fprint(s.err, text+" ") })
}

// browse opens the browser where there is one on this machine, and takes the code by
// paste in any case.
func (l *loginCommand) browse(ctx context.Context, s streams, client *auth.Client) (*auth.Session, error) {
	if err := client.CheckProvider(ctx, l.Provider); err != nil {
		return nil, err
	}
	flow, err := client.Begin(l.Provider)
	if err != nil {
		return nil, err
	}
	defer flow.Close()
	fmt.Fprintf(s.err, "Logging in to %s in the browser. Set DRIFTSYNC_TOKEN to avoid this.\n", client.URL())
	opened := false
	if !l.NoBrowser && hasBrowser() {
		browser.Stdout, browser.Stderr = io.Discard, io.Discard
		opened = browser.OpenURL(flow.URL()) == nil
	}
	if opened {
		fmt.Fprintf(s.err, "If no page opens, go to\n  %s\n", flow.URL())
	} else {
		fmt.Fprintf(s.err, "Open this address in a browser, here or on another machine:\n  %s\n", flow.URL())
	}
	fmt.Fprint(s.err, "Waiting for the browser; or paste the code, or the whole address that it ends on, here: ")
	session, err := flow.Wait(ctx, lines(s.in), func(text string) { fmt.Fprint(s.err, text+" ") })
	fmt.Fprintln(s.err)
	return session, err
}

// hasBrowser is false where a page would open on another machine's screen, or nowhere.
func hasBrowser() bool {
	if os.Getenv("SSH_CONNECTION") != "" {
		return false
	}
	for _, sign := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(sign); err == nil {
			return false
		}
	}
	if runtime.GOOS == "linux" || strings.HasSuffix(runtime.GOOS, "bsd") {
		return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	}
	return true
}

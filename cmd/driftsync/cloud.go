package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/config"
	"github.com/driftsync/driftsync/host/fault"
)

// cloudCommand is Drift's own spelling, with its flags, results and exit codes: 0, 1
// for what a person can fix, 2 for the rest.
type cloudCommand struct {
	Login  cloudLogin  `cmd:"" help:"Log in with address and password."`
	Push   cloudPush   `cmd:"" help:"Send what changed since the last push."`
	Status cloudStatus `cmd:"" help:"Say what was pushed."`
	Logout cloudLogout `cmd:"" help:"End the session, and delete it here."`
}

const (
	driftFailed     = 1
	driftUnexpected = 2
)

// driftStatus maps an error to Drift's exit codes, and prints it.
func driftStatus(c *cli, s streams, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[statusError](err); ok {
		return statusError(driftFailed) // its findings are printed already
	}
	if tell(s, err) == fault.ExitFailure {
		return statusError(driftUnexpected)
	}
	return statusError(driftFailed)
}

type cloudLogin struct {
	URL           string `required:"" placeholder:"URL" help:"Supabase project."`
	AnonKey       string `required:"" placeholder:"KEY" help:"Its publishable (anon) key."`
	Email         string `required:"" placeholder:"ADDRESS" help:"Address of the account."`
	Password      string `placeholder:"TEXT" help:"Its password. Other programs can see it here: better on standard input."`
	PasswordStdin bool   `help:"Read the password from standard input."`
	ProjectID     string `name:"project-id" placeholder:"ID" help:"Project that pushes go to."`
	TenantID      string `name:"tenant-id" placeholder:"ID" help:"Its tenant."`
}

// Run logs in and writes Drift's cloud-config.json.
func (l *cloudLogin) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := l.login(*ctx, s)
	if err != nil {
		return driftStatus(c, s, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: loginSchema, OK: true, Summary: done})
	}
	_, err = fmt.Fprintf(s.out, "Logged in to %s as %s.\n", done.URL, orUnknown(done.Email))
	return err
}

func (l *cloudLogin) login(ctx context.Context, s streams) (*loginResult, error) {
	client, err := auth.NewClient(l.URL, l.AnonKey, nil)
	if err != nil {
		return nil, err
	}
	for _, id := range []string{l.ProjectID, l.TenantID} {
		if _, err := uuid.Parse(id); id != "" && err != nil {
			return nil, fault.New(fault.ConfigInvalid, "tenant or project is not a UUID", "leave both out, then run driftsync link", nil)
		}
	}
	if l.Password != "" {
		fmt.Fprintln(s.err, "driftsync: other programs on this machine can see --password; --password-stdin hides it")
	} else if l.Password, err = l.secret(s); err != nil {
		return nil, err
	}
	session, err := client.Password(ctx, l.Email, l.Password)
	if err != nil {
		return nil, err
	}
	store, err := credentialStore("")
	if err != nil {
		return nil, err
	}
	cfg := &config.Config{File: config.File{Cloud: config.Cloud{URL: client.URL(), Key: l.AnonKey, Tenant: l.TenantID, Project: l.ProjectID}}}
	return keepSession(ctx, store, session, cfg, true)
}

func (l *cloudLogin) secret(s streams) (string, error) {
	if l.PasswordStdin {
		return auth.ReadSecret(s.in)
	}
	if file := os.Getenv("DRIFTSYNC_PASSWORD_FILE"); file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", fault.New(fault.ConfigInvalid, "the file in DRIFTSYNC_PASSWORD_FILE cannot be read", "check its path and access rights", nil)
		}
		defer f.Close()
		return auth.ReadSecret(f)
	}
	return "", fault.New(fault.UsageInvalid, "no password is given", "give it with --password-stdin < FILE", nil)
}

type cloudPush struct {
	Format string `short:"f" enum:"table,json" default:"table" help:"table or json."`
	Full   bool   `help:"Send every row."`
}

// driftPushed is Drift's result of a push.
type driftPushed struct {
	Success    bool     `json:"success"`
	TotalRows  int64    `json:"totalRows"`
	DurationMs int64    `json:"durationMs"`
	Errors     []string `json:"errors"`
}

// Run pushes to the configured project.
func (p *cloudPush) Run(c *cli, s streams, ctx *context.Context) error {
	inner := &pushCommand{To: "cloud", Full: p.Full}
	if p.Format != "json" && !c.JSON {
		return driftStatus(c, s, inner.Run(c, s, ctx))
	}
	done, err := p.push(*ctx, c, inner)
	out := driftPushed{Success: err == nil, Errors: []string{}}
	if done != nil {
		sum := done.Summary()
		out.TotalRows, out.DurationMs = sum.Sent+sum.Removed, done.Timing.Total.Milliseconds()
		out.Success = err == nil && done.Status() == fault.ExitOK
		for _, t := range done.Stopped {
			out.Errors = append(out.Errors, t.Table+": "+string(t.Code))
		}
		if done.New > 0 {
			out.Errors = append(out.Errors, fmt.Sprintf("%d rows stay here that were not known before", done.New))
		}
	}
	if err != nil {
		out.Errors = append(out.Errors, newFault(err).Message)
	}
	if printErr := json.NewEncoder(s.out).Encode(out); printErr != nil {
		return printErr
	}
	if err == nil && !out.Success {
		return statusError(driftFailed)
	}
	return driftStatus(c, s, err)
}

func (p *cloudPush) push(ctx context.Context, c *cli, inner *pushCommand) (*host.Result, error) {
	root, cfg, err := c.settings("")
	if err != nil {
		return nil, err
	}
	if err := wantCloud(cfg); err != nil {
		return nil, err
	}
	o, err := inner.options(c, root)
	if err != nil {
		return nil, err
	}
	return host.Push(ctx, *o)
}

type cloudStatus struct {
	Format string `short:"f" enum:"table,json" default:"table" help:"table or json."`
}

// driftState is Drift's account of its data pipeline. Cursors are shown and not
// trusted.
type driftState struct {
	Authenticated    bool             `json:"authenticated"`
	Configured       bool             `json:"configured"`
	ProjectID        *string          `json:"projectId"`
	LastSyncAt       *string          `json:"lastSyncAt"`
	LastSyncRowCount int64            `json:"lastSyncRowCount"`
	Cursors          map[string]int64 `json:"cursors"`
}

// Run prints the status; without a project it is one too.
func (st *cloudStatus) Run(c *cli, s streams) error {
	root, cfg, err := c.settings("")
	if err != nil {
		return driftStatus(c, s, err)
	}
	out := driftState{Cursors: map[string]int64{"drift": 0, "bridge": 0, "cortex": 0}}
	if wantCloud(cfg) == nil {
		if err := out.fill(c, root, cfg); err != nil {
			return driftStatus(c, s, err)
		}
	}
	if st.Format == "json" || c.JSON {
		return json.NewEncoder(s.out).Encode(out)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	last := "never"
	if out.LastSyncAt != nil {
		last = *out.LastSyncAt
	}
	_, err = fmt.Fprintf(s.out, "Authenticated  %s\nConfigured     %s\nProject        %s\nLast sync      %s\nRows there     %d\nCursors        drift %d, bridge %d, cortex %d\n",
		yes[out.Authenticated], yes[out.Configured], orDash(cfg.Cloud.Project), last, out.LastSyncRowCount, out.Cursors["drift"], out.Cursors["bridge"], out.Cursors["cortex"])
	return err
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func (d *driftState) fill(c *cli, root string, cfg *config.Config) error {
	who, err := whoPushes(cfg)
	if err != nil {
		return err
	}
	d.Authenticated = who.Origin != ""
	if strings.TrimSpace(cfg.Cloud.Project) == "" || cfg.Cloud.Tenant == "" {
		return nil
	}
	d.Configured, d.ProjectID = true, &cfg.Cloud.Project
	o, err := (&pushCommand{To: "cloud"}).options(c, root)
	if err != nil {
		return err
	}
	status, err := host.ReadStatus(*o)
	if err != nil || !status.Pushed {
		return err
	}
	at := status.LastPush.UTC().Format(time.RFC3339)
	d.LastSyncAt, d.LastSyncRowCount = &at, status.LastRows
	for _, db := range status.Databases {
		d.Cursors[db.Name] = db.Cursor
	}
	return nil
}

type cloudLogout struct{}

// Run logs out.
func (cloudLogout) Run(c *cli, s streams, ctx *context.Context) error {
	return driftStatus(c, s, (&logoutCommand{All: true}).Run(c, s, ctx))
}

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
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
)

// cloudCommand is Drift's own spelling, with its flags, results and exit codes: 0, 1
// for what a person can fix, 2 for the rest.
type cloudCommand struct {
	Login  cloudLogin  `cmd:"" help:"Log in with address and password."`
	Push   cloudPush   `cmd:"" help:"Send what changed since the last push."`
	Status cloudStatus `cmd:"" help:"Say what was pushed."`
	Logout cloudLogout `cmd:"" help:"End the session, and delete it here."`
	Redact cloudRedact `cmd:"" help:"Redact rows and paths, one JSON object a line from standard input."`
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
	Root   string `placeholder:"DIR" help:"Project root; default as Drift finds it."`
	Source string `placeholder:"NAME" help:"Name of this set of databases."`
}

// driftPushed is Drift's result of a push.
type driftPushed struct {
	Success     bool             `json:"success"`
	TotalRows   int64            `json:"totalRows"`
	TableCounts map[string]int64 `json:"tableCounts"` // by local name, what the cloud confirmed
	DurationMs  int64            `json:"durationMs"`
	Errors      []driftError     `json:"errors"`
	SyncState   driftCursors     `json:"syncState"`
}

// driftError is one of Drift's errors of a push; table is "*" where it is about all.
type driftError struct {
	Table     string `json:"table"`
	Message   string `json:"message"`
	Retryable bool   `json:"retryable"`
}

// driftCursors is Drift's record of a push. The cursors are shown and never trusted.
type driftCursors struct {
	Drift    int64   `json:"driftCursor"`
	Bridge   int64   `json:"bridgeCursor"`
	Cortex   int64   `json:"cortexCursor"`
	LastSync *string `json:"lastSyncAt"`
	LastRows int64   `json:"lastSyncRowCount"`
}

// retryable says that the same push may work later, without anybody doing anything.
func retryable(code fault.Code) bool {
	return code.Status() == fault.ExitUnreachable || code == fault.SinkUnconfirmed || code == fault.StateBusy
}

// Run pushes to the configured project.
func (p *cloudPush) Run(c *cli, s streams, ctx *context.Context) error {
	inner := &pushCommand{To: "cloud", Full: p.Full, Root: p.Root, Source: p.Source}
	if p.Format != "json" && !c.JSON {
		return driftStatus(c, s, inner.Run(c, s, ctx))
	}
	bar := newBar(c, s)
	done, state, err := p.push(*ctx, c, inner, bar.step)
	bar.end()
	out := newDriftPushed(done, state, err)
	if printErr := json.NewEncoder(s.out).Encode(out); printErr != nil {
		return printErr
	}
	if err == nil && !out.Success {
		return statusError(driftFailed)
	}
	return driftStatus(c, s, err)
}

func newDriftPushed(done *host.Result, state *driftState, err error) *driftPushed {
	out := &driftPushed{Success: err == nil, TableCounts: map[string]int64{}, Errors: []driftError{}}
	if done != nil {
		sum := done.Summary()
		out.TotalRows, out.DurationMs = sum.Sent+sum.Removed, done.Timing.Total.Milliseconds()
		out.Success = err == nil && done.Status() == fault.ExitOK
		for _, t := range done.Tables {
			_, name, _ := strings.Cut(t.Name, ".")
			out.TableCounts[name] = t.Sent + t.Removed
		}
		for _, t := range done.Stopped {
			_, name, _ := strings.Cut(t.Table, ".")
			out.Errors = append(out.Errors, driftError{name, string(t.Code), retryable(t.Code)})
		}
		if done.New > 0 {
			out.Errors = append(out.Errors, driftError{"*", fmt.Sprintf("%d rows stay here that were not known before", done.New), false})
		}
	}
	if err != nil {
		f := newFault(err)
		out.Errors = append(out.Errors, driftError{"*", f.Message, retryable(fault.Code(f.Code))})
	}
	if state != nil {
		out.SyncState = driftCursors{state.Cursors["drift"], state.Cursors["bridge"], state.Cursors["cortex"], state.LastSyncAt, state.LastSyncRowCount}
	}
	return out
}

// push returns the result, which is nil where nothing began, and what is known of the
// destination afterwards.
func (p *cloudPush) push(ctx context.Context, c *cli, inner *pushCommand, step func(host.Progress)) (*host.Result, *driftState, error) {
	root, cfg, err := c.settings(p.Root)
	if err != nil {
		return nil, nil, err
	}
	if err := wantCloud(cfg); err != nil {
		return nil, nil, err
	}
	o, err := inner.options(c, root)
	if err != nil {
		return nil, nil, err
	}
	o.Progress = step
	done, err := host.Push(ctx, *o)
	state := &driftState{Cursors: make(map[string]int64)}
	if known, statusErr := host.ReadStatus(*o); statusErr == nil {
		state.pushed(known)
	}
	return done, state, err
}

type cloudStatus struct {
	Format string `short:"f" enum:"table,json" default:"table" help:"table or json."`
}

// driftState is Drift's account of its data pipeline. Cursors are shown and not
// trusted.
type driftState struct {
	Authenticated    bool             `json:"authenticated"`
	Configured       bool             `json:"configured"`
	SupabaseURL      *string          `json:"supabaseUrl"`
	ProjectID        *string          `json:"projectId"`
	TenantID         *string          `json:"tenantId"`
	LastSyncAt       *string          `json:"lastSyncAt"`
	LastSyncRowCount int64            `json:"lastSyncRowCount"`
	Cursors          map[string]int64 `json:"cursors"`
}

// Run prints the status. It ends with 1 where neither a project nor a login is there, as
// Drift's does.
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
	if err := st.print(c, s, &out); err != nil {
		return err
	}
	if !out.Configured && !out.Authenticated {
		return statusError(driftFailed)
	}
	return nil
}

func (st *cloudStatus) print(c *cli, s streams, out *driftState) error {
	if st.Format == "json" || c.JSON {
		return json.NewEncoder(s.out).Encode(out)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	last, project := "never", ""
	if out.LastSyncAt != nil {
		last = *out.LastSyncAt
	}
	if out.ProjectID != nil {
		project = *out.ProjectID
	}
	_, err := fmt.Fprintf(s.out, "Authenticated  %s\nConfigured     %s\nProject        %s\nLast sync      %s\nRows there     %d\nCursors        drift %d, bridge %d, cortex %d\n",
		yes[out.Authenticated], yes[out.Configured], orDash(project), last, out.LastSyncRowCount, out.Cursors["drift"], out.Cursors["bridge"], out.Cursors["cortex"])
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
	d.Configured, d.SupabaseURL, d.ProjectID, d.TenantID = true, &cfg.Cloud.URL, &cfg.Cloud.Project, &cfg.Cloud.Tenant
	o, err := (&pushCommand{To: "cloud"}).options(c, root)
	if err != nil {
		return err
	}
	status, err := host.ReadStatus(*o)
	if err != nil {
		return err
	}
	d.pushed(status)
	return nil
}

// pushed takes what is known of the last push.
func (d *driftState) pushed(status *host.Status) {
	if !status.Pushed {
		return
	}
	at := status.LastPush.UTC().Format(time.RFC3339)
	d.LastSyncAt, d.LastSyncRowCount = &at, status.LastRows
	for _, db := range status.Databases {
		d.Cursors[db.Name] = db.Cursor
	}
}

type cloudLogout struct{}

// Run logs out.
func (cloudLogout) Run(c *cli, s streams, ctx *context.Context) error {
	return driftStatus(c, s, (&logoutCommand{All: true}).Run(c, s, ctx))
}

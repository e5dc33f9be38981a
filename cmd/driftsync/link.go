package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/config"
)

type linkCommand struct {
	Project linkProject `cmd:"" default:"withargs" help:"Choose or make the tenant and project that pushes go to."`
	Members linkMembers `cmd:"" help:"Who belongs to the tenant, and who is invited. For its owners and admins."`
	Invite  linkInvite  `cmd:"" help:"Invite the user of an e-mail address into the tenant."`
	Revoke  linkRevoke  `cmd:"" help:"End an invitation, or a membership too."`
}

type linkProject struct {
	Root    string `placeholder:"DIR" help:"Project root; default as push finds it."`
	URL     string `placeholder:"URL" help:"Supabase project, https://PROJECT.supabase.co; default the configured one."`
	Key     string `placeholder:"KEY" help:"Its publishable key."`
	Tenant  string `placeholder:"NAME" help:"Tenant, by name or id; made if the account has none and may. Default the only one."`
	Project string `placeholder:"NAME" help:"Project of the tenant, by name or id; made if missing. Default the name of the root folder."`
	Trust   bool   `help:"Send the token to the URL although only the project's own file names it."`
}

// linked is the result.
type linked struct {
	URL         string    `json:"url"`
	Tenant      uuid.UUID `json:"tenant"`
	TenantName  string    `json:"tenant_name"`
	Project     uuid.UUID `json:"project"`
	ProjectName string    `json:"project_name"`
	Source      uuid.UUID `json:"source"` // of this clone; zero where the account may not push
	File        string    `json:"file"`
	Joined      int       `json:"joined"` // tenants by invitation, just now
	NewTenant   bool      `json:"new_tenant"`
	NewProject  bool      `json:"new_project"`
}

// Run links.
func (l *linkProject) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := l.link(*ctx, c)
	if c.JSON {
		return finish(c, s, "driftsync.link/1", done, err)
	}
	if err != nil || c.Quiet {
		return err
	}
	note := func(made bool) string {
		if made {
			return " (new)"
		}
		return ""
	}
	source := done.Source.String()
	if done.Source == uuid.Nil {
		source = "none, the account cannot push"
	}
	_, err = fmt.Fprintf(s.out, "Linked to %s\n  tenant   %s%s\n  project  %s%s\n  source   %s\nWritten to %s; commit it, it holds no secret. Next: driftsync push\n",
		done.URL, done.TenantName, note(done.NewTenant), done.ProjectName, note(done.NewProject), source, done.File)
	return err
}

func (l *linkProject) link(ctx context.Context, c *cli) (*linked, error) {
	root, cfg, err := c.settings(l.Root)
	if err != nil {
		return nil, err
	}
	if homeDir() == "" {
		return nil, fault.New(fault.ConfigInvalid, "the home folder is not known", "set HOME", nil)
	}
	l.override(cfg)
	a, err := openAccount(cfg)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	done := &linked{URL: cfg.Cloud.URL, File: filepath.Join(root, "driftsync.toml")}
	if done.Joined, err = a.Join(ctx); err != nil {
		return nil, err
	}
	if err := l.tenant(ctx, a, cfg, root, done); err != nil {
		return nil, err
	}
	if err := l.project(ctx, a, cfg, root, done); err != nil {
		return nil, err
	}
	cloud := config.Cloud{URL: cfg.Cloud.URL, Key: cfg.Cloud.Key, Tenant: done.Tenant.String(), Project: done.Project.String()}
	if err := config.SetCloud(done.File, cloud); err != nil {
		return nil, err
	}
	if err := config.Trust(c.places(root), cfg.Cloud.URL); err != nil {
		return nil, err
	}
	done.Source, err = register(ctx, c, root)
	return done, err
}

// register makes this clone known as a source, so that its first push can be planned.
// An account that may only read is linked all the same.
func register(ctx context.Context, c *cli, root string) (uuid.UUID, error) {
	o, err := (&pushCommand{}).options(c, root)
	if err != nil {
		return uuid.Nil, err
	}
	source, err := host.Register(ctx, *o)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.SinkRefused {
		return uuid.Nil, nil
	}
	return source, err
}

func (l *linkProject) override(cfg *config.Config) {
	if l.URL != "" {
		cfg.Cloud.URL, cfg.URLTrusted = strings.TrimRight(l.URL, "/"), true
	}
	if l.Key != "" {
		cfg.Cloud.Key = l.Key
	}
	cfg.URLTrusted = cfg.URLTrusted || l.Trust
}

func (l *linkProject) tenant(ctx context.Context, a *supabase.Account, cfg *config.Config, root string, done *linked) error {
	all, err := a.Tenants(ctx)
	if err != nil {
		return err
	}
	wanted := l.Tenant
	if wanted == "" {
		wanted = knownID(cfg.Cloud.Tenant, all, func(t supabase.Tenant) string { return t.ID.String() })
	}
	if len(all) == 0 {
		if wanted == "" {
			wanted = filepath.Base(root)
		}
		done.Tenant, err = a.CreateTenant(ctx, wanted)
		done.TenantName, done.NewTenant = wanted, true
		return err
	}
	found, err := pick("tenant", wanted, all, func(t supabase.Tenant) (string, string) { return t.ID.String(), t.Name })
	if err != nil {
		return err
	}
	if found == nil {
		return fault.New(fault.ConfigInvalid, "the account is not a member of a tenant of that name", "choose one of: "+listNames(all, func(t supabase.Tenant) string { return t.Name }), nil)
	}
	done.Tenant, done.TenantName = found.ID, found.Name
	return nil
}

func (l *linkProject) project(ctx context.Context, a *supabase.Account, cfg *config.Config, root string, done *linked) error {
	all, err := a.Projects(ctx, done.Tenant)
	if err != nil {
		return err
	}
	wanted := l.Project
	if wanted == "" {
		wanted = knownID(cfg.Cloud.Project, all, func(p supabase.Project) string { return p.ID.String() })
	}
	if wanted == "" {
		wanted = filepath.Base(root)
	}
	found, err := pick("project", wanted, all, func(p supabase.Project) (string, string) { return p.ID.String(), p.Name })
	if err != nil {
		return err
	}
	if found != nil {
		done.Project, done.ProjectName = found.ID, found.Name
		return nil
	}
	if _, err := uuid.Parse(wanted); err == nil {
		return fault.New(fault.ConfigInvalid, "the tenant has no project of that id", "choose one of: "+listNames(all, func(p supabase.Project) string { return p.Name }), nil)
	}
	done.Project, err = a.CreateProject(ctx, done.Tenant, wanted)
	done.ProjectName, done.NewProject = wanted, true
	return err
}

// knownID returns a configured id that is among those there are.
func knownID[T any](id string, all []T, of func(T) string) string {
	for _, one := range all {
		if id == of(one) {
			return id
		}
	}
	return ""
}

// pick returns the one of that id or name, nil where there is none; without a wish,
// the only one.
func pick[T any](kind, wanted string, all []T, of func(T) (id, name string)) (*T, error) {
	if wanted == "" {
		if len(all) == 1 {
			return &all[0], nil
		}
		return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("the account has %d %ss", len(all), kind),
			fmt.Sprintf("choose one with --%s: %s", kind, listNames(all, func(t T) string { _, name := of(t); return name })), nil)
	}
	var found *T
	for i, one := range all {
		id, name := of(one)
		switch {
		case id == wanted:
			return &all[i], nil
		case name == wanted && found != nil:
			return nil, fault.New(fault.ConfigInvalid, "several "+kind+"s have this name", "choose one by its id with --"+kind, nil)
		case name == wanted:
			found = &all[i]
		}
	}
	return found, nil
}

func listNames[T any](all []T, of func(T) string) string {
	var list []string
	for _, one := range all {
		list = append(list, of(one))
	}
	if len(list) == 0 {
		return "(none)"
	}
	return strings.Join(list, ", ")
}

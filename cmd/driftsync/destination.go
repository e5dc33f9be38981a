package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/config"
)

// nowhere is the destination of commands that only look at what would leave.
const nowhere = "file:" + os.DevNull

// destination is where --to and the settings say that a push goes; without a name where
// they say nothing.
func (p *pushCommand) destination(cfg *config.Config) (host.Destination, error) {
	if d, local, err := destination.Parse(p.To); local || err != nil {
		return d, err
	}
	if p.To != "" && p.To != destination.Cloud {
		names := destination.Examples()
		last := len(names) - 1
		return host.Destination{}, fault.New(fault.ConfigDestination, fmt.Sprintf("--to %q is not a destination that driftsync knows", shown(p.To)),
			"use --to "+strings.Join(names[:last], ", --to ")+" or --to "+names[last], nil)
	}
	d, err := cloudDestination(cfg)
	if f, ok := errors.AsType[*fault.Error](err); p.DryRun && ok && f.Code == fault.ConfigDestination {
		return unlinked()
	}
	if p.To == "" && cfg.Cloud.URL == "" {
		return host.Destination{}, nil // Push says so
	}
	return d, err
}

// shown returns what was given as a destination without what a URL may hold of a password.
func shown(to string) string {
	if scheme, _, is := strings.Cut(to, "://"); is {
		return scheme + "://..."
	}
	return to
}

// cloudParallel is the number of requests in flight: more only raise the risk of
// the server's statement time-out.
const cloudParallel = 4

func cloudDestination(cfg *config.Config) (host.Destination, error) {
	tenant, tenantErr := uuid.Parse(cfg.Cloud.Tenant)
	projectID, projectErr := uuid.Parse(cfg.Cloud.Project)
	switch {
	case cfg.Cloud.URL == "" || cfg.Cloud.Key == "":
		return host.Destination{}, fault.New(fault.ConfigDestination, "no Supabase project is configured",
			"set DRIFTSYNC_URL and DRIFTSYNC_KEY, or push with --to file:out.db", nil)
	case cfg.Cloud.Tenant == "" && cfg.Cloud.Project == "":
		return host.Destination{}, fault.New(fault.ConfigDestination, "this folder is not linked to a project of the destination",
			"run driftsync link, or set DRIFTSYNC_TENANT and DRIFTSYNC_PROJECT", nil)
	case tenantErr != nil || projectErr != nil:
		return host.Destination{}, fault.New(fault.ConfigInvalid, "tenant or project is not a UUID",
			"run driftsync link, or set DRIFTSYNC_TENANT and DRIFTSYNC_PROJECT to the ids in the tables tenants and projects", nil)
	case !cfg.URLTrusted:
		return host.Destination{}, fault.New(fault.ConfigDestination, "the Supabase URL is named by the project alone",
			"set DRIFTSYNC_URL once you trust it: your token would go there", nil)
	}
	describe, err := supabase.Describe(supabase.Options{URL: cfg.Cloud.URL, Key: cfg.Cloud.Key, Tenant: tenant, Project: projectID})
	if err != nil {
		return host.Destination{}, err
	}
	return host.Destination{
		Name: strings.TrimRight(cfg.Cloud.URL, "/") + "#" + projectID.String(), Tenant: tenant, Project: projectID, Parallel: cloudParallel, Bare: true,
		Open: func() (sink.Sink, error) {
			cloud, err := openCloud(cfg, tenant, projectID)
			if err != nil {
				return nil, err
			}
			return cloud, nil
		},
		Describe: describe,
		Kept: func(ctx context.Context, source, lastRun uuid.UUID) (bool, error) {
			cloud, err := openCloud(cfg, tenant, projectID)
			if err != nil {
				return false, err
			}
			defer cloud.Close()
			last, err := cloud.LastRun(ctx, source)
			return last == lastRun, err
		},
	}, nil
}

// unlinked stands for the project that is not chosen yet: a dry run makes the bodies
// that would go there, under made-up ids.
func unlinked() (host.Destination, error) {
	d := host.Destination{Name: "cloud, where no project is linked yet", Unlinked: true, Bare: true, Parallel: cloudParallel,
		Tenant: uuid.NewSHA1(uuid.NameSpaceURL, []byte("driftsync:unlinked")), Project: uuid.NewSHA1(uuid.NameSpaceURL, []byte("driftsync:unlinked:project"))}
	var err error
	d.Describe, err = supabase.Describe(supabase.Options{URL: "https://project.invalid", Key: "sb_publishable_none", Tenant: d.Tenant, Project: d.Project})
	return d, err
}

func openCloud(cfg *config.Config, tenant, projectID uuid.UUID) (*supabase.Sink, error) {
	source, err := tokens(cfg)
	if err != nil {
		return nil, err
	}
	return supabase.New(supabase.Options{URL: cfg.Cloud.URL, Key: cfg.Cloud.Key, Tenant: tenant, Project: projectID,
		Token: source.Token, Refresh: source.Refresh, Issuer: source.Issuer})
}

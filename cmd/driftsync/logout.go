package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/config"
)

type logoutCommand struct {
	All        bool `help:"End every session that is kept here, not only that of the configured project."`
	PurgeState bool `help:"Also forget what was pushed there; the next push sends everything."`
}

type logoutResult struct {
	URLs      []string `json:"urls"`
	Unrevoked []string `json:"not_revoked"` // deleted here, but alive at the server
	Purged    int      `json:"states_purged"`
}

const logoutSchema = "driftsync.logout/1"

// Run logs out.
func (l *logoutCommand) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := l.logout(*ctx, c)
	if err != nil {
		return fail(c, s, logoutSchema, err)
	}
	var left error
	if len(done.Unrevoked) > 0 {
		left = fault.New(fault.SinkUnreachable, "a session could not be ended at the server; it is deleted here",
			"it ends by itself; to end it now, sign out in the dashboard", nil)
	}
	if c.JSON {
		if err := printJSON(s.out, envelope{Schema: logoutSchema, OK: left == nil, Summary: done, Error: newFault(left)}); err != nil {
			return err
		}
		return left
	}
	if !c.Quiet {
		l.print(s, done)
	}
	return left
}

func (l *logoutCommand) print(s streams, done *logoutResult) {
	if len(done.URLs) == 0 {
		fmt.Fprintln(s.out, "There was no session to end.")
	}
	for _, url := range done.URLs {
		fmt.Fprintf(s.out, "Logged out of %s.\n", url)
	}
	if done.Purged > 0 {
		fmt.Fprintf(s.out, "State of %d sources is forgotten.\n", done.Purged)
	}
	if name := ambient(); name != "" {
		fmt.Fprintf(s.out, "%s is still set and stands in for a login.\n", name)
	}
}

func (l *logoutCommand) logout(ctx context.Context, c *cli) (*logoutResult, error) {
	_, cfg, err := c.settings("")
	if err != nil {
		return nil, err
	}
	store, err := credentialStore("")
	if err != nil {
		return nil, err
	}
	urls, err := l.urls(cfg, store)
	if err != nil {
		return nil, err
	}
	done := &logoutResult{URLs: []string{}, Unrevoked: []string{}}
	for _, url := range urls {
		revoked := revoke(ctx, cfg, store, url)
		unlock, err := store.Lock(ctx)
		if err != nil {
			return nil, err
		}
		removed, err := store.Remove(url)
		unlock()
		if err != nil {
			return nil, err
		}
		if removed {
			done.URLs = append(done.URLs, url)
			if !revoked {
				done.Unrevoked = append(done.Unrevoked, url)
			}
		}
		if l.PurgeState {
			o := host.Options{StateDir: c.State, CacheDir: c.Cache}
			if err := folders(&o); err != nil {
				return nil, err
			}
			purged, err := state.Purge(o.StateDir, url+"#")
			if done.Purged += purged; err != nil {
				return nil, err
			}
		}
	}
	return done, nil
}

func (l *logoutCommand) urls(cfg *config.Config, store *auth.Store) ([]string, error) {
	var urls []string
	if l.All {
		var err error
		if urls, err = store.URLs(); err != nil {
			return nil, err
		}
	}
	if base, err := auth.ParseURL(cfg.Cloud.URL); err == nil && !slices.Contains(urls, base.String()) {
		urls = append(urls, base.String())
	}
	if len(urls) == 0 && !l.All {
		return nil, fault.New(fault.ConfigDestination, "no Supabase project is configured", "name every session with --all", nil)
	}
	return urls, nil
}

// revoke ends a session at its server. One that the server no longer knows is ended.
func revoke(ctx context.Context, cfg *config.Config, store *auth.Store, url string) bool {
	client, err := auth.NewClient(url, cfg.Cloud.Key, nil)
	if base, baseErr := auth.ParseURL(cfg.Cloud.URL); err != nil || baseErr != nil || base.String() != url {
		return false // the key belongs to another project
	}
	token, err := auth.NewSource(client, auth.SourceOptions{Store: store}).Token(ctx)
	if err == nil {
		err = client.Logout(ctx, token)
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code == fault.SinkLogin
	}
	return err == nil
}

package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/project"
)

// settings are the layers of configuration for the project at hand. Override is the
// --root of a command.
func (c *cli) settings(override string) (root string, cfg *config.Config, err error) {
	if root, err = project.Root(override, os.Getenv("DRIFT_PROJECT_ROOT"), "."); err != nil {
		return "", nil, err
	}
	cfg, err = config.Load(c.places(root), os.Getenv)
	return root, cfg, err
}

// places are where the configuration of a project comes from.
func (c *cli) places(root string) config.Places {
	return config.Places{Root: root, Home: homeDir(), User: c.ConfigFile}
}

// homeDir is empty where there is none: then there are no files of the user.
func homeDir() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// credentialStore is where sessions are kept. Kind is a flag's value, empty for the
// environment's.
func credentialStore(kind string) (*auth.Store, error) {
	if kind == "" {
		kind = os.Getenv("DRIFTSYNC_CREDENTIAL_STORE")
	}
	home := homeDir()
	if home == "" {
		return nil, fault.New(fault.LoginStore, "the home folder is not known", "set HOME, or DRIFTSYNC_TOKEN", nil)
	}
	return auth.NewStore(auth.Kind(kind), filepath.Join(home, ".drift"), os.Getenv)
}

// tokens returns where access tokens for the configured project come from.
func tokens(cfg *config.Config) (*auth.Source, error) {
	c, err := auth.NewClient(cfg.Cloud.URL, cfg.Cloud.Key, nil)
	if err != nil {
		return nil, err
	}
	o := auth.SourceOptions{Token: strings.TrimSpace(os.Getenv("DRIFTSYNC_TOKEN")),
		Email: os.Getenv("DRIFTSYNC_EMAIL"), PasswordFile: os.Getenv("DRIFTSYNC_PASSWORD_FILE")}
	o.Store, err = credentialStore("")
	if err != nil && o.Token == "" && o.Email == "" {
		return nil, err
	}
	return auth.NewSource(c, o), nil
}

// ambient names the variable that stands in for a login, empty for none.
func ambient() string {
	switch {
	case os.Getenv("DRIFTSYNC_TOKEN") != "":
		return "DRIFTSYNC_TOKEN"
	case os.Getenv("DRIFTSYNC_EMAIL") != "":
		return "DRIFTSYNC_EMAIL"
	}
	return ""
}

// wantCloud refuses a configuration that names no project, or one that only a
// repository names: a token would go there.
func wantCloud(cfg *config.Config) error {
	switch {
	case cfg.Cloud.URL == "" || cfg.Cloud.Key == "":
		return fault.New(fault.ConfigDestination, "no Supabase project is configured",
			"name it in driftsync login --url URL --key KEY, or set DRIFTSYNC_URL and DRIFTSYNC_KEY to what the project's API settings show", nil)
	case !cfg.URLTrusted:
		return fault.New(fault.ConfigDestination, "the Supabase URL is named by the project alone",
			"name it in driftsync login --url URL once you trust it: your credentials would go there", nil)
	}
	return nil
}

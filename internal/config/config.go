// Package config reads what a person or an organisation decided: driftsync.toml at
// the project root, ~/.drift/driftsync.toml, Drift's own cloud-config.json, and the
// environment. A flag overrides the environment, that overrides the project's file,
// that over the user's.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/spelling"
	"github.com/driftsync/driftsync/internal/tomlfile"
)

// File is the content of a driftsync.toml. What doc says of a key stands in [Schema].
type File struct {
	Cloud   Cloud    `toml:"cloud" doc:"The destination."`
	Source  Source   `toml:"source" doc:"This set of databases."`
	Plugins []Plugin `toml:"plugin" doc:"Stricter policies. They run after the bundled default, in this order; those of the user's file come first."`
	Limits  Limits   `toml:"limits" doc:"What a plugin may take."`
}

// Cloud names the destination. Key is the publishable key, which is not a secret.
type Cloud struct {
	URL     string `toml:"url" doc:"URL of the Supabase project."`
	Key     string `toml:"key" doc:"Its publishable key, which is not a secret. Service-role keys are refused."`
	Tenant  string `toml:"tenant" doc:"Id of the tenant, a UUID. driftsync link writes it."`
	Project string `toml:"project" doc:"Id of the project, a UUID. driftsync link writes it."`
	// Trusted lists URLs that a token may go to though a project names them. Only the
	// user's own file is asked; driftsync link adds to it.
	Trusted []string `toml:"trusted" doc:"URLs that a token may go to though a project names them. It counts in the user's own file alone; driftsync link adds to it."`
}

// Source names this set of databases.
type Source struct {
	Name string `toml:"name" doc:"Name of this set of databases, unique in the project. Default: this clone on this machine, or ci where CI is set."`
}

// Plugin is one stricter policy. They run after the bundled default, in this order.
type Plugin struct {
	Name string `toml:"name" doc:"Name in the plugin's manifest."`
	Path string `toml:"path" doc:"The .wasm file, relative to the file that names it."` // relative to the file that names it
	Mode string `toml:"mode" enum:"enforce,shadow" doc:"enforce, the default, or shadow: it changes nothing, and a push says what it would take."`
}

// Modes of a plugin; the empty one is Enforce.
const (
	Enforce = "enforce"
	Shadow  = "shadow"
)

// Limits bound a plugin.
type Limits struct {
	MemoryMiB     int `toml:"memory_mib" doc:"Memory of a plugin in MiB. Default 32."`
	ShadowSeconds int `toml:"shadow_seconds" doc:"Seconds of a push that each plugin in shadow mode may take; then it is ended and the push goes on. Default 60."`
	BatchSeconds  int `toml:"batch_seconds" doc:"Seconds of computing that may be lost over a batch at which a plugin hangs; one call may take half of them. What else the machine does does not count, up to six times as long by the clock. Default 10."`
}

// Config is the outcome of all layers.
type Config struct {
	File
	// URLTrusted says that the URL does not come from the project alone. A token is
	// sent only to a trusted one, so that a hostile repository collects none.
	URLTrusted bool
}

// Environment holds the variables that configure driftsync; tests fill it by hand.
type Environment func(name string) string

// Places are where the layers of a project's configuration come from.
type Places struct {
	Root string // project root
	Home string // the user's home folder; empty leaves the user's files out
	User string // instead of the user's driftsync.toml, and trusted like it; empty for that
}

// user returns the user's own driftsync.toml, empty for none.
func (p Places) user() string {
	if p.User == "" && p.Home != "" {
		return filepath.Join(p.Home, ".drift", "driftsync.toml")
	}
	return p.User
}

func (p Places) project() string { return filepath.Join(p.Root, "driftsync.toml") }

// check refuses a file that was named but is missing, and one that would make a project
// trusted by itself.
func (p Places) check() error {
	if p.User == "" {
		return nil
	}
	named, err := os.Stat(p.User)
	if err != nil {
		return fault.New(fault.ConfigInvalid, "--config "+p.User+" cannot be read", "name another file, or leave --config away", plainfile.Cause(err))
	}
	if own, err := os.Stat(p.project()); err == nil && os.SameFile(named, own) {
		return fault.New(fault.ConfigInvalid, "--config names the project's own driftsync.toml, which is read in any case and is not trusted by itself",
			"leave --config away, and set DRIFTSYNC_URL once you trust the destination", nil)
	}
	return nil
}

// Load reads the layers of a project.
func Load(p Places, env Environment) (*Config, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	c := new(Config)
	if p.Home != "" {
		if err := c.drift(filepath.Join(p.Home, ".drift", "cloud-config.json")); err != nil {
			return nil, err
		}
	}
	if path := p.user(); path != "" {
		if err := c.layer(path); err != nil {
			return nil, err
		}
	}
	user := c.Cloud
	if err := c.layer(p.project()); err != nil {
		return nil, err
	}
	c.Cloud.Trusted = user.Trusted
	for name, value := range map[string]*string{
		"DRIFTSYNC_URL": &c.Cloud.URL, "DRIFTSYNC_KEY": &c.Cloud.Key, "DRIFTSYNC_TENANT": &c.Cloud.Tenant,
		"DRIFTSYNC_PROJECT": &c.Cloud.Project, "DRIFTSYNC_SOURCE": &c.Source.Name,
	} {
		if set := env(name); set != "" {
			*value = set
		}
	}
	c.URLTrusted = c.Cloud.URL != "" && (c.Cloud.URL == user.URL || env("DRIFTSYNC_URL") != "" || slices.Contains(user.Trusted, c.Cloud.URL))
	if c.Source.Name == "" && env("CI") != "" {
		c.Source.Name = "ci"
	}
	return c, nil
}

// layer puts the values of a file over what is there. A missing file changes
// nothing; an unknown key is an error, since it is a decision that would be lost.
func (c *Config) layer(path string) error {
	data, err := plainfile.Read(path, plainfile.Text)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return invalid(path, "cannot be read", err)
	}
	plugins := c.Plugins
	c.Plugins = nil
	if err := tomlfile.Decode(path, data, &c.File); err != nil {
		return mistake(err.Error())
	}
	for name, value := range map[string]int{"memory_mib": c.Limits.MemoryMiB, "batch_seconds": c.Limits.BatchSeconds, "shadow_seconds": c.Limits.ShadowSeconds} {
		if value < 0 {
			return mistake(fmt.Sprintf("%s: limits.%s is %d, expected a positive number", path, name, value))
		}
	}
	for i, p := range c.Plugins {
		if p.Mode != "" && p.Mode != Enforce && p.Mode != Shadow {
			return mistake(fmt.Sprintf("%s: plugin %q has the mode %q, expected %q or %q", path, p.Name, p.Mode, Enforce, Shadow) + spelling.Meant(p.Mode, []string{Enforce, Shadow}))
		}
		if p.Path != "" && !filepath.IsAbs(p.Path) {
			c.Plugins[i].Path = filepath.Join(filepath.Dir(path), filepath.FromSlash(p.Path))
		}
	}
	// The user's plugins stay in force: a project can only add to them.
	c.Plugins = append(plugins, c.Plugins...)
	return nil
}

// drift reads Drift's own file as the lowest layer.
func (c *Config) drift(path string) error {
	data, err := plainfile.Read(path, plainfile.Text)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return invalid(path, "cannot be read", err)
	}
	var own struct {
		URL     string `json:"supabaseUrl"`
		Key     string `json:"supabaseAnonKey"`
		Project string `json:"projectId"`
		Tenant  string `json:"tenantId"`
	}
	if err := json.Unmarshal(data, &own); err != nil {
		return invalid(path, "is not a JSON object as Drift writes it", nil)
	}
	c.Cloud = Cloud{URL: own.URL, Key: own.Key, Project: own.Project, Tenant: own.Tenant}
	return nil
}

// invalid says of a whole file what is wrong with it.
func invalid(path, what string, err error) error {
	return fault.New(fault.ConfigInvalid, path+" "+what, "fix or remove the file", plainfile.Cause(err))
}

// mistake is at a place in a file, which what begins with.
func mistake(what string) error {
	return fault.New(fault.ConfigInvalid, what, "fix the line; driftsync config schema lists every key", nil)
}

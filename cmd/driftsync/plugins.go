package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/project"
)

type pluginsCommand struct {
	Verify  pluginsVerify  `cmd:"" help:"Check what plugins do and cannot do, offline."`
	Add     pluginsAdd     `cmd:"" help:"Verify a plugin, show what it asks for, and pin it in driftsync.lock."`
	List    pluginsList    `cmd:"" help:"List the plugins of this project in the order in which they run."`
	Explain pluginsExplain `cmd:"" help:"Say which plugin and rule takes what away from this project. Sends nothing."`
	Inspect pluginsInspect `cmd:"" help:"Show what a plugin is and what it asks for, without running it."`
	Diff    pluginsDiff    `cmd:"" help:"Compare two plugins: what they ask for, and what they do."`
	New     pluginsNew     `cmd:"" help:"Begin a plugin: policy, manifest, vectors, test."`
	Build   pluginsBuild   `cmd:"" help:"Build a plugin from its folder, reproducibly."`
	Test    pluginsTest    `cmd:"" help:"Run a plugin's vectors and all checks; report which rules they cover."`
	Bench   pluginsBench   `cmd:"" help:"Measure a plugin as it runs in a push."`
	Keygen  pluginsKeygen  `cmd:"" help:"Make an Ed25519 key for signing."`
	Sign    pluginsSign    `cmd:"" help:"Sign a plugin; the signature goes beside it."`
}

// readPlugin reads a file once: these bytes are what is judged, pinned or run.
func readPlugin(path string) ([]byte, error) {
	wasm, err := plainfile.Read(path, plainfile.Module)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.New(fault.ConfigInvalid, "plugin "+path+" does not exist", "name a .wasm file", nil)
	case err == nil && isRules(path):
		return nil, fault.New(fault.ConfigInvalid, path+" is a rules file, and this command is about the plugin made from it",
			"run driftsync plugins build "+path+", then name the .wasm file", nil)
	case err != nil:
		return nil, fault.New(fault.PluginRefused, "plugin "+path+" cannot be read", "name a .wasm file", plainfile.Cause(err))
	}
	return wasm, nil
}

// pluginCache returns the folder for compiled plugins.
func pluginCache(c *cli) (string, error) {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return "", err
	}
	return filepath.Join(o.CacheDir, "plugins"), nil
}

// maxPlugins bounds what is read because a driftsync.toml names it.
const maxPlugins = 32

// plugins reads each module once; these bytes are what runs, in the chain or in its shadow.
func plugins(named []config.Plugin) (chain, shadows []plugin.Module, err error) {
	if len(named) > maxPlugins {
		return nil, nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("driftsync.toml names %d plugins", len(named)), fmt.Sprintf("name at most %d", maxPlugins), nil)
	}
	for _, n := range named {
		wasm, err := plainfile.Read(n.Path, plainfile.Module)
		if err != nil {
			return nil, nil, fault.New(fault.PluginRefused, fmt.Sprintf("plugin %q cannot be read: %s", n.Name, n.Path), "check its path in driftsync.toml", plainfile.Cause(err))
		}
		if m := (plugin.Module{Name: n.Name, Wasm: wasm}); n.Mode == config.Shadow {
			shadows = append(shadows, m)
		} else {
			chain = append(chain, m)
		}
	}
	return chain, shadows, nil
}

// locks reads the lock files that may pin a project's plugins: its own, and the one
// beside the user's configuration.
func locks(root string) ([]*lock.File, error) {
	all := make([]*lock.File, 0, 2)
	folders := []string{root}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, ".drift"))
	}
	for _, dir := range folders {
		f, err := lock.Load(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// policyFile names a policy that adds to the machine's.
func policyFile() string { return os.Getenv("DRIFTSYNC_POLICY") }

// projectRoot finds the project as push does.
func projectRoot(named string) (string, error) {
	return project.Root(named, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
}

// succeed prints a result: as JSON where that was asked for, else by text.
func succeed(c *cli, s streams, schema string, summary, result any, text func() error) error {
	if late := c.late(); late != nil && !c.drains {
		return fail(c, s, schema, late)
	}
	switch {
	case c.JSON:
		return printJSON(s.out, envelope{Schema: schema, OK: true, Summary: summary, Result: result})
	case c.Quiet:
		return nil
	}
	return text()
}

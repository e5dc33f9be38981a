package main

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version that the build stamped.
func (versionCommand) Run(c *cli, s streams) error {
	if c.JSON {
		return printJSON(s.out, envelope{Schema: "driftsync.version/1", OK: true, Summary: map[string]string{"version": version()}})
	}
	_, err := fmt.Fprintln(s.out, "driftsync", version())
	return err
}

// version returns the module's version, or the commit that was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return "devel-" + setting.Value[:12]
		}
	}
	return "devel"
}

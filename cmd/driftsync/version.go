package main

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/driftsync/driftsync/host/verify"
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

// made returns the earliest time at which this program can have verified anything: that of
// the commit that was built, where the build says, and of its corpus.
func made() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return verify.CorpusSince
	}
	for _, setting := range info.Settings {
		if at, err := time.Parse(time.RFC3339, setting.Value); setting.Key == "vcs.time" && err == nil && at.After(verify.CorpusSince) {
			return at
		}
	}
	return verify.CorpusSince
}

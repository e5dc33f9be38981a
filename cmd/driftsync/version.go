package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/provenance"
	"github.com/driftsync/driftsync/internal/verify"
)

type versionCommand struct {
	Verify string `type:"path" placeholder:"FILE" help:"Check that a downloaded file is one of a signed release; SHA256SUMS.note and provenance.intoto.jsonl lie beside it."`
	Key    string `placeholder:"KEY" help:"Public key of releases, for --verify; default the one that this program was released with."`
}

const versionSchema = "driftsync.version/1"

// Run prints the version that the build stamped, or what is proven of a file.
func (v versionCommand) Run(c *cli, s streams) error {
	if v.Verify != "" {
		return v.verify(c, s)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: versionSchema, OK: true, Summary: map[string]string{"version": version()}})
	}
	_, err := fmt.Fprintln(s.out, "driftsync", version())
	return err
}

func (v versionCommand) verify(c *cli, s streams) error {
	key := cmp.Or(v.Key, provenance.Key)
	if key == "" {
		return fail(c, s, versionSchema, fault.New(fault.UsageInvalid, "this build of driftsync knows no release key",
			"give the public key of releases with --key, as driftsync-release+HASH+BASE64", nil))
	}
	if _, err := os.Stat(v.Verify); errors.Is(err, fs.ErrNotExist) {
		return fail(c, s, versionSchema, fault.New(fault.ConfigInvalid, v.Verify+" does not exist", "name the file that was downloaded", nil))
	}
	found, err := provenance.Verify(v.Verify, key)
	if err != nil {
		return fail(c, s, versionSchema, releaseFault(err))
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: versionSchema, OK: true, Summary: map[string]string{"version": version()}, Result: found})
	}
	if c.Quiet {
		return nil
	}
	_, err = fmt.Fprintf(s.out, "%s is part of driftsync %s\n  signed by  %s\n  source     %s\n  commit     %s\n  built with %s\n  sha256     %s\n",
		found.File, found.Version, found.Signer, found.Source, found.Commit, found.Go, found.SHA256)
	return err
}

// releaseFault says all that the errors do, which hold paths and digests.
func releaseFault(err error) error {
	switch {
	case errors.Is(err, provenance.ErrKey):
		return fault.New(fault.UsageInvalid, "--key is not a public key of releases", "it looks like driftsync-release+0a1b2c3d+BASE64", nil)
	case errors.Is(err, provenance.ErrRefused):
		return fault.New(fault.ReleaseRefused, err.Error(), "download it again, and do not run it until it verifies", nil)
	}
	return fault.New(fault.ReleaseRefused, "the file cannot be checked: "+err.Error(),
		"put "+provenance.NoteFile+" and "+provenance.StatementFile+" of the release beside it", nil)
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

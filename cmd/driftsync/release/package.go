package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// systemPackages makes a .deb and an .rpm for each Linux.
func (r *release) systemPackages() error {
	for _, t := range r.targets {
		if t.system != "linux" {
			continue
		}
		for _, format := range []string{"deb", "rpm"} {
			if err := r.systemPackage(t, format); err != nil {
				return fmt.Errorf("%s for %s: %w", format, t, err)
			}
		}
	}
	return nil
}

func (r *release) systemPackage(t target, format string) error {
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "driftsync", Arch: t.architecture, Platform: t.system, Version: r.version, Section: "devel", Priority: "optional",
		Maintainer: "driftsync <" + homepage + ">", Description: description, Homepage: homepage, License: license, MTime: r.committed,
		Overridables: nfpm.Overridables{Contents: r.installed(t), RPM: nfpm.RPM{BuildHost: "driftsync"}},
	})
	if err := nfpm.PrepareForPackager(info, format); err != nil {
		return err
	}
	var data bytes.Buffer
	if err := packager.Package(info, &data); err != nil {
		return err
	}
	return r.write(packager.ConventionalFileName(info), data.Bytes())
}

// installed are the files of a system package, by where they go.
func (r *release) installed(t target) files.Contents {
	file := func(from, to string, mode os.FileMode) *files.Content {
		return &files.Content{Source: from, Destination: to, FileInfo: &files.ContentFileInfo{Mode: mode, MTime: r.committed, Owner: "root", Group: "root"}}
	}
	return files.Contents{
		file(r.path(t.file), "/usr/bin/driftsync", 0o755),
		file(r.path("driftsync.1"), "/usr/share/man/man1/driftsync.1", 0o644),
		file(r.path("driftsync.bash"), "/usr/share/bash-completion/completions/driftsync", 0o644),
		file(r.path("driftsync.fish"), "/usr/share/fish/vendor_completions.d/driftsync.fish", 0o644),
		file(filepath.Join(r.root, "LICENSE"), "/usr/share/doc/driftsync/copyright", 0o644),
	}
}

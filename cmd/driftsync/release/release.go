package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	program     = "github.com/driftsync/driftsync/cmd/driftsync"
	homepage    = "https://github.com/driftsync/driftsync"
	description = "Redacts the metadata of Drift's databases and syncs it to a Supabase project."
	license     = "Apache-2.0"
)

// release is what is being made.
type release struct {
	dir     string // of the result
	root    string // of the checkout
	targets []target
	signer  *signer // nil: nothing is signed

	// As the programs say of themselves.
	version   string // without a "v"
	commit    string
	committed time.Time
	goVersion string
}

// target is one system with its program.
type target struct {
	system, architecture string
	file                 string // name of the program in the folder of the release
}

func (t target) String() string { return t.system + "/" + t.architecture }

// command is the name of the program on its system.
func (t target) command() string {
	if t.system == "windows" {
		return "driftsync.exe"
	}
	return "driftsync"
}

func begin(out, root, key string, targets []string) (*release, error) {
	r := &release{dir: out, root: root}
	for _, name := range targets {
		system, architecture, ok := strings.Cut(name, "/")
		if !ok {
			return nil, fmt.Errorf("%q is not GOOS/GOARCH", name)
		}
		t := target{system: system, architecture: architecture, file: "driftsync-" + system + "-" + architecture}
		t.file += strings.TrimPrefix(t.command(), "driftsync")
		r.targets = append(r.targets, t)
	}
	var err error
	if r.signer, err = newSigner(key); err != nil {
		return nil, err
	}
	return r, os.Mkdir(out, 0o755)
}

// learn takes version, commit and time from a program that was built.
func (r *release) learn(file string) error {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return err
	}
	r.version, r.goVersion = strings.TrimPrefix(info.Main.Version, "v"), info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			r.commit = s.Value
		case "vcs.time":
			if r.committed, err = time.Parse(time.RFC3339, s.Value); err != nil {
				return err
			}
		}
	}
	if r.commit == "" || r.version == "(devel)" {
		return errors.New("the program does not say which commit it is: build in a clone of Git, since Go does not look at a worktree")
	}
	return nil
}

func (r *release) path(name string) string { return filepath.Join(r.dir, name) }

// write makes a file of the release and prints its size.
func (r *release) write(name string, data []byte) error {
	if err := os.WriteFile(r.path(name), data, 0o644); err != nil {
		return err
	}
	say(name, len(data))
	return nil
}

func say(name string, size int) { fmt.Printf("%-44s %5.1f MB\n", name, float64(size)/1e6) }

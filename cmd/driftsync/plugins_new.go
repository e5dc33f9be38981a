package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/mod/module"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/plugins/sdk/scaffold"
)

type pluginsNew struct {
	Name  string `arg:"" help:"Name of the plugin: a-z, 0-9 and dashes."`
	Dir   string `placeholder:"DIR" help:"Folder to make; default ./NAME."`
	SDK   string `name:"sdk" placeholder:"DIR" help:"Checkout of driftsync to build against; default the one that this folder is in, else the release of this binary."`
	Rules bool   `help:"Begin a rules file, NAME.toml, which needs no Go. --dir names its folder; default this one."`
}

// Run begins a plugin.
func (p *pluginsNew) Run(c *cli, s streams) error {
	if p.Rules {
		return p.sample(c, s)
	}
	names, dir, err := p.write()
	if err != nil {
		return fail(c, s, "driftsync.plugins.new/1", err)
	}
	return succeed(c, s, "driftsync.plugins.new/1", map[string]string{"folder": dir}, names, func() error {
		_, err := fmt.Fprintf(s.out, "Made %s: %s\n\n  cd %s\n  go test ./...\n  driftsync plugins test .\n  driftsync plugins build .\n", dir, strings.Join(names, " "), dir)
		return err
	})
}

// sample begins a rules file.
func (p *pluginsNew) sample(c *cli, s streams) error {
	err := freeName(p.Name)
	if err == nil && !manifest.ValidName(p.Name) {
		err = fault.New(fault.ConfigInvalid, "this is no name of a plugin", "a-z, 0-9 and dashes, beginning with a letter", nil)
	}
	path := ""
	if err == nil {
		path, err = writeSample(p.Name, p.Dir)
	}
	if err != nil {
		return fail(c, s, "driftsync.plugins.new/1", err)
	}
	return succeed(c, s, "driftsync.plugins.new/1", map[string]string{"folder": filepath.Dir(path)}, []string{filepath.Base(path)}, func() error {
		_, err := fmt.Fprintf(s.out, "Made %[1]s.\n\n  driftsync plugins build %[1]s\n  driftsync plugins test %[1]s\n  driftsync plugins add %[2]s\n", path, strings.TrimSuffix(path, filepath.Ext(path))+".wasm")
		return err
	})
}

const sdkModule = "github.com/driftsync/driftsync"

func (p *pluginsNew) write() (names []string, dir string, err error) {
	if err := freeName(p.Name); err != nil {
		return nil, "", err
	}
	o := scaffold.Options{Name: p.Name, Version: version(), Go: "1.26.0", Toolchain: runtime.Version()}
	if dir = p.Dir; dir == "" {
		dir = p.Name
	}
	if o.Replace, err = p.checkout(); err != nil {
		return nil, "", err
	}
	if o.Replace != "" {
		o.Version = "v0.0.0"
	} else if !released() {
		return nil, "", fault.New(fault.ConfigInvalid, "this driftsync ("+o.Version+") was built from a checkout and is not a release, so go.mod cannot name its SDK",
			"name the checkout that it was built from: driftsync plugins new "+p.Name+" --sdk DIR", nil)
	}
	names, err = scaffold.Write(dir, o)
	if err != nil {
		return nil, "", fault.New(fault.ConfigInvalid, "the plugin cannot be begun", "name a new folder with --dir", err)
	}
	return names, dir, nil
}

// checkout returns the folder of the SDK's source, "" for a release: the one that was
// named, else the one around this folder, else, where the program was built from a checkout,
// the one around it or its source.
func (p *pluginsNew) checkout() (string, error) {
	if p.SDK != "" {
		dir, err := filepath.Abs(p.SDK)
		if err != nil || !isCheckout(dir) {
			return "", fault.New(fault.ConfigInvalid, "--sdk "+p.SDK+" is not a checkout of driftsync", "name the folder with its go.mod", err)
		}
		return dir, nil
	}
	from := []string{"."}
	if !released() {
		if program, err := os.Executable(); err == nil {
			from = append(from, filepath.Dir(program))
		}
		if _, source, _, ok := runtime.Caller(0); ok { // a name of the module with -trimpath
			from = append(from, filepath.Dir(source))
		}
	}
	for _, folder := range from {
		at, err := filepath.Abs(folder)
		if err != nil {
			return "", fault.New(fault.ConfigInvalid, "the current folder cannot be named", "name a checkout with --sdk", err)
		}
		for ; at != filepath.Dir(at); at = filepath.Dir(at) {
			if isCheckout(at) {
				return at, nil
			}
		}
	}
	return "", nil
}

// released reports whether a module proxy has the version of this program.
func released() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	v := info.Main.Version
	return info.Main.Sum != "" || strings.HasPrefix(v, "v") && !module.IsPseudoVersion(v) && !strings.Contains(v, "+")
}

func isCheckout(dir string) bool {
	data, err := plainfile.Read(filepath.Join(dir, "go.mod"), plainfile.Text)
	return err == nil && bytes.HasPrefix(data, []byte("module "+sdkModule+"\n"))
}

package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

//go:embed npm/driftsync.js
var launcher []byte

//go:embed npm/README.md
var npmReadme []byte

// npmPackage is a package.json.
// https://docs.npmjs.com/cli/v10/configuring-npm/package-json
type npmPackage struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Description  string            `json:"description"`
	License      string            `json:"license"`
	Homepage     string            `json:"homepage"`
	Repository   npmRepository     `json:"repository"`
	Bin          map[string]string `json:"bin,omitempty"`
	Files        []string          `json:"files"`
	Engines      map[string]string `json:"engines,omitempty"`
	Optional     map[string]string `json:"optionalDependencies,omitempty"`
	OS           []string          `json:"os,omitempty"`
	CPU          []string          `json:"cpu,omitempty"`
	PreferUnplug bool              `json:"preferUnplugged,omitempty"` // Yarn: a program is a file on the disk
}

type npmRepository struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// npmNames are Node's names for what Go calls otherwise.
// https://nodejs.org/api/process.html#processplatform
var npmNames = map[string]string{"windows": "win32", "amd64": "x64"}

func npmName(name string) string {
	if other, ok := npmNames[name]; ok {
		return other
	}
	return name
}

// npm makes a launcher and a package with the program for each system, of which npm
// installs the one that fits.
func (r *release) npm() error {
	if err := os.Mkdir(r.path("npm"), 0o755); err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(r.root, "LICENSE"))
	if err != nil {
		return err
	}
	main := r.npmPackage("driftsync")
	main.Bin, main.Files = map[string]string{"driftsync": "bin/driftsync.js"}, []string{"bin"}
	main.Engines, main.Optional = map[string]string{"node": ">=18"}, make(map[string]string)
	for _, t := range r.targets {
		p := r.npmPackage("@driftsync/" + npmName(t.system) + "-" + npmName(t.architecture))
		p.Description, p.Files, p.PreferUnplug = "driftsync for "+t.String(), []string{t.command()}, true
		p.OS, p.CPU = []string{npmName(t.system)}, []string{npmName(t.architecture)}
		data, err := os.ReadFile(r.path(t.file))
		if err != nil {
			return err
		}
		if err := r.npmPack(p, entry{t.command(), data, 0o755}, entry{"LICENSE", licence, 0o644}); err != nil {
			return err
		}
		main.Optional[p.Name] = p.Version
	}
	return r.npmPack(main, entry{"bin/driftsync.js", launcher, 0o755}, entry{"README.md", npmReadme, 0o644}, entry{"LICENSE", licence, 0o644})
}

func (r *release) npmPackage(name string) *npmPackage {
	return &npmPackage{Name: name, Version: r.version, Description: description, License: license, Homepage: homepage,
		Repository: npmRepository{"git", "git+" + homepage + ".git"}}
}

// npmPack writes a package as `npm pack` names it.
func (r *release) npmPack(p *npmPackage, with ...entry) error {
	manifest, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	all := []entry{{"package/package.json", append(manifest, '\n'), 0o644}}
	for _, e := range with {
		e.name = "package/" + e.name
		all = append(all, e)
	}
	data, err := tarGzip(all, r.committed)
	if err != nil {
		return err
	}
	name := strings.NewReplacer("@", "", "/", "-").Replace(p.Name)
	return r.write(filepath.Join("npm", fmt.Sprintf("%s-%s.tgz", name, r.version)), data)
}

package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

//go:embed template/driftsync.rb
var formula string

//go:embed template/install.sh
var script string

// download is where the files of a release are published.
func (r *release) download() string { return homepage + "/releases/download/v" + r.version }

// published is an archive as manifests name it.
type published struct {
	System, Architecture string
	Name, URL, SHA256    string
}

func (r *release) published() ([]published, error) {
	var all []published
	for _, t := range r.targets {
		digest, err := r.digest(r.archive(t))
		if err != nil {
			return nil, err
		}
		all = append(all, published{t.system, t.architecture, r.archive(t), r.download() + "/" + r.archive(t), digest})
	}
	return all, nil
}

func (r *release) digest(name string) (string, error) {
	data, err := os.ReadFile(r.path(name))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// manifests write a formula of Homebrew and a manifest of Scoop.
func (r *release) manifests() error {
	all, err := r.published()
	if err != nil {
		return err
	}
	if err := r.fillIn("driftsync.rb", formula, all); err != nil {
		return err
	}
	return r.scoop(all)
}

// installer writes a shell script that holds the digest of each archive.
func (r *release) installer() error {
	all, err := r.published()
	if err != nil {
		return err
	}
	return r.fillIn("install.sh", script, all)
}

func (r *release) fillIn(name, text string, all []published) error {
	parsed, err := template.New(name).Parse(text)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, map[string]any{
		"Version": r.version, "Description": strings.TrimSuffix(description, "."), "Homepage": homepage, "License": license,
		"Download": r.download(), "Archives": all,
	}); err != nil {
		return err
	}
	return r.write(name, b.Bytes())
}

// scoopManifest is a manifest of Scoop.
// https://github.com/ScoopInstaller/Scoop/wiki/App-Manifests
type scoopManifest struct {
	Version      string               `json:"version"`
	Description  string               `json:"description"`
	Homepage     string               `json:"homepage"`
	License      string               `json:"license"`
	Architecture map[string]scoopFile `json:"architecture"`
	Bin          string               `json:"bin"`
}

type scoopFile struct {
	URL  string `json:"url"`
	Hash string `json:"hash"`
}

var scoopNames = map[string]string{"amd64": "64bit", "arm64": "arm64"}

func (r *release) scoop(all []published) error {
	m := scoopManifest{r.version, description, homepage, license, make(map[string]scoopFile), "driftsync.exe"}
	for _, p := range all {
		if p.System == "windows" {
			m.Architecture[scoopNames[p.Architecture]] = scoopFile{p.URL, p.SHA256}
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return r.write("driftsync.scoop.json", append(text, '\n'))
}

package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"
)

// bill is a bill of materials in CycloneDX 1.5.
type bill struct {
	Schema       string       `json:"$schema"`
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Serial       string       `json:"serialNumber"` // from the digest of the program
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp  string     `json:"timestamp,omitempty"` // of the commit
	Component  component  `json:"component"`
	Properties []property `json:"properties,omitempty"` // how it was built
}

type component struct {
	Ref      string    `json:"bom-ref"`
	Type     string    `json:"type"`
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Purl     string    `json:"purl"`
	Scope    string    `json:"scope,omitempty"`
	Hashes   []hash    `json:"hashes,omitempty"`
	Licences []licence `json:"licenses,omitempty"`
}

// licence is an SPDX expression.
type licence struct {
	Expression string `json:"expression"`
}

// hash of a module is that of go.sum: SHA-256 over the digests of its files.
type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn"`
}

// writeBill writes FILE.cdx.json: what Go wrote into the program about itself, and the
// licence of each module.
func writeBill(file string, licences map[string]string) error {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	b := newBill(filepath.Base(file), sha256.Sum256(data), info)
	b.Metadata.Component.Licences = []licence{{license}}
	for i := range b.Components {
		name := licences[b.Components[i].Name]
		if name == "" {
			return fmt.Errorf("the licence of %s is not known", b.Components[i].Name)
		}
		b.Components[i].Licences = []licence{{name}}
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file+".cdx.json", append(text, '\n'), 0o644)
}

func newBill(name string, digest [sha256.Size]byte, info *debug.BuildInfo) *bill {
	main := newComponent(info.Main)
	main.Type, main.Name = "application", name
	main.Hashes = []hash{{"SHA-256", hex.EncodeToString(digest[:])}}
	main.Purl += "#cmd/driftsync"
	b := &bill{
		Schema: "http://cyclonedx.org/schema/bom-1.5.schema.json", Format: "CycloneDX", Spec: "1.5",
		Serial: "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, digest[:]).String(), Version: 1,
		Metadata: metadata{Component: main},
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			b.Metadata.Timestamp = s.Value
		}
		b.Metadata.Properties = append(b.Metadata.Properties, property{"driftsync:build:" + s.Key, s.Value})
	}
	version := strings.TrimPrefix(info.GoVersion, "go")
	all := []component{{Ref: "pkg:golang/std@" + version, Type: "library", Name: "std", Version: version, Purl: "pkg:golang/std@" + version, Scope: "required"}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, newComponent(*m))
	}
	b.Components = all
	// A program does not say which module needs which.
	needs := dependency{Ref: main.Ref}
	for _, c := range all {
		needs.On = append(needs.On, c.Ref)
		b.Dependencies = append(b.Dependencies, dependency{c.Ref, []string{}})
	}
	b.Dependencies = append(b.Dependencies, needs)
	return b
}

func newComponent(m debug.Module) component {
	purl := fmt.Sprintf("pkg:golang/%s@%s", m.Path, strings.ReplaceAll(m.Version, "+", "%2B"))
	c := component{Ref: purl, Type: "library", Name: m.Path, Version: m.Version, Purl: purl, Scope: "required"}
	if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == sha256.Size {
		c.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum)}}
	}
	return c
}

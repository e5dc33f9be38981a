// Package bill makes the bill of materials of a program in CycloneDX 1.5: every module with
// its digest of go.sum, the standard library, what is vendored, and how the program was built.
package bill

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/google/uuid"
)

// Bill is a bill of materials in CycloneDX 1.5.
type Bill struct {
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

// New returns the bill of a program by what Go wrote into it about itself. Name is that of
// its file, and digest is of its bytes.
func New(name string, digest [sha256.Size]byte, info *debug.BuildInfo) *Bill {
	main := newComponent(info.Main)
	main.Type, main.Name = "application", name
	main.Hashes = []hash{{"SHA-256", hex.EncodeToString(digest[:])}}
	main.Purl += "#cmd/driftsync"
	b := &Bill{
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
	all = append(all, vendored...)
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

// License adds the SPDX name of the program's own licence, and those of its modules by
// path; the standard library is "std". A module whose licence is not named is an error.
func (b *Bill) License(own string, of map[string]string) error {
	b.Metadata.Component.Licences = []licence{{own}}
	for i := range b.Components {
		if len(b.Components[i].Licences) > 0 {
			continue // a vendored one
		}
		name := of[b.Components[i].Name]
		if name == "" {
			return fmt.Errorf("the licence of %s is not known", b.Components[i].Name)
		}
		b.Components[i].Licences = []licence{{name}}
	}
	return nil
}

// Purl returns the package URL of a module.
// https://github.com/package-url/purl-spec
func Purl(m debug.Module) string {
	return fmt.Sprintf("pkg:golang/%s@%s", m.Path, strings.ReplaceAll(m.Version, "+", "%2B"))
}

func newComponent(m debug.Module) component {
	purl := Purl(m)
	c := component{Ref: purl, Type: "library", Name: m.Path, Version: m.Version, Purl: purl, Scope: "required"}
	if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == sha256.Size {
		c.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum)}}
	}
	return c
}

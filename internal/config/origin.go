package config

import (
	"path/filepath"
	"strconv"

	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/tomlfile"
)

// Value is one setting with where it comes from.
type Value struct {
	Key    string `json:"key"` // as in driftsync.toml
	Value  string `json:"value"`
	Origin string `json:"origin"` // a variable, a file, or "default"
}

// Layers are the files that are read, the lowest first, whether they exist or not.
func Layers(p Places) []string {
	var files []string
	if p.Home != "" {
		files = append(files, filepath.Join(p.Home, ".drift", "cloud-config.json"))
	}
	if user := p.user(); user != "" {
		files = append(files, user)
	}
	return append(files, p.project())
}

// Explain returns every setting in force and where it comes from. Its errors are those
// of [Load].
func Explain(p Places, env Environment) ([]Value, error) {
	c, err := Load(p, env)
	if err != nil {
		return nil, err
	}
	var layers []named
	for _, path := range Layers(p) {
		layers = append(layers, named{path, single(path)})
	}
	var all []Value
	for _, s := range scalars {
		v := Value{Key: s.key, Value: s.of(&c.File), Origin: "default"}
		for _, l := range layers {
			if s.of(&l.file) != "" {
				v.Origin = l.path
			}
		}
		if s.variable != "" && env(s.variable) != "" {
			v.Origin = s.variable
		} else if s.key == "source.name" && v.Origin == "default" && v.Value != "" {
			v.Origin = "CI"
		}
		all = append(all, v)
	}
	for _, p := range c.Plugins {
		v := Value{Key: "plugin." + p.Name, Value: p.Path}
		if p.Mode == Shadow {
			v.Value += " (shadow)"
		}
		for _, l := range layers {
			for _, own := range l.file.Plugins {
				if own.Name == p.Name {
					v.Origin = l.path
				}
			}
		}
		all = append(all, v)
	}
	return all, nil
}

type named struct {
	path string
	file File
}

// single reads one layer by itself. Load has accepted it already.
func single(path string) File {
	var c Config
	if filepath.Ext(path) == ".json" {
		if c.drift(path) != nil {
			return File{}
		}
		return c.File
	}
	data, err := plainfile.Read(path, plainfile.Text)
	if err != nil || tomlfile.Decode(path, data, &c.File) != nil {
		return File{}
	}
	return c.File
}

var scalars = []struct {
	key      string
	variable string
	of       func(*File) string
}{
	{"cloud.url", "DRIFTSYNC_URL", func(f *File) string { return f.Cloud.URL }},
	{"cloud.key", "DRIFTSYNC_KEY", func(f *File) string { return f.Cloud.Key }},
	{"cloud.tenant", "DRIFTSYNC_TENANT", func(f *File) string { return f.Cloud.Tenant }},
	{"cloud.project", "DRIFTSYNC_PROJECT", func(f *File) string { return f.Cloud.Project }},
	{"source.name", "DRIFTSYNC_SOURCE", func(f *File) string { return f.Source.Name }},
	{"limits.memory_mib", "", func(f *File) string { return positive(f.Limits.MemoryMiB) }},
	{"limits.batch_seconds", "", func(f *File) string { return positive(f.Limits.BatchSeconds) }},
	{"limits.shadow_seconds", "", func(f *File) string { return positive(f.Limits.ShadowSeconds) }},
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/plugins/sdk/build"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
)

// isRules reports whether a path names a rules file and no folder of a plugin.
func isRules(path string) bool { return strings.EqualFold(filepath.Ext(path), ".toml") }

// buildRules makes the plugin of a rules file, or of another tool's file where format
// names one.
func buildRules(path, format string, without []string) (*ruleset.Product, error) {
	text, err := plainfile.Read(path, plainfile.Text)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "the rules file cannot be read", "begin one with driftsync plugins new --rules NAME", err)
	}
	var f *ruleset.File
	if format != "" {
		f, err = ruleset.ParseForeign(format, filepath.Base(path), text, without)
	} else {
		dir := plainfile.Dir(filepath.Dir(path))
		f, err = ruleset.Parse(filepath.Base(path), text, dir.ReadFile)
	}
	if err != nil {
		return nil, rulesFault(err)
	}
	p, err := ruleset.Build(f, bundled.Engine)
	if err != nil {
		return nil, rulesFault(err)
	}
	return p, nil
}

// rulesFault says what is wrong with a rules file, line by line.
func rulesFault(err error) error {
	bad, ok := errors.AsType[*ruleset.Error](err)
	if !ok {
		return fault.New(fault.ConfigInvalid, "the rules do not build", "check the files that they name", err)
	}
	lines := strings.Split(bad.Error(), "\n")
	for i := range lines {
		lines[i] = glyph.Visible(lines[i])
	}
	return fault.New(fault.ConfigInvalid, "the rules are refused:\n"+strings.Join(lines, "\n"), "see docs/rules.md for what a rule can say", nil)
}

// buildSource builds a plugin from its rules file or its folder. Raw is nil for rules: no
// compiler made anything of them.
func buildSource(ctx context.Context, path string) (*build.Product, error) {
	if !isRules(path) {
		return buildFolder(ctx, path)
	}
	p, err := buildRules(path, "", nil)
	if err != nil {
		return nil, err
	}
	return &build.Product{Wasm: p.Wasm}, nil
}

// writeVectors writes the vectors that follow from a rules file into a new folder, which
// the caller removes.
func writeVectors(path string) (string, error) {
	p, err := buildRules(path, "", nil)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "driftsync-vectors-")
	if err != nil {
		return "", fault.New(fault.ConfigInvalid, "the vectors cannot be written", "check the folder for temporary files", err)
	}
	for name, text := range p.Vectors {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return "", errors.Join(fault.New(fault.ConfigInvalid, "the vectors cannot be written", "check the folder for temporary files", err), os.RemoveAll(dir))
		}
	}
	return dir, nil
}

// writeSample writes a rules file to begin with, and returns its path.
func writeSample(name, dir string) (string, error) {
	if err := os.MkdirAll(filepath.Join(dir, "."), 0o755); err != nil {
		return "", fault.New(fault.ConfigInvalid, "the folder cannot be made", "name another one with --dir", err)
	}
	path := filepath.Join(dir, name+".toml")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", fault.New(fault.ConfigInvalid, "the rules file cannot be written", "take another name, or another folder with --dir", err)
	}
	_, err = f.Write(ruleset.Sample(name))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fault.New(fault.ConfigInvalid, "the rules file cannot be written", "check the folder's access rights", err)
	}
	return path, nil
}

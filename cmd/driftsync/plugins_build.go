package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
)

type pluginsBuild struct {
	Dir     string   `arg:"" default:"." help:"Folder of the plugin, with manifest.json, or a rules file (.toml)."`
	From    string   `placeholder:"TOOL" help:"The rules file is that of another tool: gitleaks or betterleaks."`
	Without []string `placeholder:"ID" help:"Rule of the other tool's file to leave out; more than one with commas."`
	Module  string   `placeholder:"FILE" help:"Module of another language's toolchain; only the manifest is put into it."`
	Out     string   `short:"o" placeholder:"FILE" help:"File to write; default NAME.wasm in the folder."`
}

// built is a plugin, and what was found out while it was built.
type built struct {
	file      string
	wasm, raw []byte           // raw is nil where the module is that of another toolchain
	functions string           // what became of those of the compiler
	engine    string           // what was compared
	rules     *ruleset.Product // nil where it is none
}

// Run builds.
func (p *pluginsBuild) Run(c *cli, s streams, ctx *context.Context) error {
	b, err := p.build(*ctx, c)
	if err != nil {
		return fail(c, s, "driftsync.plugins.build/1", err)
	}
	summary := map[string]any{"file": b.file, "size": len(b.wasm), "sha256": lock.Digest(b.wasm), "functions": b.functions, "compared": b.engine}
	if b.rules != nil {
		summary["rules"], summary["notes"] = b.rules.Rules, b.rules.Notes
	}
	return succeed(c, s, "driftsync.plugins.build/1", summary, nil, func() error {
		text := fmt.Sprintf("%s  %s\nsha256 %s\n", b.file, humanize.IBytes(uint64(len(b.wasm))), lock.Digest(b.wasm))
		if b.functions != "" {
			text += "functions: " + b.functions + "\n"
		}
		if b.rules != nil {
			text += fmt.Sprintf("rules: %d, compiled to %s\n", b.rules.Rules, humanize.IBytes(uint64(len(b.rules.Table))))
			for _, note := range b.rules.Notes {
				text += "note: " + glyph.Visible(note) + "\n"
			}
		}
		_, err := io.WriteString(s.out, text+"answers alike: "+b.engine+"\n")
		return err
	})
}

func (p *pluginsBuild) build(ctx context.Context, c *cli) (*built, error) {
	b, err := p.compile(ctx)
	if err != nil {
		return nil, err
	}
	found, err := plugin.Inspect(b.wasm)
	if err != nil {
		return nil, fault.New(fault.PluginRefused, "the plugin is refused", "use the SDK's Serve, and no other imports", err)
	}
	if b.file = p.Out; b.file == "" {
		dir := p.Dir
		if isRules(dir) {
			dir = filepath.Dir(dir)
		}
		b.file = filepath.Join(dir, found.Manifest.Name+".wasm")
	}
	if err := b.compare(ctx, c); err != nil {
		return nil, err
	}
	if err := os.WriteFile(b.file, b.wasm, 0o644); err != nil {
		return nil, unwritten(b.file, "-o", err)
	}
	return b, nil
}

// compare refuses a plugin that answers one thing compiled and another interpreted, or
// otherwise than the compiler made it.
func (b *built) compare(ctx context.Context, c *cli) error {
	cache, err := pluginCache(c)
	if err != nil {
		return err
	}
	wasm, err := ruleset.Complete(b.wasm)
	if err != nil {
		return err
	}
	raw := b.raw
	if raw != nil {
		if raw, err = ruleset.Complete(raw); err != nil {
			return err
		}
	}
	check, err := verify.Engine(ctx, verify.Subject{File: b.file, Wasm: wasm}, raw, verify.Options{CacheDir: cache})
	if err != nil {
		return err
	}
	if check.Status == verify.Failed {
		return fault.New(fault.PluginRefused, fmt.Sprintf("the plugin is not written: %s: %s", check.Name, strings.Join(append([]string{check.Detail}, check.Findings...), "; ")),
			"where answers differ the fault is not the plugin's: report it with the source", nil)
	}
	b.engine = check.Detail
	return nil
}

// compile builds Go, or puts the manifest into what another toolchain built.
func (p *pluginsBuild) compile(ctx context.Context) (*built, error) {
	switch {
	case isRules(p.Dir) && p.Module == "":
		product, err := buildRules(p.Dir, p.From, p.Without)
		if err != nil {
			return nil, err
		}
		return &built{wasm: product.Wasm, rules: product}, nil
	case p.From != "" || len(p.Without) > 0:
		return nil, fault.New(fault.ConfigInvalid, "--from and --without are about a rules file", "name the other tool's .toml file", nil)
	}
	if p.Module == "" {
		if _, err := exec.LookPath("go"); err != nil {
			return nil, fault.New(fault.ConfigInvalid, "there is no go command", "install Go from https://go.dev/dl", err)
		}
		product, err := buildFolder(ctx, p.Dir)
		if err != nil {
			return nil, err
		}
		return &built{wasm: product.Wasm, raw: product.Raw, functions: product.Functions.String()}, nil
	}
	module, err := readPlugin(p.Module)
	if err != nil {
		return nil, err
	}
	text, err := plainfile.Read(filepath.Join(p.Dir, "manifest.json"), plainfile.Text)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "the folder has no manifest.json", "begin one with driftsync plugins new NAME", err)
	}
	wasm, err := manifest.Append(module, text)
	if err != nil {
		return nil, fault.New(fault.PluginRefused, "the manifest does not fit into the module", "fix manifest.json", err)
	}
	return &built{wasm: wasm}, nil
}

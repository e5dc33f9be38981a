package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/schema"
)

type pluginsInspect struct {
	File string `arg:"" optional:"" help:"The plugin; without one, the bundled default."`
}

type inspected struct {
	File      string             `json:"file"`
	SHA256    string             `json:"sha256"`
	Size      int                `json:"size"`
	Manifest  *manifest.Manifest `json:"manifest"`
	Imports   []string           `json:"imports"`
	Exports   []string           `json:"exports"`
	Producers []string           `json:"producers"`
	MinPages  uint32             `json:"initial_memory_pages"`
	Transport string             `json:"transport"`
	Columns   int                `json:"columns_read"`
	Tables    int                `json:"tables_read"`
	Signers   []string           `json:"signature_keys"`
}

const inspectSchema = "driftsync.plugins.inspect/1"

// Run parses the module; nothing of it is compiled or run.
func (p *pluginsInspect) Run(c *cli, s streams) error {
	i, found, err := inspect(p.File)
	if err != nil {
		return fail(c, s, inspectSchema, err)
	}
	return succeed(c, s, inspectSchema, map[string]string{"name": i.Manifest.Name, "sha256": i.SHA256}, i, func() error {
		fmt.Fprintf(s.out, "%s  %s %s\n  sha256     %s\n  size       %s\n  ABI        %d, %s transport\n  toolchain  %s\n  memory     %d KiB to begin with\n",
			glyph.Visible(i.File), i.Manifest.Name, i.Manifest.Version, i.SHA256, humanize.IBytes(uint64(i.Size)), i.Manifest.ABI, i.Transport,
			orAbsent(strings.Join(i.Producers, ", ")), i.MinPages*64)
		fmt.Fprintf(s.out, "  exports    %s\n  imports    %s\n%s  signed by  %s\n", strings.Join(i.Exports, ", "),
			strings.Join(i.Imports, "\n             "), aboutImports(i.Imports, foldWidth(s.out)), orAbsent(strings.Join(i.Signers, ", ")))
		return printAsks(s.out, found)
	})
}

// aboutImports says what stands behind imports that sound like more than they are, "" where
// there is none.
func aboutImports(imports []string, width int) string {
	if !slices.ContainsFunc(imports, func(name string) bool { return strings.HasPrefix(name, "wasi_") }) {
		return ""
	}
	const about = "Compilers ask for the wasi_ functions. Here they are stubs: they know no file, argument or variable, " +
		"clock and random numbers are made up and always the same, and what is written is thrown away."
	return strings.Repeat(" ", 13) + hanging(about, width, 13) + "\n"
}

func orAbsent(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func load(file string) (string, []byte, error) {
	if file == "" {
		return verify.Default + ".wasm", bundled.Wasm, nil
	}
	wasm, err := readPlugin(file)
	return filepath.Base(file), wasm, err
}

func inspect(file string) (*inspected, *plugin.Inspection, error) {
	name, wasm, err := load(file)
	if err != nil {
		return nil, nil, err
	}
	found, err := plugin.Inspect(wasm)
	if err != nil {
		return nil, nil, fault.New(fault.PluginRefused, "the plugin is refused", "driftsync plugins verify says which check it fails", err)
	}
	i := &inspected{File: name, SHA256: lock.Digest(wasm), Size: len(wasm), Manifest: found.Manifest, Exports: found.Exports,
		Producers: found.Producers, MinPages: found.MinPages, Transport: "Extism"}
	if found.Direct {
		i.Transport = "direct"
	}
	for _, f := range found.Imports {
		i.Imports = append(i.Imports, f.Module+" "+f.Name)
	}
	i.Tables, i.Columns = asks(found.Manifest)
	if file == "" {
		return i, found, nil
	}
	lines, err := lock.ReadSignatures(file)
	if err != nil {
		return nil, nil, err
	}
	for _, line := range lines {
		key, err := lock.Signer(line, i.SHA256)
		if err != nil {
			i.Signers = append(i.Signers, "a signature of other bytes")
			continue
		}
		i.Signers = append(i.Signers, "key "+lock.KeyID(key))
	}
	return i, found, nil
}

// asks counts what a manifest asks to read.
func asks(m *manifest.Manifest) (tables, columns int) {
	for _, t := range schema.Synced() {
		if n := len(plugin.Columns(m, t)); n > 0 {
			tables, columns = tables+1, columns+n
		}
	}
	return tables, columns
}

// printAsks says what a plugin asks for, in the words of its manifest.
func printAsks(w io.Writer, found *plugin.Inspection) error {
	m := found.Manifest
	tables, columns := asks(m)
	var b strings.Builder
	p := reportPrinter{Builder: &b, width: foldWidth(w)}
	b.WriteByte('\n')
	p.paragraph(2, fmt.Sprintf("it reads %d columns of %d tables: %s", columns, tables, strings.Join(m.Reads, ", ")))
	p.paragraph(2, "it claims "+orAbsent(strings.Join(m.Classes, ", ")))
	p.paragraph(2, "it takes away")
	for _, r := range m.Rules {
		becomes := ""
		if r.Marker != "" {
			becomes = " (becomes " + r.Marker + ")"
		}
		p.paragraph(4, glyph.Visible(fmt.Sprintf("%s: %s", r.ID, r.Title)))
		p.paragraph(6, glyph.Visible(r.Removes+becomes))
	}
	p.paragraph(2, "Review what it reads and takes away: its author wrote these words, driftsync enforces the columns and the markers.")
	_, err := io.WriteString(w, b.String())
	return err
}

type pluginsDiff struct {
	Old string `arg:"" help:"The plugin as it was; - for the bundled default."`
	New string `arg:"" help:"The plugin as it is to be."`
}

type diffed struct {
	Asks      []string              `json:"asks"` // what changed in what it asks for
	Behaviour []verify.Difference   `json:"behaviour"`
	Destroyed [2]plugin.Destruction `json:"destroyed"` // by the old and the new one, beyond the bundled default, of the corpus
}

const diffSchema = "driftsync.plugins.diff/1"

// Run compares what two plugins ask for and what they do to the corpus.
func (p *pluginsDiff) Run(c *cli, s streams, ctx *context.Context) error {
	d, err := p.diff(*ctx, c)
	if err != nil {
		return fail(c, s, diffSchema, err)
	}
	weaker := 0
	for _, b := range d.Behaviour {
		weaker += b.Weaker
	}
	return succeed(c, s, diffSchema, map[string]int{"asks": len(d.Asks), "columns": len(d.Behaviour), "weaker_cells": weaker}, d, func() error {
		return d.print(s.out)
	})
}

func (p *pluginsDiff) diff(ctx context.Context, c *cli) (*diffed, error) {
	cache, err := pluginCache(c)
	if err != nil {
		return nil, err
	}
	var subjects [2]verify.Subject
	var found [2]*inspected
	for i, file := range []string{p.Old, p.New} {
		if file == "-" {
			file = ""
		}
		if found[i], _, err = inspect(file); err != nil {
			return nil, err
		}
		if subjects[i].File, subjects[i].Wasm, err = load(file); err != nil {
			return nil, err
		}
	}
	d := &diffed{Asks: changed(found[0], found[1])}
	d.Behaviour, d.Destroyed, err = verify.Compare(ctx, subjects[0], subjects[1], verify.Options{CacheDir: cache})
	return d, err
}

func changed(a, b *inspected) []string {
	var all []string
	one := func(what, x, y string) {
		if x != y {
			all = append(all, fmt.Sprintf("%s: %s, was %s", what, orAbsent(y), orAbsent(x)))
		}
	}
	one("name", a.Manifest.Name, b.Manifest.Name)
	one("version", a.Manifest.Version, b.Manifest.Version)
	one("limits", fmt.Sprint(a.Manifest.Limits), fmt.Sprint(b.Manifest.Limits))
	one("toolchain", strings.Join(a.Producers, ", "), strings.Join(b.Producers, ", "))
	for _, list := range []struct {
		what string
		x, y []string
	}{
		{"imports", a.Imports, b.Imports}, {"exports", a.Exports, b.Exports}, {"reads", a.Manifest.Reads, b.Manifest.Reads},
		{"claims", a.Manifest.Classes, b.Manifest.Classes}, {"rule", ruleLines(a.Manifest), ruleLines(b.Manifest)},
	} {
		for _, v := range list.y {
			if !slices.Contains(list.x, v) {
				all = append(all, fmt.Sprintf("+ %s %s", list.what, v))
			}
		}
		for _, v := range list.x {
			if !slices.Contains(list.y, v) {
				all = append(all, fmt.Sprintf("- %s %s", list.what, v))
			}
		}
	}
	return all
}

func ruleLines(m *manifest.Manifest) []string {
	lines := make([]string, len(m.Rules))
	for i, r := range m.Rules {
		lines[i] = fmt.Sprintf("%s %q", r.ID, r.Marker)
	}
	return lines
}

func (d *diffed) print(out io.Writer) error {
	fmt.Fprintln(out, "What it asks for")
	if len(d.Asks) == 0 {
		fmt.Fprintln(out, "  the same")
	}
	for _, line := range d.Asks {
		fmt.Fprintf(out, "  %s\n", line)
	}
	fmt.Fprintln(out, "\nWhat it does, in cells of the corpus")
	if err := printBehaviour(out, d.Behaviour); err != nil {
		return err
	}
	fmt.Fprintln(out, "\nWhat they take beyond the bundled default, of the corpus")
	for i, which := range []string{"old", "new"} {
		fmt.Fprintf(out, "  %s: %s\n", which, d.Destroyed[i].Amounts)
		printParts(out, "    ", d.Destroyed[i].Parts)
	}
	return nil
}

func printBehaviour(out io.Writer, all []verify.Difference) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(out, "  the same")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  column\tclass\tstricter\tWEAKER\totherwise")
	for _, b := range all {
		fmt.Fprintf(w, "  %s.%s\t%s\t%s\t%s\t%s\n", b.Table, b.Column, b.Class, number(int64(b.Stricter)), number(int64(b.Weaker)), number(int64(b.Other)))
	}
	return w.Flush()
}

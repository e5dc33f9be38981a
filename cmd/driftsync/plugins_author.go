package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/dustin/go-humanize"
	"golang.org/x/mod/module"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/plugins/sdk/build"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
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

type pluginsTest struct {
	Path      string  `arg:"" default:"." help:"Folder of a plugin or a rules file, which is built first, or a .wasm file."`
	Vectors   string  `placeholder:"DIR" help:"Folder of vectors; default vectors beside the plugin."`
	Only      string  `name:"run" placeholder:"RE" help:"Only vectors whose name matches, and no other checks."`
	Threshold float64 `help:"Least coverage of rules and claimed classes, in percent." default:"0"`
	Update    bool    `help:"Write what is left now into the vectors as what is expected."`
}

type tested struct {
	Vectors  []verify.VectorResult `json:"vectors"`
	Coverage *verify.Coverage      `json:"coverage"`
	Report   *verify.Report        `json:"report,omitempty"`
}

const testSchema = "driftsync.plugins.test/1"

// Run tests.
func (p *pluginsTest) Run(c *cli, s streams, ctx *context.Context) error {
	t, err := p.test(*ctx, c)
	if err != nil {
		return fail(c, s, testSchema, err)
	}
	ok := t.Report == nil || t.Report.OK()
	for i := range t.Vectors {
		ok = ok && t.Vectors[i].OK()
	}
	enough := t.Coverage.Percent() >= p.Threshold
	if c.JSON {
		err = printJSON(s.out, envelope{Schema: testSchema, OK: ok && enough, Summary: map[string]any{"vectors": len(t.Vectors), "coverage_percent": t.Coverage.Percent()}, Result: t})
	} else if !c.Quiet {
		err = t.print(s.out, enough)
	}
	if err == nil && (!ok || !enough) {
		return statusError(fault.ExitPluginRefuse)
	}
	return err
}

func (p *pluginsTest) test(ctx context.Context, c *cli) (*tested, error) {
	var o verify.Options
	var err error
	if o.CacheDir, err = pluginCache(c); err != nil {
		return nil, err
	}
	s, dir, done, err := p.subject(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	all, err := p.load(dir)
	if err != nil {
		return nil, err
	}
	t := new(tested)
	if t.Vectors, t.Coverage, err = verify.RunVectors(ctx, s, o, all); err != nil {
		return nil, err
	}
	if p.Update {
		if err := update(dir, all, t.Vectors); err != nil {
			return nil, err
		}
	}
	if p.Only != "" {
		return t, nil
	}
	o.Verifier = "driftsync " + version()
	if len(all) > 0 {
		o.Vectors = dir
	}
	if isRules(p.Path) || isFolder(p.Path) {
		o.Rebuild = (&pluginsVerify{Source: p.Path}).rebuild(func(b *build.Product) []byte { return b.Wasm })
	}
	t.Report, err = verify.Verify(ctx, s, o)
	return t, err
}

// subject builds a folder or a rules file, or reads a module, and returns the folder of its
// vectors, with which the caller is done some time.
func (p *pluginsTest) subject(ctx context.Context) (s verify.Subject, dir string, done func(), err error) {
	done = func() {}
	if isRules(p.Path) && p.Update {
		return s, "", nil, fault.New(fault.ConfigInvalid, "--update is for vectors of your own", "the vectors of a rules file are the match and leave of its rules: write there", nil)
	}
	if isRules(p.Path) && p.Vectors == "" {
		if dir, err = writeVectors(p.Path); err != nil {
			return s, "", nil, err
		}
		done = func() { _ = os.RemoveAll(dir) }
		product, err := buildSource(ctx, p.Path)
		if err != nil {
			done()
			return s, "", nil, err
		}
		return verify.Subject{File: p.Path, Wasm: product.Wasm}, dir, done, nil
	}
	s, dir, err = p.read(ctx)
	return s, dir, done, err
}

func (p *pluginsTest) read(ctx context.Context) (verify.Subject, string, error) {
	info, err := os.Stat(p.Path)
	if err != nil {
		return verify.Subject{}, "", fault.New(fault.ConfigInvalid, "there is no such plugin", "name its folder or its .wasm file", err)
	}
	dir, s := filepath.Dir(p.Path), verify.Subject{File: p.Path}
	if info.IsDir() || isRules(p.Path) {
		dir = p.Path
		var product *build.Product
		if product, err = buildSource(ctx, p.Path); err == nil {
			s.Wasm = product.Wasm
		}
	} else {
		s.Wasm, err = readPlugin(p.Path)
	}
	dir = filepath.Join(dir, "vectors")
	if p.Vectors != "" {
		dir = p.Vectors
	}
	return s, dir, err
}

func (p *pluginsTest) load(dir string) ([]vectors.Vector, error) {
	pattern, err := regexp.Compile(p.Only)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "--run is not a regular expression", "", err)
	}
	all, err := vectors.LoadFS(plainfile.Dir(dir))
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "a vector is malformed", "see the vectors of driftsync plugins new", err)
	}
	var kept []vectors.Vector
	for _, v := range all {
		if pattern.MatchString(v.Name) {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// update writes what the plugin made of differing vectors into their files.
func update(dir string, all []vectors.Vector, results []verify.VectorResult) error {
	for i := range all {
		if results[i].OK() || results[i].Code != "" {
			continue
		}
		v := all[i]
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err := e.Encode(struct {
			Comment string
			Table   string
			Context []vectors.Entry
			Columns []vectors.Column
			Rows    [][]*string
			Expect  [][]*string
		}{v.Comment, v.Table, v.Context, v.Columns, v.Rows, results[i].Got})
		if err = errors.Join(err, os.WriteFile(filepath.Join(dir, v.Name+".json"), b.Bytes(), 0o644)); err != nil {
			return fault.New(fault.ConfigInvalid, filepath.Join(dir, v.Name+".json")+" cannot be written", "check the folder's access rights and the free space", plainfile.Cause(err))
		}
		results[i].Bad = nil
	}
	return nil
}

func (t *tested) print(out io.Writer, enough bool) error {
	for i := range t.Vectors {
		v := &t.Vectors[i]
		switch {
		case v.Code != "":
			fmt.Fprintf(out, "FAIL  %s: %s\n", glyph.Visible(v.Name), v.Code)
		case !v.OK():
			fmt.Fprintf(out, "FAIL  %s: rows %v are not what is expected\n", glyph.Visible(v.Name), v.Bad)
		default:
			fmt.Fprintf(out, "pass  %s, %d rows\n", glyph.Visible(v.Name), v.Rows)
		}
	}
	fmt.Fprintf(out, "coverage %.0f %%: %d of %d rules, %d of %d claimed classes\n", t.Coverage.Percent(),
		t.Coverage.RulesCovered, t.Coverage.Rules, t.Coverage.ClassesCovered, t.Coverage.Classes)
	if len(t.Coverage.Missing) > 0 {
		fmt.Fprintf(out, "  not covered: %s\n", strings.Join(t.Coverage.Missing, ", "))
	}
	if !enough {
		fmt.Fprintln(out, "FAIL  less than the threshold")
	}
	if t.Report == nil {
		return nil
	}
	fmt.Fprintln(out)
	return printReport(out, t.Report)
}

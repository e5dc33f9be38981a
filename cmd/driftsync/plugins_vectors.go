package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

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
		v.Expect = results[i].Got
		if err := os.WriteFile(filepath.Join(dir, v.Name+".json"), v.Encode(), 0o644); err != nil {
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

package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/plugins/sdk/build"
	"github.com/driftsync/driftsync/plugins/sdk/build/flow"
)

const (
	verifySchema      = "driftsync.plugins.verify/1"
	attestationSchema = "driftsync.plugins.attestation/1"
)

type pluginsVerify struct {
	Files       []string `arg:"" optional:"" name:"file" help:"Plugins to verify; without any, the bundled default."`
	Root        string   `placeholder:"DIR" help:"Project whose driftsync.lock is compared; default as for push."`
	SHA256      string   `name:"sha256" placeholder:"HEX" help:"Digest that the one file must have."`
	Trust       string   `placeholder:"POLICY" help:"Policy whose signers are asked for, beside the machine's."`
	Source      string   `placeholder:"PATH" help:"Source folder or rules file of the one plugin: it must build to the same bytes."`
	Vectors     string   `placeholder:"DIR" help:"Folder of the author's vectors; default vectors in --source."`
	Seed        uint64   `placeholder:"N" help:"Seed of the second half of the corpus, as a report prints it; default a new one, or with --at one that follows from the time and the plugin."`
	Destroyed   *float64 `name:"max-destroyed" placeholder:"PERCENT" help:"How much a plugin may take beyond the bundled default, of rows, cells or characters; default 50, or what a policy says, which can only be tightened."`
	Strict      bool     `help:"A check that nothing asked for counts as failed."`
	JUnit       string   `name:"junit" placeholder:"FILE" help:"Write a JUnit report."`
	HTML        string   `name:"html" placeholder:"FILE" help:"Write a page for the files of an audit."`
	Attest      string   `placeholder:"FILE" help:"Write a signed attestation of the one plugin, if it passes. Needs --key."`
	Key         string   `placeholder:"FILE" help:"Private key for --attest."`
	At          string   `placeholder:"TIME" help:"Time to write into attestation and page, as 2026-01-02T15:04:05Z; default now. Not in the future, nor before this driftsync was made."`
	Attestation string   `placeholder:"FILE" help:"Check an attestation of the one plugin instead of the plugin. Needs signers in a policy, see --trust."`
}

// Run verifies.
func (p *pluginsVerify) Run(c *cli, s streams, ctx *context.Context) error {
	if isRules(p.Source) && p.Vectors == "" {
		dir, err := writeVectors(p.Source)
		if err != nil {
			return fail(c, s, verifySchema, err)
		}
		defer os.RemoveAll(dir)
		p.Vectors = dir
	}
	reports, err := p.verify(*ctx, c, s)
	if err != nil {
		return fail(c, s, verifySchema, err)
	}
	if reports == nil { // an attestation was checked
		return nil
	}
	refused := 0
	for _, r := range reports {
		if !r.OK() {
			refused++
		}
	}
	if c.JSON {
		if err := printJSON(s.out, envelope{Schema: verifySchema, OK: refused == 0,
			Summary: map[string]int{"files": len(reports), "refused": refused}, Result: reports}); err != nil {
			return err
		}
	} else if !c.Quiet {
		for _, r := range reports {
			if err := printReport(s.out, r); err != nil {
				return err
			}
		}
	}
	if refused > 0 {
		return statusError(fault.ExitPluginRefuse)
	}
	return nil
}

func (p *pluginsVerify) verify(ctx context.Context, c *cli, s streams) ([]*verify.Report, error) {
	at, err := p.time()
	if err != nil {
		return nil, err
	}
	single := p.SHA256 != "" || p.Source != "" || p.Attest != "" || p.Attestation != ""
	if single && len(p.Files) > 1 || (p.Attest != "") != (p.Key != "") {
		return nil, fault.New(fault.ConfigInvalid, "these flags do not go together", "--sha256, --source, --attest and --attestation are about one file; --attest needs --key", nil)
	}
	o, err := p.options(c)
	if err != nil {
		return nil, err
	}
	if p.Attestation != "" {
		return nil, p.checkAttestation(c, s, o.Policies)
	}
	var reports []*verify.Report
	for _, file := range p.names() {
		subject, err := p.subject(file, &o)
		if err != nil {
			return nil, err
		}
		o.Seed = p.seed(subject.Wasm)
		r, err := verify.Verify(ctx, subject, o)
		if err != nil {
			return nil, err
		}
		if err := keepChecks(c, r, &o); err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, p.write(reports, at)
}

// checkMemory is where results of checks are kept.
func checkMemory(c *cli) (*verify.Memory, error) {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return nil, err
	}
	return verify.NewMemory(o.StateDir), nil
}

// keepChecks remembers a report, for plugins add and for reviews.
func keepChecks(c *cli, r *verify.Report, o *verify.Options) error {
	memory, err := checkMemory(c)
	if err != nil {
		return err
	}
	return memory.Save(r, o, time.Now())
}

// seed returns that of one plugin, 0 for a new one.
func (p *pluginsVerify) seed(wasm []byte) uint64 {
	if p.Seed != 0 || p.At == "" {
		return p.Seed
	}
	sum := sha256.Sum256([]byte(p.At + " " + lock.Digest(wasm)))
	return 1 + binary.BigEndian.Uint64(sum[:])>>12
}

func (p *pluginsVerify) names() []string {
	if len(p.Files) == 0 {
		return []string{""}
	}
	return p.Files
}

func (p *pluginsVerify) subject(file string, o *verify.Options) (verify.Subject, error) {
	if file == "" {
		o.Signatures = nil
		return verify.Subject{File: verify.Default + ".wasm", Wasm: bundled.Wasm}, nil
	}
	wasm, err := readPlugin(file)
	if err != nil {
		return verify.Subject{}, err
	}
	o.Signatures, err = lock.ReadSignatures(file)
	return verify.Subject{File: file, Wasm: wasm}, err
}

func (p *pluginsVerify) time() (time.Time, error) {
	if p.At == "" {
		return time.Now(), nil
	}
	at, err := time.Parse(time.RFC3339, p.At)
	if err != nil {
		return at, fault.New(fault.ConfigInvalid, "--at is not a time", "write it as 2026-01-02T15:04:05Z", nil)
	}
	return at, possible(at, time.Now(), made())
}

// possible refuses a time at which this driftsync cannot have verified anything.
func possible(at, now, made time.Time) error {
	switch {
	case at.After(now.Add(lock.Skew)):
		return fault.New(fault.ConfigInvalid, "--at is in the future", "name a time that has been, or leave --at away", nil)
	case at.Before(made):
		return fault.New(fault.ConfigInvalid, "--at is before this driftsync and its corpus were made, "+made.UTC().Format(time.RFC3339),
			"name a later time, or leave --at away", nil)
	}
	return nil
}

func (p *pluginsVerify) options(c *cli) (verify.Options, error) {
	o := verify.Options{SHA256: strings.ToLower(p.SHA256), Vectors: p.Vectors, Strict: p.Strict, Verifier: "driftsync " + version(), Program: programDigest(), MaxDestroyed: p.Destroyed}
	if err := checkPercent(p.Destroyed); err != nil {
		return o, err
	}
	if p.Seed >= 1<<53 {
		return o, fault.New(fault.ConfigInvalid, "--seed has more than 53 bits", "name one as a report prints it", nil)
	}
	var err error
	if o.CacheDir, err = pluginCache(c); err != nil {
		return o, err
	}
	root, err := projectRoot(p.Root)
	if err != nil {
		return o, err
	}
	if o.Lock, err = lock.Load(root); err != nil {
		return o, err
	}
	if o.Limits, err = c.projectLimits(root); err != nil {
		return o, err
	}
	if o.Policies, err = lock.LoadPolicies(policyFile()); err != nil {
		return o, err
	}
	if p.Trust != "" {
		more, err := lock.LoadPolicy(p.Trust)
		if err != nil {
			return o, err
		}
		o.Policies = append(o.Policies, more)
	}
	o.Strict = o.Strict || o.Policies.Strict()
	if p.Source != "" {
		if own := filepath.Join(p.Source, "vectors"); o.Vectors == "" && isFolder(own) {
			o.Vectors = own
		}
		o.Rebuild = p.rebuild(func(b *build.Product) []byte { return b.Wasm })
		if !isRules(p.Source) {
			o.Raw = p.rebuild(func(b *build.Product) []byte { return b.Raw })
		}
	}
	return o, nil
}

// rebuild returns how one of the modules is made that --source builds to.
func (p *pluginsVerify) rebuild(part func(*build.Product) []byte) func(context.Context) ([]byte, error) {
	return func(ctx context.Context) ([]byte, error) {
		product, err := buildSource(ctx, p.Source)
		if err != nil {
			return nil, err
		}
		return part(product), nil
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// projectLimits returns what a project's configuration allows a plugin.
func (c *cli) projectLimits(root string) (plugin.Limits, error) {
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return plugin.Limits{}, err
	}
	return limits(cfg), nil
}

// pagesPerMiB counts pages of WebAssembly's memory.
const pagesPerMiB = 16

func limits(cfg *config.Config) plugin.Limits {
	return plugin.Limits{MemoryPages: uint32(cfg.Limits.MemoryMiB) * pagesPerMiB, Batch: seconds(cfg.Limits.BatchSeconds)}
}

// buildFolder builds the plugin in a folder with its manifest.json.
func buildFolder(ctx context.Context, dir string) (*build.Product, error) {
	manifest, err := plainfile.Read(filepath.Join(dir, "manifest.json"), plainfile.Text)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, filepath.Join(dir, "manifest.json")+" cannot be read", "name the folder of a plugin, or begin one with driftsync plugins new NAME", plainfile.Cause(err))
	}
	product, err := build.Make(ctx, dir, manifest)
	switch {
	case errors.Is(err, flow.ErrForm):
		return nil, fault.New(fault.ConfigInvalid, "this driftsync does not know the code that this release of Go makes", "name toolchain "+flow.Release+" in the plugin's go.mod, or take a newer driftsync", err)
	case err != nil:
		return nil, fault.New(fault.ConfigInvalid, "the plugin does not build", "fix its source", err)
	}
	return product, nil
}

func (p *pluginsVerify) write(reports []*verify.Report, at time.Time) error {
	if err := writeFile(p.JUnit, func(w io.Writer) error { return verify.WriteJUnit(w, reports) }); err != nil {
		return err
	}
	if err := writeFile(p.HTML, func(w io.Writer) error { return verify.WriteHTML(w, reports, at) }); err != nil {
		return err
	}
	if p.Attest == "" || !reports[0].OK() {
		return nil
	}
	key, err := lock.ReadKey(p.Key)
	if err != nil {
		return err
	}
	data, err := verify.Attest(reports[0], key, at)
	if err != nil {
		return fault.New(fault.Internal, "no attestation was made", "", err)
	}
	return writeFile(p.Attest, func(w io.Writer) error { _, err := w.Write(data); return err })
}

// writeFile does nothing for an empty path.
func writeFile(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return unwritten(path, "the flag", err)
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return unwritten(path, "the flag", err)
	}
	return nil
}

func (p *pluginsVerify) checkAttestation(c *cli, s streams, policies lock.Policies) error {
	if len(p.Files) != 1 {
		return fault.New(fault.ConfigInvalid, "--attestation needs one plugin", "name its file", nil)
	}
	wasm, err := readPlugin(p.Files[0])
	if err != nil {
		return err
	}
	data, err := plainfile.Read(p.Attestation, plainfile.Text)
	if err != nil {
		return fault.New(fault.ConfigInvalid, "attestation "+p.Attestation+" cannot be read", "name its file", plainfile.Cause(err))
	}
	a, err := policies.CheckAttestation(data, lock.Digest(wasm), time.Now())
	if err != nil {
		return fault.New(fault.PluginRefused, "the plugin is not attested", "name a policy that trusts the signer with --trust, or verify the plugin itself", err)
	}
	return succeed(c, s, attestationSchema, nil, a, func() error {
		_, err := fmt.Fprintf(s.out, "%s is attested by %s at %s\n  sha256 %s\n  made by %s, corpus %d\n  passed there: %s\n", glyph.Visible(filepath.Base(p.Files[0])),
			strings.Join(a.Signers, ", "), a.At.Format(time.RFC3339), lock.Digest(wasm), orAbsent(glyph.Visible(a.Verifier)), a.Corpus, glyph.Visible(strings.Join(a.Checks, ", ")))
		return err
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
)

type pluginsAdd struct {
	File        string   `arg:"" help:"The plugin."`
	Root        string   `placeholder:"DIR" help:"Project to add it to; default as for push."`
	Attestation []string `placeholder:"FILE" help:"Attestation to keep in the lock; default FILE.attestation.json beside the plugin, where it is. May be repeated."`
	Shadow      bool     `help:"Name it in shadow mode: it changes nothing, and every push says what it would take."`
	Reason      string   `placeholder:"TEXT" help:"Why a plugin that is unsigned, or fails a check, is pinned all the same. Kept in the lock and in every run record."`
	// Destroyed is the limit of the check DESTRUCTION.
	Destroyed *float64 `name:"max-destroyed" placeholder:"PERCENT" help:"How much it may take beyond the bundled default, of rows, cells or characters; default 50, or what a policy says, which can only be tightened."`
}

const addSchema = "driftsync.plugins.add/1"

// Run verifies and pins.
func (p *pluginsAdd) Run(c *cli, s streams, ctx *context.Context) error {
	entry, err := p.add(*ctx, c, s)
	if err != nil {
		return fail(c, s, addSchema, err)
	}
	return succeed(c, s, addSchema, map[string]string{"name": entry.Name, "sha256": entry.SHA256}, entry, func() error {
		_, err := fmt.Fprintf(s.out, "\nPinned %s %s in %s.\n", entry.Name, entry.Version, lock.FileName)
		return err
	})
}

func (p *pluginsAdd) add(ctx context.Context, c *cli, s streams) (*lock.Entry, error) {
	root, err := projectRoot(p.Root)
	if err != nil {
		return nil, err
	}
	wasm, err := readPlugin(p.File)
	if err != nil {
		return nil, err
	}
	o, err := (&pluginsVerify{Root: root, Destroyed: p.Destroyed}).options(c)
	if err != nil {
		return nil, err
	}
	file := o.Lock
	o.Lock = nil // it is about to be replaced
	if o.Signatures, err = lock.ReadSignatures(p.File); err != nil {
		return nil, err
	}
	// What needs no check comes first: a check takes ten seconds.
	if err := p.lacks(o.Signatures, lock.Digest(wasm), o.Policies); err != nil {
		return nil, err
	}
	attestations, err := p.attestations(wasm, o.Policies)
	if err != nil {
		return nil, err
	}
	if err := p.free(root, wasm); err != nil {
		return nil, err
	}
	o.Strict = false // the source to rebuild from is the author's
	r, err := p.check(ctx, c, s, wasm, &o)
	if err != nil {
		return nil, err
	}
	found, err := plugin.Inspect(wasm)
	if err != nil { // not even a reason lets these run
		return nil, fault.New(fault.PluginRefused, p.File+" is refused", "see driftsync plugins inspect", err)
	}
	entry := p.pinned(r, found.Manifest.Reads, o.Signatures, attestations)
	if !c.JSON && !c.Quiet {
		if err := printAsks(s.out, found); err != nil {
			return nil, err
		}
	}
	if err := p.configure(root, entry.Name); err != nil {
		return nil, err
	}
	file.Pin(entry)
	return &entry, file.Save()
}

// pinned is the entry of a plugin that was verified.
func (p *pluginsAdd) pinned(r *verify.Report, reads, signatures, attestations []string) lock.Entry {
	e := lock.Entry{Name: r.Name, Version: r.Version, SHA256: r.SHA256, Reads: reads, Signatures: signatures, Failed: r.FailedChecks(),
		Attestations: attestations}
	if len(e.Signatures) == 0 || len(e.Failed) > 0 {
		e.Reason = p.Reason
	}
	return e
}

// lacks says which signature is missing.
func (p *pluginsAdd) lacks(signatures []string, digest string, policies lock.Policies) error {
	for _, policy := range policies {
		if _, err := policy.CheckSignatures(signatures, digest); err != nil {
			return fault.New(fault.PluginRefused, "a policy asks for signatures that "+p.File+" lacks", "sign it: driftsync plugins sign "+p.File+" --key KEY", err)
		}
	}
	if len(signatures) == 0 && p.Reason == "" {
		return fault.New(fault.PluginRefused, fmt.Sprintf("the plugin is unsigned: there is no %s.sig", p.File),
			"sign it with driftsync plugins sign "+p.File+" --key KEY, or say why it may run without: --reason TEXT", nil)
	}
	return nil
}

// free refuses a name that another plugin has.
func (p *pluginsAdd) free(root string, wasm []byte) error {
	found, err := plugin.Inspect(wasm)
	if err != nil {
		return nil // verify says what is wrong with it
	}
	if err := freeName(found.Manifest.Name); err != nil {
		return err
	}
	_, err = p.entry(root, found.Manifest.Name)
	return err
}

// check verifies the plugin, or recalls that these bytes were verified here before, and
// refuses one that fails without a reason.
func (p *pluginsAdd) check(ctx context.Context, c *cli, s streams, wasm []byte, o *verify.Options) (*verify.Report, error) {
	memory, err := checkMemory(c)
	if err != nil {
		return nil, err
	}
	o.Recalled = memory.Recall(lock.Digest(wasm), o)
	r, err := verify.Verify(ctx, verify.Subject{File: p.File, Wasm: wasm}, *o)
	if err == nil && o.Recalled == nil {
		err = memory.Save(r, o, time.Now())
	}
	if err != nil {
		return nil, err
	}
	_, limited := o.Policies.MaxDestroyed()
	return r, p.judge(c, s, r, limited)
}

// freeName refuses the name of the plugin that the release brings: two of one name
// cannot run, and reports could not tell them apart.
func freeName(name string) error {
	if name != verify.Default {
		return nil
	}
	return fault.New(fault.PluginRefused, fmt.Sprintf("%s is the name of the bundled policy, which no other plugin may have", name),
		"choose another \"name\" in manifest.json, such as acme-redact, and build it again; the bundled policy runs before it in any case", nil)
}

// attestations reads those to keep. Where a policy asks for attestations, one that it would
// refuse is not kept.
func (p *pluginsAdd) attestations(wasm []byte, policies lock.Policies) ([]string, error) {
	all, err := lock.ReadAttestations(p.File, p.Attestation)
	if err != nil || !policies.Attested() {
		return all, err
	}
	for _, a := range all {
		if _, err := policies.CheckAttestation([]byte(a), lock.Digest(wasm), time.Now()); err != nil {
			return nil, fault.New(fault.PluginRefused, "the attestation is refused", "have the plugin attested by a signer whom the policy names", err)
		}
	}
	return all, nil
}

// judge prints the report, and refuses what has failed without a reason. What a policy asks
// for no reason replaces; limited says that one limits destruction.
func (p *pluginsAdd) judge(c *cli, s streams, r *verify.Report, limited bool) error {
	if !c.JSON && !c.Quiet {
		if err := printReport(s.out, r); err != nil {
			return err
		}
	}
	switch {
	case !r.OK() && slices.Contains(r.FailedChecks(), "SIGNERS"):
		return fault.New(fault.PluginRefused, "a policy asks for signatures that the plugin lacks", "have it signed with driftsync plugins sign", nil)
	case r.Destroys() && (limited || p.Reason == "" && len(r.FailedChecks()) == 1):
		return fault.New(fault.PluginDestroys, fmt.Sprintf("the plugin takes %s beyond the default: more than %g percent", r.Destroyed.Amounts, r.MaxDestroyed),
			"have its author fix it, or, where no policy sets the limit, raise it with --max-destroyed PERCENT", nil)
	case !r.OK() && p.Reason == "":
		return fault.New(fault.PluginRefused, fmt.Sprintf("the plugin failed %s", strings.Join(r.FailedChecks(), ", ")), "have its author fix it, or add it with --reason TEXT", nil)
	}
	return nil
}

// entry returns what driftsync.toml has to say of the plugin, nil where it says so already.
func (p *pluginsAdd) entry(root, name string) ([]byte, error) {
	cfg, err := config.Load(config.Places{Root: root}, func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	toml := filepath.Join(root, "driftsync.toml")
	for _, known := range cfg.Plugins {
		if known.Name != name {
			continue
		}
		if !sameFile(known.Path, p.File) {
			return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("%s names %s for plugin %q, and not %s", toml, known.Path, name, p.File), "copy the new one over the old one, then add that", nil)
		}
		if p.Shadow && known.Mode != config.Shadow {
			return nil, fault.New(fault.ConfigInvalid, fmt.Sprintf("%s has plugin %q already, and not in shadow mode", toml, name),
				"write mode = \"shadow\" there; a push that then lacks it needs --allow-weaker", nil)
		}
		return nil, nil
	}
	inside, err := within(root, p.File)
	if err != nil {
		return nil, err
	}
	text := fmt.Appendf(nil, "[[plugin]]\nname = %q\npath = %q\n", name, inside)
	if p.Shadow {
		text = fmt.Appendf(text, "mode = %q\n", config.Shadow)
	}
	return text, nil
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	two, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, two)
}

// within returns the path of a file relative to the project, with slashes. driftsync.toml is
// committed: a path out of the project would lead nowhere on another machine.
func within(root, file string) (string, error) {
	folder, err := filepath.EvalSymlinks(root)
	if err == nil {
		file, err = filepath.Abs(file)
	}
	if err == nil {
		var dir string
		if dir, err = filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
			if inside, err := filepath.Rel(folder, filepath.Join(dir, filepath.Base(file))); err == nil && filepath.IsLocal(inside) {
				return filepath.ToSlash(inside), nil
			}
		}
	}
	return "", fault.New(fault.ConfigInvalid, fmt.Sprintf("%s is not below the project %s, whose driftsync.toml is to name it for everyone", file, root),
		"copy it into the project, such as to policies/"+filepath.Base(file)+", and add that", err)
}

// configure names the plugin in driftsync.toml, at the end, unless it is there.
func (p *pluginsAdd) configure(root, name string) error {
	text, err := p.entry(root, name)
	if text == nil || err != nil {
		return err
	}
	path := filepath.Join(root, "driftsync.toml")
	old, err := plainfile.Read(path, plainfile.Text)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.ConfigInvalid, path+" cannot be read", "check its access rights", plainfile.Cause(err))
	}
	if len(old) > 0 {
		old = append(old, '\n')
	}
	if err := atomicfile.Write(path, append(old, text...), 0o644); err != nil {
		return fault.New(fault.ConfigInvalid, path+" cannot be written", "check its access rights and the free space", plainfile.Cause(err))
	}
	return nil
}

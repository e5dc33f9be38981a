package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/glyph"
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
	if found, err := plugin.Inspect(wasm); err == nil { // verify says what is wrong with another
		if err := freeName(found.Manifest.Name); err != nil {
			return nil, err
		}
		if _, err := p.entry(root, found.Manifest.Name); err != nil {
			return nil, err
		}
	}
	o.Strict = false // the source to rebuild from is the author's
	r, err := p.check(ctx, c, wasm, &o)
	if err != nil {
		return nil, err
	}
	_, limited := o.Policies.MaxDestroyed()
	if err := p.judge(c, s, r, limited); err != nil {
		return nil, err
	}
	found, err := plugin.Inspect(wasm)
	if err != nil { // not even a reason lets these run
		return nil, fault.New(fault.PluginRefused, p.File+" is refused", "see driftsync plugins inspect", err)
	}
	entry := lock.Entry{Name: r.Name, Version: r.Version, SHA256: r.SHA256, Reads: found.Manifest.Reads, Signatures: o.Signatures, Failed: r.FailedChecks(),
		Attestations: attestations}
	if len(o.Signatures) == 0 || len(entry.Failed) > 0 {
		entry.Reason = p.Reason
	}
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

// check verifies the plugin, or recalls that these bytes were verified here before.
func (p *pluginsAdd) check(ctx context.Context, c *cli, wasm []byte, o *verify.Options) (*verify.Report, error) {
	memory, err := checkMemory(c)
	if err != nil {
		return nil, err
	}
	o.Recalled = memory.Recall(lock.Digest(wasm), o)
	r, err := verify.Verify(ctx, verify.Subject{File: p.File, Wasm: wasm}, *o)
	if err == nil && o.Recalled == nil {
		err = memory.Save(r, o, time.Now())
	}
	return r, err
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

type pluginsList struct {
	Root string `placeholder:"DIR" help:"Project root; default as for push."`
}

type listedPlugin struct {
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	SHA256   string   `json:"sha256"`
	Source   string   `json:"source"`
	State    string   `json:"state"` // "bundled", "pinned" or why it does not run
	Mode     string   `json:"mode"`  // "enforce", or "shadow": it changes nothing
	Signers  []string `json:"signers,omitempty"`
	Attested []string `json:"attested_by,omitempty"` // "NAME DATE"
	Reason   string   `json:"reason,omitempty"`
	Failed   []string `json:"failed,omitempty"`
	OK       bool     `json:"ok"`
}

const listSchema = "driftsync.plugins.list/1"

// Run lists what push would run, and says of each whether it may.
func (p *pluginsList) Run(c *cli, s streams) error {
	all, err := p.list(c)
	if err != nil {
		return fail(c, s, listSchema, err)
	}
	refused := 0
	for _, l := range all {
		if !l.OK {
			refused++
		}
	}
	summary := map[string]int{"plugins": len(all), "refused": refused}
	if c.JSON {
		err = printJSON(s.out, envelope{Schema: listSchema, OK: refused == 0, Summary: summary, Result: all})
	} else if !c.Quiet {
		err = printList(s, all)
	}
	if err == nil && refused > 0 {
		return statusError(fault.ExitPluginRefuse)
	}
	return err
}

func (p *pluginsList) list(c *cli) ([]listedPlugin, error) {
	root, err := projectRoot(p.Root)
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return nil, err
	}
	gate, err := pluginGate(root)
	if err != nil {
		return nil, err
	}
	own, err := plugin.Inspect(bundled.Wasm)
	if err != nil {
		return nil, err
	}
	all := []listedPlugin{{Name: own.Manifest.Name, Version: own.Manifest.Version, SHA256: lock.Digest(bundled.Wasm), Source: "bundled", State: "bundled", Mode: config.Enforce, OK: true}}
	for _, n := range cfg.Plugins {
		all = append(all, describe(&gate, n))
	}
	return all, nil
}

// pluginGate is what stands before the plugins of a project.
func pluginGate(root string) (gate lock.Gate, err error) {
	if gate.Locks, err = locks(root); err != nil {
		return gate, err
	}
	gate.Policies, err = lock.LoadPolicies(policyFile())
	return gate, err
}

// describe judges one plugin by itself.
func describe(gate *lock.Gate, n config.Plugin) listedPlugin {
	l := listedPlugin{Name: n.Name, Source: n.Path, Mode: cmp.Or(n.Mode, config.Enforce)}
	wasm, err := plainfile.Read(n.Path, plainfile.Module)
	if err != nil {
		l.State = "the file cannot be read"
		return l
	}
	l.SHA256 = lock.Digest(wasm)
	if err := gate.AdmitBytes(n.Name, l.SHA256); err != nil {
		l.State = strings.TrimPrefix(err.Error(), fmt.Sprintf("plugin %q is refused: ", n.Name))
		return l
	}
	found, err := plugin.Inspect(wasm)
	if err != nil {
		l.State = err.Error()
		return l
	}
	l.Version = found.Manifest.Version
	single := lock.Gate{Locks: gate.Locks}
	for _, p := range gate.Policies {
		signers := *p
		signers.Require = nil // of the chain, not of one plugin
		single.Policies = append(single.Policies, &signers)
	}
	grants, err := single.Admit([]lock.Candidate{{Name: found.Manifest.Name, Version: l.Version, SHA256: l.SHA256, Reads: found.Manifest.Reads}})
	if err != nil {
		l.State = reasonOf(err)
		return l
	}
	for _, f := range gate.Locks {
		if e := f.Find(l.Name); e != nil {
			l.Failed = e.Failed
		}
	}
	l.State, l.OK, l.Signers, l.Attested, l.Reason = "pinned", true, grants[0].Signers, grants[0].Attested, grants[0].Reason
	return l
}

func reasonOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Error()
	}
	return err.Error()
}

func printList(s streams, all []listedPlugin) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "plugin\tversion\tsha256\tstate\tsource")
	for _, l := range all {
		state := l.State
		if l.Mode == config.Shadow {
			state += ", in shadow mode"
		}
		switch {
		case len(l.Signers) > 0:
			state += ", signed by " + strings.Join(l.Signers, ", ")
		case l.Reason != "":
			state += fmt.Sprintf(", unsigned: %q", l.Reason)
		}
		if len(l.Attested) > 0 {
			state += ", attested by " + strings.Join(l.Attested, ", ")
		}
		if len(l.Failed) > 0 {
			state += ", failed " + strings.Join(l.Failed, ", ")
		}
		fmt.Fprintf(w, "%s\t%s\t%.12s\t%s\t%s\n", glyph.Visible(l.Name), l.Version, l.SHA256, glyph.Visible(state), glyph.Visible(l.Source))
	}
	return w.Flush()
}

type pluginsKeygen struct {
	File string `arg:"" help:"File for the private key; the public one goes to FILE.pub."`
}

// Run makes a key.
func (p *pluginsKeygen) Run(c *cli, s streams) error {
	public, err := lock.GenerateKey(p.File)
	if err != nil {
		return fail(c, s, "driftsync.plugins.keygen/1", err)
	}
	result := map[string]string{"key": lock.EncodeKey(public), "id": lock.KeyID(public)}
	return succeed(c, s, "driftsync.plugins.keygen/1", result, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Private key in %[1]s: keep it to yourself. Public key in %[1]s.pub, id %s.\nIn a policy:\n\n[[signer]]\nname = \"\"\nrole = \"security\"\nkey = %q\n",
			p.File, lock.KeyID(public), lock.EncodeKey(public))
		return err
	})
}

type pluginsSign struct {
	File string `arg:"" help:"The plugin."`
	Key  string `required:"" placeholder:"FILE" help:"Private key of driftsync plugins keygen."`
}

// Run adds a signature beside the plugin.
func (p *pluginsSign) Run(c *cli, s streams) error {
	line, digest, err := p.sign()
	if err != nil {
		return fail(c, s, "driftsync.plugins.sign/1", err)
	}
	return succeed(c, s, "driftsync.plugins.sign/1", map[string]string{"sha256": digest, "signature": line}, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Signed sha256 %s; the signature is in %s.\n", digest, p.File+lock.SignatureSuffix)
		return err
	})
}

func (p *pluginsSign) sign() (line, digest string, err error) {
	wasm, err := readPlugin(p.File)
	if err != nil {
		return "", "", err
	}
	if _, err := plugin.Inspect(wasm); err != nil {
		return "", "", fault.New(fault.PluginRefused, "the plugin is refused", "see driftsync plugins inspect", err)
	}
	key, err := lock.ReadKey(p.Key)
	if err != nil {
		return "", "", err
	}
	digest = lock.Digest(wasm)
	line = lock.Sign(key, digest)
	old, err := lock.ReadSignatures(p.File)
	if err != nil {
		return "", "", err
	}
	// Signatures of bytes that are no longer there go; Ed25519 gives the same line again.
	kept := slices.DeleteFunc(old, func(l string) bool {
		_, err := lock.Signer(l, digest)
		return err != nil || l == line
	})
	text := strings.Join(append(kept, line), "\n") + "\n"
	if err := os.WriteFile(p.File+lock.SignatureSuffix, []byte(text), 0o644); err != nil {
		return "", "", fault.New(fault.ConfigInvalid, p.File+lock.SignatureSuffix+" cannot be written", "check the folder's access rights and the free space", plainfile.Cause(err))
	}
	return line, digest, nil
}

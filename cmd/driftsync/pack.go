package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/bill"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/report"
	"github.com/driftsync/driftsync/internal/review"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/schema"
)

// pack writes the archive for a security review, and says what could not be in it.
func (r *reportShow) pack(c *cli, s streams) error {
	facts, err := packFacts(c, r.Root)
	if err != nil {
		return fail(c, s, reportShowSchema, err)
	}
	var b bytes.Buffer
	if err := review.Pack(&b, facts); err != nil {
		return fail(c, s, reportShowSchema, err)
	}
	if err := atomicfile.Write(r.Pack, b.Bytes(), 0o600); err != nil {
		return fail(c, s, reportShowSchema, unwritten(r.Pack, "--pack", err))
	}
	return succeed(c, s, reportShowSchema, map[string]string{"file": r.Pack}, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Written to %s. Begin with README.md in it.\n%s", r.Pack, strings.Join(lacking(facts), ""))
		return err
	})
}

// lacking names the evidence that this machine does not have yet.
func lacking(f *review.Facts) (lines []string) {
	for _, p := range append([]review.Plugin{f.Bundled}, f.Plugins...) {
		if p.Verified == nil {
			lines = append(lines, fmt.Sprintf("  not verified yet: %s. Run driftsync %s\n", p.Name, strings.TrimSpace("plugins verify "+p.File)))
		}
	}
	if f.Proof == nil {
		lines = append(lines, "  no proof yet under this policy. Run driftsync prove\n")
	}
	if f.Push == nil {
		lines = append(lines, "  no push yet from here. Run driftsync push\n")
	}
	return lines
}

// packFacts gathers what this machine knows of a project.
func packFacts(c *cli, given string) (*review.Facts, error) {
	root, cfg, err := c.settings(given)
	if err != nil {
		return nil, err
	}
	o, err := (&pushCommand{To: nowhere}).options(c, root) // as a proof
	if err != nil {
		return nil, err
	}
	f := &review.Facts{Version: version(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Program: programDigest(), Catalogue: schema.Digest(),
		Destination: "none is configured"}
	if cfg.Cloud.URL != "" {
		f.Destination = cfg.Cloud.URL
	}
	if f.Allowed, err = c.allowedHosts(); err != nil {
		return nil, err
	}
	stampBuild(f)
	return f, errors.Join(packChain(f, root, cfg, verify.NewMemory(o.StateDir)), packRuns(f, o))
}

// stampBuild adds what Go wrote into the program about itself. Settings that may name
// folders of whoever built it are left out.
func stampBuild(f *review.Facts) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	var kept []debug.BuildSetting
	for _, s := range info.Settings {
		if !strings.ContainsAny(s.Value, `/\`) {
			kept = append(kept, s)
		}
		switch s.Key {
		case "vcs.revision":
			f.Commit = s.Value
		case "vcs.modified":
			f.Modified = s.Value == "true"
		}
	}
	info.Settings = kept
	var digest [sha256.Size]byte
	hex.Decode(digest[:], []byte(f.Program)) // none leaves zeros, and machine.md says why
	f.Bill = bill.New("driftsync", digest, info)
}

// programDigest returns the SHA-256 of the file of this program in hexadecimal digits,
// empty where it cannot be read.
var programDigest = sync.OnceValue(func() string {
	file, err := os.Executable()
	if err != nil {
		return ""
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
})

// packChain adds the plugins, and what is known of their bytes.
func packChain(f *review.Facts, root string, cfg *config.Config, memory *verify.Memory) error {
	gate, err := pluginGate(root)
	if err != nil {
		return err
	}
	f.Policy = gate.Policies.Digest()
	own, err := lock.NewCandidate(verify.Default, bundled.Wasm, true)
	if err != nil {
		return err
	}
	f.Bundled = review.Plugin{Name: own.Name, Version: own.Version, SHA256: own.SHA256}
	if f.Bundled.Verified, err = memory.Last(own.SHA256); err != nil {
		return err
	}
	for _, n := range cfg.Plugins {
		l := describe(&gate, n)
		p := review.Plugin{Name: l.Name, Version: l.Version, SHA256: l.SHA256, Mode: l.Mode, State: l.State, Signers: l.Signers, Reason: l.Reason, File: filepath.Base(n.Path)}
		if inside, err := filepath.Rel(root, n.Path); err == nil && filepath.IsLocal(inside) {
			p.File = filepath.ToSlash(inside)
		}
		if p.Verified, err = memory.Last(l.SHA256); err != nil {
			return err
		}
		f.Plugins = append(f.Plugins, p)
	}
	return nil
}

// packRuns adds the last proof under this policy and the last push of this project.
func packRuns(f *review.Facts, o *host.Options) (err error) {
	if f.Proof, err = host.LastProof(*o); err != nil {
		return err
	}
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return err
	}
	id := machine.ProjectID(o.Root)
	signed, err := report.NewStore(o.StateDir).Find(func(r *report.Report) bool { return r.ProjectID == id && !r.DryRun })
	if err != nil || signed == nil {
		return err
	}
	if f.Push, err = signed.Parse(); err == nil {
		f.Push.Destination = destination.Below("", f.Push.Destination)
	}
	return err
}

// unwritten is the fault of a file that a flag names. A full disk is called one.
func unwritten(file, flag string, err error) error {
	return fault.New(fault.ConfigInvalid, file+" cannot be written", "name another file with "+cmp.Or(flag, "-o"), plainfile.Cause(err))
}

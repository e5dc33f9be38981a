package main

import (
	"fmt"
	"os"
	"os/exec"
)

// keyVariable is where a program has the public key of its release.
const keyVariable = "github.com/driftsync/driftsync/internal/provenance.Key"

// build makes the program for each system, and its bill of materials. Go stamps the
// version of the commit: its tag, or its time and digest.
func (r *release) build() error {
	known, err := licences(r.root)
	if err != nil {
		return err
	}
	flags := "-s -w -buildid="
	if r.signer != nil {
		flags += " -X " + keyVariable + "=" + r.signer.public
	}
	for _, t := range r.targets {
		c := exec.Command("go", "build", "-C", r.root, "-trimpath", "-buildvcs=auto", "-ldflags="+flags, "-o", absolute(r.path(t.file)), program)
		c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.system, "GOARCH="+t.architecture)
		c.Stdout, c.Stderr = os.Stderr, os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("for %s: %w", t, err)
		}
		if err := writeBill(r.path(t.file), known); err != nil {
			return fmt.Errorf("list what is in the program for %s: %w", t, err)
		}
		info, err := os.Stat(r.path(t.file))
		if err != nil {
			return err
		}
		say(t.file, int(info.Size()))
	}
	return r.learn(r.path(r.targets[0].file))
}

// manual writes what is the same on every system.
func (r *release) manual() error {
	page, err := r.ask("docs", "--format", "man")
	if err != nil {
		return err
	}
	if err := r.write("driftsync.1", page); err != nil {
		return err
	}
	for _, shell := range shells {
		script, err := r.ask("completion", shell)
		if err != nil {
			return err
		}
		if err := r.write("driftsync."+shell, script); err != nil {
			return err
		}
	}
	return nil
}

var shells = []string{"bash", "zsh", "fish"}

// ask runs the program of this commit on the machine that makes the release.
func (r *release) ask(args ...string) ([]byte, error) {
	c := exec.Command("go", append([]string{"run", "-C", r.root, program}, args...)...)
	c.Stderr = os.Stderr
	return c.Output()
}

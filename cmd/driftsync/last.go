package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/atomicfile"
)

// previous is where the last push of a project on this machine went, for the commands
// that look at it. A configured destination goes before it.
type previous struct {
	To     string `json:"to"` // as --to takes it
	Source string `json:"source,omitempty"`
}

// lastPushFile is the file that names it.
func lastPushFile(stateDir, root string) (string, error) {
	machine, err := state.OpenMachine(stateDir)
	if err != nil {
		return "", err
	}
	return machine.ProjectFile(stateDir, "last", root), nil
}

// remember notes a push to a file or a folder.
func remember(o *host.Options) error {
	if !destination.Local(o.Destination.Name) || o.DryRun {
		return nil
	}
	data, err := json.Marshal(previous{To: o.Destination.Name, Source: o.SourceName})
	if err != nil {
		return err
	}
	file, err := lastPushFile(o.StateDir, o.Root)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return noRoom(err)
	}
	if old, err := os.ReadFile(file); err == nil && string(old) == string(data) {
		return nil
	}
	return atomicfile.Write(file, data, 0o600)
}

// recall returns where the last push of a project went; nil where that is not known.
func recall(stateDir, root string) (*previous, error) {
	file, err := lastPushFile(stateDir, root)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	last := new(previous)
	if json.Unmarshal(data, last) != nil {
		return nil, nil // it only saves typing
	}
	return last, nil
}

// aim names the destination that a command looks at: the one of its flags, the
// configured one, else that of the project's last push. It reports whether it is the
// last.
func (p *pushCommand) aim(c *cli, root, configured string) (bool, error) {
	if p.To != "" || configured != "" {
		return false, nil
	}
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return false, err
	}
	last, err := recall(o.StateDir, root)
	if last == nil || err != nil {
		return false, err
	}
	p.To = last.To
	if p.Source == "" {
		p.Source = last.Source
	}
	return true, nil
}

// aimAloud is aim for commands whose result does not name the destination.
func (p *pushCommand) aimAloud(c *cli, root, configured string) error {
	recalled, err := p.aim(c, root, configured)
	if recalled && !c.Quiet && !c.JSON {
		fmt.Fprintf(os.Stderr, "driftsync: taking %s, as the last push from here\n", p.To)
	}
	return err
}

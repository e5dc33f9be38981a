package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/doctor"
	"github.com/driftsync/driftsync/internal/project"
)

type doctorCommand struct {
	Root   string   `placeholder:"DIR" help:"Project root; default as push finds it."`
	Check  []string `placeholder:"NAME" help:"Only this check. May be repeated."`
	Bundle string   `placeholder:"FILE" help:"Write a ZIP archive for a bug report: versions, findings, counts. It says first what is in it; it holds no value of a row or a setting."`
	Online bool     `help:"Also ask the server: login, schema, policies."`
}

const doctorSchema = "driftsync.doctor/1"

// Run looks for what would keep a push from working.
func (d *doctorCommand) Run(c *cli, s streams, ctx *context.Context) error {
	o, err := d.options(c)
	if err != nil {
		return fail(c, s, doctorSchema, err)
	}
	found, err := doctor.Run(*ctx, *o)
	if late := c.late(); late != nil {
		err = late // the checks that were cut short say nothing
	}
	if err != nil {
		return fail(c, s, doctorSchema, err)
	}
	if d.Bundle != "" {
		if err := d.bundle(c, s, o, found); err != nil {
			return fail(c, s, doctorSchema, err)
		}
	}
	status := doctor.Worst(found)
	counts := map[doctor.Status]int{}
	for _, f := range found {
		counts[f.Status]++
	}
	if c.JSON {
		if err := printJSON(s.out, envelope{Schema: doctorSchema, OK: status == 0, Summary: counts, Result: found}); err != nil {
			return err
		}
	} else {
		printFindings(c, s, found, counts)
	}
	if status != 0 {
		return statusError(status)
	}
	return nil
}

// bundle says what goes into the archive, and writes it readable only by its owner.
func (d *doctorCommand) bundle(c *cli, s streams, o *doctor.Options, found []doctor.Finding) error {
	documents := doctor.Documents(o, "driftsync "+version(), found)
	documents = append(documents, d.counts(c)...)
	if !c.Quiet {
		fmt.Fprintf(s.err, "%s will hold\n", d.Bundle)
		for _, one := range documents {
			fmt.Fprintf(s.err, "  %-15s %s\n", one.Name, one.What)
		}
		fmt.Fprintln(s.err, "Paths, names, addresses, URLs and ids in it are replaced. Look into it before you pass it on.")
	}
	f, err := os.OpenFile(d.Bundle, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unwritten(d.Bundle, "--bundle", err)
	}
	if err := doctor.WriteBundle(f, o, documents); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return unwritten(d.Bundle, "--bundle", err)
	}
	return nil
}

// counts are what status and the quarantine know of the configured destination, as
// numbers. What cannot be determined is a finding already.
func (d *doctorCommand) counts(c *cli) []doctor.Document {
	o, err := (&where{Root: d.Root}).options(c)
	if err != nil || o.Destination.Name == "" {
		return nil
	}
	status, err := host.ReadStatus(*o)
	if err != nil {
		return nil
	}
	return []doctor.Document{
		{Name: "status.json", What: "what was pushed: counts by table, digests of plugins, when", Data: map[string]any{
			"pushed": status.Pushed, "last_push": status.LastPush, "complete": status.Complete, "limited": status.Limited, "interrupted": status.Interrupted,
			"plugins": status.Plugins, "databases": status.Databases, "tables": status.Tables}},
		{Name: "quarantine.json", What: "how many rows stay here, by table, column and reason", Data: byReason(status.Quarantined)},
	}
}

func printFindings(c *cli, s streams, found []doctor.Finding, counts map[doctor.Status]int) {
	const beside = 19 // what a line holds before its text
	room := foldWidth(s.out) - beside
	colour := coloured(c, s.out)
	codes := map[doctor.Status]string{doctor.Pass: green, doctor.Warn: yellow, doctor.Fail: red, doctor.Skip: faint}
	for _, f := range found {
		if c.Quiet && f.Status != doctor.Fail {
			continue
		}
		text := broken(f.Text, room)
		if f.Hint != "" {
			text += "\n" + broken("hint: "+f.Hint, room)
		}
		fmt.Fprintf(s.out, "%s  %-11s  %s\n", paint(colour, codes[f.Status], fmt.Sprintf("%-4s", f.Status)), f.Check,
			strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", beside)))
	}
	if !c.Quiet {
		fmt.Fprintf(s.out, "%d passed, %d to look at, %d failed\n", counts[doctor.Pass], counts[doctor.Warn], counts[doctor.Fail])
	}
}

// options gathers what is there. What cannot be read is a finding, not an end.
func (d *doctorCommand) options(c *cli) (*doctor.Options, error) {
	folder := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&folder); err != nil {
		return nil, err
	}
	o := &doctor.Options{Home: homeDir(), UserFile: c.ConfigFile, StateDir: folder.StateDir, CacheDir: folder.CacheDir, Online: d.Online, Only: d.Check}
	o.Root, o.Config, o.ConfigErr = c.settings(d.Root)
	if o.ConfigErr != nil {
		o.Config = nil
		if o.Root == "" {
			var err error
			if o.Root, err = project.Root("", "", "."); err != nil {
				return nil, err
			}
		}
		return o, nil
	}
	if o.Plugins, _, o.PluginsErr = plugins(o.Config.Plugins); o.PluginsErr == nil {
		o.Gate, o.PluginsErr = pluginGate(o.Root)
	}
	if o.Config.Cloud.URL != "" {
		o.Tokens, o.TokensErr = tokens(o.Config)
	}
	if ambient() == "" {
		o.Store, _ = credentialStore("") // its error is in TokensErr
	}
	return o, nil
}

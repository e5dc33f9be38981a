package main

import (
	"context"
	"fmt"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/doctor"
	"github.com/driftsync/driftsync/host/project"
)

type doctorCommand struct {
	Root   string   `placeholder:"DIR" help:"Project root; default as push finds it."`
	Check  []string `placeholder:"NAME" help:"Only this check. May be repeated."`
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
	if err != nil {
		return fail(c, s, doctorSchema, err)
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

func printFindings(c *cli, s streams, found []doctor.Finding, counts map[doctor.Status]int) {
	colour := coloured(c, s.out)
	codes := map[doctor.Status]string{doctor.Pass: green, doctor.Warn: yellow, doctor.Fail: red, doctor.Skip: faint}
	for _, f := range found {
		if c.Quiet && f.Status != doctor.Fail {
			continue
		}
		fmt.Fprintf(s.out, "%s  %-11s  %s\n", paint(colour, codes[f.Status], fmt.Sprintf("%-4s", f.Status)), f.Check, f.Text)
		if f.Hint != "" {
			fmt.Fprintf(s.out, "                   hint: %s\n", f.Hint)
		}
	}
	if !c.Quiet {
		fmt.Fprintf(s.out, "%d passed, %d warnings, %d failed\n", counts[doctor.Pass], counts[doctor.Warn], counts[doctor.Fail])
	}
}

// options gathers what is there. What cannot be read is a finding, not an end.
func (d *doctorCommand) options(c *cli) (*doctor.Options, error) {
	folder := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&folder); err != nil {
		return nil, err
	}
	o := &doctor.Options{Home: homeDir(), StateDir: folder.StateDir, CacheDir: folder.CacheDir, Online: d.Online, Only: d.Check}
	o.Root, o.Config, o.ConfigErr = settings(d.Root)
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
	o.Plugins, o.PluginsErr = plugins(o.Config.Plugins)
	if o.Config.Cloud.URL != "" {
		o.Tokens, o.TokensErr = tokens(o.Config)
	}
	if ambient() == "" {
		o.Store, _ = credentialStore("") // its error is in TokensErr
	}
	return o, nil
}

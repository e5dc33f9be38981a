package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/glyph"
)

type configCommand struct {
	Show     configShow     `cmd:"" help:"Print every setting in force, and where it comes from."`
	Path     configPath     `cmd:"" help:"Print the files that are read, the lowest first."`
	Validate configValidate `cmd:"" help:"Check the files and the environment."`
	Schema   configSchema   `cmd:"" help:"Print the JSON Schema of driftsync.toml, for editors and for checks."`
}

const (
	configShowSchema     = "driftsync.config.show/1"
	configPathSchema     = "driftsync.config.path/1"
	configValidateSchema = "driftsync.config.validate/1"
	configSchemaSchema   = "driftsync.config.schema/1"
)

type configShow struct {
	Root string `placeholder:"DIR" help:"Project root; default as push finds it."`
}

// Run prints the settings.
func (f *configShow) Run(c *cli, s streams) error {
	root, _, err := c.settings(f.Root)
	if err != nil {
		return fail(c, s, configShowSchema, err)
	}
	values, err := config.Explain(c.places(root), os.Getenv)
	if err != nil {
		return fail(c, s, configShowSchema, err)
	}
	fillDefaults(values)
	if c.JSON {
		return printJSON(s.out, envelope{Schema: configShowSchema, OK: true, Result: values})
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, v := range values {
		if v.Value == "" {
			v.Value = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", glyph.Visible(v.Key), glyph.Visible(v.Value), v.Origin)
	}
	return w.Flush()
}

// fillDefaults names the limits that hold where no file does.
func fillDefaults(values []config.Value) {
	limits := plugin.Limits{}.WithDefaults()
	for i, v := range values {
		switch {
		case v.Value != "":
		case v.Key == "limits.memory_mib":
			values[i].Value = fmt.Sprint(limits.MemoryPages / pagesPerMiB)
		case v.Key == "limits.shadow_seconds":
			values[i].Value = fmt.Sprint(shadow.DefaultLimit.Seconds())
		case v.Key == "limits.batch_seconds":
			values[i].Value = fmt.Sprint(limits.Batch.Seconds())
		}
	}
}

type configPath struct {
	Root string `placeholder:"DIR" help:"Project root; default as push finds it."`
}

// layerFile is one file of the configuration.
type layerFile struct {
	Path   string `json:"path"`
	Exists bool   `json:"exists"`
}

// Run prints the files.
func (f *configPath) Run(c *cli, s streams) error {
	root, _, err := c.settings(f.Root)
	if err != nil {
		return fail(c, s, configPathSchema, err)
	}
	var files []layerFile
	for _, path := range config.Layers(c.places(root)) {
		_, err := os.Stat(path)
		files = append(files, layerFile{path, err == nil})
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: configPathSchema, OK: true, Result: files})
	}
	for _, file := range files {
		note := ""
		if !file.Exists {
			note = "  (not there)"
		}
		fmt.Fprintf(s.out, "%s%s\n", file.Path, note)
	}
	return nil
}

type configValidate struct {
	Root string `placeholder:"DIR" help:"Project root; default as push finds it."`
}

// Run checks what push would read.
func (f *configValidate) Run(c *cli, s streams) error {
	if err := f.validate(c); err != nil {
		return fail(c, s, configValidateSchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: configValidateSchema, OK: true})
	}
	if c.Quiet {
		return nil
	}
	_, err := fmt.Fprintln(s.out, "The configuration is valid.")
	return err
}

func (f *configValidate) validate(c *cli) error {
	_, cfg, err := c.settings(f.Root)
	if err != nil {
		return err
	}
	if cfg.Cloud.URL != "" {
		if _, err := auth.ParseURL(cfg.Cloud.URL); err != nil {
			return err
		}
		if err := auth.CheckKey(cfg.Cloud.Key); err != nil {
			return err
		}
	}
	if key := os.Getenv("DRIFTSYNC_PSEUDONYM_KEY"); key != "" {
		if _, err := teamKey(key); err != nil {
			return err
		}
	}
	if _, _, err := plugins(cfg.Plugins); err != nil {
		return err
	}
	_, err = lock.LoadPolicies(os.Getenv("DRIFTSYNC_POLICY"))
	return err
}

type configSchema struct{}

// Run prints the schema.
func (configSchema) Run(c *cli, s streams) error {
	if c.JSON {
		return printJSON(s.out, envelope{Schema: configSchemaSchema, OK: true, Result: config.Schema()})
	}
	return printJSON(s.out, config.Schema())
}

type envCommand struct{}

type variable struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Set    bool   `json:"set"`
	Value  string `json:"value,omitempty"` // never of a secret
	Secret bool   `json:"secret"`
}

// Run lists the variables that driftsync reads.
func (envCommand) Run(c *cli, s streams) error {
	var all []variable
	for _, v := range config.Variables() {
		value := os.Getenv(v.Name)
		if value == "" && strings.HasSuffix(v.Name, "_PROXY") {
			value = os.Getenv(strings.ToLower(v.Name)) // either spelling counts
		}
		one := variable{Name: v.Name, What: v.What, Set: value != "", Value: value, Secret: v.Secret}
		if v.Secret {
			one.Value = ""
		}
		all = append(all, one)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: "driftsync.env/1", OK: true, Result: all})
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, v := range all {
		shown := "-"
		switch {
		case v.Secret && v.Set:
			shown = "(set)"
		case v.Set:
			shown = v.Value
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", v.Name, shown, v.What)
	}
	return w.Flush()
}

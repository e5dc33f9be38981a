package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/internal/verify"
)

type pluginsExplain struct {
	Root     string   `placeholder:"DIR" help:"Project root; default as for push."`
	Table    []string `xor:"what" placeholder:"GLOB" help:"Only these tables. May be repeated."`
	Plugin   string   `placeholder:"NAME" help:"Only what this plugin takes away."`
	Unpinned bool     `xor:"how" help:"Run plugins that no lock pins, too."`
	Text     string   `xor:"what" placeholder:"TEXT" help:"What the plugins of this project take from this text, instead of its rows; - reads it from standard input. The text is not printed."`
}

const explainSchema = "driftsync.plugins.explain/1"

// explained is what a rule took, and what it says of itself.
type explained struct {
	host.Effect
	Title   string `json:"title,omitempty"`
	Removes string `json:"removes,omitempty"` // what it takes away and why, as its plugin says
}

// Run redacts the project as a push would, throws the result away, and says what was
// taken.
func (p *pluginsExplain) Run(c *cli, s streams, ctx *context.Context) error {
	all, err := p.effects(*ctx, c, s)
	if err != nil {
		return fail(c, s, explainSchema, err)
	}
	effects := slices.DeleteFunc(all, func(e explained) bool { return p.Plugin != "" && e.Plugin != p.Plugin })
	return succeed(c, s, explainSchema, map[string]int{"effects": len(effects)}, effects, func() error { return printExplained(s.out, effects) })
}

func printExplained(out io.Writer, effects []explained) error {
	if len(effects) == 0 {
		_, err := fmt.Fprintln(out, "Nothing is taken away here.")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "table\tcolumn\tplugin\trule\ttimes")
	for _, e := range effects {
		column := e.Column
		if column == "" {
			column = "(rows)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Table, column, e.Plugin, e.Rule, number(e.Count))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return printRules(out, effects)
}

// printRules says once of each rule what it takes. A title is somebody else's text.
func printRules(out io.Writer, effects []explained) error {
	var b strings.Builder
	told := make(map[[2]string]bool)
	for _, e := range effects {
		if name := [2]string{e.Plugin, e.Rule}; !told[name] && e.Title != "" {
			told[name] = true
			fmt.Fprintf(&b, "\n%s/%s  %s\n", e.Plugin, e.Rule, glyph.Visible(e.Title))
			if e.Removes != "" {
				b.WriteString("  " + hanging(glyph.Visible(e.Removes), foldWidth(out), 2) + "\n")
			}
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (p *pluginsExplain) effects(ctx context.Context, c *cli, s streams) ([]explained, error) {
	ask := p.ofProject
	if p.Text != "" {
		ask = func(ctx context.Context, c *cli) ([]host.Effect, []plugin.Module, error) { return p.ofText(ctx, c, s) }
	}
	effects, modules, err := ask(ctx, c)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(modules)
	var all []explained
	for _, e := range effects {
		r := rules[[2]string{e.Plugin, e.Rule}]
		all = append(all, explained{e, r.Title, r.Removes})
	}
	return all, err
}

// guardName stands in the place of a plugin where the guard found something.
const guardName = "guard"

// rulesOf returns every rule by the name of its plugin and its own, those of the guard with them.
func rulesOf(modules []plugin.Module) (map[[2]string]manifest.Rule, error) {
	all := make(map[[2]string]manifest.Rule)
	for _, r := range guard.Rules() {
		all[[2]string{guardName, r.ID}] = manifest.Rule{ID: r.ID, Title: r.Title}
	}
	for _, module := range append([]plugin.Module{{Name: verify.Default, Wasm: bundled.Wasm}}, modules...) {
		m, err := manifest.Read(module.Wasm)
		if err != nil {
			return nil, fault.New(fault.PluginRefused, fmt.Sprintf("the manifest of plugin %q cannot be read", module.Name), "run driftsync plugins verify", err)
		}
		for _, r := range m.Rules {
			all[[2]string{module.Name, r.ID}] = r
		}
	}
	return all, nil
}

// chain is that of the project; a text needs none, and then the bundled default stands alone.
func (p *pluginsExplain) chain(c *cli) (*host.RedactOptions, error) {
	root, err := projectRoot(p.Root)
	if err != nil && p.Root == "" {
		root, err = os.Getwd()
	}
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(c.places(root), os.Getenv)
	if err != nil {
		return nil, err
	}
	o := &host.RedactOptions{Root: root, Limits: limits(cfg)}
	if o.Plugins, _, err = plugins(cfg.Plugins); err != nil {
		return nil, err
	}
	gate, err := pluginGate(root)
	if err != nil {
		return nil, err
	}
	if p.Unpinned {
		gate.Unpinned = "explained only"
	}
	var candidates []lock.Candidate
	for _, m := range append([]plugin.Module{{Name: verify.Default, Wasm: bundled.Wasm, Bundled: true}}, o.Plugins...) {
		candidate, err := gate.Candidate(m.Name, m.Wasm, m.Bundled)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, candidate)
	}
	_, err = gate.Admit(candidates)
	return o, err
}

const maxExplained = 1 << 20 // bytes of a text

// ofText redacts a text as a message of an alert, which may hold anything.
func (p *pluginsExplain) ofText(ctx context.Context, c *cli, s streams) ([]host.Effect, []plugin.Module, error) {
	text := p.Text
	if text == "-" {
		data, err := io.ReadAll(io.LimitReader(s.in, maxExplained+1))
		if err != nil || len(data) > maxExplained {
			return nil, nil, fault.New(fault.ConfigInvalid, "the text cannot be read, or has more than a mebibyte", "give less of it", err)
		}
		text = string(data)
	}
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return nil, nil, err
	}
	redact, err := p.chain(c)
	if err != nil {
		return nil, nil, err
	}
	redact.CacheDir = o.CacheDir
	const table, column = "drift.degradation_alerts", "message"
	row, err := host.RedactRow(ctx, *redact, table, map[string]any{column: text})
	if err != nil {
		return nil, nil, err
	}
	var all []host.Effect
	for _, hit := range row.Hits {
		all = append(all, host.Effect{Plugin: hit.Plugin, Rule: hit.Rule, Table: "(text)", Column: hit.Column, Count: hit.Count})
	}
	if row.Stage == guardName {
		all = append(all, host.Effect{Plugin: row.Stage, Rule: row.Reason, Table: "(text)", Column: row.Column, Count: 1})
	}
	return all, redact.Plugins, nil
}

func (p *pluginsExplain) ofProject(ctx context.Context, c *cli) ([]host.Effect, []plugin.Module, error) {
	root, err := projectRoot(p.Root)
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "driftsync-explain-")
	if err != nil {
		return nil, nil, fault.New(fault.ConfigInvalid, "no folder for the explanation can be made", "check TMPDIR", err)
	}
	defer os.RemoveAll(dir)
	o, err := (&pushCommand{To: "file:" + filepath.Join(dir, "out.db"), Table: p.Table, Full: true, DryRun: true}).options(c, root)
	if err != nil {
		return nil, nil, err
	}
	if p.Unpinned {
		o.Unpinned = "explained only"
	}
	o.Shadows = nil // they take nothing away
	o.StateDir, o.DryRunDir = filepath.Join(dir, "state"), filepath.Join(dir, "plan")
	o.Destination.Project = uuid.NewSHA1(uuid.NameSpaceURL, []byte("driftsync:explain"))
	result, err := host.Push(ctx, *o)
	if err != nil {
		return nil, nil, err
	}
	return result.Effects, o.Plugins, nil
}

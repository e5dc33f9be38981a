package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/host/supabase/deploy"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/schema/migration"
)

type schemaCommand struct {
	Print schemaPrint `cmd:"" help:"Print the migrations of the cloud schema."`
	Diff  schemaDiff  `cmd:"" help:"Say what a live project lacks."`
	Write schemaWrite `cmd:"" help:"Write the migrations that a folder lacks into it."`
	Apply schemaApply `cmd:"" help:"Apply the migrations that a database lacks."`
}

const (
	schemaPrintSchema = "driftsync.schema.print/1"
	schemaWriteSchema = "driftsync.schema.write/1"
	schemaApplySchema = "driftsync.schema.apply/1"
	schemaDiffSchema  = "driftsync.schema.diff/1"
)

// migrations names those that a command wrote or applied.
type migrations struct {
	Written []string `json:"written,omitempty"`
	Applied []string `json:"applied,omitempty"`
}

// printed is one migration.
type printed struct {
	Name string `json:"name"`
	SQL  string `json:"sql,omitempty"`
}

// schemaState is what a project lacks, as far as the way of asking tells.
type schemaState struct {
	Lacks    []supabase.Lack `json:"lacks,omitempty"`    // as the logged-in user sees it
	Open     []string        `json:"open,omitempty"`     // tables with policies that are not driftsync's, as the user sees them
	Unknown  string          `json:"unknown,omitempty"`  // why that is not known
	Database *deploy.Status  `json:"database,omitempty"` // as the database's owner sees it
}

type schemaPrint struct {
	Name []string `arg:"" optional:"" help:"Only migrations whose name holds one of these words, such as tier1."`
	List bool     `help:"Names only."`
}

// Run prints.
func (p *schemaPrint) Run(c *cli, s streams) error {
	files, err := migration.Files()
	if err != nil {
		return fail(c, s, schemaPrintSchema, err)
	}
	all := []printed{}
	for _, f := range files {
		switch {
		case !p.wants(f.Name):
		case p.List:
			all = append(all, printed{Name: f.Name})
		default:
			all = append(all, printed{f.Name, f.SQL})
		}
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: schemaPrintSchema, OK: true, Result: all})
	}
	for _, f := range all {
		if p.List {
			fmt.Fprintln(s.out, f.Name)
			continue
		}
		fmt.Fprintf(s.out, "-- %s\n%s\n", f.Name, f.SQL)
	}
	return nil
}

func (p *schemaPrint) wants(name string) bool {
	for _, word := range p.Name {
		if strings.Contains(name, word) {
			return true
		}
	}
	return len(p.Name) == 0
}

type schemaWrite struct {
	Dir string `arg:"" help:"Folder of migrations, such as supabase/migrations."`
}

// Run writes.
func (w *schemaWrite) Run(c *cli, s streams) error {
	written, err := deploy.Write(w.Dir)
	if c.JSON {
		return finish(c, s, schemaWriteSchema, migrations{Written: written}, err)
	}
	if err != nil {
		return err
	}
	if c.Quiet {
		return nil
	}
	if len(written) == 0 {
		fmt.Fprintf(s.out, "%s has all migrations.\n", w.Dir)
		return nil
	}
	for _, name := range written {
		fmt.Fprintf(s.out, "  %s\n", name)
	}
	fmt.Fprintf(s.out, "%d migrations written to %s; apply them with supabase db push --remote.\n", len(written), w.Dir)
	return nil
}

// databaseFlag is where a command finds the database itself.
type databaseFlag struct {
	URL string `name:"db-url" env:"DRIFTSYNC_DB_URL" placeholder:"URL" help:"Connection string of the database's owner. Better in the environment: a command line is seen by others."`
}

type schemaApply struct {
	databaseFlag
	SetAside bool `help:"Move tables of Drift's own client, which bear the same names, into the schema drift_before."`
}

// Run applies.
func (a *schemaApply) Run(c *cli, s streams, ctx *context.Context) error {
	if a.URL == "" {
		return fail(c, s, schemaApplySchema, fault.New(fault.ConfigInvalid, "no database is named",
			"set DRIFTSYNC_DB_URL to the connection string of the project's settings, or apply with supabase db push --remote", nil))
	}
	var applied []string
	conn, err := deploy.Connect(*ctx, a.URL)
	if err == nil {
		defer conn.Close(context.WithoutCancel(*ctx))
		applied, err = deploy.Apply(*ctx, conn, deploy.Options{SetAside: a.SetAside})
	}
	if c.JSON {
		return finish(c, s, schemaApplySchema, migrations{Applied: applied}, err)
	}
	if !c.Quiet {
		for _, name := range applied {
			fmt.Fprintf(s.out, "  applied %s\n", name)
		}
		if err == nil && len(applied) == 0 {
			fmt.Fprintln(s.out, "The cloud schema is up to date.")
		}
	}
	return err
}

type schemaDiff struct {
	databaseFlag
	Root string `placeholder:"DIR" help:"Project root whose configuration names the Supabase project."`
}

// Run compares: by SQL where a database is named, else by what the account can read.
func (d *schemaDiff) Run(c *cli, s streams, ctx *context.Context) error {
	if d.URL != "" {
		return d.bySQL(*ctx, c, s)
	}
	state, err := d.byREST(*ctx, c)
	differ := len(state.Lacks)+len(state.Open) > 0
	if c.JSON {
		return differs(finish(c, s, schemaDiffSchema, state, err), differ)
	}
	if err != nil {
		return err
	}
	if !c.Quiet {
		printLacks(s.out, state.Lacks)
		printOpen(s.out, state)
	}
	return differs(nil, differ)
}

// differs ends with a status of its own where something is lacking.
func differs(err error, lacking bool) error {
	if err == nil && lacking {
		return statusError(fault.SinkSchema.Status())
	}
	return err
}

func (d *schemaDiff) bySQL(ctx context.Context, c *cli, s streams) error {
	conn, err := deploy.Connect(ctx, d.URL)
	if err != nil {
		return fail(c, s, schemaDiffSchema, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	status, err := deploy.Inspect(ctx, conn)
	if err != nil {
		return fail(c, s, schemaDiffSchema, err)
	}
	if c.JSON {
		return differs(finish(c, s, schemaDiffSchema, schemaState{Database: status}, nil), !status.UpToDate())
	}
	if !c.Quiet {
		printStatus(s.out, status)
	}
	return differs(nil, !status.UpToDate())
}

func (d *schemaDiff) byREST(ctx context.Context, c *cli) (state schemaState, err error) {
	a, err := cloudAccount(c, d.Root)
	if err != nil {
		return state, err
	}
	defer a.Close()
	if state.Lacks, err = a.Lacks(ctx); err != nil {
		return state, err
	}
	if state.Open, err = a.Open(ctx); err != nil {
		f, known := errors.AsType[*fault.Error](err)
		switch {
		case known && f.Code == fault.SinkSchema:
			state.Lacks = append(state.Lacks, supabase.Lack{Object: "driftsync_open", Migration: migration.ForFunction("driftsync_open")})
		case known && f.Code == fault.SinkRefused:
			state.Unknown = f.Message
		default:
			return state, err
		}
	}
	return state, nil
}

func printOpen(w io.Writer, state schemaState) {
	if state.Unknown != "" {
		fmt.Fprintf(w, "Whether policies of others are on its tables is not known: %s.\n", state.Unknown)
	}
	if len(state.Open) > 0 {
		fmt.Fprintln(w, "Open beside driftsync's own policies; drop these in the SQL editor:")
		printNames(w, "  ", state.Open)
	}
}

// cloudAccount is the configured Supabase project with the user's session.
func cloudAccount(c *cli, given string) (*supabase.Account, error) {
	_, cfg, err := c.settings(given)
	if err != nil {
		return nil, err
	}
	return openAccount(cfg)
}

func openAccount(cfg *config.Config) (*supabase.Account, error) {
	if err := wantCloud(cfg); err != nil {
		return nil, err
	}
	source, err := tokens(cfg)
	if err != nil {
		return nil, err
	}
	return supabase.NewAccount(supabase.Options{URL: cfg.Cloud.URL, Key: cfg.Cloud.Key, Token: source.Token, Refresh: source.Refresh, Issuer: source.Issuer})
}

const lineLimit = 12 // names of one kind on the screen

func printLacks(w io.Writer, lacks []supabase.Lack) {
	if len(lacks) == 0 {
		fmt.Fprintln(w, "The cloud schema has every table, column, view and function.")
		return
	}
	byFile := map[string][]string{}
	var files []string
	for _, l := range lacks {
		if byFile[l.Migration] == nil {
			files = append(files, l.Migration)
		}
		byFile[l.Migration] = append(byFile[l.Migration], l.Object)
	}
	fmt.Fprintln(w, "The cloud schema lacks:")
	for _, f := range files {
		fmt.Fprintf(w, "  %s\n", f)
		printNames(w, "    ", byFile[f])
	}
	fmt.Fprintln(w, "Apply them with driftsync schema apply, or write them into your folder with driftsync schema write.")
}

func printStatus(w io.Writer, s *deploy.Status) {
	if s.UpToDate() {
		fmt.Fprintf(w, "The cloud schema is up to date: %d migrations.\n", len(s.Applied))
		return
	}
	for _, part := range []struct {
		title string
		names []string
	}{
		{"Not applied yet", s.Pending},
		{"In the way: bear names of driftsync's and were made by something else (schema apply --set-aside)", s.Foreign},
		{"In the way: not driftsync's, and no migration changes them; rename them, or use another project", clashNames(s.Clashes)},
		{"Half applied: there, but not in the history of migrations", s.Halves},
		{"In the history of migrations, but not there", s.Lacking},
		{"Row-level security is off or has policies that are not driftsync's", s.Open},
	} {
		if len(part.names) > 0 {
			fmt.Fprintf(w, "%s:\n", part.title)
			printNames(w, "  ", part.names)
		}
	}
	fmt.Fprintf(w, "%d migrations are applied, %d are not.\n", len(s.Applied), len(s.Pending))
}

func clashNames(clashes []deploy.Clash) (names []string) {
	for _, c := range clashes {
		names = append(names, c.Object+" "+c.Why)
	}
	return names
}

func printNames(w io.Writer, indent string, names []string) {
	for i, name := range names {
		if i == lineLimit && len(names) > lineLimit+1 {
			fmt.Fprintf(w, "%sand %d more\n", indent, len(names)-i)
			return
		}
		fmt.Fprintln(w, indent+name)
	}
}

// finish prints a result or fault in the envelope of --json.
func finish(c *cli, s streams, schema string, result any, err error) error {
	err = c.because(err)
	e := envelope{Schema: schema, OK: err == nil, Error: newFault(err)}
	if err == nil {
		e.Result = result
	}
	if printErr := printJSON(s.out, e); printErr != nil {
		return printErr
	}
	return err
}

func asList[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

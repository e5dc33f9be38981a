package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/internal/report"
)

type reportCommand struct {
	Show   reportShow   `cmd:"" default:"withargs" help:"Write the report of a run: a page, its JSON twin, or Markdown."`
	List   reportList   `cmd:"" help:"List the runs whose reports are kept here."`
	Verify reportVerify `cmd:"" help:"Check that a report is what it was when it was signed."`
	Key    reportKey    `cmd:"" help:"Print the public key of this machine's reports."`
}

const (
	reportShowSchema   = "driftsync.report.show/1"
	reportListSchema   = "driftsync.report.list/1"
	reportVerifySchema = "driftsync.report.verify/1"
	reportKeySchema    = "driftsync.report.key/1"
)

func reportStore(c *cli) (*report.Store, error) {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return nil, err
	}
	return report.NewStore(o.StateDir), nil
}

type reportShow struct {
	Root   string `placeholder:"DIR" help:"Project root; default as push finds it."`
	Run_   string `arg:"" name:"run" default:"last" help:"Id of a run, the beginning of it, or last: of this project, and outside of one of this machine."`
	Format string `enum:",html,json,md" default:"" placeholder:"html|json|md" help:"html, json or md; default what the name in -o ends with, else html. The page is what a pipe gets too, since it is signed and filed; md is for tickets and for reading, and has no signature."`
	Out    string `short:"o" xor:"out" placeholder:"FILE" help:"Write there; - for standard output. Default standard output, and on a terminal a file in this folder."`
	Pack   string `xor:"out" placeholder:"FILE.zip" help:"Write a ZIP archive for a security review instead: data flow, columns, hosts, keys, threat model, SBOM, forty answers, and what was verified, proved and pushed here. No value of a row, no absolute path."`
}

// Run writes the report of a run.
func (r *reportShow) Run(c *cli, s streams) error {
	if r.Pack != "" {
		if r.Format != "" {
			return fail(c, s, reportShowSchema, fault.New(fault.UsageInvalid, "--pack and --format cannot be used together", "the archive holds Markdown and JSON; write the page with --format alone", nil))
		}
		if e := filepath.Ext(r.Pack); e != "" && !strings.EqualFold(e, ".zip") {
			return fail(c, s, reportShowSchema, fault.New(fault.ConfigInvalid, "--pack "+r.Pack+" is a ZIP archive and not a "+strings.TrimPrefix(e, ".")+" file",
				"name it .zip, or write the page with -o "+r.Pack, nil))
		}
		return r.pack(c, s)
	}
	signed, err := r.load(c)
	if err != nil {
		return fail(c, s, reportShowSchema, err)
	}
	if c.JSON {
		r.Format = "json"
	} else if r.Format == "" {
		r.Format = formatOf(r.Out)
	}
	if r.Out == "" && isTerminal(s.out) && !c.JSON {
		if r.Out, err = reportName(signed, r.Format); err != nil {
			return fail(c, s, reportShowSchema, err)
		}
	}
	if r.Out == "" || r.Out == "-" {
		return writeReport(s.out, signed, r.Format)
	}
	if err := saveReport(r.Out, signed, r.Format); err != nil {
		return fail(c, s, reportShowSchema, err)
	}
	return succeed(c, s, reportShowSchema, map[string]string{"file": r.Out}, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Written to %s.\n", r.Out)
		return err
	})
}

// load returns the report that is asked for. The last one is of this project, or, where
// this folder is in none, of the machine's last push.
func (r *reportShow) load(c *cli) (*report.Signed, error) {
	store, err := reportStore(c)
	if err != nil {
		return nil, err
	}
	if r.Run_ != "last" {
		return store.Load(r.Run_)
	}
	id, root, err := reportedProject(c, r.Root)
	if err != nil {
		return nil, err
	}
	anyProject := r.Root == "" && !isFolder(filepath.Join(root, ".drift"))
	signed, err := store.Find(func(r *report.Report) bool { return (anyProject || r.ProjectID == id) && !r.DryRun })
	if err == nil && signed == nil {
		err = fault.New(fault.ConfigInvalid, "no report of a push of "+filepath.Base(root)+" is kept", "push first, name the project with --root, or name a run of driftsync report list", nil)
	}
	return signed, err
}

// reportName is where a report goes that would be a screen full of markup.
func reportName(signed *report.Signed, format string) (string, error) {
	r, err := signed.Parse()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("driftsync-report-%s.%s", r.Run[:min(8, len(r.Run))], format), nil
}

func writeReport(w io.Writer, signed *report.Signed, format string) error {
	switch format {
	case "json":
		return signed.JSON(w)
	case "md":
		return signed.Markdown(w)
	}
	return signed.HTML(w)
}

// saveReport writes a file readable only by its owner.
func saveReport(path string, signed *report.Signed, format string) error {
	var b bytes.Buffer
	if err := writeReport(&b, signed, format); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return fault.New(fault.OutputWrite, "the report "+path+" cannot be written", "name another file; driftsync report -o FILE writes that of the last push again", plainfile.Cause(err))
	}
	return nil
}

type reportList struct {
	Root string `placeholder:"DIR" help:"Only pushes of this project."`
}

// listedReport is one report of the list.
type listedReport struct {
	Run         string    `json:"run"`
	Began       time.Time `json:"began"`
	Project     string    `json:"project"`
	Destination string    `json:"destination"`
	Result      string    `json:"result"`
}

type reportListSummary struct {
	Reports []listedReport `json:"reports"`
}

// Run lists the runs, the newest first.
func (l *reportList) Run(c *cli, s streams) error {
	all, err := l.reports(c)
	if err != nil {
		return fail(c, s, reportListSchema, err)
	}
	sum, runs := reportListSummary{Reports: []listedReport{}}, []string{}
	for _, r := range all {
		sum.Reports = append(sum.Reports, listedReport{r.Run, r.Began, r.Project, r.Destination, outcome(r)})
		runs = append(runs, r.Run)
	}
	return succeed(c, s, reportListSchema, sum, runs, func() error { return sum.print(s.out) })
}

// reports returns those of this machine, or of the project that is named.
func (l *reportList) reports(c *cli) ([]*report.Report, error) {
	store, err := reportStore(c)
	if err != nil {
		return nil, err
	}
	all, err := store.All()
	if err != nil || l.Root == "" {
		return all, err
	}
	id, _, err := reportedProject(c, l.Root)
	return slices.DeleteFunc(all, func(r *report.Report) bool { return r.ProjectID != id }), err
}

// reportedProject returns the root of a project, and how reports of this machine name it.
func reportedProject(c *cli, given string) (id, root string, err error) {
	o := host.Options{StateDir: c.State, CacheDir: c.Cache}
	if err := folders(&o); err != nil {
		return "", "", err
	}
	root, err = project.Root(given, os.Getenv("DRIFT_PROJECT_ROOT"), ".")
	if err != nil {
		return "", "", err
	}
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return "", "", err
	}
	return machine.ProjectID(root), root, nil
}

func (l *reportListSummary) print(out io.Writer) error {
	if len(l.Reports) == 0 {
		_, err := fmt.Fprintln(out, "No report is kept: nothing was pushed yet.")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Time\tProject\tDestination\tResult\tRun")
	for _, r := range l.Reports {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Began.Local().Format("2006-01-02 15:04"), r.Project, r.Destination, r.Result, r.Run)
	}
	return w.Flush()
}

// outcome says in a few words how a run ended.
func outcome(r *report.Report) string {
	t := &r.Totals
	said := "sent " + humanize.Comma(t.Sent+t.Removed)
	if t.Sent+t.Removed == 0 {
		said = "nothing new"
	}
	if r.DryRun {
		said = "dry run"
	}
	if t.Quarantined > 0 {
		said += ", " + humanize.Comma(t.Quarantined) + " quarantined"
	}
	if !r.Complete {
		said += ", not complete"
	}
	return said
}

type reportKey struct{}

// Run prints the public key.
func (reportKey) Run(c *cli, s streams) error {
	store, err := reportStore(c)
	if err != nil {
		return fail(c, s, reportKeySchema, err)
	}
	key, err := store.Key()
	if err != nil {
		return fail(c, s, reportKeySchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: reportKeySchema, OK: true, Result: key.Public})
	}
	_, err = fmt.Fprintln(s.out, key.Public)
	return err
}

type reportVerify struct {
	File string `arg:"" help:"Page or JSON twin."`
	Key  string `placeholder:"KEY" help:"Public key of the machine that made it; default this machine's own."`
}

// Run verifies.
func (r *reportVerify) Run(c *cli, s streams) error {
	found, err := r.verify(c)
	if err != nil {
		return fail(c, s, reportVerifySchema, err)
	}
	if c.JSON {
		return printJSON(s.out, envelope{Schema: reportVerifySchema, OK: true, Summary: map[string]string{"run": found.Run}})
	}
	if c.Quiet {
		return nil
	}
	_, err = fmt.Fprintf(s.out, "Signed with the key of the machine that made it; nothing was changed since.\nRun %s of %s, %s: %s sent.\n",
		found.Run, found.Began.UTC().Format(time.DateOnly), found.Destination, rows(found.Totals.Sent))
	return err
}

func (r *reportVerify) verify(c *cli) (*report.Report, error) {
	data, err := plainfile.Read(r.File, plainfile.Account)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, r.File+" cannot be read", "name a file that driftsync report wrote", plainfile.Cause(err))
	}
	if r.Key == "" {
		store, err := reportStore(c)
		if err != nil {
			return nil, err
		}
		key, err := store.Key()
		if err != nil {
			return nil, err
		}
		r.Key = key.Public
	}
	found, err := report.Verify(data, r.Key)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.ConfigInvalid {
		return nil, fault.New(f.Code, r.File+" is not a report of a push", f.Hint, nil)
	}
	return found, err
}

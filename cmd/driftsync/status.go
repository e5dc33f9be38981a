package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/schema"
)

type statusCommand struct {
	Root     string `placeholder:"DIR" help:"Project root; default as push finds it."`
	To       string `placeholder:"SINK" help:"Destination, as for push."`
	Source   string `placeholder:"NAME" help:"Source, as for push."`
	Pending  bool   `help:"Count what a push would send, by table. Reads the databases and sends nothing."`
	ExitCode bool   `help:"End with 5 when a push may have something to send."`
}

const statusSchema = "driftsync.status/1"

type statusResult struct {
	*host.Status
	Account  accountStatus    `json:"account"`
	Pending  map[string]int64 `json:"pending,omitempty"`  // by "database.table"; with --pending
	Recalled bool             `json:"recalled,omitempty"` // the destination is that of the last push, since none is configured
}

// accountStatus says who would push. It holds no secret.
type accountStatus struct {
	Origin    string    `json:"origin"` // file, keyring, a variable, or empty when not logged in
	Email     string    `json:"email,omitempty"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Renewable bool      `json:"renewable"`
}

// Run prints what is known without asking the destination.
func (st *statusCommand) Run(c *cli, s streams, ctx *context.Context) error {
	done, err := st.status(*ctx, c)
	if err != nil {
		return fail(c, s, statusSchema, err)
	}
	if c.JSON {
		summary := map[string]any{"pushed": done.Pushed, "pending": done.Status.Pending(), "rows": done.LastRows, "quarantined": len(done.Quarantined)}
		if err := printJSON(s.out, envelope{Schema: statusSchema, OK: true, Summary: summary, Result: done}); err != nil {
			return err
		}
	} else if !c.Quiet {
		done.print(c, s)
	}
	if st.ExitCode && done.Status.Pending() {
		return statusError(fault.ExitPending)
	}
	return nil
}

func (st *statusCommand) status(ctx context.Context, c *cli) (*statusResult, error) {
	root, cfg, err := c.settings(st.Root)
	if err != nil {
		return nil, err
	}
	p := &pushCommand{To: st.To, Source: st.Source}
	done := &statusResult{}
	if done.Recalled, err = p.aim(c, root, cfg.Cloud.URL); err != nil {
		return nil, err
	}
	o, err := p.options(c, root)
	if err != nil {
		return nil, err
	}
	if done.Status, err = host.ReadStatus(*o); err != nil {
		return nil, err
	}
	if !destination.Local(p.To) {
		if done.Account, err = whoPushes(cfg); err != nil {
			return nil, err
		}
	}
	if st.Pending {
		done.Pending, err = pending(ctx, *o)
	}
	if err == nil {
		err = c.late() // what could not be asked would look unknown
	}
	return done, err
}

func whoPushes(cfg *config.Config) (accountStatus, error) {
	source, err := tokens(cfg)
	if err != nil {
		return accountStatus{}, err
	}
	a := accountStatus{Origin: source.Origin(), Email: os.Getenv("DRIFTSYNC_EMAIL"), Renewable: os.Getenv("DRIFTSYNC_EMAIL") != ""}
	session, err := source.Session()
	if session == nil || err != nil {
		return a, err
	}
	a.Email, a.ExpiresAt, a.Renewable = session.Email, session.ExpiresAt, session.RefreshToken != ""
	return a, nil
}

// pending counts what a push would send, by a dry run into a folder that is removed.
func pending(ctx context.Context, o host.Options) (map[string]int64, error) {
	dir, err := os.MkdirTemp("", "driftsync-pending-")
	if err != nil {
		return nil, noRoom(err)
	}
	defer os.RemoveAll(dir)
	o.DryRun, o.DryRunDir = true, filepath.Join(dir, "plan")
	result, err := host.Push(ctx, o)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int64)
	for _, t := range result.Tables {
		if n := t.Sent + t.Removed; n > 0 {
			counts[t.Name] = n
		}
	}
	return counts, nil
}

func (r *statusResult) print(c *cli, s streams) {
	colour := coloured(c, s.out)
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	if r.Account != (accountStatus{}) || !destination.Local(r.Destination) {
		fmt.Fprintf(w, "Account\t%s\n", r.account(colour))
	}
	note := ""
	if r.Recalled {
		note = paint(colour, faint, "  as the last push from here")
	}
	fmt.Fprintf(w, "Project\t%s%s\n", folded(s.out, r.Destination), note)
	switch {
	case !r.Pushed:
		fmt.Fprintf(w, "Last push\tnever\n")
	case r.Complete:
		fmt.Fprintf(w, "Last push\t%s, %s there\n", humanize.Time(r.LastPush), rows(r.LastRows))
	case r.Limited:
		fmt.Fprintf(w, "Last push\t%s, of some tables; driftsync push sends the others\n", humanize.Time(r.LastPush))
	default:
		fmt.Fprintf(w, "Last push\t%s, not finished: push again\n", humanize.Time(r.LastPush))
	}
	if r.Interrupted {
		fmt.Fprintf(w, "\t%s\n", paint(colour, yellow, "a push was interrupted; the next one takes it over"))
	}
	for i, p := range r.Plugins {
		name := ""
		if i == 0 {
			name = "Plugins"
		}
		fmt.Fprintf(w, "%s\t%d %s %s  sha256 %s...\n", name, i+1, p.Name, p.Version, p.SHA256[:min(12, len(p.SHA256))])
	}
	fmt.Fprintln(w)
	r.databases(w, s.out, colour, c.Verbose)
}

// narrow is the width below which a table has no room for more than names and numbers.
const narrow = 56

// firstColumn is the width of what stands before the texts of a status.
const firstColumn = 12

// folded breaks a text behind the first column where it has no room on a terminal.
func folded(out io.Writer, text string) string {
	return strings.ReplaceAll(broken(text, max(foldWidth(out)-firstColumn, firstColumn)), "\n", "\n\t")
}

func (r *statusResult) account(colour bool) string {
	a := &r.Account
	if a.Origin == "" {
		return paint(colour, yellow, "not logged in: driftsync login")
	}
	text := fmt.Sprintf("%s (%s)", orUnknown(a.Email), a.Origin)
	switch {
	case a.Origin != string(auth.File) && a.Origin != string(auth.Keyring) && a.ExpiresAt.IsZero():
	case a.Renewable:
		text += "  session ok"
	case a.ExpiresAt.IsZero():
	case time.Now().Before(a.ExpiresAt):
		text += "  ends " + humanize.Time(a.ExpiresAt)
	default:
		text += paint(colour, yellow, "  ended "+humanize.Time(a.ExpiresAt)+": driftsync login")
	}
	return text
}

// databases prints what is known of each database, and one line for each table with
// trouble; verbose, for each that has rows.
func (r *statusResult) databases(w *tabwriter.Writer, out io.Writer, colour, verbose bool) {
	for _, db := range r.Databases {
		note := r.note(&db)
		fmt.Fprintf(w, "%s.db\t%s\n", db.Name, paint(colour && !db.Present, faint, folded(out, note)))
		if db.Present {
			fmt.Fprintf(w, "\t%s\n", paint(colour, faint, folded(out, "stays on purpose: "+staying(db.Name, db.Stays))))
		}
	}
	fmt.Fprintf(w, "\nTable\tThere\tPending\tQuarantined\n")
	for _, db := range r.Databases {
		r.sum(w, out, db)
	}
	for _, t := range r.Tables {
		if trouble := t.Quarantined > 0 || r.Pending[t.Name] > 0; !trouble && (!verbose || t.Rows == 0) {
			continue
		}
		mark := ""
		if t.Quarantined > 0 {
			mark = "  ! driftsync quarantine list"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s%s\n", t.Name, number(int64(t.Rows)), r.waits(t.Name), number(int64(t.Quarantined)), paint(colour, yellow, mark))
	}
}

// note says what is known of a database since the last push.
func (r *statusResult) note(db *host.DatabaseStatus) string {
	switch {
	case !db.Present:
		return "not there: " + db.File
	case !r.Pushed:
		return "never pushed"
	case db.Unknown != "":
		return "unknown until the next push: " + db.Unknown
	case !db.Changed:
		return "nothing changed"
	case !r.Complete:
		return "not pushed whole yet"
	}
	return "changed since the last push"
}

// sum prints the tables of a database that have rows or trouble, in one line.
// One that is neither here nor there has none.
func (r *statusResult) sum(w *tabwriter.Writer, out io.Writer, db host.DatabaseStatus) {
	tables, there, waits, quarantined := 0, 0, int64(0), 0
	unknown := false
	for _, t := range r.Tables {
		if name, _, _ := strings.Cut(t.Name, "."); name != db.Name {
			continue
		}
		if n := r.Pending[t.Name]; t.Rows > 0 || t.Quarantined > 0 || n > 0 {
			tables++
			there, waits, quarantined = there+t.Rows, waits+n, quarantined+t.Quarantined
		}
		unknown = unknown || r.waits(t.Name) == "?"
	}
	if !db.Present && tables == 0 {
		return
	}
	pending := number(waits)
	if unknown {
		pending = "?"
	}
	name := fmt.Sprintf("%s.db, %d with rows", db.Name, tables)
	if foldWidth(out) < narrow {
		name = db.Name + ".db"
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, number(int64(there)), pending, number(int64(quarantined)))
}

// staying names what stays here on purpose.
func staying(database string, all []schema.Stay) string {
	const named = 2
	var names []string
	for _, s := range all {
		if schema.Find(database, s.Name) != nil { // else only a newer Drift has it
			names = append(names, s.Name)
		}
	}
	text := strings.Join(names[:min(named, len(names))], ", ")
	if more := len(names) - named; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// waits is what a push would send of a table, as far as it is known.
func (r *statusResult) waits(table string) string {
	if r.Pending != nil {
		return number(r.Pending[table])
	}
	name, _, _ := strings.Cut(table, ".")
	for _, db := range r.Databases {
		if db.Name == name && db.Changed {
			return "?"
		}
	}
	return number(0)
}

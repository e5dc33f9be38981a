package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/cortex"
	"github.com/driftsync/driftsync/schema"
)

// memories is the table that Cortex means when it counts.
const memories = "cortex.memories"

// cloud is a project and its destination, for the commands that Drift's own
// interfaces promise.
type cloud struct {
	root    string
	cfg     *config.Config
	file    bool // the destination is a file
	options *host.Options
}

func openCloudProject(c *cli, root, to, source string) (*cloud, error) {
	root, cfg, err := c.settings(root)
	if err != nil {
		return nil, err
	}
	o, err := (&pushCommand{To: to, Source: source}).options(c, root)
	if err != nil {
		return nil, err
	}
	if err := compiled.Use(filepath.Join(o.CacheDir, "sqlite")); err != nil {
		return nil, err
	}
	return &cloud{root: root, cfg: cfg, file: destination.Local(to), options: o}, nil
}

func (p *cloud) hasCortex() bool {
	_, err := os.Stat(filepath.Join(p.root, filepath.FromSlash(cortex.File)))
	return err == nil
}

// needCortex refuses a project that Cortex has not been in.
func (p *cloud) needCortex() error {
	if p.hasCortex() {
		return nil
	}
	return fault.New(fault.SourceMissing, "this project has no "+cortex.File, "initialise Cortex in it, or name the project with --root", nil)
}

// syncOutcome is the answer to a sync, and the exit status that goes with it.
type syncOutcome struct {
	cortex.SyncOutcome
	status int
}

// sync pushes the whole project and writes into cortex.db what arrived. The outcome
// is there beside an error as well, once the push began.
func (p *cloud) sync(ctx context.Context, full bool) (*syncOutcome, error) {
	o := *p.options
	o.Full = full
	if !p.hasCortex() {
		r, err := host.Push(ctx, o)
		if codeOf(err) == fault.SourceMissing {
			return nil, err
		}
		done := newOutcome(r, err)
		done.Cortex = &cortex.SyncResult{Status: syncWord(r, err)}
		return done, err
	}
	store, err := cortex.Open(p.root)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	ids, err := p.candidates(ctx, store)
	if err != nil {
		return nil, err
	}
	before, err := host.Confirm(o, memories, ids)
	if err != nil {
		return nil, err
	}
	r, pushErr := host.Push(ctx, o)
	done := newOutcome(r, pushErr)
	// An interrupted sync has something to tell cortex.db as well.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	if done.Cortex, err = p.record(ctx, store, ids, before, r, pushErr); pushErr == nil {
		pushErr = err
	}
	return done, pushErr
}

// candidates are the memories that a sync can carry: those that are here, and those
// that the log says are in the cloud.
func (p *cloud) candidates(ctx context.Context, store *cortex.Store) ([]string, error) {
	ids, err := store.Memories(ctx)
	if err != nil {
		return nil, err
	}
	gone, err := store.Logged(ctx)
	return append(ids, gone...), err
}

// record compares what was confirmed before with what is confirmed now, and writes
// it down. The log names memories only where the two accounts, the push's and the
// state's, agree.
func (p *cloud) record(ctx context.Context, store *cortex.Store, ids []string, before *host.Ledger, r *host.Result, pushErr error) (*cortex.SyncResult, error) {
	out := new(cortex.SyncResult)
	result := cortex.Outcome{Status: "idle"}
	if r != nil {
		for _, t := range r.Tables {
			if t.Name == memories {
				out.Pushed = t.Sent + t.Removed
			}
		}
		if pushErr == nil {
			result.Token = r.Run.String()
		}
	}
	if out.Status = syncWord(r, pushErr); out.Status != syncSuccess {
		result.Status = strings.ToLower(out.Status)
	}
	after, err := host.Confirm(*p.options, memories, ids)
	if err != nil {
		return out, err
	}
	entries := cortex.Changes(ids, fingerprints(before), fingerprints(after))
	if int64(len(entries)) == out.Pushed {
		result.Entries = entries
	}
	if err := store.Record(ctx, result); err != nil {
		return out, err
	}
	out.ManualConflicts, err = store.OpenConflicts(ctx)
	return out, err
}

const syncSuccess = "Success"

// syncWord is Cortex's own word for how a push ended.
func syncWord(r *host.Result, err error) string {
	switch code := codeOf(err); {
	case code == fault.SinkUnreachable:
		return "Offline"
	case code == fault.SinkThrottled:
		return "Throttled"
	case err != nil || r != nil && len(r.Stopped) > 0:
		return "Error"
	}
	return syncSuccess
}

func fingerprints(l *host.Ledger) map[string][16]byte {
	all := make(map[string][16]byte, len(l.Rows))
	for id, row := range l.Rows {
		all[id] = row.Fingerprint
	}
	return all
}

func newOutcome(r *host.Result, err error) *syncOutcome {
	done := &syncOutcome{status: fault.Status(err)}
	done.DataPipeline = &cortex.PipelineResult{Success: err == nil, Errors: []string{}}
	d := done.DataPipeline
	if err != nil {
		d.Errors = append(d.Errors, string(codeOf(err)))
	}
	if r == nil {
		return done
	}
	sum := r.Summary()
	d.TotalRows, d.DurationMs = sum.Sent+sum.Removed, r.Timing.Total.Milliseconds()
	for _, t := range r.Stopped {
		d.Errors = append(d.Errors, string(t.Code)+" "+t.Table)
	}
	if r.New > 0 {
		d.Errors = append(d.Errors, string(fault.RowsQuarantined))
	}
	d.Success = d.Success && len(r.Stopped) == 0
	if err == nil {
		done.status = r.Status()
	}
	return done
}

func codeOf(err error) fault.Code {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

// status asks the destination whether it is there. What is wrong with it is part of
// the answer and no error.
func (p *cloud) status(ctx context.Context) (*cortex.CloudStatus, error) {
	st := &cortex.CloudStatus{Cortex: &cortex.CloudState{Status: "Disconnected"},
		DataPipeline: &cortex.PipelineState{Available: true, Cursors: map[string]int64{}}}
	if p.options.Destination.Name != "" {
		known, err := host.ReadStatus(*p.options)
		if err != nil {
			return nil, err
		}
		p.fill(st.DataPipeline, known)
		code := p.probe(ctx, known.Source)
		st.Cortex.Status, st.Cortex.Online = statusOf(code)
		st.DataPipeline.Authenticated = st.Cortex.Online || code == fault.SinkUnreachable && !p.file
	}
	if !p.hasCortex() {
		return st, nil
	}
	return st, p.queue(ctx, st.Cortex)
}

func (p *cloud) fill(d *cortex.PipelineState, known *host.Status) {
	d.Configured, d.LastRows = true, known.LastRows
	if !p.file {
		id := p.options.Destination.Project.String()
		d.ProjectID = &id
	}
	if known.Pushed {
		d.LastSyncAt = &known.LastPush
	}
	for _, db := range known.Databases {
		d.Cursors[db.Name] = db.Cursor
	}
}

func statusOf(code fault.Code) (status string, online bool) {
	switch code {
	case "":
		return "Connected", true
	case fault.SinkUnreachable, fault.SinkThrottled:
		return "Offline", false
	case fault.SinkLogin:
		return "Disconnected", false
	case fault.StateBusy:
		return "Syncing", true
	}
	return "Error", false
}

// probe makes one short request as the user who would push.
func (p *cloud) probe(ctx context.Context, source uuid.UUID) fault.Code {
	if p.file {
		return ""
	}
	to, err := p.connect()
	if err != nil {
		return codeOf(err)
	}
	defer to.Close()
	_, err = to.LastRun(ctx, source)
	return codeOf(err)
}

func (p *cloud) connect() (*supabase.Sink, error) {
	d := &p.options.Destination
	return openCloud(p.cfg, d.Tenant, d.Project)
}

// queue counts the memories that a push would send, and the open conflicts. A push
// that is under way makes the status Syncing.
func (p *cloud) queue(ctx context.Context, st *cortex.CloudState) error {
	store, err := cortex.Open(p.root)
	if err != nil {
		return err
	}
	defer store.Close()
	if st.Conflicts, err = store.OpenConflicts(ctx); err != nil {
		return err
	}
	o := *p.options
	if o.Destination.Name == "" {
		o.Destination.Name = "nowhere"
	}
	o.Tables = []string{memories} // the other databases name roots that count for this table too
	waiting, err := pending(ctx, o)
	if codeOf(err) == fault.StateBusy {
		st.Status, st.Online = "Syncing", true
		return nil
	}
	st.Queue = waiting[memories]
	return err
}

// compared are the columns in which two versions of a memory have to agree. Digests
// and counters differ between machines without a conflict.
var compared = []string{"memory_type", "content", "summary", "importance", "valid_until", "archived", "superseded_by"}

// resolve resolves the conflicts of one memory: those of conflict_log, and those
// between what several sources pushed.
func (p *cloud) resolve(ctx context.Context, memory, resolution string) (*cortex.Resolution, error) {
	strategy := cortex.Strategy(resolution)
	if !strategy.Known() {
		return nil, fault.New(fault.ConfigInvalid, "there is no such resolution", "choose local_wins, last_write_wins or manual", nil)
	}
	store, err := cortex.Open(p.root)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	remotes, err := p.remotes(ctx, memory)
	if err != nil && strategy == cortex.LastWriteWins {
		return nil, err // a newer version may be where nobody answers
	}
	return store.Resolve(ctx, memory, strategy, remotes)
}

// remotes are the versions of a memory that other sources pushed and that differ from
// this one's.
func (p *cloud) remotes(ctx context.Context, memory string) ([]cortex.Remote, error) {
	if p.file || p.options.Destination.Name == "" {
		return nil, nil
	}
	ledger, err := host.Confirm(*p.options, memories, []string{memory})
	if err != nil {
		return nil, err
	}
	row, ok := ledger.Rows[memory]
	if !ok {
		return nil, nil // never pushed: there is nothing to compare
	}
	to, err := p.connect()
	if err != nil {
		return nil, err
	}
	defer to.Close()
	found, err := to.Versions(ctx, schema.Find(schema.Cortex, "memories"), row.ID, append([]string{"updated_at"}, compared...))
	if err != nil || len(found) < 2 {
		return nil, err
	}
	var others []cortex.Remote
	for _, v := range found[1:] {
		if v.Source != ledger.Source && !sameCells(found[0].Cells, v.Cells) {
			others = append(others, cortex.Remote{Source: v.Source, Updated: v.Time("updated_at")})
		}
	}
	return others, nil
}

func sameCells(a, b map[string]json.RawMessage) bool {
	return !slices.ContainsFunc(compared, func(name string) bool { return string(a[name]) != string(b[name]) })
}

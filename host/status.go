package host

import (
	"encoding/hex"
	"errors"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// Status is what is known on this machine of a source at a destination. It is made
// without asking the destination and without opening a database, though the files of
// one may be read.
type Status struct {
	Destination string              `json:"destination"`
	Pushed      bool                `json:"pushed"` // at least once, with the state still here
	Source      uuid.UUID           `json:"source"`
	SourceName  string              `json:"source_name,omitempty"`
	LastRun     uuid.UUID           `json:"last_run"`
	LastPush    time.Time           `json:"last_push"`
	LastRows    int64               `json:"rows"`        // at the destination, as far as state knows
	Complete    bool                `json:"complete"`    // the last run left nothing to do
	Limited     bool                `json:"limited"`     // it did what it was asked for, which was less than everything
	Interrupted bool                `json:"interrupted"` // a run did not end; the next push takes it over
	Plugins     []sink.PluginRecord `json:"plugins"`     // of the last run, in order
	Databases   []DatabaseStatus    `json:"databases"`
	Tables      []TableStatus       `json:"tables"`
	Quarantined []state.Quarantined `json:"quarantined"`
}

// DatabaseStatus is one source database.
type DatabaseStatus struct {
	Name    string `json:"name"`
	File    string `json:"file"` // below the project root
	Present bool   `json:"present"`
	Changed bool   `json:"changed"`           // since the last push, or that is not known: there may be rows to send
	Unknown string `json:"unknown,omitempty"` // why it is not known whether it changed
	// Stays is what of it would not leave on purpose, there or not.
	Stays []schema.Stay `json:"stays"`
	// Cursor is the epoch of the last run that left nothing to do, 0 before it. It is
	// shown and never trusted: what is pending is decided by fingerprints.
	Cursor int64 `json:"cursor"`
}

// TableStatus is one table.
type TableStatus struct {
	Name        string `json:"table"` // "database.table"
	Rows        int    `json:"rows"`  // at the destination
	Quarantined int    `json:"quarantined"`
}

// Pending reports whether a push may have something to send.
func (s *Status) Pending() bool {
	for _, db := range s.Databases {
		if db.Changed {
			return true
		}
	}
	return s.Interrupted
}

// ReadStatus returns what is known of the source and the destination in o; of the
// other options it uses Root, SourceName and StateDir. It may run beside a push.
func ReadStatus(o Options) (*Status, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return nil, err
	}
	dir := o.storeDir(machine)
	meta, list, err := state.Peek(dir)
	if err != nil {
		return nil, err
	}
	s := &Status{Destination: o.Destination.Name, SourceName: o.SourceName, Quarantined: list,
		Interrupted: exists(filepath.Join(dir, "spool", "run.json"))}
	if meta == nil {
		meta = &state.Meta{}
	}
	s.Pushed = meta.LastRun != uuid.Nil
	if s.Quarantined == nil {
		s.Quarantined = []state.Quarantined{}
	}
	if meta.Plugins == nil {
		meta.Plugins = []sink.PluginRecord{}
	}
	s.Source, s.LastRun, s.LastPush, s.Complete, s.Limited, s.Plugins = meta.Source, meta.LastRun, meta.LastPush, meta.Complete, meta.Limited, meta.Plugins
	for _, db := range schema.Databases() {
		s.Databases = append(s.Databases, databaseStatus(&o, db, meta))
	}
	quarantined := make(map[string]int)
	for _, q := range list {
		quarantined[q.Database+"."+q.Table]++
	}
	for _, t := range schema.Synced() {
		rows := meta.Tables[t.FullName()].Rows
		s.LastRows += int64(rows)
		s.Tables = append(s.Tables, TableStatus{Name: t.FullName(), Rows: rows, Quarantined: quarantined[t.FullName()]})
	}
	return s, nil
}

func databaseStatus(o *Options, db *schema.Database, meta *state.Meta) DatabaseStatus {
	path := filepath.Join(o.Root, filepath.FromSlash(db.File))
	d := DatabaseStatus{Name: db.Name, File: db.File, Present: exists(path), Stays: db.Stays}
	if !d.Present {
		return d
	}
	last, known := meta.Stamps[db.Name]
	if known {
		d.Cursor = meta.Epoch
	}
	d.Changed = true
	stamp, err := source.TakeStamp(path)
	switch {
	case err != nil:
		d.Unknown = "its file cannot be looked at"
	case !known:
	default:
		verdict := source.Judge(path, stamp, last)
		d.Changed = verdict != source.Unchanged || !meta.Complete
		if meta.Complete {
			d.Unknown = unknown[verdict]
		}
	}
	return d
}

// unknown says why the files of a database do not tell whether it changed.
var unknown = map[source.Verdict]string{
	source.Touched:   "its files were written since the last one",
	source.Unsettled: "it was written within two seconds of the last push",
}

// storeDir is the folder of what is known of the source at the destination.
func (o *Options) storeDir(machine *state.Machine) string {
	d := &o.Destination
	folder := identity.Derive(machine.ID, "state", []byte(d.Name), d.Project[:], []byte(o.SourceName), []byte(o.realRoot()))
	return filepath.Join(o.StateDir, hex.EncodeToString(folder[:12]))
}

func (o *Options) realRoot() string { return state.RealRoot(o.Root) }

// ForgetQuarantine empties the list of rows that stay here, and returns how many it
// held. They still cannot leave: the next push that meets them reports them as new,
// unless the destination knows them too. A push must not be running.
func ForgetQuarantine(o Options) (n int, err error) {
	if err := o.check(); err != nil {
		return 0, err
	}
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return 0, err
	}
	store, err := state.Open(o.storeDir(machine))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	list, err := store.Quarantine()
	if err != nil {
		return 0, err
	}
	meta := store.Meta
	if meta.Quarantined == 0 {
		return len(list), store.SetQuarantine(nil)
	}
	// Without its stamps the next push reads the databases again and finds the rows.
	meta.Quarantined, meta.Complete = 0, false
	return len(list), errors.Join(store.Commit(meta), store.SetQuarantine(nil))
}

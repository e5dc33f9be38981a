package host

import (
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// Result is the account of a push. It holds no row value.
type Result struct {
	Run         uuid.UUID                 `json:"run"` // of a push that read nothing: the last one, whose rows are there
	Destination string                    `json:"destination"`
	Source      uuid.UUID                 `json:"source"`
	Epoch       int64                     `json:"epoch"`
	Beside      []string                  `json:"beside_sources,omitempty"` // other sources of this folder at the destination, where this one is new; "" for one without a name
	DryRun      bool                      `json:"dry_run"`
	Sendable    bool                      `json:"sendable"`             // false for a dry run whose plan cannot be sent
	Unsendable  string                    `json:"unsendable,omitempty"` // why
	Full        bool                      `json:"full"`
	FullReason  string                    `json:"full_reason,omitempty"`
	Again       string                    `json:"again,omitempty"`   // why rows that have not changed were redacted again
	Unchanged   bool                      `json:"unchanged"`         // nothing changed since the last push; nothing was read, and the counts are of what is there
	Unasked     string                    `json:"unasked,omitempty"` // why the destination could not be asked whether it has the last push
	Complete    bool                      `json:"complete"`          // nothing is left to do
	Spool       string                    `json:"spool,omitempty"`   // of a dry run
	Tables      []TableResult             `json:"tables"`
	Rules       map[string]int64          `json:"rules"`
	Effects     []Effect                  `json:"effects"`   // the same by column, of this run alone
	Destroyed   []plugin.Destruction      `json:"destroyed"` // what plugins took beyond the default
	Unknown     map[string]source.Unknown `json:"unknown"`   // by database: what stays here because the catalogue does not know it
	Stays       map[string][]string       `json:"stays"`     // by database: what stays here on purpose, tables and "table.column"
	Dangling    []source.Dangling         `json:"dangling"`  // references that point to no row, of the tables that were read
	Missing     []string                  `json:"missing"`   // databases that are not there
	Quarantined []state.Quarantined       `json:"quarantined"`
	New         int                       `json:"quarantined_new"` // of them were not known before
	Stopped     []Stopped                 `json:"stopped"`         // tables that stay here as a whole
	Plugins     []sink.PluginRecord       `json:"plugins"`
	Shadows     []shadow.Result           `json:"shadows"` // of policies that ran beside and changed nothing
	Reason      string                    `json:"allow_weaker_reason,omitempty"`
	Bytes       int64                     `json:"bytes"` // of request bodies
	Requests    int                       `json:"requests"`
	Bodies      []Body                    `json:"bodies"` // that the destination confirmed, in the order of its answers
	Timing      Timing                    `json:"timing"`
	WorkerPeak  int64                     `json:"worker_peak_bytes"`
	findings    []int
}

// TableResult is the account of one table.
type TableResult struct {
	Name  string `json:"table"` // "database.table"
	Cloud string `json:"cloud_table"`
	sink.Counts
	Rewritten int64 `json:"rewritten"` // of those that leave: a plugin took something out of them
	Bytes     int64 `json:"bytes"`     // of request bodies: confirmed, or planned in a dry run
}

// Effect is how often one rule of one plugin took something away from a column.
type Effect struct {
	Plugin string `json:"plugin"`
	Rule   string `json:"rule"`
	Table  string `json:"table"`
	Column string `json:"column,omitempty"` // empty for whole rows
	Count  int64  `json:"count"`
}

// Body is one request body that the destination confirmed, all but the refused rows.
type Body struct {
	Number  int           `json:"number"` // from 1, in sending order
	Table   string        `json:"table"`  // "database.table"
	Kind    sink.PartKind `json:"kind"`
	Rows    int           `json:"rows"`
	Bytes   int           `json:"bytes"`
	SHA256  string        `json:"sha256"`
	Refused int           `json:"refused"`
	Answers []int         `json:"http_status,omitempty"` // of its requests, in order
}

// Stopped is a table whose rows the destination refused as a whole, or that is none
// that can be read here.
type Stopped struct {
	Table string     `json:"table"`
	Code  fault.Code `json:"code"`
	Text  string     `json:"message"`
	Hint  string     `json:"hint"`
}

// Timing is where the time went. Stages that a run did not come to are zero.
type Timing struct {
	Open   time.Duration `json:"open_ns"`   // databases and workers
	Begin  time.Duration `json:"begin_ns"`  // the lease of the destination
	Read   time.Duration `json:"read_ns"`   // source, plugins, guard and spool together
	Send   time.Duration `json:"send_ns"`   // all of the delivery: Write to Save
	Write  time.Duration `json:"write_ns"`  // parts
	Count  time.Duration `json:"count_ns"`  // what the destination holds of them, by its own count
	Sweep  time.Duration `json:"sweep_ns"`  // what the source no longer has
	Finish time.Duration `json:"finish_ns"` // the run record
	Save   time.Duration `json:"save_ns"`   // state
	Total  time.Duration `json:"total_ns"`
}

func newResult(o *Options) *Result {
	return &Result{Destination: o.Destination.Name, DryRun: o.DryRun, Full: o.Full, Reason: o.AllowWeaker,
		Rules: map[string]int64{}, Unknown: map[string]source.Unknown{}, Stays: map[string][]string{}}
}

// fillLists makes every list of the account one, so that its JSON has the same shape
// whatever the push did.
func (r *Result) fillLists() {
	r.Tables, r.Effects, r.Destroyed = list(r.Tables), list(r.Effects), list(r.Destroyed)
	r.Dangling, r.Missing, r.Quarantined = list(r.Dangling), list(r.Missing), list(r.Quarantined)
	if r.Rules == nil {
		r.Rules = map[string]int64{}
	}
	r.Bodies, r.Stopped, r.Plugins, r.Shadows = list(r.Bodies), list(r.Stopped), list(r.Plugins), list(r.Shadows)
}

func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// Summary returns the counts over all tables.
func (r *Result) Summary() sink.Counts {
	var sum sink.Counts
	for _, t := range r.Tables {
		sum.Add(t.Counts)
	}
	return sum
}

// weigh adds the size of a request body to its table.
func (r *Result) weigh(part *spool.Part) {
	for i := range r.Tables {
		if t := &r.Tables[i]; t.Name == part.Table {
			t.Bytes += int64(part.Bytes)
		}
	}
}

// Status returns the exit status of the run.
func (r *Result) Status() int { return fault.Worst(r.findings...) }

// stop notes a table that stays here as a whole.
func (r *Result) stop(t *schema.Table, f *fault.Error) {
	r.Stopped = append(r.Stopped, Stopped{Table: t.FullName(), Code: f.Code, Text: f.Message, Hint: f.Hint})
	r.find(f.Code)
}

func (r *Result) find(code fault.Code) { r.findings = append(r.findings, code.Status()) }

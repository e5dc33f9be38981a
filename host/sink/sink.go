// Package sink says what a destination must do. Implementations are in
// sink/sqlite (a local file) and in host/supabase (PostgREST); both pass the suite
// in sink/sinktest.
package sink

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/schema"
)

// Sink is a destination of spooled parts. Write may be called concurrently.
type Sink interface {
	// Destination names where the rows go, for state and messages: a URL with the
	// project, or a file. It holds no credential.
	Destination() string
	// Begin finds or makes the source and takes the run's epoch atomically. A second call
	// with the same run is granted the same.
	Begin(context.Context, Start) (Lease, error)
	// Write puts one part there. A nil error means that the destination has
	// confirmed every row that is not among the refused ones.
	Write(context.Context, *Part) ([]Refusal, error)
	// Sweep empties the live rows of a table that have an older epoch than the lease:
	// only their safe cells stay. Those of a state table it marks as removed; those of
	// a log stay live under this epoch. It returns their number.
	Sweep(context.Context, *schema.Table) (int64, error)
	// Finish records the run, and makes it the source's last one.
	Finish(context.Context, *Run) error
	Close() error
}

// Kind is a kind of destination that is a file or a folder of this machine. The table of
// all of them is in package destination.
type Kind struct {
	Scheme   string // before the colon of a name, such as "file:/work/out.db"
	Example  string // of a name, as one writes it
	Parallel int    // parts in flight, at least 1
	Open     func(ctx context.Context, path string) (Sink, error)
	// Holds reports whether the source's last run there is this one, without changing it.
	Holds func(ctx context.Context, path string, source, lastRun uuid.UUID) bool
}

// Counter is a sink that others stand before, who may answer in its place. What it
// confirmed counts when its own numbers agree.
type Counter interface {
	// Count returns how many rows the destination holds under the lease's epoch, for the
	// cloud tables of which it knows how many are expected.
	Count(ctx context.Context, expected map[string]int64) (map[string]int64, error)
}

// Start is what a run says of itself when it begins.
type Start struct {
	Run     uuid.UUID
	Tenant  uuid.UUID
	Project uuid.UUID
	Name    string // of the source, unique in the project; empty for an unnamed one
	Digest  string // hex HMAC of machine, project and path; finds an unnamed source
	Folder  string // of the project, through links; never leaves the machine
	Key     []byte // 32 bytes: the source key to keep where the destination has none; nil when a team key stands in for it, and not looked at by a KeyKeeper that takes it with KeepKey
	Client  string // "driftsync 1.2.3"
	Began   time.Time
}

// Lease is what the destination grants a run.
type Lease struct {
	Source      uuid.UUID
	Epoch       int64
	LastRun     uuid.UUID // last finished run of the source; zero for none
	Key         []byte    // source key kept there; nil for none
	Quarantined []string  // keyed digests of rows that are known to be quarantined
	KeyID       string    // names the key under which rows of the source were written; empty where that is not known
	KeyName     string    // from which a team's key makes the source key instead of the source's name or digest; empty for those
	Beside      []string  // names of other sources of the same folder, where this one is new; "" for one without
	Held        bool      // rows of the source are there, or may be; set by a KeyKeeper only
}

// KeyKeeper is a sink that remembers which key names the rows of a source: it has to know
// before the first one is written.
type KeyKeeper interface {
	// KeepKey notes the id of the key that names the rows of the lease's source, for as
	// long as they are there. Key is nil where a team's key stands in for it; a sink that
	// did not take it with [Start] keeps it out of what it holds.
	KeepKey(ctx context.Context, id string, key []byte) error
}

// PartKind says what a part does to its rows.
type PartKind string

// Upsert writes whole rows. Gone marks rows that are no longer there locally and
// leaves their safe cells alone; Withdrawn marks rows that may not be there any
// more, by rule or quarantine, and empties every cell.
const (
	Upsert    PartKind = "upsert"
	Gone      PartKind = "gone"
	Withdrawn PartKind = "withdrawn"
)

// Removes reports whether rows of the kind are marked as removed.
func (k PartKind) Removes() bool { return k == Gone || k == Withdrawn }

// Part is one request body: a JSON array of objects with the keys of Columns in that
// order. The bytes are what leaves the machine; a sink sends them, or ranges of whole
// rows of them, unaltered.
//
// A bare part has a Source. Its rows leave out what the destination takes from the
// request: tenant, project, source, epoch and time. A column that an object does not name
// is null, in a row that is there already as well.
type Part struct {
	Table   *schema.Table
	Kind    PartKind
	Columns []string
	Source  uuid.UUID // of every row of a bare part; zero where the rows name it
	Epoch   int64     // beside Source
	Body    []byte
	Offsets []uint32 // where each row begins in Body, and behind the last one
	// Answers are the HTTP status codes of the requests into which Write made the part, in
	// order; several where it was sent in pieces, none where the destination is not a server.
	Answers []int
}

// Rows returns the number of rows.
func (p *Part) Rows() int { return len(p.Offsets) - 1 }

// Range returns the JSON array of rows [from, to), built again where it is not the
// whole part. Rows are separated by a comma, with a newline before it.
func (p *Part) Range(from, to int) []byte {
	if from == 0 && to == p.Rows() {
		return p.Body
	}
	body := make([]byte, 0, int(p.Offsets[to]-p.Offsets[from])+2)
	body = append(body, '[')
	body = append(body, p.Body[p.Offsets[from]:p.Offsets[to]]...)
	body[len(body)-1] = ']' // the separator, or the array's own end
	return body
}

// Request is the HTTP request of a part as it leaves, but for its body and the access
// token.
type Request struct {
	Method  string            `json:"method,omitempty"`
	Path    string            `json:"path,omitempty"` // with the query
	Headers map[string]string `json:"headers,omitempty"`
}

// Refusal is a row that the destination would not take, and why.
type Refusal struct {
	Row  int
	Code string // SQLSTATE or PostgREST code; "HTTP" and a status where there is none
}

// Lasting reports whether the row itself is at fault, so that it is refused again as
// long as it is the same. Else it may be taken another time.
func (r Refusal) Lasting() bool {
	return !strings.HasPrefix(r.Code, "HTTP") && !strings.HasPrefix(r.Code, "57")
}

// Run is the record of a finished run. It holds no row values.
type Run struct {
	ID          uuid.UUID
	Began       time.Time
	Complete    bool // every table was read whole and confirmed
	Full        bool
	Client      string
	Catalogue   string            // digest
	Policy      string            // digest of plugins, guard and context; with "+older" behind it where logs may hold rows of another
	Plugins     []PluginRecord    // in order
	Tables      map[string]Counts // by "database.table"
	Rules       map[string]int64  // edits by "plugin/rule"
	Quarantined []string          // keyed digests, for the next clone
}

// PluginRecord names a plugin of the chain, and why it was trusted.
type PluginRecord struct {
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	SHA256   string   `json:"sha256"`
	Signers  []string `json:"signers,omitempty"`
	Attested []string `json:"attested_by,omitempty"` // "NAME DATE"
	Reason   string   `json:"reason,omitempty"`      // why it ran unsigned or unpinned
}

// Counts are the fates of the rows of one table in one run:
// Read = Unchanged + Sent + Dropped + Quarantined + Pending. Removed counts
// tombstones, Pending rows that a run could not send.
type Counts struct {
	Read        int64 `json:"read"`
	Unchanged   int64 `json:"unchanged"`
	Sent        int64 `json:"sent"`
	Dropped     int64 `json:"dropped"`
	Quarantined int64 `json:"quarantined"`
	Removed     int64 `json:"removed"`
	Pending     int64 `json:"pending"`
}

// Add adds other to c.
func (c *Counts) Add(other Counts) {
	c.Read += other.Read
	c.Unchanged += other.Unchanged
	c.Sent += other.Sent
	c.Dropped += other.Dropped
	c.Quarantined += other.Quarantined
	c.Removed += other.Removed
	c.Pending += other.Pending
}

// Registry is a sink that tells which sources it has, and settles them.
type Registry interface {
	// Sources returns those of the project.
	Sources(ctx context.Context, project uuid.UUID) ([]Source, error)
	// Adopt makes an unnamed source the one that a digest finds, and a folder. It returns
	// the digest that found it before.
	Adopt(ctx context.Context, source uuid.UUID, digest, folder string) (before string, err error)
	// Retire ends a source: no push finds it any more, and all its rows are marked as
	// removed, with their safe cells only. It returns how many it marked. What a call
	// that failed has left is taken up by the next one.
	Retire(ctx context.Context, source uuid.UUID) (rows int64, err error)
}

// Settler is a sink whose sources belong to accounts, and outlive them.
type Settler interface {
	// Rename gives a source that has a name another one, and returns the one that it had.
	Rename(ctx context.Context, source uuid.UUID, name string) (was string, err error)
	// HandOver makes a member of the tenant the owner of a source: by e-mail address or id,
	// the caller where that is empty. It returns the source's name, empty for none.
	HandOver(ctx context.Context, source uuid.UUID, member string) (name string, err error)
	// Show makes a source the one that dashboards show.
	Show(ctx context.Context, source uuid.UUID) error
}

// Scope is what is to be erased: one of its fields.
type Scope struct {
	Source uuid.UUID // the source and all its rows
	Author string    // a pseudonym: cells that are it are emptied, and in texts it is masked
	Before time.Time // what was removed, logged or run before
}

// Eraser is a sink that can forget for good what it was sent.
type Eraser interface {
	// Erase erases, or only counts where dry, and returns rows by cloud table, those of
	// sync_runs and sync_sources among them. Beside an error it returns what was erased until
	// then; another call takes up the rest.
	Erase(ctx context.Context, project uuid.UUID, scope Scope, dry bool) (map[string]int64, error)
}

// Source is one source of a destination.
type Source struct {
	ID       uuid.UUID
	Name     string // empty for an unnamed one
	Digest   string // what finds an unnamed one
	Owner    string // id of the account; empty where the destination has no accounts
	Email    string // of the owner, where the caller may know it
	Mine     bool   // the owner is the caller
	Gone     bool   // the owner may no longer push
	LastRun  uuid.UUID
	LastPush time.Time // zero for never
	Rows     int64     // that the last finished run read and did not keep back
	Primary  bool      // dashboards show it
}

// RetiredDigest begins the digest of a source that was retired.
const RetiredDigest = "retired:"

// Retired reports whether the source has ended.
func (s *Source) Retired() bool { return strings.HasPrefix(s.Digest, RetiredDigest) }

// RowsOf returns how many rows a run left at the destination, by its counts.
func RowsOf(tables map[string]Counts) (rows int64) {
	for _, c := range tables {
		rows += c.Unchanged + c.Sent
	}
	return rows
}

// Wait is a request that is tried again, or one that came through in the end.
type Wait struct {
	For   string        // what is in the way; empty once it is no more
	Try   int           // that has just ended, from 1
	Limit time.Duration // how long the request is tried
}

// Waiter is a sink that can wait for its destination.
type Waiter interface {
	// Patient has requests that may pass later be tried for limit at least. It is called
	// before the first request. F gets each try, from several goroutines.
	Patient(limit time.Duration, f func(Wait))
}

// Ender is a sink whose waits can be ended.
type Ender interface {
	// Until has the sink wait for nothing more once stop ends: neither for another try nor
	// for a connection. A request that has one goes on. What did not come to an end returns
	// a fault of the code interrupted, with a [Tried] in its chain. It is called before the
	// first request.
	Until(stop context.Context)
}

// Tried is what the last try of a request met that was not tried again: "could not reach
// HOST".
type Tried string

func (t Tried) Error() string { return string(t) }

package host

import (
	"context"
	"crypto/rand"
	"log/slog"
	"math"
	"path/filepath"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/person"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/schema"
)

// RedactOptions configure a [Redactor]. Root is needed.
type RedactOptions struct {
	Root     string          // absolute project root
	Plugins  []plugin.Module // stricter policies, in order, after the bundled default
	Limits   plugin.Limits
	Key      []byte   // makes pseudonyms and digests; nil for a random one, which no other Redactor has
	CacheDir string   // compiled code; empty compiles at every start, which takes a second
	Worker   []string // command line of a plugin worker; default this program
	Logger   *slog.Logger

	// Surroundings are the roots and names that must not leave; nil takes those of
	// this machine.
	Surroundings *Surroundings

	// Authors are values of author columns: "Name <mail>", a name, a mail address. Each
	// of them becomes its pseudonym wherever else it stands, in any spelling, as a push
	// does it with all authors of the databases.
	Authors []string
}

// Redacted is what would leave of a row.
type Redacted struct {
	// Cells holds every carried column under its local name: nil, int64, float64 or
	// string. It is nil where the row stays here.
	Cells map[string]any
	// Stage is what keeps the row here: source, plugin or guard; empty where it leaves.
	// Reason is the fault code or rule, Column the column at fault where there is one.
	Stage, Reason, Column string
	// Hits are the rules that took something away, by column.
	Hits []plugin.Hit
}

// Redactor redacts single rows as a push does: the same conversion of cells, the
// same plugins in worker processes, the same guard. It reads no database, writes no
// state and opens no socket. It is safe for concurrent use, and must be closed.
type Redactor struct {
	chain *plugin.Chain
	guard *guard.Guard

	mu     sync.Mutex
	values *extract.Values
}

// NewRedactor opens the plugins. Errors are faults, as those of [Push].
func NewRedactor(ctx context.Context, o RedactOptions) (*Redactor, error) {
	if !filepath.IsAbs(o.Root) {
		return nil, fault.New(fault.ConfigInvalid, "the project root is not an absolute path", "name an absolute one", nil)
	}
	push := Options{Root: o.Root, Plugins: o.Plugins, Surroundings: o.Surroundings}
	around := look(&push, nil)
	var words []string
	for _, db := range schema.Databases() {
		words = append(words, db.Words...)
	}
	if o.Key == nil {
		o.Key = make([]byte, identity.KeySize)
		rand.Read(o.Key)
	}
	pseudonym, people := identity.NewPseudonym(o.Key), person.New(o.Authors)
	if o.CacheDir != "" {
		o.CacheDir = filepath.Join(o.CacheDir, "plugins")
	}
	chain, err := plugin.Open(ctx, plugin.Options{Modules: push.chain(), Limits: o.Limits, CacheDir: o.CacheDir,
		Context: frameContext(around, words, people), Pseudonym: pseudonymOf(pseudonym, people), Worker: o.Worker, Logger: o.Logger})
	if err != nil {
		return nil, err
	}
	values, err := extract.NewValues(pseudonym)
	if err != nil {
		chain.Close()
		return nil, fault.New(fault.Internal, "the redaction cannot begin", "", err)
	}
	return &Redactor{chain: chain, values: values, guard: guard.New(guardContext(frameContext(around, words, noPeople), people))}, nil
}

// Row returns what would leave of a row of a table, which is named "database.table".
// Cells are nil, a bool, any integer or float type, a string or []byte, under their
// local column names. A column that is missing is null, one that the catalogue does
// not know is left out. Ids that Drift renews, and references to them, are null: a
// push replaces them by numbers that only the whole database gives.
//
// A table that does not leave is a fault, config.invalid. A row that must stay here
// is not an error.
func (r *Redactor) Row(ctx context.Context, table string, row map[string]any) (*Redacted, error) {
	t := syncedTable(table)
	if t == nil {
		return nil, fault.New(fault.ConfigInvalid, "no table of that name leaves the machine", `name one as "drift.violations"`, nil)
	}
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cell, ok := cellOf(row[c.Name], c)
		if !ok {
			return &Redacted{Stage: "source", Reason: string(fault.SourceMismatch), Column: c.Name}, nil
		}
		cells[i] = cell
	}
	r.mu.Lock()
	b := r.values.Batch(t, cells)
	r.mu.Unlock()
	before := batch.New(t)
	before.CopyFrom(b)
	result, err := r.chain.Redact(ctx, b)
	if err != nil {
		return nil, err
	}
	out := &Redacted{Hits: result.Hits}
	switch hits := r.guard.Check(before, b, skipped(result)); {
	case result.Failed != nil && result.Failed[0] != "":
		out.Stage, out.Reason = "plugin", string(result.Failed[0])
	case result.Dropped != nil && result.Dropped[0]:
		out.Stage, out.Reason = "plugin", "dropped"
	case len(hits) > 0:
		out.Stage, out.Reason, out.Column = "guard", hits[0].Rule, b.Columns[hits[0].Column].Def.Name
	default:
		out.Cells = cellsOf(b)
	}
	return out, nil
}

// Close ends the workers.
func (r *Redactor) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values.Close()
	return r.chain.Close()
}

// RedactRow redacts one row with a [Redactor] of its own. For more than one row,
// make a Redactor: starting a worker takes some 50 ms.
func RedactRow(ctx context.Context, o RedactOptions, table string, row map[string]any) (*Redacted, error) {
	r, err := NewRedactor(ctx, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Row(ctx, table, row)
}

func syncedTable(fullName string) *schema.Table {
	database, name, _ := strings.Cut(fullName, ".")
	if t := schema.Find(database, name); t != nil && t.Syncs() {
		return t
	}
	return nil
}

// cellOf brings a Go value to what a source gives for a column.
func cellOf(v any, c *schema.Column) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case bool:
		if v {
			return int64(1), c.Type == abi.Int
		}
		return int64(0), c.Type == abi.Int
	case string:
		return []byte(v), c.Type == abi.Text || c.Type == abi.Blob
	case []byte:
		return v, c.Type == abi.Text || c.Type == abi.Blob
	case float32:
		return cellOf(float64(v), c)
	case float64:
		if c.Type == abi.Int && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), true // as encoding/json gives it
		}
		return v, c.Type == abi.Float
	}
	n, ok := integer(v)
	if c.Type == abi.Float {
		return float64(n), ok
	}
	return n, ok && c.Type == abi.Int
}

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int8:
		return int64(v), true
	case int16:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	case uint8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case uint32:
		return int64(v), true
	case uint:
		return int64(v), v <= math.MaxInt64
	case uint64:
		return int64(v), v <= math.MaxInt64
	}
	return 0, false
}

func cellsOf(b *batch.Batch) map[string]any {
	cells := make(map[string]any, len(b.Columns))
	for i := range b.Columns {
		c := &b.Columns[i]
		switch {
		case c.Null(0):
			cells[c.Def.Name] = nil
		case c.Type == abi.Int:
			cells[c.Def.Name] = c.Int(0)
		case c.Type == abi.Float:
			cells[c.Def.Name] = c.Float(0)
		default:
			cells[c.Def.Name] = string(c.Bytes(0))
		}
	}
	return cells
}

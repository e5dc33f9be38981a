// Package sinktest is the contract of package sink as tests: one suite for every
// implementation.
package sinktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Destination is one empty place that rows can go to.
type Destination struct {
	Tenant  uuid.UUID
	Project uuid.UUID
	Bare    bool // parts are bare
	// Open returns another client of the same destination. The suite closes it.
	Open func(t *testing.T) sink.Sink
	// Rows returns all rows of a cloud table, in any order, by column: nil, bool,
	// string, int64 or float64. A truth value may be 0 or 1, a time stamp may be of
	// any type that prints the same when it is the same.
	Rows func(t *testing.T, table string) []map[string]any
}

// Factory makes an empty destination for one test.
type Factory func(t *testing.T) Destination

// Run runs the suite.
func Run(t *testing.T, factory Factory) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Destination)
	}{
		{"Begin", testBegin}, {"Key", testKey}, {"BeginConcurrent", testBeginConcurrent}, {"Finish", testFinish}, {"Superseded", testSuperseded},
		{"Upsert", testUpsert}, {"Large", testLarge}, {"EveryTable", testEveryTable}, {"Extremes", testExtremes}, {"Text", testText},
		{"Gone", testGone}, {"Withdrawn", testWithdrawn}, {"Sweep", testSweep}, {"SweepLog", testSweepLog}, {"ComesBack", testComesBack},
		{"Refused", testRefused}, {"OldEpoch", testOldEpoch}, {"Concurrent", testConcurrent}, {"Sources", testSources},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, factory(t)) })
	}
}

// client is a sink with a lease.
type client struct {
	sink.Sink
	t     *testing.T
	d     Destination
	start sink.Start
	lease sink.Lease
}

func open(t *testing.T, d Destination, name, digest string) *client {
	t.Helper()
	c := &client{Sink: d.Open(t), t: t, d: d}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	c.start = sink.Start{Tenant: d.Tenant, Project: d.Project, Name: name, Digest: digest, Client: "driftsync test",
		Began: time.Date(2026, 2, 12, 1, 2, 3, 0, time.UTC)}
	return c
}

func (c *client) begin() sink.Lease {
	c.t.Helper()
	c.start.Run = uuid.New()
	lease, err := c.Begin(c.t.Context(), c.start)
	if err != nil {
		c.t.Fatalf("begin: %v", err)
	}
	c.lease = lease
	return lease
}

func (c *client) finish() {
	c.t.Helper()
	if err := c.Finish(c.t.Context(), c.run()); err != nil {
		c.t.Fatalf("finish: %v", err)
	}
}

func (c *client) run() *sink.Run {
	return &sink.Run{ID: c.start.Run, Began: c.start.Began, Complete: true, Full: true, Client: c.start.Client,
		Catalogue: "c0ffee", Policy: "beef", Plugins: []sink.PluginRecord{{Name: "redact-default", Version: "1", SHA256: "00"}},
		Tables: map[string]sink.Counts{"drift.functions": {Read: 2, Sent: 2}}, Rules: map[string]int64{"redact-default/path": 2},
		Quarantined: []string{"aa", "bb"}}
}

// begun opens a client of the unnamed source and begins a run.
func begun(t *testing.T, d Destination) *client {
	t.Helper()
	c := open(t, d, "", digest('a'))
	c.begin()
	return c
}

func digest(c byte) string { return strings.Repeat(string(c), 64) }

// raw is JSON that goes into a part as it stands.
type raw string

// cells are the carried cells of a row, by cloud name; the others are null.
type cells map[string]any

// row is one row of a part: its id, and its carried cells.
type row struct {
	id    uuid.UUID
	cells cells
}

func id(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "row %d", n)) }

// part builds a part as a run with this lease would.
func (c *client) part(t *schema.Table, kind sink.PartKind, rows ...row) *sink.Part {
	p := &sink.Part{Table: t, Kind: kind, Columns: []string{"tenant_id", "project_id", "sync_source_id", "sync_epoch", "synced_at", "removed_at", "id"}}
	removed := raw("null")
	if kind != sink.Upsert {
		removed = `"now"`
	}
	if c.d.Bare {
		p.Columns, p.Source, p.Epoch = []string{"removed_at", "id"}, c.lease.Source, c.lease.Epoch
	}
	for _, col := range t.Carried() {
		if kind != sink.Gone || col.Class != abi.Safe {
			p.Columns = append(p.Columns, col.InCloud())
		}
	}
	p.Body = append(p.Body, '[')
	for i, r := range rows {
		if i > 0 {
			p.Body = append(p.Body, ',')
		}
		p.Offsets = append(p.Offsets, uint32(len(p.Body)))
		values := cells{"tenant_id": c.d.Tenant.String(), "project_id": c.d.Project.String(), "sync_source_id": c.lease.Source.String(),
			"sync_epoch": c.lease.Epoch, "synced_at": "now", "removed_at": removed, "id": r.id.String()}
		for name, v := range r.cells {
			values[name] = v
		}
		if c.d.Bare {
			c.strip(p, values)
		}
		p.Body = appendObject(c.t, p.Body, c.d.Bare, p.Columns, values)
	}
	p.Body = append(p.Body, ']')
	p.Offsets = append(p.Offsets, uint32(len(p.Body)))
	return p
}

// strip takes out of a row what the part says in its place.
func (c *client) strip(p *sink.Part, values cells) {
	p.Source, p.Epoch = uuid.MustParse(values["sync_source_id"].(string)), values["sync_epoch"].(int64)
	for name, v := range values {
		if v == nil || v == raw("null") || !slices.Contains(p.Columns, name) {
			delete(values, name)
		}
	}
}

func appendObject(t *testing.T, dst []byte, bare bool, columns []string, values cells) []byte {
	t.Helper()
	separator := byte('{')
	for _, name := range columns {
		if _, ok := values[name]; bare && !ok {
			continue
		}
		dst = append(dst, separator)
		separator = ','
		dst = append(dst, `"`+name+`":`...)
		if v, ok := values[name].(raw); ok {
			dst = append(dst, v...)
			continue
		}
		text, err := json.Marshal(values[name])
		if err != nil {
			t.Fatal(err)
		}
		dst = append(dst, text...)
	}
	return append(dst, '}')
}

// write writes a part whose rows are all to arrive.
func (c *client) write(p *sink.Part) {
	c.t.Helper()
	refused, err := c.Write(c.t.Context(), p)
	if err != nil {
		c.t.Fatalf("write %s: %v", p.Table.FullName(), err)
	}
	if len(refused) > 0 {
		c.t.Fatalf("write %s: refused %v", p.Table.FullName(), refused)
	}
}

// rows returns the rows of a table by id.
func (c *client) rows(t *schema.Table) map[string]map[string]any {
	c.t.Helper()
	all := map[string]map[string]any{}
	for _, r := range c.d.Rows(c.t, t.Cloud) {
		key := fmt.Sprint(r["id"])
		if r["sync_source_id"] != c.lease.Source.String() {
			continue
		}
		if all[key] != nil {
			c.t.Errorf("%s: row %s is there twice", t.Cloud, key)
		}
		all[key] = r
	}
	return all
}

// expect compares one row with the cells that it is to hold.
func (c *client) expect(t *schema.Table, id uuid.UUID, want cells) map[string]any {
	c.t.Helper()
	got := c.rows(t)[id.String()]
	if got == nil {
		c.t.Fatalf("%s: row is not there", t.Cloud)
	}
	for name, w := range want {
		if g := truth(t, name, got[name]); g != w {
			c.t.Errorf("%s.%s: %T %v, want %T %v", t.Cloud, name, g, g, w, w)
		}
	}
	return got
}

// truth turns the 0 and 1 of a truth value into one.
func truth(t *schema.Table, name string, v any) any {
	for _, col := range t.Carried() {
		if n, ok := v.(int64); ok && col.InCloud() == name && col.Boolean {
			return n != 0
		}
	}
	return v
}

func (c *client) live(t *schema.Table, id uuid.UUID) bool {
	c.t.Helper()
	return c.expect(t, id, nil)["removed_at"] == nil
}

func superseded(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Code == fault.SinkSuperseded
}

func functions() *schema.Table { return schema.Find(schema.Drift, "functions") }

// function is a row of functions.
func function(n int) row {
	return row{id(n), cells{"local_id": int64(n), "file": fmt.Sprintf("src/f%d.ts", n), "name": "f", "language": "typescript",
		"line": int64(10 * n), "end_line": int64(10*n + 5), "parameter_count": int64(2), "is_exported": true, "is_async": false,
		"body_hash": "0123456789abcdef"}}
}

package supabase_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

// worker is the command line of a worker without the race detector; see `make race`.
var worker = strings.Fields(os.Getenv("DRIFTSYNC_TEST_WORKER"))

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(pgtest.Main(m))
}

// place is a tenant with a project and a stack around it.
type place struct {
	*resttest.Stack
	tenant, project uuid.UUID
}

func newPlace(t *testing.T, o resttest.Options) *place {
	t.Helper()
	s := resttest.NewStack(t, o)
	tenant := s.Tenant(t)
	return &place{Stack: s, tenant: tenant, project: s.Project(t, tenant)}
}

// sink returns a sink of the user.
func (p *place) sink(t testing.TB, u resttest.User, change ...func(*supabase.Options)) *supabase.Sink {
	t.Helper()
	o := supabase.Options{
		URL: p.URL, Key: p.Key, Tenant: p.tenant, Project: p.project,
		Token:   func(context.Context) (string, error) { return u.Token, nil },
		Backoff: func() backoff.BackOff { return &backoff.ZeroBackOff{} },
	}
	for _, c := range change {
		c(&o)
	}
	s, err := supabase.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (p *place) start(name string) sink.Start {
	return sink.Start{Run: uuid.New(), Tenant: p.tenant, Project: p.project, Name: name,
		Digest: strings.Repeat("ab", 32), Key: bytes.Repeat([]byte{7}, 32), Client: "driftsync test"}
}

func begin(t testing.TB, s *supabase.Sink, start sink.Start) sink.Lease {
	t.Helper()
	l, err := s.Begin(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != code {
		t.Fatalf("got %v, want fault %s", err, code)
	}
}

var (
	trends    = schema.Find("drift", "health_trends")
	functions = schema.Find("drift", "functions")
)

// part makes a part of n rows whose carried cells are all null but those that set gives.
func (p *place) part(t testing.TB, table *schema.Table, l sink.Lease, n int, set func(row int) map[string]any) *sink.Part {
	t.Helper()
	part := &sink.Part{Table: table, Kind: sink.Upsert, Body: []byte{'['}}
	for _, c := range table.CloudColumns() {
		if c.Name != "first_synced_at" {
			part.Columns = append(part.Columns, c.Name)
		}
	}
	for row := range n {
		cells := map[string]any{"tenant_id": p.tenant, "project_id": p.project, "sync_source_id": l.Source,
			"sync_epoch": l.Epoch, "id": rowID(row), "synced_at": "now"}
		if set != nil {
			for name, value := range set(row) {
				cells[name] = value
			}
		}
		part.Offsets = append(part.Offsets, uint32(len(part.Body)))
		for i, name := range part.Columns {
			part.Body = append(part.Body, "{,"[min(i, 1)])
			value, err := json.Marshal(cells[name])
			if err != nil {
				t.Fatal(err)
			}
			part.Body = fmt.Appendf(part.Body, "%q:%s", name, value)
		}
		part.Body = append(part.Body, "},"...)
	}
	part.Body[len(part.Body)-1] = ']'
	part.Offsets = append(part.Offsets, uint32(len(part.Body)))
	return part
}

// rowID spreads ids over their whole range, as digests are.
func rowID(row int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, row)) }

// query asks behind the policies.
func query[T any](t *testing.T, p *place, sql string, args ...any) T {
	t.Helper()
	var v T
	if err := p.Pool().QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func write(t testing.TB, s *supabase.Sink, part *sink.Part) []sink.Refusal {
	t.Helper()
	refused, err := s.Write(t.Context(), part)
	if err != nil {
		t.Fatal(err)
	}
	return refused
}

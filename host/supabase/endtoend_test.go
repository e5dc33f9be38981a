package supabase_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

// recorder keeps the parts that a push sends.
type recorder struct {
	*supabase.Sink
	mu    sync.Mutex
	parts []*sink.Part
}

func (r *recorder) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	r.mu.Lock()
	kept := *p
	kept.Body = bytes.Clone(p.Body)
	r.parts = append(r.parts, &kept)
	r.mu.Unlock()
	return r.Sink.Write(ctx, p)
}

// TestPush_CellByCell pushes a demo project of DRIFTSYNC_TEST_ROWS rows into Postgres
// and compares what is there with what was sent.
func TestPush_CellByCell(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	rows := 2500
	if n, err := strconv.Atoi(os.Getenv("DRIFTSYNC_TEST_ROWS")); err == nil {
		rows = n
	}
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	root := t.TempDir()
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: rows}); err != nil {
		t.Fatal(err)
	}
	out := &recorder{Sink: p.sink(t, u)}
	options := host.Options{
		Root: root, StateDir: t.TempDir(), Client: "driftsync test",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())), Worker: worker,
		Destination: host.Destination{Name: out.Destination(), Tenant: p.tenant, Project: p.project, Parallel: 4,
			Open: func() (sink.Sink, error) { return out, nil }},
	}
	result, err := host.Push(t.Context(), options)
	if err != nil || !result.Complete {
		t.Fatalf("push: %v; complete %v", err, result.Complete)
	}
	compared := 0
	for _, table := range schema.Synced() {
		compared += p.compare(t, table, out.parts)
	}
	sent := 0
	for _, table := range result.Tables {
		sent += int(table.Sent)
	}
	if compared != sent || sent == 0 {
		t.Errorf("%d rows compared, %d sent", compared, sent)
	}
	t.Logf("%d rows of %d tables, %d requests, %s sending", sent, len(result.Tables), result.Requests, result.Timing.Send)
	again, err := host.Push(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range again.Tables {
		if table.Sent+table.Removed > 0 {
			t.Errorf("the second push sent %d and removed %d rows of %s", table.Sent, table.Removed, table.Name)
		}
	}
}

// compare returns the number of the table's sent rows that are found as they were sent.
func (p *place) compare(t *testing.T, table *schema.Table, parts []*sink.Part) int {
	t.Helper()
	found, err := p.Pool().Query(t.Context(), "select id::text, row_to_json(r)::text from "+pgx.Identifier{table.Cloud}.Sanitize()+" r")
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]string{}
	var id, row string
	if _, err := pgx.ForEachRow(found, []any{&id, &row}, func() error { stored[id] = row; return nil }); err != nil {
		t.Fatal(err)
	}
	sent := 0
	for _, part := range parts {
		if part.Table.Cloud != table.Cloud {
			continue
		}
		var objects []map[string]any
		parse(t, string(part.Body), &objects)
		for _, o := range objects {
			var have map[string]any
			parse(t, stored[o["id"].(string)], &have)
			for name, want := range o {
				if !sameCell(want, have[name]) {
					t.Fatalf("%s.%s differs: sent %T, stored %T", table.Cloud, name, want, have[name])
				}
			}
			sent++
		}
	}
	if sent != len(stored) {
		t.Errorf("%s: %d rows sent, %d stored", table.Cloud, sent, len(stored))
	}
	return sent
}

func parse(t *testing.T, text string, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// sameCell compares a sent cell with a stored one. "now" has become a time; numbers are
// compared as such, since a whole one is written in several ways, and a long one as a
// string.
func sameCell(sent, stored any) bool {
	if sent == "now" {
		text, ok := stored.(string)
		return ok && text != "now"
	}
	n, ok := stored.(json.Number)
	if !ok {
		return sent == stored
	}
	if fmt.Sprint(sent) == n.String() {
		return true
	}
	a, err := strconv.ParseFloat(fmt.Sprint(sent), 64)
	if err != nil {
		return false
	}
	b, err := n.Float64()
	return err == nil && a == b
}

package supabase_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
)

// BenchmarkSink_Write upserts parts of cloud_functions through the test server, by
// rows a part and parts in flight; "new" rows are inserted, "same" ones exist.
func BenchmarkSink_Write(b *testing.B) {
	for _, c := range []struct{ rows, flight int }{{500, 1}, {500, 4}, {1000, 4}} {
		for _, kind := range []string{"new", "same"} {
			b.Run(fmt.Sprintf("%s/rows=%d/flight=%d", kind, c.rows, c.flight), func(b *testing.B) {
				benchmarkWrite(b, c.rows, c.flight, kind == "new")
			})
		}
	}
}

func benchmarkWrite(b *testing.B, rows, flight int, fresh bool) {
	s := resttest.NewStack(b, resttest.Options{})
	tenant := s.Tenant(b)
	p := &place{Stack: s, tenant: tenant, project: s.Project(b, tenant)}
	out := p.sink(b, p.Member(b, tenant, "member"))
	l := begin(b, out, p.start("ci"))
	parts := make([]*sink.Part, flight)
	for i := range parts {
		parts[i] = p.part(b, functions, l, rows, func(row int) map[string]any {
			return map[string]any{"id": uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d %d", i, row)),
				"file": "src/service/handler.go", "name": "HandleRequest", "qualified_name": "service.HandleRequest",
				"language": "go", "line": row, "end_line": row + 12, "parameter_count": 3, "is_exported": true, "body_hash": "0123456789abcdef"}
		})
		write(b, out, parts[i])
	}
	for b.Loop() {
		if fresh {
			b.StopTimer()
			if _, err := p.Pool().Exec(b.Context(), "truncate cloud_functions"); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		var all sync.WaitGroup
		for _, part := range parts {
			all.Go(func() {
				if _, err := out.Write(b.Context(), part); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
	}
	b.ReportMetric(float64(b.N*rows*flight)/b.Elapsed().Seconds(), "rows/s")
	b.SetBytes(int64(len(parts[0].Body) * flight))
}

package sqlite

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// benchPart returns new rows of functions, for a run that begins here.
func benchPart(t testing.TB, s *Sink, rows int) *sink.Part {
	t.Helper()
	lease, err := s.Begin(t.Context(), sink.Start{Digest: "00"})
	if err != nil {
		t.Fatal(err)
	}
	p := &sink.Part{Table: schema.Find(schema.Drift, "functions"), Kind: sink.Upsert, Columns: strings.Fields(
		"tenant_id project_id sync_source_id sync_epoch synced_at removed_at id local_id file name qualified_name language line end_line " +
			"parameter_count return_type is_exported is_async body_hash signature_hash")}
	head := fmt.Sprintf(`{"tenant_id":"%s","project_id":"%s","sync_source_id":"%s","sync_epoch":%d,"synced_at":"now","removed_at":null`,
		uuid.Nil, uuid.Nil, lease.Source, lease.Epoch)
	p.Body = append(p.Body, '[')
	for n := range rows {
		p.Offsets = append(p.Offsets, uint32(len(p.Body)))
		p.Body = fmt.Appendf(p.Body, `%s,"id":"%s","local_id":%d,"file":"src/services/billing/module-%d/invoice.ts","name":"computeTotal%d",`+
			`"qualified_name":"InvoiceController.computeTotal%d","language":"typescript","line":%d,"end_line":%d,"parameter_count":%d,`+
			`"return_type":null,"is_exported":%t,"is_async":false,"body_hash":"%016x","signature_hash":"%016x"}`,
			head, uuid.New(), n*7919, n/20, n, n, n*13%2000, n*13%2000+9, n%5, n%2 == 0, n*2654435761, n*40503)
		p.Body = append(p.Body, ',')
	}
	p.Body[len(p.Body)-1] = ']'
	p.Offsets = append(p.Offsets, uint32(len(p.Body)))
	return p
}

func BenchmarkWrite(b *testing.B) {
	const rows = 1000
	s := open(b, filepath.Join(b.TempDir(), "out.db"))
	defer s.Close()
	p := benchPart(b, s, rows)
	b.SetBytes(int64(len(p.Body)))
	b.ReportAllocs()
	var at []int // of the id of each row
	for r := range rows {
		at = append(at, int(p.Offsets[r])+strings.Index(string(p.Body[p.Offsets[r]:p.Offsets[r+1]]), `"id":"`)+len(`"id":"`))
	}
	for n := uint64(0); b.Loop(); n += rows {
		for r, i := range at {
			hashed := (n + uint64(r)) * 0x9e3779b97f4a7c15
			hex.Encode(p.Body[i:i+8], binary.BigEndian.AppendUint32(nil, uint32(hashed>>32))) // a new id
		}
		if refused, err := s.Write(b.Context(), p); err != nil || len(refused) > 0 {
			b.Fatal(refused, err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

package guard

import (
	"fmt"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// metadata returns rows of 13 columns and about 200 bytes.
func metadata(rows int) (before, after *batch.Batch) {
	table := schema.Find(schema.Drift, "functions")
	before, after = batch.New(table), batch.New(table)
	for _, b := range []*batch.Batch{before, after} {
		for row := range rows {
			b.Keys = append(b.Keys, batch.Key{})
			for i := range b.Columns {
				c := &b.Columns[i]
				file := fmt.Sprintf("src/services/billing/module-%d/invoice_controller.ts", row%97)
				switch {
				case c.Type == abi.Int:
					c.AppendInt(row, int64(row*7+i))
				case c.Def.Class == abi.Code && b == after:
					c.AppendNull(row)
				case c.Def.Class == abi.Code:
					c.AppendBytes(row, []byte("Promise<Array<Invoice>>"))
				case c.Def.Class == abi.Hash:
					c.AppendBytes(row, []byte(fmt.Sprintf("%016x", row*2654435761)))
				case c.Def.Name == "file" && b == before:
					c.AppendBytes(row, []byte("/home/ada/work/shop/"+file))
				case c.Def.Name == "file":
					c.AppendBytes(row, []byte(file))
				case c.Def.Name == "language":
					c.AppendBytes(row, []byte("typescript"))
				default:
					c.AppendBytes(row, []byte(fmt.Sprintf("InvoiceController.computeTotalForCustomer%d", row)))
				}
			}
		}
	}
	return before, after
}

// freeText returns rows of 200 bytes of text that no rule stops.
func freeText(rows int) (before, after *batch.Batch) {
	text := strings.Repeat("GET /app/items calls src/a-b/c.ts, it's \"new\"\n", 5)[:200]
	var all [][]cell
	for range rows {
		all = append(all, []cell{same(abi.Safe, int64(1)), same(abi.FreeText, text)})
	}
	return rowsOf(all...)
}

func BenchmarkGuard(b *testing.B) {
	const rows = 1000
	for name, fixture := range map[string]func(int) (*batch.Batch, *batch.Batch){"metadata": metadata, "text": freeText} {
		b.Run(name, func(b *testing.B) {
			before, after := fixture(rows)
			size := 0
			for i := range after.Columns {
				size += len(after.Columns[i].Data)
			}
			g, skip := New(ada), make([]bool, rows)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if hits := g.Check(before, after, skip); len(hits) > 0 {
					b.Fatal(hits[0])
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func TestGuard_CleanRowsAllocateNothing(t *testing.T) {
	before, after := metadata(100)
	g, skip := New(ada), make([]bool, 100)
	allocations := testing.AllocsPerRun(10, func() { g.Check(before, after, skip) })
	if allocations > 2 { // a buffer for a batch, nothing for a cell
		t.Errorf("%v allocations a batch of 100 rows", allocations)
	}
}

package host_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

func TestConfirm(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	for _, name := range []string{"local key", "team key", "team key and name"} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, demo.Options{Rows: 1700})
			if name != "local key" {
				b.options.TeamKey = []byte("a key of tests, 32 bytes or so...")
			}
			if name == "team key and name" {
				b.options.SourceName = "ci"
			}
			var ids []string
			for _, row := range b.scan(b.root+"/.cortex/cortex.db", "SELECT id FROM memories") {
				ids = append(ids, row["id"].(string))
			}
			confirm := func() *host.Ledger {
				t.Helper()
				l, err := host.Confirm(b.options, "cortex.memories", append(ids, "nobody"))
				if err != nil {
					t.Fatal(err)
				}
				return l
			}
			if l := confirm(); len(l.Rows) != 0 {
				t.Fatalf("%d rows are confirmed before the first push", len(l.Rows))
			}
			b.push()
			first := confirm()
			if len(first.Rows) != len(ids) || len(ids) == 0 {
				t.Fatalf("%d of %d rows are confirmed", len(first.Rows), len(ids))
			}
			if got := b.rows(fmt.Sprintf("SELECT count(*) FROM cloud_memories WHERE id='%s'", first.Rows[ids[0]].ID)); got[0] != "1" {
				t.Error("the row has another id at the destination")
			}
			b.exec("cortex", "UPDATE memories SET confidence=0.25 WHERE id='"+ids[0]+"'; DELETE FROM memories WHERE id='"+ids[1]+"'")
			if l := confirm(); l.Rows[ids[0]] != first.Rows[ids[0]] {
				t.Error("a change counts as confirmed before it is pushed")
			}
			b.push()
			second := confirm()
			_, there := second.Rows[ids[1]]
			if second.Rows[ids[0]] == first.Rows[ids[0]] || second.Rows[ids[2]] != first.Rows[ids[2]] || there {
				t.Error("the second push is not in the ledger")
			}
		})
	}
	_, err := host.Confirm(host.Options{}, "drift.functions", nil)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.ConfigInvalid {
		t.Errorf("a table with a natural key: %v", err)
	}
}

package supabase

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Sweep empties the cells that are not safe of the live rows of an older epoch, and
// marks those of a state table as removed. Ids are spread evenly, so a range of them that the statement time-out
// ends is halved.
func (s *Sink) Sweep(ctx context.Context, t *schema.Table) (int64, error) {
	lease, ok := s.lease()
	if !ok {
		return 0, errNoLease()
	}
	body, err := tombstone(t, lease.Epoch, t.Rows == schema.State)
	if err != nil {
		return 0, err
	}
	w := &sweep{sink: s, table: t, lease: lease, body: body}
	return w.mark(ctx, 0, 1<<32)
}

type sweep struct {
	sink  *Sink
	table *schema.Table
	lease sink.Lease
	body  []byte
}

// mark sweeps the ids whose first 32 bits are in [from, to).
func (w *sweep) mark(ctx context.Context, from, to uint64) (int64, error) {
	filters := url.Values{
		"sync_source_id": {"eq." + w.lease.Source.String()},
		"sync_epoch":     {"lt." + strconv.FormatInt(w.lease.Epoch, 10)},
		"removed_at":     {"is.null"},
	}
	if from > 0 {
		filters.Add("id", "gte."+bound(from))
	}
	if to < 1<<32 {
		filters.Add("id", "lt."+bound(to))
	}
	answer, err := w.sink.do(ctx, &request{method: http.MethodPatch, path: w.table.Cloud,
		query: filters, prefer: "return=minimal,count=exact", counts: true, body: w.body})
	if err != nil {
		return 0, err
	}
	switch v := answer.judge(); {
	case v == accepted:
		return answer.rows, nil
	case v == tooMuch && to-from > 1:
		middle := from + (to-from)/2
		first, err := w.mark(ctx, from, middle)
		if err != nil {
			return first, err
		}
		second, err := w.mark(ctx, middle, to)
		return first + second, err
	case v == tooMuch:
		return 0, fault.New(fault.SinkUnreachable, "the destination runs out of time over a sweep of "+w.table.Cloud,
			"look for locks on the table; push again later", nil)
	case v == noRight:
		return 0, w.sink.withoutRight(ctx, w.table, answer.reply, w.lease)
	default:
		return 0, w.sink.stop(w.table, v, answer.reply)
	}
}

// bound returns the lowest id whose first 32 bits are n.
func bound(n uint64) string {
	var id uuid.UUID
	binary.BigEndian.PutUint32(id[:], uint32(n))
	return id.String()
}

// tombstone is the body of a sweep: under this epoch, nothing left in cells that are
// not safe, and, if so, removed now.
func tombstone(t *schema.Table, epoch int64, removed bool) ([]byte, error) {
	cells := map[string]any{"synced_at": "now", "sync_epoch": epoch}
	if removed {
		cells["removed_at"] = "now"
	}
	for _, c := range t.Carried() {
		if c.Class != abi.Safe {
			cells[c.InCloud()] = nil
		}
	}
	body, err := json.Marshal(cells)
	if err != nil {
		return nil, fmt.Errorf("encode sweep of %s: %w", t.Cloud, err)
	}
	return body, nil
}

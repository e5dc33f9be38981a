package supabase

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema/migration"
)

// countedAtOnce is the number of rows that one request counts: a fraction of what the
// statement time-out leaves time for.
const countedAtOnce = 250_000

var _ sink.Counter = (*Sink)(nil)

// Count returns how many rows of the lease's run the destination holds, by cloud table.
// Of each table the number that is expected is given; it only divides the work. Ids are
// spread evenly, so a range of them that the statement time-out ends is halved.
func (s *Sink) Count(ctx context.Context, expected map[string]int64) (map[string]int64, error) {
	lease, ok := s.lease()
	if !ok {
		return nil, errNoLease()
	}
	c := &count{sink: s, lease: lease, found: make(map[string]int64)}
	var tables []string
	var rows int64
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		if len(tables) > 0 && rows+expected[name] > countedAtOnce {
			if err := c.ask(ctx, tables, 0, 1<<32); err != nil {
				return nil, err
			}
			tables, rows = nil, 0
		}
		tables, rows = append(tables, name), rows+expected[name]
	}
	if len(tables) == 0 {
		return c.found, nil
	}
	return c.found, c.ask(ctx, tables, 0, 1<<32)
}

// checkSchema reports a cloud schema in which no run could end: one that lacks
// driftsync_count, which is asked without a run to count, or whose tables do not look at
// the headers of a bare part.
func (s *Sink) checkSchema(ctx context.Context) error {
	const name = "driftsync_count"
	answer, err := s.post(ctx, uuid.Nil, name, countArgs(sink.Lease{}, []string{}, 0, 1<<32))
	if err != nil {
		return err
	}
	var none counted
	if err := read(answer, name, &none); err != nil {
		return err
	}
	if !slices.Contains(none.Headers, "x-drift-source") {
		return errSchema(name, migration.ForFunction(name), answer.reply)
	}
	return nil
}

type count struct {
	sink  *Sink
	lease sink.Lease
	found map[string]int64
}

// counted is the answer of driftsync_count.
type counted struct {
	Status string           `json:"status"`
	Tables map[string]int64 `json:"tables"`
	// Headers are those from which the tables take what a bare part leaves out
	Headers []string `json:"headers"`
}

// ask adds the rows of some tables whose ids' first 32 bits are in [from, to).
func (c *count) ask(ctx context.Context, tables []string, from, to uint64) error {
	answer, err := c.sink.post(ctx, uuid.Nil, "driftsync_count", countArgs(c.lease, tables, from, to))
	if err != nil {
		return err
	}
	if answer.judge() == tooMuch && (len(tables) > 1 || to-from > 1) {
		return c.divide(ctx, tables, from, to)
	}
	var got counted
	if err := read(answer, "driftsync_count", &got); err != nil {
		return err
	}
	switch got.Status {
	case "superseded", "gone":
		return c.sink.ended(ctx, c.lease)
	case "counted":
		return c.add(tables, got.Tables)
	}
	return errUnreadable("driftsync_count")
}

func (c *count) divide(ctx context.Context, tables []string, from, to uint64) error {
	if middle := len(tables) / 2; middle > 0 {
		if err := c.ask(ctx, tables[:middle], from, to); err != nil {
			return err
		}
		return c.ask(ctx, tables[middle:], from, to)
	}
	middle := from + (to-from)/2
	if err := c.ask(ctx, tables, from, middle); err != nil {
		return err
	}
	return c.ask(ctx, tables, middle, to)
}

func (c *count) add(tables []string, got map[string]int64) error {
	for _, name := range tables {
		n, ok := got[name]
		if !ok {
			return fault.New(fault.SinkSchema, "the destination does not count "+name,
				"compare the cloud schema with driftsync schema diff", nil)
		}
		c.found[name] += n
	}
	return nil
}

func countArgs(l sink.Lease, tables []string, from, to uint64) map[string]any {
	args := map[string]any{"p_source": l.Source, "p_epoch": l.Epoch, "p_tables": tables, "p_from": nil, "p_to": nil}
	if from > 0 {
		args["p_from"] = bound(from)
	}
	if to < 1<<32 {
		args["p_to"] = bound(to)
	}
	return args
}

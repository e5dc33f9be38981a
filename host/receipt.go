package host

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
)

// verify compares what was confirmed, table by table, with what the destination itself
// counts, where others may have answered in its place. A table that differs is sent once
// more. Where it differs still, its parts count as not confirmed and the run ends: nothing
// is swept, and no run is recorded.
func (d *delivery) verify(ctx context.Context) error {
	counter, ok := d.sink.(sink.Counter)
	if !ok {
		return nil
	}
	differ, err := d.differing(ctx, counter)
	if err != nil || len(differ) == 0 {
		return err
	}
	if err := d.doubt(differ); err != nil {
		return err
	}
	d.Logger.Warn("counts differ", "tables", differ)
	if err := d.send(ctx, d.todo()); err != nil {
		return err
	}
	d.settle()
	if differ, err = d.differing(ctx, counter); err != nil || len(differ) == 0 {
		return err
	}
	if err := d.doubt(differ); err != nil {
		return err
	}
	return fault.New(fault.SinkUnconfirmed, fmt.Sprintf("the destination confirmed rows that it does not count: of %s", strings.Join(differ, ", ")),
		"push again: they are sent again; if they are missing again, look for what deletes them there, such as a trigger or a job", nil)
}

// differing returns the tables of which the destination counts another number of rows
// than it confirmed, sorted.
func (d *delivery) differing(ctx context.Context, counter sink.Counter) ([]string, error) {
	confirmed, err := d.confirmed()
	if err != nil {
		return nil, err
	}
	expected := make(map[string]int64)
	for name, n := range confirmed {
		expected[table(name).Cloud] = n
	}
	counted, err := counter.Count(ctx, expected)
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(confirmed)) {
		n := counted[table(name).Cloud]
		// A table that was stopped may hold rows of parts that were not confirmed whole.
		if n != confirmed[name] && (d.whole[name] || n < confirmed[name]) {
			differ = append(differ, name)
		}
	}
	return differ, nil
}

// confirmed returns how many rows of each table the destination has confirmed under this
// epoch, those included that only mark a row as removed.
func (d *delivery) confirmed() (map[string]int64, error) {
	rows := make(map[string]int64)
	for i := range d.spool.Parts {
		part := &d.spool.Parts[i]
		if !d.spool.IsDone(part) {
			continue
		}
		rows[part.Table] += int64(part.Rows)
		refused := d.spool.Refused(part)
		if len(refused) == 0 {
			continue
		}
		records, err := d.spool.Records(part)
		if err != nil {
			return nil, err
		}
		for _, r := range refused {
			if !records[r.Row].Known { // one that is known was marked as removed in its place
				rows[part.Table]--
			}
		}
	}
	return rows, nil
}

// doubt takes back what was confirmed of some tables.
func (d *delivery) doubt(tables []string) error {
	for i := range d.spool.Parts {
		part := &d.spool.Parts[i]
		if !slices.Contains(tables, part.Table) || !d.spool.IsDone(part) {
			continue
		}
		if err := d.spool.Doubt(part); err != nil {
			return err
		}
		d.doubted[part.Number] = true
	}
	d.settle()
	return nil
}

package host_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

// A laptop is replaced: the new one goes on with the source of the old one, and the
// destination holds every row of its logs once.
func TestAdopt_AReplacedLaptopInPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	c := newCloud(t)
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	b.options.Destination = c.destination(t)
	b.otherMachine(1)
	logged := func() (all, live int) {
		t.Helper()
		if err := c.Pool().QueryRow(t.Context(), "select count(*), count(*) filter (where removed_at is null) from cloud_gate_results").Scan(&all, &live); err != nil {
			t.Fatal(err)
		}
		return all, live
	}
	old := b.push().Source
	was, _ := logged()
	b.loseState()
	b.otherMachine(2)
	if is := b.sources()[old]; is.Here || !is.Mine || !is.Primary || is.Rows == 0 || is.LastPush.IsZero() || is.Retired {
		t.Errorf("before: %+v", is)
	}
	if err := host.Adopt(t.Context(), b.options, old); err != nil {
		t.Fatal(err)
	}
	if is := b.sources()[old]; !is.Here {
		t.Errorf("after: %+v", is)
	}
	if r := b.push(); r.Source != old || !r.Full {
		t.Errorf("source %v, full %v", r.Source, r.Full)
	}
	if all, live := logged(); all != was || live != was {
		t.Errorf("%d rows of a log, %d live; there were %d", all, live, was)
	}
	if err := host.Adopt(t.Context(), b.options, uuid.New()); fault.Status(err) != fault.ExitRefused {
		t.Errorf("a source that is not there: %v", err)
	}
	stranger := b.options
	mine := c.user
	c.user = c.Member(t, c.tenant, "member")
	stranger.Destination = c.destination(t)
	for what, err := range map[string]error{"adopted": host.Adopt(t.Context(), stranger, old), "retired": ended(host.Retire(t.Context(), stranger, old))} {
		if fault.Status(err) != fault.ExitRefused {
			t.Errorf("a stranger %s it: %v", what, err)
		}
	}
	c.user = mine
	n, err := host.Retire(t.Context(), b.options, old)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	if _, live := logged(); live != 0 {
		t.Errorf("%d rows of a log are live", live)
	}
	if is := b.sources()[old]; !is.Retired || is.Here || is.Primary {
		t.Errorf("retired: %+v", is)
	}
	if err := host.Adopt(t.Context(), b.options, old); fault.Status(err) != fault.ExitRefused {
		t.Errorf("one that was retired was adopted: %v", err)
	}
	if next := b.push().Source; next == old || !b.sources()[next].Here || !b.sources()[next].Primary {
		t.Errorf("the next push went on with it, or its source is not primary: %+v", b.sources())
	}
}

func ended(_ int64, err error) error { return err }

// sources returns what the destination tells of its sources.
func (b *bench) sources() map[uuid.UUID]host.SourceStatus {
	b.t.Helper()
	list, err := host.Sources(b.t.Context(), b.options)
	if err != nil {
		b.t.Fatal(err)
	}
	if !slices.IsSortedFunc(list, func(a, b host.SourceStatus) int { return b.LastPush.Compare(a.LastPush) }) {
		b.t.Errorf("the last push does not stand first: %+v", list)
	}
	all := make(map[uuid.UUID]host.SourceStatus)
	for _, is := range list {
		all[is.ID] = is
	}
	return all
}

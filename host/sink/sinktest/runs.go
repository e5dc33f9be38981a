package sinktest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
)

func testBegin(t *testing.T, d Destination) {
	c := open(t, d, "", digest('a'))
	first := c.begin()
	if first.Source == uuid.Nil || first.LastRun != uuid.Nil || len(first.Quarantined) > 0 || c.Destination() == "" {
		t.Errorf("first lease %+v", first)
	}
	if answer, err := c.Begin(t.Context(), c.start); err != nil || answer.Source != first.Source || answer.Epoch != first.Epoch {
		t.Errorf("the same run is granted %+v after %+v, %v", answer, first, err)
	}
	again := open(t, d, "", digest('a'))
	second := again.begin()
	if second.Source != first.Source || second.Epoch <= first.Epoch {
		t.Errorf("epoch %d of source %s after %d of %s", second.Epoch, second.Source, first.Epoch, first.Source)
	}
	for _, other := range []*client{open(t, d, "", digest('b')), open(t, d, "ci", digest('a')), open(t, d, "laptop", digest('a'))} {
		if lease := other.begin(); lease.Source == first.Source {
			t.Errorf("source %q with digest %.1s is the first one", other.start.Name, other.start.Digest)
		}
	}
	named, moved := open(t, d, "ci", digest('c')), open(t, d, "ci", digest('d'))
	if one, two := named.begin(), moved.begin(); one.Source != two.Source || two.Epoch <= one.Epoch {
		t.Errorf("a named source is not found elsewhere: %+v, %+v", one, two)
	}
}

// The id of the key that names the rows is there for the next run, wherever it starts.
func testKey(t *testing.T, d Destination) {
	const key = "00112233aabbccdd"
	c := begun(t, d)
	keeper, ok := c.Sink.(sink.KeyKeeper)
	if !ok {
		t.Fatal("it does not know which key names its rows")
	}
	if c.lease.KeyID != "" {
		t.Errorf("a new source has key %q", c.lease.KeyID)
	}
	for range 2 { // an answer may be lost on its way
		if err := keeper.KeepKey(t.Context(), key, nil); err != nil {
			t.Fatal(err)
		}
	}
	c.write(c.part(functions(), sink.Upsert, function(1)))
	again := open(t, d, "", digest('a'))
	if lease := again.begin(); lease.KeyID != key || !lease.Held {
		t.Errorf("key %q, held %v", lease.KeyID, lease.Held)
	}
	if other := open(t, d, "ci", digest('a')); other.begin().KeyID != "" {
		t.Errorf("another source has key %q", other.lease.KeyID)
	}
}

func testBeginConcurrent(t *testing.T, d Destination) {
	const runs = 4
	var clients [runs]*client
	for i := range clients {
		clients[i] = open(t, d, "", digest('a'))
	}
	var all sync.WaitGroup
	var leases [runs]sink.Lease
	var failed [runs]error
	for i, c := range clients {
		all.Go(func() {
			start := c.start
			start.Run = uuid.New()
			leases[i], failed[i] = c.Begin(t.Context(), start)
		})
	}
	all.Wait()
	epochs := map[int64]bool{}
	for i, lease := range leases {
		if failed[i] != nil {
			t.Fatal(failed[i])
		}
		epochs[lease.Epoch] = true
		if lease.Source != leases[0].Source {
			t.Errorf("two sources of one digest")
		}
	}
	if len(epochs) != runs {
		t.Errorf("%d runs took %d epochs", runs, len(epochs))
	}
}

func testFinish(t *testing.T, d Destination) {
	c := begun(t, d)
	c.finish()
	last := c.start.Run
	if err := c.Finish(t.Context(), c.run()); err != nil {
		t.Errorf("finish again: %v", err)
	}
	next := open(t, d, "", digest('a'))
	if lease := next.begin(); lease.LastRun != last || !slices.Equal(lease.Quarantined, []string{"aa", "bb"}) {
		t.Errorf("lease after run %s: %+v", last, lease)
	}
	// A run that began and did not finish is not the last one.
	if lease := open(t, d, "", digest('a')).begin(); lease.LastRun != last {
		t.Errorf("last run %s, want %s", lease.LastRun, last)
	}
	recorded := d.Rows(t, "sync_runs")
	if len(recorded) != 1 || recorded[0]["id"] != last.String() || recorded[0]["sync_source_id"] != c.lease.Source.String() {
		t.Fatalf("sync_runs: %v", recorded)
	}
	if r := recorded[0]; r["client"] != "driftsync test" || r["policy"] != "beef" || fmt.Sprint(r["epoch"]) != fmt.Sprint(c.lease.Epoch) {
		t.Errorf("sync_runs: %v", r)
	}
}

func testSuperseded(t *testing.T, d Destination) {
	old := begun(t, d)
	old.write(old.part(functions(), sink.Upsert, function(1)))
	next := open(t, d, "", digest('a'))
	next.begin()
	if err := old.Finish(t.Context(), old.run()); !superseded(err) {
		t.Errorf("finish of an overtaken run: %v", err)
	}
	if _, err := old.Write(t.Context(), old.part(functions(), sink.Upsert, function(2))); !superseded(err) {
		t.Errorf("write of an overtaken run: %v", err)
	}
	if rows := next.rows(functions()); len(rows) != 1 {
		t.Errorf("%d rows", len(rows))
	}
	next.finish()
}

func testConcurrent(t *testing.T, d Destination) {
	const parts, size = 8, 50
	c := begun(t, d)
	var all sync.WaitGroup
	failed := make([]error, parts)
	for i := range parts {
		var rows []row
		for n := range size {
			rows = append(rows, function(i*size+n))
		}
		p := c.part(functions(), sink.Upsert, rows...)
		all.Go(func() {
			refused, err := c.Write(t.Context(), p)
			if err == nil && len(refused) > 0 {
				err = fmt.Errorf("refused %v", refused)
			}
			failed[i] = err
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			t.Error(err)
		}
	}
	if rows := c.rows(functions()); len(rows) != parts*size {
		t.Errorf("%d rows, want %d", len(rows), parts*size)
	}
}

// Two sources have the same row id, and never see each other.
func testSources(t *testing.T, d Destination) {
	one, two := begun(t, d), open(t, d, "ci", digest('a'))
	two.begin()
	mine, theirs := function(1), function(1)
	theirs.cells["name"] = "theirs"
	one.write(one.part(functions(), sink.Upsert, mine, function(2)))
	two.write(two.part(functions(), sink.Upsert, theirs))
	if n, err := two.Sweep(t.Context(), functions()); err != nil || n != 0 {
		t.Errorf("sweep of the other source: %d, %v", n, err)
	}
	two.write(two.part(functions(), sink.Withdrawn, row{id: id(1)}))
	one.expect(functions(), id(1), cells{"name": "f", "removed_at": nil})
	two.expect(functions(), id(1), cells{"name": nil})
	if rows := one.rows(functions()); len(rows) != 2 {
		t.Errorf("%d rows", len(rows))
	}
}
